"""An active plan with goals stands behind the service (MT-19, MT-20, ID-15, ID-16, CMS-22)."""

from datetime import date

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact, Plan
from peerfhir.policy.program import Program
from peerfhir.policy.punctual import awaited
from peerfhir.policy.ruling import Denial, Finding
from peerfhir.policy.span import contains

UNPLANNED = Denial("16", ("M135",))


def planned(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, when no plan of the member serves: active, in force on the day, of the type, with a goal.

    The plan that the contact names must serve; if it names none, any of the member's. Cited is the first of the three
    demands that none meets: in force, of the type, with a goal. A plan that is not due yet is not asked for; of one
    that was due and not made `punctual` tells.
    """
    law = program.law.plan
    if law is None or contact.member is None:
        return ()
    day = day_of(contact, program)
    if day is None or not (required := law.required.on(day)).value:
        return ()
    if awaited(contact, program, day):
        return ()
    plans = contact.member.plans
    if contact.plan is not None:
        plans = tuple(plan for plan in plans if plan.key == contact.plan)
    running = in_force(plans, contact, program, day)
    kind = law.type.on(day) if law.type else None
    typed = [plan for plan in running if kind is None or kind.value in plan.kinds]
    goal = law.goal.on(day) if law.goal else None
    if not typed:
        rule, needed = (kind or required).rule, f"active, with a period that contains {day}"
        if kind:
            needed = f"of type {kind.value}, {needed}"
        hint = "Record the member's CarePlan with its type, status active and its period, or refer to the one in force"
    elif goal and goal.value and not any(plan.goals for plan in typed):
        rule, needed = goal.rule, f"in force on {day} with a goal"
        hint = "Add the member's goals to CarePlan.goal"
    else:
        return ()
    lacking = (
        "no plan of the member is" if contact.plan is None else "the plan it names is no plan of the member that is"
    )
    return program.finding(
        rule,
        "error",
        path=f"{contact.path}.extension",
        detail=f"{lacking} {needed}",
        hint=hint,
        limit=needed,
        denial=UNPLANNED,
    )


def in_force(plans: tuple[Plan, ...], contact: Contact, program: Program, day: date) -> list[Plan]:
    """The active ones among `plans` whose period contains the date of service."""
    at = contact.start.at if contact.start else None
    return [plan for plan in plans if plan.active and contains(plan.span, day, at, program)]
