"""When a contact counts: its date of service (X-1), and that it lies in the past and was sent in time (X-15)."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from peerfhir.policy.facts import Contact, Moment
from peerfhir.policy.program import Program, zone
from peerfhir.policy.ruling import Finding

# Clocks of two systems are never quite the same.
TOLERANCE = timedelta(minutes=5)


def zone_of(contact: Contact, program: Program) -> str:
    """The IANA name of the zone a contact is dated in (X-1).

    The place's own, else the organization's, where the program spans zones; else the program's.
    """
    return _zone(contact.start, contact.location_zone, contact.organization_zone, program)


def day_of(contact: Contact, program: Program) -> date | None:
    """The date of service: the start in the program's zone; as written when it has none; None without a date."""
    return _day(contact.start, contact.location_zone, contact.organization_zone, program)


@lru_cache(4096)
def _day(start: Moment | None, location: str | None, organization: str | None, program: Program) -> date | None:
    """Remembered, because every rule asks for the date of service."""
    if start is None:
        return None
    if start.at is None:
        return start.day
    return start.at.astimezone(zone(_zone(start, location, organization, program))).date()


@lru_cache(4096)
def _zone(start: Moment | None, location: str | None, organization: str | None, program: Program) -> str:
    on = _written_day(start) or date.max
    if program.law.tz_by_location.on(on).value:
        for name in (location, organization):
            if name and _exists(name):
                return name
    return program.zone(on)


def today(program: Program, now: datetime) -> date:
    """The date in the program's zone at the instant `now`: what as-of is when nobody says."""
    return now.astimezone(zone(program.zone(now.date()))).date()


def timely(contact: Contact, program: Program, now: datetime) -> tuple[Finding, ...]:
    """Whether the start can be dated (X-1, error), is not in the future (X-15, error) and not late (information)."""
    return _datable(contact, program) + _past(contact, program, now) + _late(contact, program, now)


def _datable(contact: Contact, program: Program) -> tuple[Finding, ...]:
    start = contact.start
    if start is not None and start.at is not None:
        return ()
    return program.finding(
        "X-1",
        "error",
        path=f"{contact.path}.period.start" if start else f"{contact.path}.period",
        detail=f"the start is {start.written}, not an instant" if start else "the contact has no start",
        hint="Send period.start with time of day and offset from UTC, like 2026-11-09T10:00:00-07:00",
        measured=start.written if start else None,
    )


def _past(contact: Contact, program: Program, now: datetime) -> tuple[Finding, ...]:
    for name, moment in (("end", contact.end), ("start", contact.start)):
        if moment is not None and moment.at is not None and moment.at > now + TOLERANCE:
            return program.finding(
                "X-15",
                "error",
                path=f"{contact.path}.period.{name}",
                detail=f"{moment.written} is in the future, the status is finished",
                hint="Send a contact as finished once it is over; check the clock and the offset",
                measured=moment.written,
            )
    return ()


def _late(contact: Contact, program: Program, now: datetime) -> tuple[Finding, ...]:
    day = day_of(contact, program)
    if day is None:
        return ()
    allowed = program.law.late_entry.days.on(day)
    late = (now.astimezone(zone(zone_of(contact, program))).date() - day).days
    if late <= allowed.value:
        return ()
    return program.finding(
        allowed.rule,
        "information",
        path=f"{contact.path}.period",
        detail=f"sent {late} days after the date of service, {day}; late after {allowed.value}",
        hint="Nothing is wrong with the record; a claim for it must arrive within 12 months of the date of service",
        measured=late,
        limit=allowed.value,
    )


def _written_day(moment: Moment | None) -> date | None:
    return moment.day if moment else None


def _exists(name: str) -> bool:
    try:
        zone(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
