"""A line says no more than its encounters document: dates, times and units (X-1, X-2, X-9; domain.md 3.8)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from peerfhir.policy.billing import Billed, Line, Past, Spent
from peerfhir.policy.claim import adjudicate, days, docket, needs
from tests.policy.claims import (
    H0038,
    ID,
    MT,
    PROGRAMS,
    bare,
    changed,
    claim,
    judged,
    line,
    moment,
    peer,
    told,
    visit,
    week,
)

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


@pytest.mark.parametrize(
    ("units", "day", "expected"),
    [
        (64, "2026-11-09", "paid 64"),  # 16 hours of one peer
        (65, "2026-11-09", "pended 65 133 OA X-17"),
        (96, "2026-11-09", "pended 96 133 OA X-17"),
        (97, "2026-11-09", "denied 97 16/M53 CO X-2"),
        (128, "2026-11-09..2026-11-10", "paid 128"),
        (129, "2026-11-09..2026-11-10", "pended 129 133 OA X-17"),
        (192, "2026-11-09..2026-11-10", "pended 192 133 OA X-17"),
        (193, "2026-11-09..2026-11-10", "denied 193 16/M53 CO X-2"),
    ],
)
def test_the_units_of_a_line_without_encounters_are_its_peers_minutes(units, day, expected):
    """X-17: above 16 hours a day, spread over its days, a person looks at it; X-2: a day has 96 units of 15 minutes."""
    (outcome,) = judged(claim(bare(units, day, ID), program=ID))
    assert told([outcome]) == [expected]
    assert sum(grant.units for grant in outcome.pended) == (units if "pended" in expected else 0)


def test_a_group_is_no_individual_time():
    """X-17: the sixteen hours are of individual time."""
    assert told(judged(claim(bare(90, "2026-11-09", ID, modifiers=("HQ",)), program=ID))) == ["paid 90"]


def another(units: int, day: str = "2026-11-09", **other: Any) -> Billed:
    """An earlier line without encounters, by another peer."""
    facts: dict[str, Any] = {"encounters": frozenset(), "peers": frozenset({"Practitioner/two"})} | other
    on = date.fromisoformat(day)
    return Billed(on, units, frozenset({H0038}), frozenset(), **facts)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([another(56)], "paid 40"),
        ([another(57)], "denied 40 16/M53 CO X-2"),
        ([another(30), another(27)], "denied 40 16/M53 CO X-2"),
        ([another(57, granted=56)], "paid 40"),  # one unit of it was denied
        ([another(90, granted=57)], "denied 40 16/M53 CO X-2"),
        ([another(96, "2026-11-08"), another(96, "2026-11-10")], "paid 40"),  # other days
        ([another(96, encounters=frozenset({"Encounter/e"}))], "paid 40"),  # documented
        ([another(152, "2026-11-08", last=date(2026, 11, 9))], "paid 40"),  # 192 in two days
        ([another(153, "2026-11-08", last=date(2026, 11, 9))], "denied 40 16/M53 CO X-2"),
        ([another(152, "2026-11-09", last=date(2026, 11, 10))], "paid 40"),
        ([another(153, "2026-11-09", last=date(2026, 11, 10))], "denied 40 16/M53 CO X-2"),
        # Three on two days: each fits with the others' day, all of them do not.
        ([another(96, "2026-11-10"), another(57, "2026-11-09", last=date(2026, 11, 10))], "denied 40 16/M53 CO X-2"),
        ([another(96, "2026-11-10"), another(56, "2026-11-09", last=date(2026, 11, 10))], "paid 40"),
    ],
)
def test_a_day_of_the_member_has_96_units(before, expected):
    """X-2, X-17: lines without encounters, of all peers and claims, have together no more than their days hold."""
    one = claim(bare(40, "2026-11-09", ID), program=ID)
    assert told(judged(one, billed=tuple(before))) == [expected]


def test_a_day_of_the_member_within_a_claim():
    """X-2: earlier lines of the claim count with what they are paid; a line that was denied does not."""
    two, three = (peer(ID, key=f"Practitioner/{name}") for name in ("two", "three"))
    lines = [
        bare(60, "2026-11-09", ID),
        bare(37, "2026-11-09", ID, number=2, peers=(two,)),
        bare(36, "2026-11-09", ID, number=3, peers=(three,)),
        bare(1, "2026-11-09", ID, number=4),
    ]
    outcomes = judged(claim(*lines, program=ID))
    assert told(outcomes) == ["paid 60", "denied 37 16/M53 CO X-2", "paid 36", "denied 1 16/M53 CO X-2"]
    said = outcomes[1].refusals[0].finding
    assert (said.measured, said.limit, said.path) == (97, 96, "Claim.item[1].quantity")


def test_a_span_after_a_day_that_is_full():
    """X-2: the units of a span lie on any of its days."""
    full = another(96)
    fits, over = bare(96, "2026-11-09..2026-11-10", ID), bare(97, "2026-11-09..2026-11-10", ID)
    assert told(judged(claim(fits, program=ID), billed=(full,))) == ["paid 96"]
    assert told(judged(claim(over, program=ID), billed=(full,))) == ["denied 97 16/M53 CO X-2"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # 10:00 to 11:00 in Denver, in the words of other zones.
        ("2026-11-09T17:00:00+00:00", "2026-11-09T18:00:00+00:00", "paid 4"),
        ("2026-11-10T02:00:00+09:00", "2026-11-10T03:00:00+09:00", "paid 4"),
        # 23:59 in Denver on the eighth, 00:00 on the ninth.
        ("2026-11-09T06:59:00+00:00", "2026-11-09T06:59:00+00:00", "denied 4 16/M52 CO X-1"),
        ("2026-11-09T07:00:00+00:00", "2026-11-09T07:00:00+00:00", "paid 4"),
        ("2026-11-10T06:59:00+00:00", "2026-11-10T06:59:00+00:00", "paid 4"),
        ("2026-11-10T07:00:00+00:00", "2026-11-10T07:00:00+00:00", "denied 4 16/M52 CO X-1"),
    ],
)
def test_instants_of_a_line_are_days_of_the_programs_zone(start, end, expected):
    """X-1: the date of service is the civil date in the program's zone, whatever the offset it is written with."""
    one = told_by_instants(line(4, f"{start[:10]}..{end[:10]}", visit(*HOUR)), start, end)
    assert told(judged(claim(one))) == [expected]


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-11-15T06:59:59+00:00", "2026-11-14"),  # Saturday in Denver, Sunday in UTC
        ("2026-11-15T07:00:00+00:00", "2026-11-15"),
    ],
)
def test_instants_of_a_line_without_encounters(start, day):
    """X-1, X-3: its units count in the week of its day in the program's zone, and that is the window looked at."""
    one = claim(told_by_instants(bare(2, start[:10]), start, start))
    (outcome,) = judged(one)
    assert [(str(grant.day), grant.units) for grant in outcome.paid] == [(day, 2)]
    assert days(docket(one, PROGRAMS)) == ((MT, date.fromisoformat(day)),)
    ((_, first, last),) = needs(docket(one, PROGRAMS))
    assert first <= date.fromisoformat(day) <= last
    full = {needs(docket(one, PROGRAMS))[0]: Spent(paid=9)}
    assert told(judged(one, full)) == ["paid 1; denied 1 119/N362 CO MT-31"]


def test_one_end_of_a_span_with_a_time():
    """X-1: a date stays as it is written."""
    one = line(4, "2026-11-09..2026-11-10", visit(*HOUR))
    begun = replace(one, starts=moment("2026-11-10T06:59:00+00:00"), first=date(2026, 11, 10))
    assert told(judged(claim(begun))) == ["paid 4"]
    ended = replace(one, ends=moment("2026-11-09T06:59:00+00:00"), last=date(2026, 11, 9))
    assert told(judged(claim(ended))) == ["denied 4 16/M52 CO X-1"]


def test_instants_of_a_line_in_the_zone_of_its_encounters_place():
    """X-1 (tz_by_location): an encounter of the north of Idaho is dated there, and so is its line."""
    times = ("2026-11-10T07:30:00+00:00", "2026-11-10T08:00:00+00:00")  # 23:30 on the ninth, 00:30 in Boise
    north = visit(*times, program=ID, location_zone="America/Los_Angeles")
    for end, expected in ((times[0], "paid 2"), ("2026-11-10T07:59:59+00:00", "paid 2")):
        one = told_by_instants(line(2, "2026-11-10", north), times[0], end)
        assert told(judged(claim(one, program=ID))) == [expected]
    boise = told_by_instants(bare(2, "2026-11-10", ID), times[0], times[0])
    assert [str(g.day) for g in judged(claim(boise, program=ID))[0].paid] == ["2026-11-10"]


def test_the_plan_of_a_program_is_the_one_of_the_day_in_its_zone():
    """X-1, design 5: the plan that leads to a program is the one of the civil date."""
    law = PROGRAMS[MT].law.member
    assert law
    assert law.coverage_plan
    value = law.coverage_plan.root[0]
    dated = (value.model_copy(update={"value": "old"}), value.model_copy(update={"start": date(2026, 11, 10)}))
    plan = law.coverage_plan.model_copy(update={"root": dated})
    programs = changed(MT, member=law.model_copy(update={"coverage_plan": plan}))
    for start, paid in (("2026-11-10T06:59:00+00:00", 0), ("2026-11-10T07:00:00+00:00", 1)):
        one = claim(told_by_instants(bare(1, "2026-11-10"), start, start))
        assert [outcome.allowed for outcome in adjudicate(docket(one, programs), Past({}))] == [paid]


def told_by_instants(one: Line, start: str, end: str) -> Line:
    """A line whose period is told with times of day."""
    return replace(one, starts=moment(start), ends=moment(end))


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
