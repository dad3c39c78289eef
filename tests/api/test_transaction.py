"""Bundles over HTTP: a transaction is whole or nothing, a batch is entry by entry (http.html#transaction)."""

import json
from uuid import uuid4

import pytest

from tests.people import CERTIFIED, EHR, basic, bundle, entry, issues, patient, post, put, ref, statuses, unique, usage
from tests.wire import Ask, together


def urn():
    """The name of an entry for other entries."""
    return f"urn:uuid:{uuid4()}"


def identified(code, **more):
    """A Basic that criteria find."""
    return basic(identifier=[{"system": "https://example.org/c", "value": code}], **more)


def observed(subject, **more):
    """An Observation of somebody."""
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "subject": ref(subject), **more}


def test_every_entry_is_answered_in_its_order(settle):
    """transaction-response: status, location, etag and lastModified of each entry, in the order they were sent."""
    agency, kept, gone = settle(), unique("b"), unique("b")
    put(agency.http, basic(id=kept))
    put(agency.http, basic(id=gone))
    sent = bundle(
        "transaction",
        entry("GET", f"Basic/{kept}"),
        entry("POST", "Basic", basic()),
        entry("PUT", f"Basic/{kept}", basic(id=kept)),
        entry("DELETE", f"Basic/{gone}"),
    )
    answer = agency.http.post("", json=sent)
    assert statuses(answer) == ["200", "201", "200", "204"]
    said = answer.json()
    assert said["type"] == "transaction-response"
    read, made, changed, _ = said["entry"]
    assert read["resource"]["meta"]["versionId"] == "2"  # reads come after the writes
    assert made["response"]["location"].endswith(f"/Basic/{made['resource']['id']}/_history/1")
    assert changed["response"]["etag"] == 'W/"2"'
    assert changed["response"]["lastModified"] == changed["resource"]["meta"]["lastUpdated"]
    assert agency.http.get(f"/Basic/{gone}").status_code == 410


def test_entries_refer_to_each_other_by_urn(settle):
    """A fullUrl of urn:uuid becomes the id that its entry is given, at every Reference, before or after it."""
    agency = settle()
    him, thing = urn(), urn()
    extension = [{"url": "https://example.org/x", "valueReference": ref(thing)}]
    sent = bundle(
        "transaction",
        entry("POST", "Observation", observed(him, focus=[ref(thing)], extension=extension), urn()),
        entry("POST", "Patient", patient(), him),
        entry("POST", "Basic", basic(subject=ref(him)), thing),
    )
    answer = agency.http.post("", json=sent)
    assert statuses(answer) == ["201", "201", "201"]
    seen, person, other = (e["resource"] for e in answer.json()["entry"])
    assert seen["subject"]["reference"] == f"Patient/{person['id']}" == other["subject"]["reference"]
    assert seen["focus"][0]["reference"] == f"Basic/{other['id']}"
    assert seen["extension"][0]["valueReference"]["reference"] == f"Basic/{other['id']}"
    assert agency.http.get(f"/Observation/{seen['id']}").json() == seen
    found = agency.http.get("/Observation", params={"subject": f"Patient/{person['id']}"}).json()
    assert [e["resource"]["id"] for e in found["entry"]] == [seen["id"]]


def test_a_urn_that_names_no_entry_is_a_broken_reference(settle):
    """409, nothing stored, and the place is in its entry."""
    agency, id_ = settle(), unique("b")
    sent = bundle(
        "transaction",
        entry("PUT", f"Basic/{id_}", basic(id=id_)),
        entry("POST", "Basic", basic(subject=ref(urn()))),
    )
    answer = agency.http.post("", json=sent)
    assert answer.status_code == 409
    assert [i["expression"] for i in issues(answer)] == [["Bundle.entry[1].resource.subject.reference"]]
    assert agency.http.get(f"/Basic/{id_}").status_code == 404


def test_conditional_references_are_found(settle):
    """`Type?criteria` becomes the one resource that matches."""
    agency, member = settle(), unique("m")
    number = unique("n")
    put(agency.http, patient(member, identifier=[{"system": "https://example.org/p", "value": number}]))
    sent = bundle(
        "transaction", entry("POST", "Observation", observed(f"Patient?identifier=https://example.org/p|{number}"))
    )
    answer = agency.http.post("", json=sent)
    assert statuses(answer) == ["201"]
    assert answer.json()["entry"][0]["resource"]["subject"]["reference"] == f"Patient/{member}"


def test_a_conditional_reference_to_none_or_several_fails(settle):
    """412, nothing stored, with the place of each; another's matches nothing."""
    agency, other, code, id_ = settle(), settle(), unique("c"), unique("b")
    post(agency.http, identified(code))
    post(agency.http, identified(code))
    theirs = unique("n")
    put(other.http, patient(unique("m"), identifier=[{"system": "https://example.org/p", "value": theirs}]))
    sent = bundle(
        "transaction",
        entry("PUT", f"Basic/{id_}", basic(id=id_)),
        entry("POST", "Observation", observed(f"Patient?identifier=https://example.org/p|{theirs}")),
        entry("POST", "Basic", basic(subject=ref(f"Basic?identifier=https://example.org/c|{code}"))),
    )
    answer = agency.http.post("", json=sent)
    assert answer.status_code == 412
    assert [i["expression"] for i in issues(answer)] == [
        ["Bundle.entry[1].resource.subject.reference"],
        ["Bundle.entry[2].resource.subject.reference"],
    ]
    assert agency.http.get(f"/Basic/{id_}").status_code == 404


def test_conditional_creates_in_a_bundle(settle):
    """ifNoneExist: what is there is answered 200 and referred to; what is not is made."""
    agency, there, new = settle(), unique("c"), unique("c")
    first = post(agency.http, identified(there)).json()
    one, two = urn(), urn()
    sent = bundle(
        "transaction",
        entry("POST", "Basic", identified(there), one, ifNoneExist=f"identifier=https://example.org/c|{there}"),
        entry("POST", "Basic", identified(new), two, ifNoneExist=f"identifier=https://example.org/c|{new}"),
        entry("POST", "Basic", basic(subject=ref(one))),
        entry("POST", "Basic", basic(subject=ref(two))),
    )
    answer = agency.http.post("", json=sent)
    assert statuses(answer) == ["200", "201", "201", "201"]
    shown = [e["resource"] for e in answer.json()["entry"]]
    assert shown[0] == first
    assert shown[2]["subject"]["reference"] == f"Basic/{first['id']}"
    assert shown[3]["subject"]["reference"] == f"Basic/{shown[1]['id']}"


def test_two_entries_with_one_condition_are_one_resource(settle):
    """The same criteria twice in one Bundle: 201 and 200, one resource, both names lead to it."""
    agency, code = settle(), unique("c")
    one, two = urn(), urn()
    criteria = f"identifier=https://example.org/c|{code}"
    sent = bundle(
        "transaction",
        entry("POST", "Basic", identified(code), one, ifNoneExist=criteria),
        entry("POST", "Basic", identified(code), two, ifNoneExist=criteria),
        entry("POST", "Basic", basic(subject=ref(two))),
    )
    answer = agency.http.post("", json=sent)
    assert statuses(answer) == ["201", "200", "201"]
    first, second, third = (e["resource"] for e in answer.json()["entry"])
    assert first == second
    assert third["subject"]["reference"] == f"Basic/{first['id']}"
    found = agency.http.get("/Basic", params={"identifier": f"https://example.org/c|{code}", "_summary": "count"})
    assert found.json()["total"] == 1


def test_a_bundle_sent_again_finds_everything_there(settle):
    """A Bundle of conditional creates only, sent twice: all 200 the second time."""
    agency, codes = settle(), [unique("c") for _ in "123"]
    sent = bundle(
        "transaction",
        *(entry("POST", "Basic", identified(c), ifNoneExist=f"identifier=https://example.org/c|{c}") for c in codes),
    )
    first, again = agency.http.post("", json=sent), agency.http.post("", json=sent)
    assert (statuses(first), statuses(again)) == (["201"] * 3, ["200"] * 3)
    assert [e["resource"] for e in again.json()["entry"]] == [e["resource"] for e in first.json()["entry"]]


def test_sixteen_bundles_with_one_condition_make_one_resource(pair, settle):
    """Three pods post the same Bundle, and three copies there are (hapi-fhir-jpaserver-starter #459): not here."""
    agency = settle(at=pair)
    rounds = []
    for _ in range(8):
        one, two, name = unique("c"), unique("c"), urn()
        entries = [
            entry("POST", "Basic", identified(one), name, ifNoneExist=f"identifier=https://example.org/c|{one}"),
            entry("POST", "Basic", identified(two), ifNoneExist=f"identifier=https://example.org/c|{two}"),
            entry("POST", "Basic", basic(subject=ref(name))),
        ]
        turned = [entries[1], entries[0], entries[2]]
        bodies = [json.dumps(bundle("transaction", *(entries, turned)[n % 2])).encode() for n in range(16)]
        rounds.append([Ask("POST", "/fhir", body) for body in bodies])
    for answers in together(pair.base, agency.token, *rounds):
        assert [answer.status for answer in answers] == [200] * 16
        shown = [json.loads(answer.body)["entry"] for answer in answers]
        assert len({frozenset(e["resource"]["id"] for e in entries[:2]) for entries in shown}) == 1
        for place in (0, 1):
            made = [entries[place]["response"]["status"][:3] for entries in shown]
            assert made.count("201") <= 1


BROKEN = {
    "unknown delete": (404, lambda: entry("DELETE", f"Basic/{unique('never')}")),
    "broken reference": (409, lambda: entry("POST", "Basic", basic(subject=ref("Patient/never")))),
    "stale": (412, lambda: entry("PUT", f"Basic/{(i := unique('b'))}", basic(id=i), ifMatch='W/"7"')),
    "invalid": (422, lambda: entry("POST", "Basic", {"resourceType": "Basic"})),
    "no such type": (422, lambda: entry("POST", "Account", {"resourceType": "Account", "status": "active"})),
    "other type": (422, lambda: entry("POST", "Basic", patient())),
    "other id": (422, lambda: entry("PUT", "Basic/a", basic(id="b"))),
    "patch": (422, lambda: entry("PATCH", "Basic/a", basic(id="a"))),
    "post to an id": (422, lambda: entry("POST", "Basic/a", basic(id="a"))),
    "strange address": (422, lambda: entry("PUT", "Basic?x=http://[", basic(id="a"))),
    "no condition": (400, lambda: entry("POST", "Basic", basic(), ifNoneExist="_count=1")),
    "no etag": (422, lambda: entry("PUT", "Basic/a", basic(id="a"), ifMatch="7")),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_one_bad_entry_fails_the_whole_transaction(settle, kind):
    """The status of what is wrong, the entry by its index, and nothing stored."""
    status, made = BROKEN[kind]
    agency, before, after = settle(), unique("b"), unique("b")
    sent = bundle(
        "transaction",
        entry("PUT", f"Basic/{before}", basic(id=before)),
        made(),
        entry("PUT", f"Basic/{after}", basic(id=after)),
    )
    answer = agency.http.post("", json=sent)
    assert answer.status_code == status, answer.text
    assert {place[:15] for i in issues(answer) for place in i.get("expression", ["nowhere"])} == {"Bundle.entry[1]"}
    assert agency.http.get(f"/Basic/{before}").status_code == 404
    assert agency.http.get(f"/Basic/{after}").status_code == 404


def test_a_delete_that_others_hold_back_names_its_entry(settle):
    """409 with the entry when something that stays refers to it; both deleted together go."""
    agency, target, holder = settle(), unique("t"), unique("h")
    put(agency.http, basic(id=target))
    put(agency.http, basic(id=holder, subject=ref(f"Basic/{target}")))
    refused = agency.http.post(
        "", json=bundle("transaction", entry("POST", "Basic", basic()), entry("DELETE", f"Basic/{target}"))
    )
    assert refused.status_code == 409
    assert issues(refused)[0]["expression"][0].startswith("Bundle.entry[1]")
    both = bundle("transaction", entry("DELETE", f"Basic/{target}"), entry("DELETE", f"Basic/{holder}"))
    assert statuses(agency.http.post("", json=both)) == ["204", "204"]


def test_a_reference_to_what_the_bundle_deletes_is_broken(settle):
    """409: an entry may not refer to what another entry deletes."""
    agency, target = settle(), unique("t")
    put(agency.http, basic(id=target))
    sent = bundle(
        "transaction",
        entry("DELETE", f"Basic/{target}"),
        entry("POST", "Basic", basic(subject=ref(f"Basic/{target}"))),
    )
    answer = agency.http.post("", json=sent)
    assert answer.status_code == 409
    assert issues(answer)[0]["expression"] == ["Bundle.entry[1].resource.subject.reference"]
    assert agency.http.get(f"/Basic/{target}").status_code == 200


def test_one_resource_is_written_once(settle):
    """422 when two entries write the same resource (http.html#trules)."""
    agency, id_ = settle(), unique("b")
    sent = bundle(
        "transaction", entry("PUT", f"Basic/{id_}", basic(id=id_)), entry("PUT", f"Basic/{id_}", basic(id=id_))
    )
    answer = agency.http.post("", json=sent)
    assert answer.status_code == 422
    assert issues(answer)[0]["expression"][0].startswith("Bundle.entry[1]")
    assert agency.http.get(f"/Basic/{id_}").status_code == 404


def test_a_transaction_that_writes_nothing_is_answered(settle):
    """A transaction of reads only, and one of no entries."""
    agency = settle()
    read = agency.http.post("", json=bundle("transaction", entry("GET", f"Organization/{agency.id}")))
    assert statuses(read) == ["200"]
    empty = agency.http.post("", json={"resourceType": "Bundle", "type": "transaction"})
    assert (empty.status_code, empty.json()["type"]) == (200, "transaction-response")


def test_reads_in_a_transaction_see_what_the_caller_sees(settle):
    """GET entries are searches and reads as ever: another's is 404 in its entry, and fails no write."""
    agency, other = settle(), settle()
    theirs, code = other.admit(), unique("c")
    sent = bundle(
        "transaction",
        entry("GET", f"Patient/{theirs}"),
        entry("GET", f"Basic?identifier=https://example.org/c|{code}"),
        entry("POST", "Basic", identified(code)),
    )
    answer = agency.http.post("", json=sent)
    assert statuses(answer) == ["404", "200", "201"]
    assert answer.json()["entry"][0]["response"]["outcome"]["resourceType"] == "OperationOutcome"
    found = answer.json()["entry"][1]["resource"]
    assert [e["resource"] for e in found["entry"]] == [answer.json()["entry"][2]["resource"]]


def test_an_encounter_sent_again_in_a_bundle_is_the_first_one(settle):
    """Its identifier makes it the stored one (design section 6), and what refers to its entry refers to that."""
    agency = settle()
    peer, member, name = agency.hire(CERTIFIED), agency.admit(), urn()
    said = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T10:30:00-07:00")
    first = post(agency.http, said).json()
    sent = bundle(
        "transaction",
        entry("POST", "Encounter", said, name),
        entry("POST", "Observation", observed(f"Patient/{member}", encounter=ref(name))),
    )
    answer = agency.http.post("", json=sent)
    assert statuses(answer) == ["200", "201"]
    shown, seen = (e["resource"] for e in answer.json()["entry"])
    assert shown == first
    assert seen["encounter"]["reference"] == f"Encounter/{first['id']}"
    assert usage(agency.http, member, "2026-11-09")[0]["rendered"] == 2


def test_findings_stand_in_the_answer_of_their_entry(settle):
    """A warning is an outcome of its entry, an error refuses the Bundle with the entry's place (MT-31, MT-01)."""
    agency = settle()
    peer, trainee, member = agency.hire(CERTIFIED), agency.hire(), agency.admit()
    lasting = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:30:00-07:00")
    later = ("2026-11-09T12:00:00-07:00", "2026-11-09T13:30:00-07:00")
    twice = [entry("POST", "Encounter", agency.encounter(member, peer, *hours)) for hours in (lasting, later)]
    answer = agency.http.post("", json=bundle("transaction", *twice))
    assert statuses(answer) == ["201", "201"]
    first, second = (e["response"] for e in answer.json()["entry"])
    assert "outcome" not in first or issues(first["outcome"]) == []
    assert "12 of 10 units, week 2026-11-08..14" in issues(second["outcome"])[0]["diagnostics"]
    bad = agency.encounter(member, trainee, *lasting)
    refused = agency.http.post(
        "", json=bundle("transaction", entry("POST", "Basic", basic()), entry("POST", "Encounter", bad))
    )
    assert refused.status_code == 422
    (error,) = [i for i in issues(refused) if i["severity"] == "error"]
    assert error["expression"] == ["Bundle.entry[1].resource.participant[0].individual"]
    assert usage(agency.http, member, "2026-11-09")[0]["rendered"] == 12


def test_a_key_answers_a_bundle_again(settle):
    """The same Bundle under one Idempotency-Key is stored once and answered alike; another Bundle is 422."""
    agency, key = settle(), unique("k")
    body = json.dumps(bundle("transaction", entry("POST", "Basic", basic()), entry("POST", "Basic", basic())))
    headers = {"content-type": "application/fhir+json", "idempotency-key": key}
    first, again = (agency.http.post("", content=body, headers=headers) for _ in "12")
    assert statuses(first) == ["201", "201"]
    assert again.content == first.content
    other = agency.http.post("", json=bundle("transaction", entry("POST", "Basic", basic())), headers=headers)
    assert other.status_code == 422


def test_an_encounters_identifier_in_a_bundle_twice_is_refused(settle):
    """Two entries under one business identifier contradict each other: 422, nothing stored."""
    agency = settle()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    said = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T10:30:00-07:00")
    sent = bundle(
        "transaction", entry("POST", "Encounter", said), entry("POST", "Encounter", said | {"status": "cancelled"})
    )
    assert agency.http.post("", json=sent).status_code == 422
    asked = {"identifier": f"{EHR}|{said['identifier'][0]['value']}", "_summary": "count"}
    assert agency.http.get("/Encounter", params=asked).json()["total"] == 0


def test_a_conditional_reference_to_a_type_that_is_none_is_refused_by_name(settle):
    """412 for the Bundle, as for any conditional reference that matches nothing, with the type in the words."""
    sent = bundle("transaction", entry("POST", "Basic", basic(subject={"reference": "Foo?_id=1"})))
    answer = settle().http.post("", json=sent)
    assert answer.status_code == 412
    assert ["'Foo'" in issue["details"]["text"] for issue in issues(answer)] == [True]
