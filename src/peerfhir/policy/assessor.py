"""A licensed clinician makes the assessment (NE-16)."""

from datetime import date

from peerfhir.policy.facts import Credential, Span
from peerfhir.policy.licences import LICENSE
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding
from peerfhir.policy.span import contains

_HINT = "Name the clinician's PractitionerRole as author or performer, and record the licence in their qualification"


def licensed_assessor(
    assessors: tuple[tuple[Credential, ...] | None, ...], day: date | None, program: Program, path: str
) -> tuple[Finding, ...]:
    """An error when everybody who made an assessment is known and has no licence in force on its day.

    Nobody named, or somebody who is not known here (None), is a paper that lacks detail: a warning.
    """
    law = program.law.assessment
    if law is None or law.licensed is None or day is None or not (asked := law.licensed.on(day)).value:
        return ()
    known = [held for held in assessors if held is not None]
    if any(_licensed(one, day, program) for held in known for one in held):
        return ()
    unlicensed = bool(known) and len(known) == len(assessors)
    told = "has no licence in force" if unlicensed else "is not known to be licensed"
    return program.finding(
        asked.rule,
        "error" if unlicensed else "warning",
        path=path,
        detail=f"who made the assessment of {day} {told}" if assessors else "nobody is named who made the assessment",
        hint=_HINT,
    )


def _licensed(credential: Credential, day: date, program: Program) -> bool:
    held = credential.code == LICENSE and credential.dated
    return held and contains(Span(credential.first, credential.last), day, None, program)
