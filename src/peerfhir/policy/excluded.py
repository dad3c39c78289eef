"""Any one exclusion criterion keeps a member out, as attested by a clinician (CMH-52..54); none is ever inferred."""

from datetime import date

from peerfhir.policy.attested import stands
from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact, Episode
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding

EXCLUDED = Denial("272", ("N130",))


def excluded(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, for a service on a day on which a criterion stands attested of the member.

    Which criterion it is, and where it is attested, is not told: it may be another's record.
    """
    law = program.law.exclusions.any_of if program.law.exclusions else None
    if law is None or contact.member is None or not contact.member.exclusions:
        return ()
    day = day_of(contact, program)
    if day is None:
        return ()
    any_of = law.on(day)
    if not any(stands(one.code, contact.member.exclusions, day) for one in any_of.value):
        return ()
    return program.finding(
        any_of.rule,
        "error",
        path=f"{contact.path}.subject",
        detail=f"an exclusion criterion of the program stands for the member on {day}",
        hint="Contact those who treat the member: they can tell whether it still holds",
        denial=EXCLUDED,
    )


def keeps_out(episode: Episode, program: Program, today: date) -> tuple[Finding, ...]:
    """An error for an active episode that attests an exclusion criterion itself: it is to be ended."""
    law = program.law.exclusions.any_of if program.law.exclusions else None
    if law is None or not episode.active:
        return ()
    any_of = law.on(today)
    met = [one for one in any_of.value if stands(one.code, episode.exclusions, today)]
    if not met:
        return ()
    said = ", ".join(f"{one.code} ({one.rule})" for one in met)
    return program.finding(
        any_of.rule,
        "error",
        path="EpisodeOfCare.extension",
        detail=f"the episode is active, and attests {said}",
        hint="End the episode (status finished, with the end of its period), or attest that the criterion is not met",
        measured=said,
    )
