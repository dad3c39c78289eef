"""A12: Nebraska, a peer of 19 (domain.md section 13; NE-52)."""

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    NEBRASKA,
    Decided,
    Denied,
    decided,
    issues,
    kept,
    line,
    post,
    rules,
    submit,
)

YOUNG = {"birthDate": "2007-09-15"}  # ne-young: 19 on 15 September 2026
TOO_YOUNG = Decided(0, (Denied(4, "185", ("N570",), "CO", "NE-52"),))


def hour(day):
    """An hour of that day in Nebraska, in summer time."""
    return f"{day}T10:00:00-05:00", f"{day}T11:00:00-05:00"


@pytest.fixture
def nebraska(come):
    """An agency, and a member."""
    agency = come(state=NEBRASKA)
    return agency, agency.admit()


def test_ne_52_the_day_before_the_birthday_is_refused(nebraska):
    """14 September: 422 OO(NE-52) "age 18 on 2026-09-14"; a line for the day is denied 185/N570."""
    agency, member = nebraska
    peer = agency.hire(CERTIFIED, person=YOUNG)
    answer = post(agency.http, agency.encounter(member, peer, *hour("2026-09-14")), **FINDINGS)
    assert (answer.status_code, rules(answer)) == (422, [("NE-52", "error")])
    assert "age 18 on 2026-09-14" in issues(answer)[0]["diagnostics"]
    assert decided(submit(agency.http, agency.claim(member, peer, line(4, "2026-09-14")))) == [TOO_YOUNG]


def test_ne_52_the_birthday_itself_is_kept_and_paid(nebraska):
    """15 September: 201, and paid."""
    agency, member = nebraska
    peer = agency.hire(CERTIFIED, person=YOUNG)
    answer = post(agency.http, agency.encounter(member, peer, *hour("2026-09-15")), **FINDINGS)
    assert (answer.status_code, rules(answer)) == (201, [])
    billed = agency.claim(member, peer, line(4, "2026-09-15", kept(answer)))
    assert decided(submit(agency.http, billed)) == [Decided(4)]


@pytest.mark.parametrize(
    ("born", "day", "status"),
    [
        ("2008-02-29", "2027-02-28", 422),  # the birthday of a leap day is 1 March in common years
        ("2008-02-29", "2027-03-01", 201),
        ("2007", "2026-11-09", 422),  # a year is not enough to tell ...
        ("2006", "2026-11-09", 201),  # ... where it does not tell
    ],
)
def test_ne_52_birth_dates(nebraska, moved, born, day, status):
    """Born on a leap day, and in a year of which no more is known."""
    agency, member = nebraska
    # The role names no program: with one the role itself is refused.
    role = agency.role_extensions(program=False)
    peer = agency.hire(CERTIFIED, person={"birthDate": born}, extension=role)
    start, end = (f"{day}T{hour}:00:00-06:00" for hour in (10, 11))
    with moved(f"{day}T20:00:00Z"):
        answer = post(agency.http, agency.encounter(member, peer, start, end), **FINDINGS)
    assert answer.status_code == status, answer.text
    assert [rule for rule, severity in rules(answer) if severity == "error"] == ["NE-52"][: status == 422]
