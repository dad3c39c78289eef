"""The plan is made in time after the admission, and reviewed in time (NE-30, NE-31, ID-19; days as in X-6).

What is told are days that were counted, no dates: episodes and plans may be another's record.
"""

from datetime import date

from peerfhir.policy.admitted import admitted, local
from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact, Member, Plan
from peerfhir.policy.member_law import PlanLaw
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding

LATE = Denial("272", ("M135",))


def awaited(contact: Contact, program: Program, day: date) -> bool:
    """Whether no plan is asked for: it is not due yet, or `plan_made` says that it was not made."""
    law, member = program.law.plan, contact.member
    if law is None or law.due_days is None or member is None:
        return False
    since = admitted(member, program, day, contact.episodes)
    if since is None:
        return False
    return (day - since).days <= _allowed(law, day) or not _made_by(member, law, program, day)


def plan_made(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning, and a denial, for a service after the day on which the plan was due while there is none (NE-30).

    A plan that came late cures the days from then on, unless the law says that it cures those before it too.
    """
    law, member = program.law.plan, contact.member
    day = day_of(contact, program) if law and law.due_days else None
    if law is None or law.due_days is None or member is None or day is None:
        return ()
    since = admitted(member, program, day, contact.episodes)
    if since is None or (number := (day - since).days) <= _allowed(law, day):
        return ()
    cured = date.max if law.late_cure.on(day).value == "retroactive" else day
    if _made_by(member, law, program, cured):
        return ()
    due = law.due_days.on(day)
    return program.finding(
        due.rule,
        "warning",
        path=f"{contact.path}.extension",
        detail=f"day {number} after the admission, and no plan was made; due on day {due.value}",
        hint="Record the member's CarePlan with the day on which it was created",
        measured=number,
        limit=due.value,
        denial=LATE if law.adjudicate and law.adjudicate.on(day).value else None,
    )


def plan_reviewed(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A denial, where it is adjudicated, for a service while a review is overdue (NE-31); on write nothing is said."""
    law, member = program.law.plan, contact.member
    day = day_of(contact, program) if law and law.review_days else None
    if law is None or law.review_days is None or member is None or day is None:
        return ()
    looked = [one for one in _looked_at(member, law, program, day) if one <= day]
    often = law.review_days.on(day)
    if not looked or law.adjudicate is None or not law.adjudicate.on(day).value:
        return ()
    number = (day - max(looked)).days
    if number <= often.value + law.grace_days.on(day).value:
        return ()
    return program.finding(
        often.rule,
        "warning",
        path=f"{contact.path}.extension",
        detail=f"day {number} after the plan was made or last reviewed; due on day {often.value}",
        hint="Record the review in the extension plan-review of the CarePlan, with its date",
        measured=number,
        limit=often.value,
        denial=LATE,
    )


def made_in_time(plan: Plan, member: Member, program: Program) -> tuple[Finding, ...]:
    """A warning for a plan, as it is written, that was made after the day on which it was due (NE-30)."""
    law, made = program.law.plan, _made(plan, program)
    if law is None or law.due_days is None or made is None or not _of_type(plan, law, made):
        return ()
    since = admitted(member, program, made)
    if since is None or (number := (made - since).days) <= _allowed(law, made):
        return ()
    earlier = [one for one in member.plans if one.key != plan.key and one.developed and _of_type(one, law, made)]
    if any((day := _made(one, program)) is not None and since <= day < made for one in earlier):
        return ()
    due = law.due_days.on(made)
    return program.finding(
        due.rule,
        "warning",
        path="CarePlan.created",
        detail=f"made on {made}, day {number} after the admission; due on day {due.value}",
        hint="The plan is kept; services between the due day and the day on which it was made may not be paid",
        measured=number,
        limit=due.value,
    )


def last_looked_at(plan: Plan, program: Program, by: date) -> date | None:
    """The last day, up to another, on which a plan was made or reviewed."""
    days = [made for made in (_made(plan, program), *(one.day for one in plan.reviews)) if made is not None]
    return max((day for day in days if day <= by), default=None)


def _allowed(law: PlanLaw, day: date) -> int:
    """Days after the admission until the plan must be there."""
    return (law.due_days.on(day).value if law.due_days else 0) + law.grace_days.on(day).value


def _made_by(member: Member, law: PlanLaw, program: Program, day: date) -> bool:
    return any(
        (made := _made(plan, program)) is not None and made <= day
        for plan in member.plans
        if plan.developed and _of_type(plan, law, day)
    )


def _looked_at(member: Member, law: PlanLaw, program: Program, day: date) -> list[date]:
    plans = [plan for plan in member.plans if plan.developed and _of_type(plan, law, day)]
    found = [last_looked_at(plan, program, day) for plan in plans]
    return [one for one in found if one is not None]


def _of_type(plan: Plan, law: PlanLaw, day: date) -> bool:
    return law.type is None or law.type.on(day).value in plan.kinds


def _made(plan: Plan, program: Program) -> date | None:
    return plan.created or local(plan.span.first, program)
