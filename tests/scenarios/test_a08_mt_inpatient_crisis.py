"""A08: Montana, in hospital in a crisis (domain.md section 13; MT-29, MT-30, X-17)."""

import pytest

from tests.people import (
    CERTIFIED,
    HL7,
    Decided,
    Denied,
    decided,
    kept,
    line,
    post,
    put,
    ref,
    rules,
    submit,
    unique,
)

STAY = {"start": "2026-11-03T08:00:00-07:00", "end": "2026-11-06T15:00:00-07:00"}


def stay(member, code="IMP", period=STAY, **said):
    """An inpatient encounter."""
    return {
        "resourceType": "Encounter",
        "id": unique("stay"),
        "status": "finished",
        "class": {"system": f"{HL7}/v3-ActCode", "code": code},
        "subject": ref(f"Patient/{member}"),
        "period": period,
        **said,
    }


def refused_by(answer):
    """The rules that refuse."""
    return [rule for rule, severity in rules(answer) if severity == "error"]


@pytest.fixture
def story(come):
    """A member in hospital from Tuesday 08:00 to Friday 15:00, and a peer."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    put(agency.http, stay(member))
    return agency, member, peer


def test_mt_29_no_peer_support_in_hospital(story):
    """An encounter on Wednesday is refused with OO(MT-29, error)."""
    agency, member, peer = story
    said = agency.encounter(member, peer, "2026-11-04T10:00:00-07:00", "2026-11-04T11:00:00-07:00")
    answer = post(agency.http, said)
    assert answer.status_code == 422
    assert refused_by(answer) == ["MT-29"]


def test_mt_29_a_claim_for_a_day_in_hospital_is_denied(story):
    """Four units on Wednesday without an encounter: 60 with M2."""
    agency, member, peer = story
    answer = submit(agency.http, agency.claim(member, peer, line(4, "2026-11-04")))
    assert decided(answer) == [Decided(0, (Denied(4, "60", ("M2",), "CO", "MT-29"),))]


def test_mt_30_help_to_reach_the_hospital_is_paid(story):
    """Forty-five minutes before the admission, the intervention is crisis-access: 201, and paid 3."""
    agency, member, peer = story
    content = agency.content(member, intervention="crisis-access")
    said = agency.encounter(member, peer, "2026-11-03T07:00:00-07:00", "2026-11-03T07:45:00-07:00", extension=content)
    answer = post(agency.http, said)
    assert answer.status_code == 201, answer.text
    billed = agency.claim(member, peer, line(3, "2026-11-03", kept(answer)))
    assert decided(submit(agency.http, billed)) == [Decided(3)]


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        ("2026-11-03T07:45:00-07:00", "2026-11-03T08:00:00-07:00", 201),  # ends when the stay begins
        ("2026-11-03T08:00:00-07:00", "2026-11-03T08:15:00-07:00", 422),
        ("2026-11-06T14:59:00-07:00", "2026-11-06T15:30:00-07:00", 422),
        ("2026-11-06T15:00:00-07:00", "2026-11-06T15:15:00-07:00", 201),  # begins when it is over
        ("2026-11-06T22:00:00Z", "2026-11-06T22:15:00Z", 201),  # the same instant in another zone
        ("2026-11-06T21:59:00Z", "2026-11-06T22:30:00Z", 422),
    ],
)
def test_mt_29_admission_and_discharge_count_by_the_clock(story, start, end, status):
    """The days of admission and discharge are open outside of the hours of the stay."""
    agency, member, peer = story
    assert post(agency.http, agency.encounter(member, peer, start, end)).status_code == status


@pytest.mark.parametrize(("code", "status"), [("IMP", 422), ("ACUTE", 422), ("NONAC", 422), ("AMB", 201), ("HH", 201)])
def test_mt_29_a_stay_is_what_its_class_says(come, code, status):
    """Inpatient classes exclude; another contact of the member does not."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    put(agency.http, stay(member, code, {"start": "2026-11-04T08:00:00-07:00", "end": "2026-11-04T09:30:00-07:00"}))
    hour = ("2026-11-04T09:00:00-07:00", "2026-11-04T10:00:00-07:00")
    assert post(agency.http, agency.encounter(member, peer, *hour)).status_code == status


def test_mt_29_a_stay_that_lasts_is_open(come):
    """A stay without an end, in progress, excludes what comes after its start."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    put(agency.http, stay(member, period={"start": "2026-11-03T08:00:00-07:00"}, status="in-progress"))
    hour = ("2026-11-10T10:00:00-07:00", "2026-11-10T11:00:00-07:00")
    answer = post(agency.http, agency.encounter(member, peer, *hour))
    assert (answer.status_code, refused_by(answer)) == (422, ["MT-29"])


def test_mt_29_another_agencys_stay_counts_and_is_not_shown(come):
    """The stay is of a hospital whose records the agency does not see: the finding names nothing of it."""
    agency, hospital = come(), come()
    number = {"type": {"coding": [{"system": f"{HL7}/v2-0203", "code": "MB"}]}, "system": "https://payer.example.org/m"}
    number["value"] = unique("SYN")
    peer, member = agency.hire(CERTIFIED), agency.admit(identifier=[number])
    theirs = hospital.admit(identifier=[number])
    said = stay(theirs)
    put(hospital.http, said)
    hour = ("2026-11-04T10:00:00-07:00", "2026-11-04T11:00:00-07:00")
    answer = post(agency.http, agency.encounter(member, peer, *hour))
    assert (answer.status_code, refused_by(answer)) == (422, ["MT-29"])
    for secret in (said["id"], hospital.id, theirs):
        assert secret not in answer.text
