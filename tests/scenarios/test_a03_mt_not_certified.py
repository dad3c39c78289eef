"""A03, first half: Montana, a peer who is not certified (domain.md section 13; MT-01, X-5)."""

import pytest

from peerfhir.data import programs
from peerfhir.policy.program import load
from tests.people import CERTIFIED, EHR, certificate, issues, post, put, ref, rules, unique, usage


def count(agency, said):
    """How many encounters bear the identifier of this one."""
    asked = {"identifier": f"{EHR}|{said['identifier'][0]['value']}", "_summary": "count"}
    return agency.http.get("/Encounter", params=asked).json()["total"]


def test_mt_01_a_peer_without_a_certificate_is_refused(settle):
    """422, OO(MT-01, error) at the participant, the missing qualification is named; a search finds nothing."""
    agency = settle()
    member = agency.admit()
    said = agency.encounter(member, agency.hire(), "2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00")
    answer = post(agency.http, said)
    assert answer.status_code == 422
    assert rules(answer) == [("MT-01", "error")]
    (issue,) = issues(answer)
    assert issue["code"] == "business-rule"
    assert issue["expression"] == ["Encounter.participant[0].individual"]
    assert "cpss" in issue["diagnostics"]
    assert "2026-11-09" in issue["diagnostics"]
    assert count(agency, said) == 0
    assert usage(agency.http, member, "2026-11-09")[0]["rendered"] == 0


def test_mt_01_another_qualification_is_no_certificate(settle):
    """Training alone is not certification."""
    agency = settle()
    peer = agency.hire(certificate("2026-01-01", "2027-12-31", code="peer-training"))
    said = agency.encounter(agency.admit(), peer, "2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00")
    assert rules(post(agency.http, said)) == [("MT-01", "error")]


def test_mt_01_names_the_peer_at_fault(settle):
    """Of several participants, the expression is that of the one who is not certified."""
    agency = settle()
    good, bad = agency.hire(CERTIFIED), agency.hire()
    said = agency.encounter(agency.admit(), good, "2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00")
    said["participant"].append(said["participant"][0] | {"individual": ref(bad)})
    answer = post(agency.http, said)
    assert answer.status_code == 422
    assert [i["expression"] for i in issues(answer)] == [["Encounter.participant[1].individual"]]


@pytest.mark.parametrize(
    ("period", "start", "status"),
    [
        (("2026-11-09", "2026-11-09"), "2026-11-09T00:00:00-07:00", 201),
        (("2026-11-09", "2026-11-09"), "2026-11-08T23:44:00-07:00", 422),
        (("2026-11-09", "2026-11-09"), "2026-11-09T23:30:00-07:00", 201),  # covered to its end
        (("2026-11-09", "2026-11-09"), "2026-11-10T00:10:00-07:00", 422),
        (("2026-11-09", "2026-11-09"), "2026-11-10T06:30:00Z", 201),  # 23:30 of the ninth in Denver
        (("2026-11-09", "2026-11-09"), "2026-11-09T06:30:00Z", 422),  # 23:30 of the eighth
        (("2026-01-01", None), "2026-11-09T10:00:00-07:00", 201),
        ((None, "2026-11-08"), "2026-11-09T10:00:00-07:00", 422),
        ((None, "2026-11"), "2026-11-09T10:00:00-07:00", 201),
        (("2026-12", None), "2026-11-09T10:00:00-07:00", 422),
        (("2026-01-01", "2026-11-09T10:00:00-07:00"), "2026-11-09T10:00:00-07:00", 201),  # revoked at an instant
        (("2026-01-01", "2026-11-09T09:59:59-07:00"), "2026-11-09T10:00:00-07:00", 422),
        ((None, None), "2026-11-09T10:00:00-07:00", 422),  # a certificate without a period proves nothing
    ],
)
def test_x_5_a_certificate_counts_on_its_days(settle, period, start, status):
    """The period contains the date of service in Montana's time, its last day included (X-1, X-5)."""
    agency = settle()
    peer = agency.hire(certificate(*period))
    minute = f"{int(start[14:16]) + 15:02}"
    end = start[:14] + minute + start[16:]
    answer = post(agency.http, agency.encounter(agency.admit(), peer, start, end))
    assert answer.status_code == status, answer.text
    assert (rules(answer) == [("MT-01", "error")]) if status == 422 else answer.json()["id"]


def test_mt_18_a_practitioner_without_a_role_works_for_nobody(settle):
    """A certified person who is named without the role: for which agency, under whose supervision, is not said."""
    agency = settle()
    role = agency.hire(CERTIFIED)
    person = agency.http.get(f"/{role}").json()["practitioner"]["reference"]
    said = agency.encounter(agency.admit(), person, "2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00")
    answer = post(agency.http, said)
    assert (answer.status_code, rules(answer)) == (422, [("MT-18", "error"), ("MT-22", "error")])


def test_mt_01_judges_by_what_is_known_when_it_is_posted(settle):
    """Once the certificate is recorded, the same encounter is kept."""
    agency = settle()
    role = agency.hire()
    said = agency.encounter(agency.admit(), role, "2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00")
    assert post(agency.http, said).status_code == 422
    person = agency.http.get(f"/{role.replace('Role', '')}").json()
    put(agency.http, person | {"qualification": [CERTIFIED, *person["qualification"]]})
    assert post(agency.http, said).status_code == 201


def test_mt_01_holds_inside_the_transaction_that_brings_the_peer(settle):
    """A Bundle that brings the certificate and the encounter is judged by what it writes."""
    agency = settle()
    role, member = agency.hire(), agency.admit()
    person = agency.http.get(f"/{role.replace('Role', '')}").json()
    person["qualification"].insert(0, CERTIFIED)
    said = agency.encounter(member, role, "2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00")
    entries = [
        {"resource": said, "request": {"method": "POST", "url": "Encounter"}},
        {"resource": person, "request": {"method": "PUT", "url": f"Practitioner/{person['id']}"}},
    ]
    answer = agency.http.post("", json={"resourceType": "Bundle", "type": "transaction", "entry": entries})
    assert answer.status_code == 200, answer.text
    assert usage(agency.http, member, "2026-11-09")[0]["rendered"] == 4


def test_mt_01_stands_beside_what_the_validator_says(settle):
    """Everything at once: shape, broken reference and rule in one 422 (design section 6)."""
    agency = settle()
    said = agency.encounter(agency.admit(), agency.hire(), "2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00")
    said |= {"priority": {}, "appointment": [ref("Appointment/never")]}
    answer = post(agency.http, said)
    assert answer.status_code == 422
    places = {place for issue in issues(answer) for place in issue["expression"]}
    assert {"Encounter.participant[0].individual", "Encounter.appointment[0].reference"} <= places
    assert any(place.startswith("Encounter.priority") for place in places)
    assert ("MT-01", "error") in rules(answer)


def test_mt_01_is_foreseen_by_validate(settle):
    """`$validate` says what keeping the encounter would meet, and counts nothing."""
    agency = settle()
    member, peer = agency.admit(), agency.hire()
    said = agency.encounter(member, peer, "2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00")
    answer = agency.http.post("/Encounter/$validate", json=said)
    assert answer.status_code == 200
    assert ("MT-01", "error") in rules(answer)
    assert usage(agency.http, member, "2026-11-09")[0]["rendered"] == 0


def test_mt_01_cites_its_sentence(settle):
    """The issue bears the seed's sentence and the pack that judged."""
    agency = settle()
    said = agency.encounter(agency.admit(), agency.hire(), "2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00")
    (issue,) = issues(post(agency.http, said))
    assert "Certified Peer Support Specialist" in issue["diagnostics"]
    assert load(programs())["mt-sdmi-hcbs"].name in issue["diagnostics"]


def test_mt_01_a_finding_names_nothing_of_anothers(settle):
    """The peer of another agency is judged; what its record says is not shown (design section 8)."""
    agency, other = settle(), settle()
    lapsed = other.hire(certificate("2025-01-01", "2025-12-31"))
    said = agency.encounter(agency.admit(), lapsed, "2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00")
    answer = post(agency.http, said)
    assert rules(answer) == [("MT-01", "error")]
    assert other.id not in answer.text
    assert unique("x") not in answer.text
