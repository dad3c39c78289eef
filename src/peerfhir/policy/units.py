"""Time becomes units (X-2), units fill windows (X-3, X-4), and a limit says when there are too many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from peerfhir.policy.billing import Authorization
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


def fiscal_year(day: date, start: str = "07-01") -> tuple[date, date]:
    """First and last day of the fiscal year of `day`, which starts on a first of a month ("MM-DD")."""
    first = date(day.year, int(start[:2]), 1)
    if first > day:
        first = (first - 365 * DAY).replace(day=1)
    return first, (first + 366 * DAY).replace(day=1) - DAY


def windows(program: Program, day: date) -> list[Window]:
    """The windows that contain `day`, of each limit in force on it, with the cap in force on it."""
    found = []
    for limit in program.law.limits:
        allowed = limit.units.on(day).value
        if allowed is not None:
            found.append(Window(limit.id, *_span(limit, day), allowed))
    return found


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
        return _uncounted(contact, program, "the contact lasts more than a day"), ()
    minutes, rounding = unit_minutes(contact, program, day), program.law.unit.rounding.on(day)
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


def limited(
    contact: Contact,
    program: Program,
    entry: Entry,
    rendered: Mapping[str, int],
    authorizations: Sequence[Authorization] = (),
) -> tuple[Finding, ...]:
    """A warning for each limit that the units of a contact exceed.

    `rendered`: per limit id what its window held before this contact, max(rendered, paid + pended) (`Spent.before`).
    `authorizations` of the member: an approval in force raises the cap, quoted or not.
    """
    found: tuple[Finding, ...] = ()
    for limit in program.law.limits:
        cap = limit.units.on(entry.day)
        after = rendered.get(limit.id, 0) + entry.units
        if cap.value is None or after <= cap.value:
            continue
        raised = cap_on(limit, entry.day, authorizations)
        if raised is None or after <= raised:
            continue
        window = label(*_span(limit, entry.day))
        override = limit.override.on(entry.day) if limit.override else None
        found += program.finding(
            cap.rule,
            "warning",
            path=f"{contact.path}.period",
            detail=f"{after} of {raised} units, {window}",
            hint=_OVER[override.value if override else None] + (f" ({override.rule})" if override else ""),
            measured=after,
            limit=raised,
            window=window,
        )
    return found


def cap_on(limit: Limit, day: date, authorizations: Sequence[Authorization]) -> int | None:
    """The cap in force on `day`: the law's, or the highest of the approvals that raise it; None without a cap.

    An approval whose units in all are used up raises nothing; a number by the week raises a limit by the week.
    """
    base = limit.units.on(day).value
    if base is None or not raisable(limit) or not authorizations:
        return base
    kind = limit.override.on(day).value if limit.override else None
    running = [one for one in authorizations if one.kind == kind and one.standing and in_force(one, day)]
    left = [one for one in running if one.remaining != 0]
    if any(one.per_week is None and one.approved is None for one in left):
        return None
    weekly = [one.per_week for one in left if one.per_week is not None] if limit.window == "week" else []
    return max([base, *weekly])


def raisable(limit: Limit) -> bool:
    """Whether approvals raise a limit's cap; what extends a threshold leaves its number as it is."""
    return limit.kind == "hard" and limit.override is not None


def in_force(one: Authorization, day: date) -> bool:
    """Whether a day is one of an authorization's days."""
    return (one.first is None or one.first <= day) and (one.last is None or day <= one.last)


def label(first: date, last: date) -> str:
    """A window in words: `week 2026-11-08..14`, `week 2026-11-29..12-05`, `year 2026`, or of a fiscal one, its days."""
    if (last - first).days != 6:  # noqa: PLR2004 - a week
        return f"year {first.year}" if first.year == last.year else f"year {first}..{last}"
    same = [first.year == last.year, first.month == last.month]
    return f"week {first}..{last.isoformat()[8 if all(same) else 5 if same[0] else 0 :]}"


def _span(limit: Limit, day: date) -> tuple[date, date]:
    if limit.window == "week":
        return week(day, limit.week_start or "sunday")
    return year(day) if limit.window == "calendar-year" else fiscal_year(day, limit.year_start or "07-01")


def unit_minutes(contact: Contact, program: Program, day: date) -> int:
    """How many minutes a unit of what was done has on a day: by its code, else by the first of the program's codes."""
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
