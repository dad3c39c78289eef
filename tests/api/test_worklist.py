"""`Claim/$worklist` over HTTP: paid lines whose facts changed after payment (design section 7, names.md)."""

import pytest

from peerfhir.fhir import json as fhir_json
from peerfhir.fhir.types import document
from peerfhir.store.sight import Role
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
from tests.people import (
    CERTIFIED,
    Json,
    decided,
    issues,
    kept,
    line,
    numbered,
    patient,
    post,
    preauthorization,
    put,
    ref,
    submit,
    unique,
    usage,
)

DAY = "2026-11-09"
LIBRARY = Library()


@pytest.fixture
def agency(settle):
    """An agency of Montana."""
    return settle()


@pytest.fixture
def paid(agency):
    """A claim for an encounter of 4 units that is paid: its answer, the member, the peer, the stored encounter."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    sent = agency.encounter(member, peer, f"{DAY}T10:00:00-07:00", f"{DAY}T11:00:00-07:00")
    stored = agency.http.get(f"/Encounter/{kept(post(agency.http, sent))}").json()
    answer = submit(agency.http, agency.claim(member, peer, line(4, DAY, stored["id"])))
    assert decided(answer)[0].paid == 4
    return answer.json(), member, peer, stored


def listed(caller, **asked):
    """(id of the ClaimResponse, reason, rule, units paid now payable in words) of each finding, over all pages."""
    found: list[tuple[str, str, str, Json]] = []
    path: str | None = "/Claim/$worklist"
    while path:
        answer = caller.get(path, params=asked or None)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert document(body)
        assert [issue for issue in check(fhir_json.decode(answer.content), LIBRARY) if issue.refuses] == []
        entries = iter(body.get("entry", []))
        for match in entries:
            outcome = next(entries)["resource"]
            assert (match["search"]["mode"], outcome["resourceType"]) == ("match", "OperationOutcome")
            for issue in outcome["issue"]:
                reason = next(e["valueCode"] for e in issue["extension"] if e["url"].endswith("/worklist-reason"))
                found.append((match["resource"]["id"], reason, issue["details"]["coding"][0]["code"], issue))
        path = next((one["url"] for one in body["link"] if one["relation"] == "next"), None)
        asked = {}
    return found


def told(caller, **asked):
    """The same without the issue."""
    return [one[:3] for one in listed(caller, **asked)]


def test_nothing_changed_is_nothing_to_do(agency, paid):
    """A paid claim whose facts are as they were is not listed."""
    assert paid
    assert told(agency.payer.http) == []


def test_an_encounter_that_documents_less_now(agency, paid):
    """Half an hour is 2 units, 4 are paid: encounter-changed under X-2, with both numbers; nothing is reversed."""
    answer, member, _, stored = paid
    put(agency.http, stored | {"period": stored["period"] | {"end": f"{DAY}T10:30:00-07:00"}})
    ((fid, reason, rule, issue),) = listed(agency.payer.http)
    assert (fid, reason, rule) == (answer["id"], "encounter-changed", "X-2")
    assert issue["expression"] == ["ClaimResponse.item[0]"]
    assert "4 units paid, 0 payable now" in issue["diagnostics"]
    assert usage(agency.http, member, DAY)[0]["paid"] == 4


def test_an_encounter_that_was_an_error(agency, paid):
    """Entered in error after payment: encounter-changed."""
    answer, _, _, stored = paid
    put(agency.http, stored | {"status": "entered-in-error"})
    assert [one[:2] for one in told(agency.payer.http)] == [(answer["id"], "encounter-changed")]


def test_a_change_that_leaves_the_line_payable_is_not_listed(agency, paid):
    """Another version of the encounter with the same units is nothing to do."""
    _, _, _, stored = paid
    put(agency.http, stored | {"period": stored["period"] | {"end": f"{DAY}T11:05:00-07:00"}})
    assert told(agency.payer.http) == []


def test_a_certificate_that_lapsed_earlier_than_was_known(agency, paid):
    """The peer's certificate turns out to have ended before the day: facts-changed under MT-01."""
    answer, _, peer, _ = paid
    person = agency.http.get(f"/Practitioner/{peer.split('/')[1]}").json()
    lapsed = {"end": "2026-11-08", "start": "2026-01-01"}
    held = [one | {"period": lapsed} if n == 0 else one for n, one in enumerate(person["qualification"])]
    put(agency.http, person | {"qualification": held})
    assert told(agency.payer.http) == [(answer["id"], "facts-changed", "MT-01")]


def test_a_hospital_stay_that_was_recorded_late(agency, paid):
    """A new fact, not a new version of an old one: facts-changed under MT-29."""
    answer, member, _, _ = paid
    stay = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "subject": ref(f"Patient/{member}"),
        "period": {"start": "2026-11-08T08:00:00-07:00", "end": "2026-11-10T15:00:00-07:00"},
        "identifier": [{"system": "https://hospital.example.org", "value": unique("stay")}],
    }
    kept(post(agency.http, stay))
    assert ("facts-changed", "MT-29") in [one[1:] for one in told(agency.payer.http) if one[0] == answer["id"]]


def test_an_authorization_that_is_revoked(agency):
    """Units beyond the cap that an approval paid, once it is cancelled: authorization-changed."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    number = unique("CPO")
    approval = preauthorization(member, agency.payer.id, number, ("2026-11-01", "2026-11-30"), per_week=16)
    put(agency.payer.http, approval)
    answer = submit(agency.http, agency.claim(member, peer, line(12, DAY), quoted=number))
    assert decided(answer)[0].paid == 12
    assert told(agency.payer.http) == []
    put(agency.payer.http, approval | {"status": "cancelled"})
    assert [one[:2] for one in told(agency.payer.http)] == [(answer.json()["id"], "authorization-changed")]


def test_units_of_two_records_that_turn_out_to_be_one_person(settle):
    """10 units each of two Patients; the payer's number makes them one member, whose week has 10: overrun (X-10)."""
    one, other = settle(), settle()
    number, answers = numbered("https://payer.example.org/members", unique("SYN")), []
    for agency, said in ((one, {"identifier": [number]}), (other, {})):
        member, peer = agency.admit(payer=one.payer.id, **said), agency.hire(CERTIFIED)
        answer = submit(agency.http, agency.claim(member, peer, line(10, DAY)))
        assert decided(answer)[0].paid == 10
        answers.append((answer.json()["id"], member))
    assert told(one.payer.http) == []
    with one.server.client(Role.ADMIN, other.id) as admin:
        put(admin, patient(answers[1][1], identifier=[number]))
    found = told(one.payer.http)
    assert sorted({(fid, reason) for fid, reason, _ in found}) == sorted((fid, "overrun") for fid, _ in answers)
    assert {rule for _, _, rule in found} == {"MT-31"}


def test_it_is_asked_for_a_reason_and_a_program(agency, paid):
    """Both narrow the list; what there is not is 400."""
    _, _, _, stored = paid
    put(agency.http, stored | {"status": "entered-in-error"})
    caller = agency.payer.http
    assert len(told(caller, reason="encounter-changed", program="mt-sdmi-hcbs")) == 1
    assert told(caller, reason="overrun") == []
    assert told(caller, program="id-adult-peer") == []
    for asked in ({"reason": "mood"}, {"program": "nowhere"}, {"x": "1"}, {"_count": "many"}, {"after": "x"}):
        assert caller.get("/Claim/$worklist", params=asked).status_code == 400, asked


def test_a_parameter_is_given_once(agency):
    """400 for one that stands twice: nobody knows which was meant."""
    for query in ("program=mt-sdmi-hcbs&program=id-adult-peer", "reason=overrun&reason=overrun", "_count=1&_count=2"):
        answer = agency.payer.http.get(f"/Claim/$worklist?{query}")
        assert answer.status_code == 400, query
        assert query.split("=")[0] in issues(answer)[0]["details"]["text"]


def test_it_is_paged(agency):
    """Pages of one: every finding once, by the links."""
    expected = set()
    for _ in range(3):
        member, peer = agency.admit(), agency.hire(CERTIFIED)
        sent = agency.encounter(member, peer, f"{DAY}T10:00:00-07:00", f"{DAY}T11:00:00-07:00")
        stored = agency.http.get(f"/Encounter/{kept(post(agency.http, sent))}").json()
        expected.add(submit(agency.http, agency.claim(member, peer, line(4, DAY, stored["id"]))).json()["id"])
        put(agency.http, stored | {"status": "entered-in-error"})
    first = agency.payer.http.get("/Claim/$worklist", params={"_count": 1}).json()
    assert len(first["entry"]) == 2
    found = [fid for fid, *_ in listed(agency.payer.http, _count="1")]
    assert sorted(found) == sorted(expected)


def test_a_payer_sees_its_own_members_and_a_provider_nothing(agency, paid, settle):
    """Sight as everywhere; the list is for payers and auditors: a provider gets 403."""
    answer, _, _, stored = paid
    put(agency.http, stored | {"status": "entered-in-error"})
    assert told(settle(Role.PAYER).http) == []
    assert agency.http.get("/Claim/$worklist").status_code == 403
    assert answer["id"] in [one[0] for one in told(settle(Role.AUDITOR).http)]


def test_what_was_taken_back_is_not_listed(agency, paid):
    """A voided claim has nothing paid."""
    answer, _, _, stored = paid
    claim = agency.http.get(f"/{answer['request']['reference']}").json()
    sent = {name: value for name, value in claim.items() if name not in ("id", "meta")}
    assert submit(agency.http, agency.again("8", claim["id"], sent)).status_code == 200
    put(agency.http, stored | {"status": "entered-in-error"})
    assert told(agency.payer.http) == []
