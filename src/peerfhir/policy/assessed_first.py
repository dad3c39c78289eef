"""The member was assessed before peer support began, and the file has a copy (NE-15, NE-18, NE-19)."""

from datetime import date

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact, Paper
from peerfhir.policy.member_law import Assessment
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding

UNASSESSED = Denial("16", ("N731",))
EFFORTS = "assessment-request-efforts"
_KIND = "{}-assessment"


def assessed_first(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning, and a denial, for a service before the member was assessed (NE-15).

    An assessment of the same day will do unless both tell their times and it came after the start. One of which only
    the efforts to obtain it tell, with its date, is a warning still, and no denial (NE-19). Dates of papers are not
    told: they may be another's records.
    """
    law, day = program.law.assessment, day_of(contact, program)
    if law is None or contact.member is None or day is None:
        return ()
    required = law.before_first_service.on(day)
    if not required.value:
        return ()
    cures = law.late_cure.on(day).value == "retroactive"
    done = [one for one in contact.member.papers if one.kind in _kinds(law, day) and one.day is not None]
    if any(cures or _before(one, contact, day) for one in done):
        return ()
    told = [one for one in contact.member.papers if one.kind == EFFORTS and one.day is not None]
    lenient = law.efforts_ok is None or law.efforts_ok.on(day).value
    attested = lenient and any(_before(one, contact, day) for one in told)
    if attested:
        found = "the assessment itself is not on record, the efforts to obtain it tell its date"
    elif done:
        found = "the assessments on record are later"
    else:
        found = "no assessment of the member is on record"
    return program.finding(
        required.rule,
        "warning",
        path=f"{contact.path}.subject",
        detail=f"{found}; needed: one before the service on {day}",
        hint="Record the assessment (DocumentReference, Observation or Procedure with a code of CodeSystem/doc:"
        f" {', '.join(sorted(_kinds(law, day)))}) with its date",
        limit=str(day),
        denial=None if attested else UNASSESSED,
    )


def copied(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning when no copy of the assessment is in the file, nor efforts to obtain one (NE-18, NE-19).

    Of an assessment that is not on record at all `assessed_first` speaks.
    """
    law, day = program.law.assessment, day_of(contact, program)
    if law is None or law.copied is None or contact.member is None or day is None or not law.copied.on(day).value:
        return ()
    papers = contact.member.papers
    done = [one for one in papers if one.kind in _kinds(law, day)]
    if not done or any(one.copy for one in done) or any(one.kind == EFFORTS for one in papers):
        return ()
    return program.finding(
        law.copied.on(day).rule,
        "warning",
        path=f"{contact.path}.subject",
        detail="an assessment is on record, a copy of it is not",
        hint="Record a DocumentReference with the copy, or one of type assessment-request-efforts that says what was"
        " done to get it",
    )


def _kinds(law: Assessment, day: date) -> frozenset[str]:
    return frozenset(_KIND.format(one) for one in law.types.on(day).value)


def _before(paper: Paper, contact: Contact, day: date) -> bool:
    start = contact.start.at if contact.start else None
    if paper.at is not None and start is not None:
        return paper.at <= start
    return paper.day is not None and paper.day <= day
