"""The member is covered on the date of service (MT-03, CMS-20), and which programs' plans cover a day."""

from collections.abc import Mapping
from datetime import date, datetime

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact, Cover
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding
from peerfhir.policy.span import begun, contains, over

NEVER = Denial("177", ("N30",))
BEFORE = Denial("26", ("N30",))
AFTER = Denial("27", ("N30",))
BETWEEN = Denial("200", ("N30",))
_SAID = {
    NEVER: "no active coverage {of} is on record",
    BEFORE: "{day} is before the first day of coverage {of}",
    AFTER: "{day} is after the last day of coverage {of}",
    BETWEEN: "{day} lies between two coverages {of}",
}


def covered(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A finding (error, and what it denies) when the member is not covered on the date of service: for claim lines.

    Covered is a member with an active Coverage whose period contains it, of the program's plan where it has one. A
    contact on write is held against `enrolled`.
    """
    law = program.law.member
    if law is None or contact.member is None:
        return ()
    day = day_of(contact, program)
    if day is None:
        return ()
    required = law.coverage_required.on(day) if law.coverage_required else None
    plan = law.coverage_plan.on(day) if law.coverage_plan else None
    cited = plan or required
    if cited is None or (required is not None and not required.value):
        return ()
    return uncovered(contact, program, day, cited.rule, plan.value if plan else None)


def enrolled(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """What `covered` finds, for a contact on write: only where the law looks for the coverage then too (MT-03)."""
    law = program.law.member
    if law is None or law.coverage_on_write is None:
        return ()
    day = day_of(contact, program)
    if day is None or not law.coverage_on_write.on(day).value:
        return ()
    return covered(contact, program)


def uncovered(contact: Contact, program: Program, day: date, rule: str, plan: str | None = None) -> tuple[Finding, ...]:
    """The finding of `rule` when no active Coverage (of `plan`, if one is told) is in force on the date of service."""
    covers = contact.member.covers if contact.member else ()
    at = contact.start.at if contact.start else None
    lacks = _lacks(covers, plan, day, at, program)
    if lacks is None:
        return ()
    of = f"by plan {plan}" if plan else "by a payer"
    return program.finding(
        rule,
        "error",
        path=f"{contact.path}.subject",
        detail=_SAID[lacks].format(day=day, of=of),
        hint="Check the date of service, and the member's Coverage: status active, period, class of type plan",
        measured=str(day),
        denial=lacks,
    )


def programs_of(covers: tuple[Cover, ...], day: date, programs: Mapping[str, Program]) -> tuple[str, ...]:
    """The programs whose plan is a class of an active Coverage in force on `day`, in the order of `programs`."""
    if not covers:
        return ()
    found = []
    for name, program in programs.items():
        law = program.law.member
        if law is None or law.coverage_plan is None:
            continue
        plan = law.coverage_plan.on(day).value
        if any(c.active and plan in c.plans and contains(c.span, day, None, program) for c in covers):
            found.append(name)
    return tuple(found)


def _lacks(
    covers: tuple[Cover, ...], plan: str | None, day: date, at: datetime | None, program: Program
) -> Denial | None:
    """How coverage is missing on a day; None when there is one."""
    earlier = later = False
    for cover in covers:
        if not cover.active or (plan is not None and plan not in cover.plans):
            continue
        if over(cover.span.last, day, at, program):
            earlier = True
        elif not begun(cover.span.first, day, at, program):
            later = True
        else:
            return None
    if earlier:
        return BETWEEN if later else AFTER
    return BEFORE if later else NEVER
