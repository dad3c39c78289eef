"""A diagnosis on record qualifies the member for the program (MT-03, CMS-03)."""

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.icd import within
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding

DIAGNOSIS = Denial("11", ("M76",))


def diagnosed(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A finding when no diagnosis on record qualifies; a claim line's own stand in place of the member's here.

    Adjudicated: none on record is an information (a missing paper, X-14), some on record of which none qualifies, or
    only such as do not when they stand alone, an error and a denial. Not adjudicated: a warning. A
    disability on record will do where the law says so. Codes are not told.
    """
    law = program.law.member.diagnosis if program.law.member else None
    if law is None or contact.member is None:
        return ()
    day = day_of(contact, program)
    if day is None:
        return ()
    if law.or_disability is not None and law.or_disability.on(day).value and contact.member.disabled:
        return ()
    ranges, codes = law.any_of.on(day), contact.member.diagnoses
    alone = law.not_alone.on(day) if law.not_alone else None
    fitting = [code for code in codes if within(code, ranges.value)]
    if any(not (alone and within(code, alone.value)) for code in fitting):
        return ()
    adjudicated = law.adjudicate.on(day).value
    needed = ", ".join(ranges.value)
    path = f"{contact.path}.subject"
    if not codes:
        return program.finding(
            ranges.rule,
            "information" if adjudicated else "warning",
            path=path,
            detail=f"no diagnosis is on record; expected: one of {needed}",
            hint="Record a Condition with its ICD-10-CM code; a claim names its diagnoses itself",
            limit=needed,
        )
    if fitting and alone:
        rule, detail = alone.rule, f"no diagnosis on record qualifies beside those of {', '.join(alone.value)}"
    else:
        rule, detail = ranges.rule, "no diagnosis on record qualifies"
    return program.finding(
        rule,
        "error" if adjudicated else "warning",
        path=path,
        detail=f"{detail}; needed: one of {needed}",
        hint="Record the Condition that peer support is given for, with its ICD-10-CM code; a claim line that names"
        " diagnoses is judged by them",
        limit=needed,
        denial=DIAGNOSIS if adjudicated else None,
    )
