"""The days that a line serves: civil dates in the program's zone (X-1), of years that a service can be of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from peerfhir.policy.billing import Line
from peerfhir.policy.day import zone_of
from peerfhir.policy.facts import Moment
from peerfhir.policy.program import Program, zone
from peerfhir.policy.readings import READINGS
from peerfhir.policy.ruling import Citation, Denial, Finding

DATES = Denial("16", ("M52",))
_RULE = "X-1"
_YEARS = range(1900, 2201)  # outside of them a date is mistyped, and weeks and zones may leave the calendar


def odd(line: Line) -> Finding | None:
    """The denial of a line that is dated, itself or by its encounters, outside the years a service can be of."""
    days = [day for day in _dates(line) if day.year not in _YEARS]
    if not days:
        return None
    return Finding(
        _RULE,
        "error",
        READINGS[_RULE],
        Citation(f"reading {_RULE}"),
        f"{line.path}.serviced",
        f"the line, or an encounter of it, is dated {days[0]}; services are of {_YEARS[0]} to {_YEARS[-1]}",
        "Send the date of service",
        denial=DATES,
    )


def in_zone(line: Line, program: Program) -> Line:
    """The line with the days of its instants in the program's zone, in that of its encounters where they have another.

    What tells no time of day stays as written.
    """
    if line.starts is None and line.ends is None:
        return line
    starts, ends = _days(line.starts, line, program), _days(line.ends, line, program)
    return replace(line, first=min(starts, default=line.first), last=max(ends, default=line.last))


def _days(moment: Moment | None, line: Line, program: Program) -> list[date]:
    """The day of an instant in each zone that the line's encounters are dated in."""
    if moment is None or moment.at is None:
        return []
    zones = {zone_of(contact, program) for contact in line.contacts} or {program.zone(moment.at.date())}
    return [moment.at.astimezone(zone(name)).date() for name in zones]


def _dates(line: Line) -> Iterator[date]:
    """Every date that is told of a line, as written and as an instant has it."""
    yield from (day for day in (line.first, line.last) if day is not None)
    times = [line.starts, line.ends, *(one for contact in line.contacts for one in (contact.start, contact.end))]
    for moment in times:
        if moment is not None:
            yield from (day for day in (moment.day, moment.at.date() if moment.at else None) if day is not None)
