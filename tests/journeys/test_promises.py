"""What a reviewer broke once and nobody may again: sight, scopes, members, and links of Bundles."""

from urllib.parse import quote

import httpx
import pytest

from peerfhir.store.sight import Role
from tests.people import (
    CERTIFIED,
    FHIR,
    basic,
    bundle,
    claim,
    coverage,
    entry,
    issues,
    numbered,
    patient,
    put,
    ref,
    rules,
    statuses,
    unique,
    usage,
)

MONDAY = ("2026-11-09T09:00:00-07:00", "2026-11-09T12:00:00-07:00")  # twelve units
VISIT = "0b1c1d1e-0000-4000-8000-000000000001"
MONEY = "https://payer.example.org/members"


def client(server, role, organization, scopes):
    """A client with these scopes only."""
    token = server.token(role, organization, scopes)
    headers = {"authorization": f"Bearer {token}", **FHIR}
    return httpx.Client(base_url=f"{server.base}/fhir", headers=headers, timeout=60)


@pytest.mark.parametrize("path", ["/Encounter/$validate", "/Encounter"])
def test_what_is_not_seen_says_nothing(settle, path):
    """A patient of another agency and one that nobody has get the same answer, without a word of units (design 8)."""
    theirs, ours = settle(), settle()
    member = theirs.admit()
    theirs.http.post("/Encounter", json=theirs.encounter(member, theirs.hire(CERTIFIED), *MONDAY))
    peer = ours.hire(CERTIFIED)
    said = []
    for one in (member, unique("nobody")):
        sent = ours.encounter(one, peer, MONDAY[0], "2026-11-09T10:00:00-07:00", foo=1)
        del sent["episodeOfCare"]
        answer = ours.http.post(path, json=sent)
        said.append(answer.text.replace(one, "X"))
        assert ("MT-31", "warning") not in rules(answer)
    assert said[0] == said[1]


def test_validate_of_what_is_stored_does_not_count_it_twice(settle):
    """The instance that is validated takes the place of its stored version, as an update would (X-10)."""
    agency = settle()
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    sent = agency.encounter(member, peer, "2026-11-09T09:00:00-07:00", "2026-11-09T11:15:00-07:00", id=unique("e"))
    put(agency.http, sent)
    longer = sent | {"period": {"start": "2026-11-09T09:00:00-07:00", "end": "2026-11-09T11:30:00-07:00"}}
    assert rules(agency.http.post(f"/Encounter/{sent['id']}/$validate", json=longer)) == []
    over = sent | {"period": {"start": MONDAY[0], "end": MONDAY[1]}}
    assert rules(agency.http.post(f"/Encounter/{sent['id']}/$validate", json=over)) == [("MT-31", "warning")]


def test_criteria_need_the_scopes_that_they_use(settle):
    """Who may only create may not search by criteria, nor be shown what they find (403)."""
    agency = settle()
    with client(agency.server, Role.PROVIDER, agency.id, ["system/Patient.c", "system/Observation.c"]) as narrow:
        answer = narrow.post("/Patient", json=patient(), headers={"If-None-Exist": "identifier=urn:x|1"})
        assert answer.status_code == 403
        observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
        observation["subject"] = ref("Patient?identifier=urn:x|1")
        answer = narrow.post("", json=bundle("transaction", entry("POST", "Observation", observation)))
        assert answer.status_code == 403


def test_two_numbered_members_are_joined_by_the_payer_only(settle):
    """Who claims two strangers' numbers is warned and joins nobody; their payer's own Coverage joins them."""
    agency, payer, other = settle(), settle(Role.PAYER), settle(Role.PAYER)
    peer = agency.hire(CERTIFIED)
    first, second = (numbered(MONEY, unique("n")) for _ in range(2))
    members = [agency.admit(identifier=[number], payer=payer.id) for number in (first, second)]
    agency.http.post("/Encounter", json=agency.encounter(members[0], peer, *MONDAY))
    for claimer in (settle(), other, payer):
        name = unique("m")
        both = claimer.http.put(f"/Patient/{name}", json=patient(name, identifier=[first, second]))
        assert both.status_code == 201
        assert both.headers["peerfhir-finding"] == "conflict; severity=warning"
    assert usage(agency.http, members[1], "2026-11-09")[0]["rendered"] == 0
    insured = unique("subscriber")
    for member in members:
        put(payer.http, coverage(unique("c"), member, payer.id, subscriberId=insured))
    assert usage(agency.http, members[1], "2026-11-09")[0]["rendered"] == 12


def test_a_payer_does_not_join_by_anothers_numbers(settle):
    """A Coverage that another organization pays says nothing from this payer's mouth."""
    agency, payer, other = settle(), settle(Role.PAYER), settle(Role.PAYER)
    mine = agency.admit(identifier=[numbered(MONEY, unique("n"))], payer=payer.id)
    stranger = agency.admit(identifier=[numbered(MONEY, unique("n"))])
    agency.http.post("/Encounter", json=agency.encounter(mine, agency.hire(CERTIFIED), *MONDAY))
    insured = unique("subscriber")
    put(agency.http, coverage(unique("c"), stranger, other.id, subscriberId=insured))
    put(payer.http, coverage(unique("c"), mine, other.id, subscriberId=insured))
    assert usage(agency.http, stranger, "2026-11-09")[0]["rendered"] == 0


def test_a_number_without_a_system_is_nobodys(settle):
    """Two agencies' local number 1001 is no one person: a member number has the system of who gave it."""
    one, other = settle(), settle()
    local = numbered(MONEY, "1001")
    del local["system"]
    member, stranger = one.admit(identifier=[local]), other.admit(identifier=[local])
    one.http.post("/Encounter", json=one.encounter(member, one.hire(CERTIFIED), *MONDAY))
    assert usage(other.http, stranger, "2026-11-09")[0]["rendered"] == 0


def test_a_payer_sees_a_dependent(settle):
    """A Coverage is its beneficiary's, whoever subscribes (design 8: members with a Coverage whose payor it is)."""
    agency, payer = settle(), settle(Role.PAYER)
    kid, mother = agency.admit(), agency.admit()
    put(agency.http, coverage(unique("c"), kid, payer.id, subscriber=ref(f"Patient/{mother}")))
    assert payer.http.get(f"/Patient/{kid}").status_code == 200
    assert payer.http.get(f"/Patient/{mother}").status_code == 404


def test_links_of_another_servers_bundle_stay_in_it(settle):
    """`Patient/77` beside a fullUrl of another server is that server's, not the one that has this id here (R4)."""
    agency = settle()
    local = agency.admit()
    away = f"https://ehr-{unique('x')}.example.org/fhir"
    visit = {"resourceType": "Basic", "code": {"text": "x"}, "subject": ref(f"Patient/{local}")}
    sent = entry("POST", "Basic", visit) | {"fullUrl": f"{away}/Basic/1"}
    alone = agency.http.post("", json=bundle("transaction", sent))
    assert (alone.status_code, issues(alone)[0]["expression"]) == (409, ["Bundle.entry[0].resource.subject.reference"])
    theirs = entry("POST", "Patient", patient()) | {"fullUrl": f"{away}/Patient/{local}"}
    answer = agency.http.post("", json=bundle("transaction", theirs, sent))
    stored = [one["resource"] for one in answer.json()["entry"]]
    assert stored[1]["subject"]["reference"] == f"Patient/{stored[0]['id']}" != f"Patient/{local}"


def test_what_a_bundle_deletes_is_not_found_by_its_criteria(settle):
    """R4 deletes before it creates: the conditional create beside the delete makes a new one."""
    agency = settle()
    mark = unique("d")
    old = basic(id=unique("b"), identifier=[{"system": "urn:d", "value": mark}])
    put(agency.http, old)
    fresh = {key: value for key, value in old.items() if key != "id"}
    answer = agency.http.post(
        "",
        json=bundle(
            "transaction",
            entry("DELETE", f"Basic/{old['id']}"),
            entry("POST", "Basic", fresh, ifNoneExist=f"identifier=urn:d|{mark}"),
        ),
    )
    assert [status[:3] for status in statuses(answer)] == ["204", "201"]
    assert agency.http.get(f"/Basic?identifier=urn:d|{mark}&_summary=count").json()["total"] == 1


def test_what_a_bundle_deletes_holds_no_identifier(settle):
    """The identifier of an Encounter that a Bundle deletes is free for the one beside it, with whatever content."""
    agency = settle()
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    old = agency.encounter(member, peer, *MONDAY, id=unique("e"))
    put(agency.http, old)
    new = {name: value for name, value in old.items() if name != "id"}
    deletion = entry("DELETE", f"Encounter/{old['id']}")
    answer = agency.http.post("", json=bundle("transaction", deletion, entry("POST", "Encounter", new)))
    assert statuses(answer) == ["204", "201"]
    assert usage(agency.http, member, "2026-11-09")[0]["rendered"] == 12


def test_one_of_two_that_match_may_be_deleted_beside(settle):
    """Criteria that two resources meet are met by one when the Bundle deletes the other."""
    agency, mark = settle(), unique("two")
    named = [{"system": "urn:d", "value": mark}]
    first, second = (basic(id=unique("b"), identifier=named) for _ in range(2))
    put(agency.http, first)
    put(agency.http, second)
    created = entry("POST", "Basic", basic(identifier=named), ifNoneExist=f"identifier=urn:d|{mark}")
    answer = agency.http.post("", json=bundle("transaction", entry("DELETE", f"Basic/{first['id']}"), created))
    assert statuses(answer) == ["204", "200"]
    assert second["id"] in answer.json()["entry"][1]["response"]["location"]


def test_the_same_criteria_in_one_bundle_make_one(settle):
    """However two entries write the criteria, what they name is made once."""
    agency, mark = settle(), unique("same")
    named = [{"system": "urn:d", "value": mark}]
    made = [
        entry("POST", "Basic", basic(identifier=named), ifNoneExist=f"identifier=urn:d{bar}{mark}")
        for bar in ("|", "%7C")
    ]
    assert statuses(agency.http.post("", json=bundle("transaction", *made))) == ["201", "200"]


def test_a_bundle_of_identified_records_can_be_sent_again(settle):
    """A Claim that refers to an Encounter of the same Bundle: the second time both are the first ones (200)."""
    agency = settle()
    member, peer = agency.admit(payer=agency.id), agency.hire(CERTIFIED)
    visit = agency.encounter(member, peer, *MONDAY)
    bill = claim(member, agency.id) | {"identifier": [{"system": "urn:claims", "value": unique("claim")}]}
    line = {"sequence": 1, "productOrService": {"text": "x"}, "encounter": [ref("urn:uuid:" + VISIT)]}
    for order in (1, -1):
        sent = [
            entry("POST", "Encounter", visit, full_url=f"urn:uuid:{VISIT}"),
            entry("POST", "Claim", bill | {"item": [line]}),
        ]
        answer = agency.http.post("", json=bundle("transaction", *sent[::order]))
        assert statuses(answer) == (["201", "201"] if order == 1 else ["200", "200"])


def test_our_own_address_as_a_name_in_a_bundle(settle):
    """An entry named by an address of this server is what links to that address mean, whatever stands there."""
    agency = settle()
    base, name = str(agency.http.base_url).rstrip("/"), unique("zz")
    sent = [
        entry("POST", "Basic", basic(), full_url=f"{base}/Basic/{name}"),
        entry("POST", "Basic", basic(subject=ref(f"Basic/{name}"))),
        entry("POST", "Basic", basic(subject=ref(f"{base}/Basic/{name}"))),
    ]
    answer = agency.http.post("", json=bundle("transaction", *sent))
    stored = [one["resource"] for one in answer.json()["entry"]]
    assert {one["subject"]["reference"] for one in stored[1:]} == {f"Basic/{stored[0]['id']}"}


def test_a_batch_does_not_mistake_another_servers_patient(settle):
    """An entry of another server that names its Patient/77 is not attached to ours (409 in a transaction, so here)."""
    agency = settle()
    local = agency.admit()
    sent = entry(
        "POST", "Basic", basic(subject=ref(f"Patient/{local}")), full_url="https://ehr.example.org/fhir/Basic/1"
    )
    answer = agency.http.post("", json=bundle("batch", sent))
    assert statuses(answer) == ["422"]


def test_a_retry_of_a_match_is_the_match(settle):
    """What a conditional create found is what its retry is answered, also when it is gone by then."""
    agency, mark = settle(), unique("r")
    resource = basic(identifier=[{"system": "urn:d", "value": mark}])
    first = agency.http.post("/Basic", json=resource)
    said = {"If-None-Exist": f"identifier=urn:d|{mark}", "Idempotency-Key": unique("k")}
    answers = [agency.http.post("/Basic", json=resource, headers=said)]
    agency.http.delete(f"/Basic/{first.json()['id']}")
    answers.append(agency.http.post("/Basic", json=resource, headers=said))
    assert [(a.status_code, a.content) for a in answers] == [(200, first.content)] * 2


def test_an_update_that_must_create_does_not_overwrite(settle):
    """`If-None-Match: *` of an update creates, or is answered 412 (R4 http.html#concurrency)."""
    agency = settle()
    resource = basic(id=unique("b"))
    new = {"If-None-Match": "*"}
    first = agency.http.put(f"/Basic/{resource['id']}", json=resource, headers=new)
    again = agency.http.put(f"/Basic/{resource['id']}", json=resource | {"code": {"text": "y"}}, headers=new)
    assert (first.status_code, again.status_code) == (201, 412)


def test_our_address_with_escaped_slashes_is_ours(settle):
    """A JSON writer that escapes slashes refers to the same patient: an unknown one is a broken reference."""
    agency = settle()
    base = str(agency.http.base_url).rstrip("/").replace("/", "\\/")
    body = f'{{"resourceType":"Basic","code":{{"text":"x"}},"subject":{{"reference":"{base}\\/Patient\\/nobody"}}}}'
    assert agency.http.post("/Basic", content=body, headers=FHIR).status_code == 409


def test_an_administrator_keeps_one_of_a_kind(settle):
    """One Encounter per owner and identifier, also when an administrator writes for the owner."""
    agency, admin = settle(), settle(Role.ADMIN)
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    one, other = (agency.encounter(member, peer, *MONDAY, id=unique("e")) for _ in range(2))
    put(agency.http, one)
    put(agency.http, other)
    taken = other | {"identifier": one["identifier"]}
    assert admin.http.put(f"/Encounter/{other['id']}", json=taken).status_code == 409


def test_an_organization_is_made_by_its_own(settle):
    """Nobody takes the name that another client acts for."""
    agency = settle()
    name = unique("org")
    agency.server.token(Role.PROVIDER, name)
    answer = agency.http.put(f"/Organization/{name}", json={"resourceType": "Organization", "id": name, "name": "Zz"})
    assert answer.status_code == 403


def test_delete_takes_no_criteria(settle):
    """Parameters that would be passed over are refused, and nothing is deleted."""
    agency = settle()
    resource = basic(id=unique("b"))
    put(agency.http, resource)
    assert agency.http.delete(f"/Basic/{resource['id']}?code=x").status_code == 400
    assert agency.http.get(f"/Basic/{resource['id']}").status_code == 200


def test_a_body_is_utf_8(settle):
    """A body that says it is of another encoding is 415, and nothing is stored."""
    agency = settle()
    said = {"content-type": "application/fhir+json; charset=utf-16"}
    assert agency.http.post("/Basic", content="{}".encode("utf-16"), headers=said).status_code == 415


def test_another_condition_is_another_request(settle):
    """The same key with another If-Match is no retry (422)."""
    agency = settle()
    resource = basic(id=unique("b"))
    put(agency.http, resource)
    changed = resource | {"code": {"text": "changed"}}
    key = {"Idempotency-Key": unique("k")}
    first = agency.http.put(f"/Basic/{resource['id']}", json=changed, headers=key | {"If-Match": 'W/"1"'})
    other = agency.http.put(f"/Basic/{resource['id']}", json=changed, headers=key | {"If-Match": 'W/"7"'})
    assert (first.status_code, other.status_code) == (200, 422)


def test_an_attachment_may_be_an_entry(settle):
    """Attachment.url of an entry's name is rewritten as a reference is (R4 http.html#trules)."""
    agency = settle()
    name = f"urn:uuid:{VISIT}"
    report = {"resourceType": "Media", "status": "completed", "content": {"url": name}}
    sent = [entry("POST", "Basic", basic(), full_url=name), entry("POST", "Media", report)]
    answer = agency.http.post("", json=bundle("transaction", *sent))
    stored = [one["resource"] for one in answer.json()["entry"]]
    assert stored[1]["content"]["url"] == f"Basic/{stored[0]['id']}"


def test_a_payor_may_be_named_with_its_version(settle):
    """`Organization/X/_history/1` is Organization X: it sees its member."""
    agency, payer = settle(), settle(Role.PAYER)
    member = agency.admit()
    put(agency.http, coverage(unique("c"), member, f"{payer.id}/_history/1"))
    assert payer.http.get(f"/Patient/{member}").status_code == 200


def test_criteria_may_be_plain_utf_8(settle):
    """If-None-Exist in raw UTF-8 and percent-encoded are the same criteria."""
    agency, mark = settle(), unique("\u00e9")
    resource = basic(identifier=[{"system": "urn:i", "value": mark}])
    ways = [f"identifier=urn:i|{quote(mark)}".encode(), f"identifier=urn:i|{mark}".encode()]
    answers = [agency.http.post("/Basic", json=resource, headers={b"If-None-Exist": way}) for way in ways]
    assert [answer.status_code for answer in answers] == [201, 200]


def test_each_issue_of_a_refused_entry_has_its_one_place(settle):
    """What the validator warned of and what a rule refuses are both told at their place in the Bundle."""
    agency = settle()
    hour = (MONDAY[0], "2026-11-09T10:00:00-07:00")
    visit = agency.encounter(agency.admit(), agency.hire(), *hour, meta={"profile": ["https://example.org/none"]})
    answer = agency.http.post("", json=bundle("transaction", entry("POST", "Encounter", visit)))
    assert answer.status_code == 422
    assert [issue["expression"] for issue in issues(answer)] == [
        ["Bundle.entry[0].resource.meta.profile[0]"],
        ["Bundle.entry[0].resource.participant[0].individual"],
    ]
