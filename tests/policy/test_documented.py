"""A line says no more than its encounters document: dates, times and units (X-1, X-2, X-9; domain.md 3.8)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.policy.claims import ID, bare, claim, judged, line, peer, told, visit, week

HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


@pytest.mark.parametrize(
    ("units", "expected"),
    [(1, "paid 1"), (3, "paid 3"), (4, "paid 4"), (5, "denied 5 16/M53 CO X-2")],
)
def test_units_above_the_documented_ones(units, expected):
    """X-2: an hour is four units; fewer may be billed, more deny the whole line, and nothing counts."""
    (outcome,) = judged(claim(line(units, "2026-11-09", visit(*HOUR))))
    assert told([outcome]) == [expected]
    assert sum(grant.units for grant in outcome.claimed) == outcome.allowed


@pytest.mark.parametrize(
    ("minutes", "units", "expected"),
    [
        (7, 1, "denied 1 16/M53 CO X-2"),  # 7 minutes are no unit
        (8, 1, "paid 1"),
        (22, 2, "denied 2 16/M53 CO X-2"),
        (23, 2, "paid 2"),
        (37, 3, "denied 3 16/M53 CO X-2"),
        (38, 3, "paid 3"),
        (52, 4, "denied 4 16/M53 CO X-2"),
        (53, 4, "paid 4"),
    ],
)
def test_units_by_the_minutes_of_the_encounter(minutes, units, expected):
    """X-2: the table of domain.md 3.4."""
    contact = visit(HOUR[0], f"2026-11-09T10:{minutes:02}:00-07:00")
    assert told(judged(claim(line(units, "2026-11-09", contact)))) == [expected]


@pytest.mark.parametrize(
    ("claimed", "units", "expected"),
    [
        (2, 2, "paid 2"),
        (2, 3, "denied 3 16/M53 CO X-2"),
        (4, 1, "denied 1 16/M53 CO X-2"),
        (9, 1, "denied 1 16/M53 CO X-2"),
    ],
)
def test_units_that_other_claims_claim_already(claimed, units, expected):
    """X-2: what other claims claim of the encounter is gone, paid or not."""
    one = claim(line(units, "2026-11-09", visit(*HOUR)))
    assert told(judged(one, claimed={"Encounter/e": claimed})) == [expected]


def test_units_that_earlier_lines_claim_already():
    """X-2: what earlier lines of the claim are paid is gone; what a denied line asked for is not."""
    lines = (line(3, "2026-11-09", visit(*HOUR)), line(2, "2026-11-09", visit(*HOUR), number=2))
    outcomes = judged(claim(*lines, line(1, "2026-11-09", visit(*HOUR), number=3)))
    assert told(outcomes) == ["paid 3", "denied 2 16/M53 CO X-2", "paid 1"]
    said = outcomes[1].refusals[0].finding
    assert (said.detail, said.measured, said.limit, said.path) == (
        "2 units; 1 are documented and open, 3 are paid or pended on other lines",
        2,
        1,
        "Claim.item[1].quantity",
    )


def test_units_that_were_cut_off_may_be_billed_again():
    """X-19, MT-32: a new claim opens a denied unit again; here the limit speaks of it, not the documentation."""
    lines = (line(4, "2026-11-09", visit(*HOUR)), line(1, "2026-11-09", visit(*HOUR), number=2))
    assert told(judged(claim(*lines), week("2026-11-08", 7))) == [
        "paid 3; denied 1 119/N362 CO MT-31",
        "denied 1 119/N362 CO MT-31",
    ]
    again = claim(line(2, "2026-11-09", visit(*HOUR)))
    assert told(judged(again, claimed={"Encounter/e": 3})) == ["denied 2 16/M53 CO X-2"]


def test_an_encounter_twice_on_a_line_documents_once():
    """X-2: the same encounter named twice is one."""
    assert told(judged(claim(line(5, "2026-11-09", visit(*HOUR), visit(*HOUR))))) == ["denied 5 16/M53 CO X-2"]
    assert told(judged(claim(line(4, "2026-11-09", visit(*HOUR), visit(*HOUR))))) == ["paid 4"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("2026-11-08", "denied 4 16/M52 CO X-1"),
        ("2026-11-09", "paid 4"),
        ("2026-11-10", "denied 4 16/M52 CO X-1"),
        ("2026-11-08..2026-11-09", "paid 4"),
        ("2026-11-09..2026-11-10", "paid 4"),
        ("2026-11-10..2026-11-12", "denied 4 16/M52 CO X-1"),
        ("2026-11-10..2026-11-08", "denied 4 16/M52 CO X-1"),  # ends before it begins
        (None, "denied 4 16/M52 CO X-1"),
    ],
)
def test_the_dates_of_a_line_are_those_of_its_encounter(days, expected):
    """X-1: the date of service in the program's zone lies in the line's span."""
    assert told(judged(claim(line(4, days, visit(*HOUR))))) == [expected]


@pytest.mark.parametrize("contacts", [(), (visit(*HOUR),)])
def test_a_span_without_an_end(contacts):
    """X-1: a line that does not say on which day it ends is not dated."""
    one = line(4, "2026-11-09", *contacts, last=None, peers=(peer(),))
    assert told(judged(claim(one))) == ["denied 4 16/M52 CO X-1"]


def test_every_encounter_lies_in_the_span():
    """X-1: two encounters, the second a day after the span."""
    two = (visit(*HOUR, "Encounter/a"), visit("2026-11-11T10:00:00-07:00", "2026-11-11T11:00:00-07:00", "Encounter/b"))
    (outcome,) = judged(claim(line(8, "2026-11-09..2026-11-10", *two)))
    assert told([outcome]) == ["denied 8 16/M52 CO X-1"]
    assert "2026-11-11" in outcome.refusals[0].finding.detail
    assert told(judged(claim(line(8, "2026-11-09..2026-11-11", *two)))) == ["paid 8"]


def test_the_zone_of_the_place_in_idaho():
    """X-1 (tz_by_location): 23:30 in Boise is 22:30 in Coeur d'Alene, of the same day; half past midnight is not."""
    times = ("2026-11-10T07:30:00+00:00", "2026-11-10T08:00:00+00:00")  # 00:30 in Boise, 23:30 on the coast's clock
    assert told(judged(claim(line(2, "2026-11-10", visit(*times, program=ID)), program=ID))) == ["paid 2"]
    north = visit(*times, program=ID, location_zone="America/Los_Angeles")
    assert told(judged(claim(line(2, "2026-11-10", north), program=ID))) == ["denied 2 16/M52 CO X-1"]
    assert told(judged(claim(line(2, "2026-11-09", north), program=ID))) == ["paid 2"]


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-11-09T10:00:00-07:00", None), ("2026-11-09T10:00:00-07:00", "2026-11-09"), ("2026-11-09",) * 2],
)
def test_no_time_of_start_or_end(start, end):
    """Domain 3.8: without both nothing is documented, and that is the reason."""
    assert told(judged(claim(line(4, "2026-11-09", visit(start, end))))) == ["denied 4 16/N443 CO X-2"]
    whole = visit("2026-11-09T12:00:00-07:00", "2026-11-09T13:00:00-07:00", "Encounter/whole")
    assert told(judged(claim(line(4, "2026-11-09", whole, visit(start, end))))) == ["denied 4 16/N443 CO X-2"]


@pytest.mark.parametrize("contact", [{"finished": False}, {"attempt": True}])
def test_a_cancelled_or_missed_contact(contact):
    """Domain 3.8: a contact that did not take place is not billed."""
    missed = visit(*HOUR, **contact)
    assert told(judged(claim(line(4, "2026-11-09", missed)))) == ["denied 4 96/N441 CO X-2"]
    held = visit("2026-11-09T12:00:00-07:00", "2026-11-09T13:00:00-07:00", "Encounter/held")
    assert told(judged(claim(line(4, "2026-11-09", held, missed)))) == ["denied 4 96/N441 CO X-2"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("2026-11-08..2026-11-14", "paid 4"),  # a week, from Sunday to Saturday
        ("2026-11-07..2026-11-13", "denied 4 16/M52 CO X-3"),
        ("2026-11-14..2026-11-15", "denied 4 16/M52 CO X-3"),
        ("2026-11-09..2026-11-08", "denied 4 16/M52 CO X-1"),
        (None, "denied 4 16/M52 CO X-1"),
    ],
)
def test_a_span_without_encounters_lies_in_one_window(days, expected):
    """X-3, MT-31: the units of such a span have no days of their own; they count on its first."""
    (outcome,) = judged(claim(bare(4, days)))
    assert told([outcome]) == [expected]
    assert [str(grant.day) for grant in outcome.paid] == ["2026-11-08"] * bool(outcome.allowed)
    if outcome.refusals and outcome.refusals[0].finding.rule == "X-3":
        assert "a line for each window" in outcome.refusals[0].finding.hint


def test_a_span_in_a_year_of_idaho():
    """ID-32: a month is within the year's window."""
    assert told(judged(claim(bare(4, "2026-10-01..2026-10-31", ID), program=ID))) == ["paid 4"]


@pytest.mark.parametrize(("units", "expected"), [(96, "paid 96"), (97, "denied 97 16/M53 CO X-2")])
def test_more_units_than_a_day_has(units, expected):
    """X-2: a day has 96 units of 15 minutes; nobody documents more."""
    assert told(judged(claim(bare(units, "2026-11-09", ID), program=ID))) == [expected]


def test_both_ends_of_a_span_are_judged():
    """MT-01: a certificate that begins inside the span does not serve all of it."""

    def certified(first, last):
        dated = tuple(replace(c, first=first, last=last) if c.code == "cpss" else c for c in peer().credentials)
        return told(judged(claim(bare(4, "2026-11-09..2026-11-12", peers=(peer(credentials=dated),)))))

    assert certified(date(2026, 11, 9), date(2026, 11, 12)) == ["paid 4"]
    assert certified(date(2026, 11, 10), date(2026, 11, 12)) == ["denied 4 B7/N570 CO MT-01"]
    assert certified(date(2026, 11, 9), date(2026, 11, 11)) == ["denied 4 B7/N570 CO MT-01"]


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-10T06:59:00+00:00", "denied 4 16/M52 CO X-15"),  # 23:59 on the ninth in Denver
        ("2026-11-10T07:00:00+00:00", "paid 4"),
    ],
)
def test_a_day_in_the_future(received, expected):
    """X-15: a service is billed once it was given; the day is that of the program's zone."""
    one = claim(bare(4, "2026-11-10"), received=datetime.fromisoformat(received))
    assert told(judged(one)) == [expected]
