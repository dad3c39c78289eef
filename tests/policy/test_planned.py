"""MT-19, MT-20, ID-15, ID-16, CMS-22: an active plan with a goal is in force on the date of service; 16/M135."""

from datetime import UTC, date, datetime

import pytest

from peerfhir.policy.facts import Member, Plan, Span
from peerfhir.policy.planned import planned
from peerfhir.policy.ruling import Denial

MONTANA = {"plan": {"required": (True, "CMS-22"), "type": ("pcrp", "MT-19"), "goal": (True, "MT-20")}}
BASE = {"plan": {"required": (True, "CMS-22"), "goal": (True, "CMS-22")}}
NEEDED = "of type pcrp, active, with a period that contains 2026-11-09"
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


def plan(
    key: str = "CarePlan/1", first=date(2026, 1, 1), last=None, kind: str = "pcrp", *, active=True, goals=("Goal/1",)
):
    """An active plan with a goal."""
    return Plan(key, active, frozenset({kind}), (), Span(first, last), goals)


@pytest.mark.parametrize(
    ("plans", "rule"),
    [
        ([plan()], None),
        ([plan(first=date(2026, 11, 9), last=date(2026, 11, 9))], None),  # its only day
        ([plan(first=date(2026, 11, 10))], "MT-19"),
        ([plan(last=date(2026, 11, 8))], "MT-19"),
        ([plan(first=None)], None),
        ([plan(first=datetime(2026, 11, 9, 17, tzinfo=UTC))], None),
        ([plan(first=datetime(2026, 11, 9, 17, 1, tzinfo=UTC))], "MT-19"),
        ([plan(last=datetime(2026, 11, 9, 16, 59, tzinfo=UTC))], "MT-19"),
        ([plan(active=False)], "MT-19"),
        ([plan(kind="wrsp")], "MT-19"),
        ([plan(goals=())], "MT-20"),
        ([], "MT-19"),
        ([plan(active=False), plan("CarePlan/2")], None),
        ([plan(goals=()), plan("CarePlan/2")], None),
        ([plan(goals=()), plan("CarePlan/2", kind="wrsp")], "MT-20"),
        ([plan(goals=()), plan("CarePlan/2", active=False)], "MT-20"),
    ],
)
def test_one_of_the_members_plans_serves(law, contact, plans, rule):
    """A contact that names no plan: any of the member's that is active, in force, of the type, and has a goal."""
    found = planned(contact(*HOUR, member=Member(plans=tuple(plans))), law(MONTANA))
    assert [(f.rule, f.severity, f.denial) for f in found] == (
        [(rule, "error", Denial("16", ("M135",)))] if rule else []
    )


@pytest.mark.parametrize(
    ("start", "served"),
    [
        ("2026-11-01T05:59:00Z", False),  # October 31 in Denver
        ("2026-11-01T06:00:00Z", True),
        ("2026-12-01T06:59:00Z", True),
        ("2026-12-01T07:00:00Z", False),
    ],
)
def test_the_days_of_the_period_are_the_programs(law, contact, start, served):
    """A plan of November, by the date in the program's zone."""
    member = Member(plans=(plan(first=date(2026, 11, 1), last=date(2026, 11, 30)),))
    assert (planned(contact(start, None, member=member), law(MONTANA)) == ()) is served


@pytest.mark.parametrize(
    ("named", "rule"),
    [
        ("CarePlan/1", None),
        ("CarePlan/2", "MT-20"),
        ("CarePlan/3", "MT-19"),
        ("CarePlan/4", "MT-19"),
        ("CarePlan/5", "MT-19"),
    ],
)
def test_the_plan_that_is_named_must_serve(law, contact, named, rule):
    """Beside a plan that serves: named is one without a goal, of another type, ended, or not the member's."""
    member = Member(
        plans=(
            plan(),
            plan("CarePlan/2", goals=()),
            plan("CarePlan/3", kind="wrsp"),
            plan("CarePlan/4", last=date(2026, 11, 8)),
        )
    )
    found = planned(contact(*HOUR, member=member, plan=named), law(MONTANA))
    assert [f.rule for f in found] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("plans", "named", "detail"),
    [
        ([], None, f"no plan of the member is {NEEDED}"),
        (
            [],
            "CarePlan/7",
            f"the plan it names is no plan of the member that is {NEEDED}",
        ),
        ([plan(goals=())], None, "no plan of the member is in force on 2026-11-09 with a goal"),
    ],
)
def test_what_is_said(law, contact, plans, named, detail):
    """The finding says what was looked for; a named plan that is another's is not told apart from none."""
    (found,) = planned(contact(*HOUR, member=Member(plans=tuple(plans)), plan=named), law(MONTANA))
    assert (found.path, found.detail) == ("Encounter.extension", detail)


def test_any_type_where_none_is_demanded(law, contact):
    """CMS-22 asks for a plan with goals, of whatever type."""
    program = law(BASE)
    assert planned(contact(*HOUR, member=Member(plans=(plan(kind="wrsp"),))), program) == ()
    assert [f.rule for f in planned(contact(*HOUR, member=Member()), program)] == ["CMS-22"]
    assert [f.rule for f in planned(contact(*HOUR, member=Member(plans=(plan(goals=()),))), program)] == ["CMS-22"]


def test_no_goal_is_asked_for(law, contact):
    """Where the law asks for no goal, a plan without one serves."""
    member = Member(plans=(plan(goals=()),))
    assert planned(contact(*HOUR, member=member), law({"plan": {"required": (True, "CMS-22")}})) == ()
    off = {"plan": {"required": (True, "CMS-22"), "goal": (False, "CMS-22")}}
    assert planned(contact(*HOUR, member=member), law(off)) == ()


def test_no_check_where_there_is_nothing_to_judge(law, contact):
    """No law, a law that is off, no member, no date: no finding."""
    nobody = contact(*HOUR, member=Member())
    assert planned(nobody, law({})) == planned(nobody, law({"plan": {"required": (False, "CMS-22")}})) == ()
    assert planned(contact(*HOUR), law(MONTANA)) == ()
    assert planned(contact(None, None, member=Member()), law(MONTANA)) == ()
