"""What a reviewer broke once and nobody may again: sight, scopes, members, and links of Bundles."""

import httpx
import pytest

from peerfhir.store.sight import Role
from tests.people import (
    CERTIFIED,
    FHIR,
    basic,
    bundle,
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


def test_two_numbered_members_are_joined_by_a_payer_only(settle):
    """A provider that claims two strangers' numbers is warned and joins nobody; the payer's word joins them."""
    agency, payer = settle(), settle(Role.PAYER)
    peer = agency.hire(CERTIFIED)
    first, second = (numbered(MONEY, unique("n")) for _ in range(2))
    members = [agency.admit(identifier=[number], payer=payer.id) for number in (first, second)]
    agency.http.post("/Encounter", json=agency.encounter(members[0], peer, *MONDAY))
    claimer = settle()
    name = unique("m")
    both = claimer.http.put(f"/Patient/{name}", json=patient(name, identifier=[first, second]))
    assert both.status_code == 201
    assert both.headers["peerfhir-finding"] == "conflict; severity=warning"
    assert usage(agency.http, members[1], "2026-11-09")[0]["rendered"] == 0
    put(payer.http, patient(unique("m"), identifier=[first, second]))
    assert usage(agency.http, members[1], "2026-11-09")[0]["rendered"] == 12


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
