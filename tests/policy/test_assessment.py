"""ID-14: a needs assessment is dated on or before the first recovery plan."""

from datetime import UTC, date, datetime

import pytest

from peerfhir.policy.assessment import assessed
from peerfhir.policy.facts import Plan, Span

IDAHO = {"needs_assessment": {"before_plan": (True, "ID-14")}}


def plan(first: date | datetime | None) -> Plan:
    """A plan from a day on."""
    return Plan("CarePlan/1", active=True, kinds=frozenset({"recovery-action-plan"}), programs=(), span=Span(first))


@pytest.mark.parametrize(
    ("first", "on", "detail"),
    [
        (date(2026, 11, 9), date(2026, 11, 8), None),
        (date(2026, 11, 9), date(2026, 11, 9), None),
        (
            date(2026, 11, 9),
            date(2026, 11, 10),
            "the first needs assessment is of 2026-11-10, the plan begins 2026-11-09",
        ),
        (date(2026, 11, 9), None, "no needs assessment of the member is on record"),
        (None, None, "no needs assessment of the member is on record"),
        (None, date(2026, 11, 10), None),
        (datetime(2026, 11, 9, 6, 59, tzinfo=UTC), date(2026, 11, 8), None),  # 23:59 of November 8 in Boise
        (
            datetime(2026, 11, 9, 6, 59, tzinfo=UTC),
            date(2026, 11, 9),
            "the first needs assessment is of 2026-11-09, the plan begins 2026-11-08",
        ),
    ],
)
def test_before_the_plan(law, first, on, detail):
    """On or before the plan's first day; else a warning, which denies nothing."""
    found = assessed(plan(first), on, law(IDAHO, tz="America/Boise"))
    assert [(f.rule, f.severity, f.path, f.detail, f.denial) for f in found] == (
        [("ID-14", "warning", "CarePlan.supportingInfo", detail, None)] if detail else []
    )


def test_the_law_of_the_plans_first_day(law):
    """A value begins on its date; a plan without a first day is held against the last one."""
    dated = [(None, False, "ID-14"), (date(2026, 11, 9), True, "ID-14")]
    program = law({"needs_assessment": {"before_plan": dated}})
    assert [len(assessed(plan(first), None, program)) for first in (date(2026, 11, 8), date(2026, 11, 9), None)] == [
        0,
        1,
        1,
    ]


def test_no_check_where_the_law_asks_for_none(law):
    """No law, or one that is off."""
    for blocks in ({}, {"needs_assessment": {"before_plan": (False, "ID-14")}}):
        assert assessed(plan(date(2026, 11, 9)), None, law(blocks)) == ()
