"""The member was screened at admission (NE-38); a screening, whatever it shows, never delays a record."""

from peerfhir.policy.admitted import admitted
from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding


def screened(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning for a service after the days in which a new member is screened, while a screening is not on record.

    Any will do that was made from some days before the admission on, to the date of service: whether it was in time is
    measured, not held against a contact.
    """
    law, day = program.law.screening, day_of(contact, program)
    since = admitted(contact.member, program, day, contact.episodes) if law and contact.member and day else None
    if law is None or contact.member is None or day is None or since is None:
        return ()
    asked, number = law.at_admission.on(day), (day - since).days
    within = law.window_after.on(day).value
    if number <= within:
        return ()
    before = law.window_before.on(day).value
    had = {p.kind for p in contact.member.papers if p.day and p.day <= day and (since - p.day).days <= before}
    missing = [one for one in asked.value if f"screening-{one}" not in had]
    if not missing:
        return ()
    return program.finding(
        asked.rule,
        "warning",
        path=f"{contact.path}.subject",
        detail=f"day {number} after the admission, and no screening for {', '.join(missing)} is on record;"
        f" due by day {within}",
        hint="Record it as Observation with a code of CodeSystem/screening and its date, or as QuestionnaireResponse",
        measured=", ".join(missing),
        limit=within,
    )
