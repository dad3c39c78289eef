"""Time becomes units (X-2), units fill windows (X-3, X-4), and a limit says when there are too many."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from peerfhir.policy.billing import Authorization, Spent
from peerfhir.policy.day import day_of, zone_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.pack import Limit, Override, Rounding
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Entry, Finding

DAY = timedelta(days=1)
_EIGHT = timedelta(minutes=8)
_OVER: dict[Override | None, str] = {
    None: "The record is kept; a claim for units beyond the limit is denied",
    "cpo-approval": "The record is kept; units beyond the limit are paid only under an approval by the CPO",
    "prior-auth": "The record is kept; units beyond the threshold are paid only under a prior authorization",
}


@dataclass(frozen=True, slots=True)
class Window:
    """The span in which a limit counts: id of the limit, first and last day, and the cap in force on the day asked."""

    limit: str
    first: date
    last: date
    allowed: int | None

    def __str__(self) -> str:
        return label(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Usage:
    """What is used of one limit in one window. `next_requires`: what the next unit needs, None when it is free."""

    window: Window
    spent: Spent
    next_requires: str | None = None
    authorizations: tuple[Authorization, ...] = ()

    @property
    def remaining(self) -> int | None:
        """Units left, never below zero; None of an unlimited one."""
        if self.window.allowed is None:
            return None
        return max(0, self.window.allowed - self.spent.paid - self.spent.pended)


@dataclass(frozen=True, slots=True)
class Total:
    """All units of a member in one program and calendar year, whether limited or not."""

    program: str
    first: date
    last: date
    spent: Spent


def count(elapsed: timedelta, minutes: int, rounding: Rounding) -> int:
    """The units of a contact that lasted `elapsed`, when a unit has so many minutes."""
    whole, rest = divmod(elapsed, timedelta(minutes=minutes))
    if rounding == "floor":
        return whole
    if rounding == "ceil":
        return whole + (rest > timedelta())
    if rounding == "half_up_8":
        return whole + (rest >= _EIGHT)
    assert_never(rounding)


def week(day: date, start: str = "sunday") -> tuple[date, date]:
    """First and last day of the week that contains `day` (X-3)."""
    since = day.isoweekday() % 7 if start == "sunday" else day.weekday()
    first = day - timedelta(days=since)
    return first, first + timedelta(days=6)


def year(day: date) -> tuple[date, date]:
    """First and last day of the calendar year of `day` (X-4)."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


def windows(program: Program, day: date) -> list[Window]:
    """The windows that contain `day`, of each limit in force on it, with the cap in force on it."""
    found = []
    for limit in program.law.limits:
        allowed = limit.units.on(day).value
        if allowed is not None:
            found.append(Window(limit.id, *_span(limit, day), allowed))
    return found


def usage(program: Program, window: Window, spent: Spent, authorizations: tuple[Authorization, ...] = ()) -> Usage:
    """What is used of a limit, and what its next unit requires once nothing is left."""
    plain = Usage(window, spent)
    if plain.remaining is None or plain.remaining > 0:
        return Usage(window, spent, None, authorizations)
    limit = next(limit for limit in program.law.limits if limit.id == window.limit)
    override = limit.override.on(window.last).value if limit.override else None
    return Usage(window, spent, override, authorizations)


def measured(contact: Contact, program: Program) -> tuple[tuple[Finding, ...], tuple[Entry, ...]]:
    """The units a contact counts for on its date of service (X-9), or why they cannot be counted (X-2, error)."""
    day = day_of(contact, program)
    end, start = contact.end, contact.start
    if end is None or end.at is None:
        return _uncounted(contact, program, f"the end is {end.written}, not an instant" if end else "no end"), ()
    if day is None or start is None or start.at is None:
        return (), ()  # X-1 has said so
    elapsed = end.at - start.at
    if elapsed < timedelta() or (not elapsed and not contact.attempt):
        return _uncounted(contact, program, f"the contact lasts {_minutes(elapsed)} minutes"), ()
    if elapsed > DAY:
        return _uncounted(contact, program, f"the contact lasts {_minutes(elapsed)} minutes, a day has 1440"), ()
    minutes, rounding = _unit(contact, program, day), program.law.unit.rounding.on(day)
    units = count(elapsed, minutes, rounding.value)
    if units:
        return (), (Entry(day, units, zone_of(contact, program), f"{rounding.value}/{minutes}"),)
    return program.finding(
        rounding.rule,
        "information",
        path=f"{contact.path}.period",
        detail=f"{_minutes(elapsed)} minutes are 0 units",
        hint="The record is kept; it counts for nothing and cannot be billed",
        measured=_minutes(elapsed),
        limit=minutes,
    ), ()


def limited(contact: Contact, program: Program, entry: Entry, rendered: Mapping[str, int]) -> tuple[Finding, ...]:
    """A warning for each limit that the units of a contact exceed.

    `rendered`: per limit id what its window held before this contact, max(rendered, paid + pended) (`Spent.before`).
    """
    found: tuple[Finding, ...] = ()
    for limit in program.law.limits:
        cap = limit.units.on(entry.day)
        after = rendered.get(limit.id, 0) + entry.units
        if cap.value is None or after <= cap.value:
            continue
        window = label(*_span(limit, entry.day))
        override = limit.override.on(entry.day) if limit.override else None
        found += program.finding(
            cap.rule,
            "warning",
            path=f"{contact.path}.period",
            detail=f"{after} of {cap.value} units, {window}",
            hint=_OVER[override.value if override else None] + (f" ({override.rule})" if override else ""),
            measured=after,
            limit=cap.value,
            window=window,
        )
    return found


def label(first: date, last: date) -> str:
    """A window in words: `week 2026-11-08..14`, `week 2026-11-29..12-05`, `year 2026`."""
    if (last - first).days != 6:  # noqa: PLR2004 - a week
        return f"year {first.year}"
    same = [first.year == last.year, first.month == last.month]
    return f"week {first}..{last.isoformat()[8 if all(same) else 5 if same[0] else 0 :]}"


def _span(limit: Limit, day: date) -> tuple[date, date]:
    return year(day) if limit.window == "calendar-year" else week(day, limit.week_start or "sunday")


def _unit(contact: Contact, program: Program, day: date) -> int:
    codes = program.law.service_codes.on(day).value
    billed = [s.unit_minutes for s in codes if (s.system, s.code) in contact.services]
    return billed[0] if billed else codes[0].unit_minutes


def _uncounted(contact: Contact, program: Program, detail: str) -> tuple[Finding, ...]:
    return program.finding(
        "X-2",
        "error",
        path=f"{contact.path}.period.end" if contact.end else f"{contact.path}.period",
        detail=detail,
        hint="Send period.end with time of day and offset from UTC, after the start and within a day of it",
        measured=contact.end.written if contact.end else None,
    )


def _minutes(elapsed: timedelta) -> int:
    return int(elapsed / timedelta(minutes=1))
