"""A needs assessment is on record before the plan that rests on it (ID-14)."""

from datetime import date, datetime

from peerfhir.policy.facts import Plan
from peerfhir.policy.program import Program, zone
from peerfhir.policy.ruling import Finding


def assessed(plan: Plan, on: date | None, program: Program) -> tuple[Finding, ...]:
    """A warning for a plan on write when no needs assessment is dated on or before its first day.

    `on` is the date of the member's earliest needs assessment, None when there is none. For a plan without a first day
    any assessment will do.
    """
    law = program.law.needs_assessment
    if law is None:
        return ()
    first = _day(plan.span.first, program)
    required = law.before_plan.on(first or date.max)
    if not required.value or (on is not None and (first is None or on <= first)):
        return ()
    return program.finding(
        required.rule,
        "warning",
        path="CarePlan.supportingInfo",
        detail="no needs assessment of the member is on record"
        if on is None
        else f"the first needs assessment is of {on}, the plan begins {first}",
        hint="Record the needs assessment inventory (Observation or QuestionnaireResponse) with the day it was made",
        measured=str(on) if on else None,
        limit=str(first) if first else None,
    )


def _day(bound: date | datetime | None, program: Program) -> date | None:
    if isinstance(bound, datetime):
        return bound.astimezone(zone(program.zone(bound.date()))).date()
    return bound
