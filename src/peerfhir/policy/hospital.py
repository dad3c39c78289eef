"""The member is not an inpatient at the time, nor in need of active treatment (MT-29, X-17)."""

from datetime import date, datetime, time, timedelta

from peerfhir.policy.attested import stands
from peerfhir.policy.day import day_of, zone_of
from peerfhir.policy.facts import Contact, Stay
from peerfhir.policy.program import Program, zone
from peerfhir.policy.readings import READINGS
from peerfhir.policy.ruling import Denial, Finding

INPATIENT = Denial("60", ("M2",))
_DAY = timedelta(days=1)


def outpatient(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A finding when an inpatient stay keeps the service from being given; it denies a claim line.

    A rule of the program (MT-29): an error when the two overlap at all. The reading X-17: a warning when the stay
    covers the start. So the hours of the admission and the discharge day outside the stay are free; a line that
    documents no time is denied for a day that lies wholly in the stay. The times of the stay are not told.
    """
    law = program.law.exclusions.inpatient if program.law.exclusions else None
    if law is None or contact.member is None or not contact.member.stays:
        return ()
    day = day_of(contact, program)
    if day is None or not (inpatient := law.on(day)).value:
        return ()
    reading = inpatient.rule in READINGS
    stays = contact.member.stays
    found = next((words for stay in stays if (words := _kept(stay, contact, program, day, started=reading))), None)
    if found is None:
        return ()
    return program.finding(
        inpatient.rule,
        "warning" if reading else "error",
        path=f"{contact.path}.period",
        detail=f"an inpatient stay of the member {found}",
        hint="Check the times of the contact; before admission and after discharge a contact may take place",
        measured=found,
        denial=INPATIENT,
    )


def untroubled(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, when an exclusion criterion stands attested of the member on the day (MT-29).

    Which criterion it is, and where it is attested, is not told: it may be another's record.
    """
    law = program.law.exclusions.flags if program.law.exclusions else None
    if law is None or contact.member is None or not contact.member.exclusions:
        return ()
    day = day_of(contact, program)
    if day is None:
        return ()
    flags, attested = law.on(day), contact.member.exclusions
    if not any(stands(code, attested, day) for code in flags.value):
        return ()
    return program.finding(
        flags.rule,
        "error",
        path=f"{contact.path}.subject",
        detail=f"an exclusion criterion of the program stands for the member on {day}",
        hint="Contact the member's case management team, which can tell whether it still holds",
        denial=INPATIENT,
    )


def _kept(stay: Stay, contact: Contact, program: Program, day: date, *, started: bool) -> str | None:
    """How a stay keeps a contact from taking place, in words; None when it does not."""
    start = contact.start.at if contact.start else None
    end = contact.end.at if contact.end else None
    if start is None:
        return f"covers all of {day}" if _covers_day(stay, day, zone_of(contact, program)) else None
    if started or end is None:
        return "covers the start" if stay.start <= start and (stay.end is None or start < stay.end) else None
    common = (min(end, stay.end) if stay.end else end) - max(start, stay.start)
    return f"overlaps by {_minutes(common)} minutes" if common > timedelta() else None


def _covers_day(stay: Stay, day: date, name: str) -> bool:
    midnight = datetime.combine(day, time(), zone(name))
    next_midnight = datetime.combine(day + _DAY, time(), zone(name))
    return stay.start <= midnight and (stay.end is None or stay.end >= next_midnight)


def _minutes(elapsed: timedelta) -> int:
    """Whole minutes, at least one: less than a minute is an overlap too."""
    return max(1, int(elapsed / timedelta(minutes=1)))
