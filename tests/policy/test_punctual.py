"""NE-30, NE-31, ID-19, X-6: the plan is made within 30 days and reviewed every 90; 272/M135."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from peerfhir.policy.facts import Episode, Member, Plan, Review, Span
from peerfhir.policy.planned import planned
from peerfhir.policy.punctual import made_in_time, plan_made, plan_reviewed
from peerfhir.policy.ruling import Denial

LATE = Denial("272", ("M135",))
ADMITTED = date(2026, 6, 1)


def plans(**said):
    """Nebraska's law of plans."""
    return {
        "plan": {
            "required": (True, "CMS-22"),
            "type": ("wrsp", "NE-20"),
            "due_days": (30, "NE-30"),
            "review_days": (90, "NE-31"),
            "adjudicate": (True, "NE-30"),
            **said,
        }
    }


def plan(created, *reviewed, key="CarePlan/p", **said):
    """A plan made on a day, or None; reviewed on others."""
    facts: dict[str, Any] = {
        "active": True,
        "kinds": frozenset({"wrsp"}),
        "programs": (),
        "span": Span(ADMITTED),
        "goals": ("Goal/g",),
        "created": date.fromisoformat(created) if created else None,
        "reviews": tuple(Review(date.fromisoformat(day)) for day in reviewed),
    }
    return Plan(key, **(facts | said))


def member(*made, since=ADMITTED, **said):
    """A member admitted on a day, with these plans."""
    facts: dict[str, Any] = {"active": True, "programs": ("one-program",), "span": Span(since)} | said
    return Member(episodes=(Episode("EpisodeOfCare/e", **facts),), plans=made)


def on(contact, day, who):
    """A contact of that day with the member."""
    return contact(f"{day}T10:00:00-06:00", f"{day}T11:00:00-06:00", member=who)


def told(rule, law, contact, day, who, **said):
    """What a rule says of a contact: rule, severity, whether it is denied."""
    return [(f.rule, f.severity, f.denial) for f in rule(on(contact, day, who), law(plans(**said)))]


@pytest.mark.parametrize(("day", "late"), [("2026-06-01", False), ("2026-07-01", False), ("2026-07-02", True)])
def test_ne_30_while_there_is_no_plan(law, contact, day, late):
    """Day 30 is in time, day 31 is not; until then no plan is asked for at all."""
    assert told(plan_made, law, contact, day, member()) == ([("NE-30", "warning", LATE)] if late else [])
    assert told(planned, law, contact, day, member()) == []


@pytest.mark.parametrize(("day", "late"), [("2026-07-09", True), ("2026-07-10", False)])
def test_ne_30_a_late_plan_cures_from_then_on(law, contact, day, late):
    """Made on 10 July; where the law cures backwards all days are cured."""
    who = member(plan("2026-07-10"))
    assert bool(told(plan_made, law, contact, day, who)) == late
    assert told(plan_made, law, contact, day, who, late_cure=("retroactive", "NE-30")) == []


def test_ne_30_grace_and_adjudication(law, contact):
    """Days of grace are added; where it is not adjudicated a line is not denied."""
    assert told(plan_made, law, contact, "2026-07-03", member(), grace_days=(2, "X-6")) == []
    assert told(plan_made, law, contact, "2026-07-04", member(), grace_days=(2, "X-6"))
    assert told(plan_made, law, contact, "2026-07-02", member(), adjudicate=(False, "NE-30")) == [
        ("NE-30", "warning", None)
    ]


@pytest.mark.parametrize(
    "other",
    [
        plan("2026-06-20", developed=False),
        plan("2026-06-20", kinds=frozenset({"pcrp"})),
        plan(None, span=Span()),
    ],
    ids=["a draft", "of another type", "of no day"],
)
def test_ne_30_what_is_no_plan(law, contact, other):
    """A draft, a plan of another type, one of which nothing tells when it was made."""
    assert told(plan_made, law, contact, "2026-07-02", member(other))


def test_ne_30_a_plan_without_a_day_was_made_when_it_began(law, contact):
    """Its period tells, where `created` does not."""
    assert told(plan_made, law, contact, "2026-07-02", member(plan(None))) == []


def test_ne_30_admission_unknown(law, contact):
    """Without an episode of the program, or after its end, nothing is late, but a plan is asked for."""
    for who in (Member(), member(programs=("another",)), member(span=Span(ADMITTED, date(2026, 6, 30)))):
        assert told(plan_made, law, contact, "2026-07-02", who) == []
        assert [rule for rule, _, _ in told(planned, law, contact, "2026-07-02", who)] == ["NE-20"]


def test_x_6_the_day_of_an_instant_is_that_of_the_program(law, contact):
    """Admitted at 03:00 UTC on 2 June is 1 June in Denver; 29 February counts as a day."""
    who = member(span=Span(datetime(2026, 6, 2, 3, tzinfo=UTC)))
    assert told(plan_made, law, contact, "2026-07-02", who)
    leap = member(span=Span(date(2028, 2, 1)))
    assert told(plan_made, law, contact, "2028-03-02", leap) == []
    assert told(plan_made, law, contact, "2028-03-03", leap)


def test_ne_30_the_latest_admission_counts(law, contact):
    """Of two episodes that go on the later one."""
    two = (
        Episode("EpisodeOfCare/1", active=True, programs=(), span=Span(date(2026, 1, 1))),
        Episode("EpisodeOfCare/2", active=True, programs=(), span=Span(ADMITTED)),
    )
    assert told(plan_made, law, contact, "2026-07-01", Member(episodes=two)) == []


def test_ne_30_the_admission_that_a_contact_names(law, contact):
    """Two agencies admitted the member: of the episode that the contact names the days are counted."""
    two = (
        Episode("EpisodeOfCare/1", active=True, programs=(), span=Span(date(2026, 5, 1))),
        Episode("EpisodeOfCare/2", active=True, programs=(), span=Span(ADMITTED)),
    )
    one = on(contact, "2026-07-01", Member(episodes=two))
    for named, late in ((("EpisodeOfCare/1",), [61]), (("EpisodeOfCare/2",), []), (("EpisodeOfCare/3",), []), ((), [])):
        found = plan_made(replace(one, episodes=named), law(plans()))
        assert [f.measured for f in found] == late


@pytest.mark.parametrize(
    ("made", "day", "overdue"),
    [
        (plan("2026-07-01"), "2026-09-29", False),
        (plan("2026-07-01"), "2026-09-30", True),
        (plan("2026-07-01", "2026-09-29"), "2026-09-30", False),
        (plan("2026-07-01", "2026-08-15"), "2026-11-13", False),
        (plan("2026-07-01", "2026-08-15"), "2026-11-14", True),
        (plan("2026-07-01", "2026-10-01"), "2026-09-30", True),  # a review that came later
        (plan("2026-10-01"), "2026-09-30", False),  # there was no plan yet: NE-30 speaks
    ],
)
def test_ne_31_ninety_days_after_the_last_look(law, contact, made, day, overdue):
    """Day 90 is in time; an early review begins the days anew."""
    expected = [("NE-31", "warning", LATE)] if overdue else []
    assert told(plan_reviewed, law, contact, day, member(made)) == expected


def test_ne_31_a_new_plan_is_a_look(law, contact):
    """A plan that replaces another begins the days anew."""
    two = member(plan("2026-07-01"), plan("2026-09-29", key="CarePlan/q", active=True))
    assert told(plan_reviewed, law, contact, "2026-09-30", two) == []


@pytest.mark.parametrize("said", [{"adjudicate": (False, "ID-19")}, {"review_days": (91, "ID-19")}])
def test_id_19_not_adjudicated_or_longer(law, contact, said):
    """Where it is not adjudicated nothing is said; another number is another number."""
    assert told(plan_reviewed, law, contact, "2026-09-30", member(plan("2026-07-01")), **said) == []


@pytest.mark.parametrize(("created", "number"), [("2026-07-01", None), ("2026-07-02", 31)])
def test_ne_30_when_the_plan_is_written(law, created, number):
    """Day 30 is in time; day 31 is a warning with its number, never a denial."""
    found = made_in_time(plan(created), member(), law(plans()))
    assert [(f.rule, f.severity, f.measured, f.denial) for f in found] == (
        [("NE-30", "warning", number, None)] if number else []
    )


def test_ne_30_a_second_plan_is_not_late(law):
    """The first one of this admission was in time."""
    first = plan("2026-06-20", key="CarePlan/first")
    assert made_in_time(plan("2026-09-01"), member(first), law(plans())) == ()
    before = plan("2026-05-20", key="CarePlan/before")
    assert len(made_in_time(plan("2026-09-01"), member(before), law(plans()))) == 1


def test_x_6_days_are_differences(law, contact):
    """A plan dated at the end of the calendar breaks nothing."""
    who = member(plan("9999-12-31"), since=date(9999, 12, 31) - timedelta(days=40))
    assert made_in_time(plan("9999-12-31"), who, law(plans()))
    assert told(plan_reviewed, law, contact, "2026-09-30", who) == []
