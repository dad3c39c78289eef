"""A line says no more than its encounters document: their dates, their times, their units (X-1, X-2, X-15)."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product

from peerfhir.policy.billing import Billed
from peerfhir.policy.facts import Contact, Moment
from peerfhir.policy.lines import Case
from peerfhir.policy.ruling import Denial, Finding
from peerfhir.policy.serviced import DATES
from peerfhir.policy.units import measured, unit_minutes, windows
from peerfhir.policy.verdict import Grant

UNITS = Denial("16", ("M53",))
TIMES = Denial("16", ("N443",))
MISSED = Denial("96", ("N441",))
_DAY = 1440  # minutes


def took_place(case: Case) -> tuple[Finding, ...]:
    """A denial for a contact that was cancelled, missed, or is not over."""
    if not case.documented or all(contact.finished and not contact.attempt for contact in case.contacts):
        return ()
    f2f = case.program.law.f2f
    logged = f2f.missed_log.on(case.day) if f2f and f2f.missed_log else None
    return case.finding(
        logged.rule if logged and logged.value else "X-2",
        MISSED,
        "an encounter of the line did not take place, or is not finished",
        "Bill finished encounters; a contact that was tried and missed is recorded, not billed",
        element="encounter",
    )


def dated(case: Case) -> tuple[Finding, ...]:
    """A denial when the days of the line are not those of its encounters, or tell of no window, or of the future."""
    first, last = case.line.first, case.line.last
    if first is None or last is None or last < first:
        return _misdated(case, "X-1", f"the line is dated {first or ''}..{last or ''}", "Send the date of service")
    outside = [day for day in case.days if not first <= day <= last]
    if outside:
        served, said = ", ".join(map(str, outside)), f"{first}" if first == last else f"{first}..{last}"
        return _misdated(
            case,
            "X-1",
            f"the date of service of the encounter is {served} in the program's time zone, the line says {said}",
            f"Send the line with the date of service {served}",
        )
    if first > case.received:
        return _misdated(
            case,
            "X-15",
            f"the date of service {first} is after {case.received}, on which the claim came",
            "Send the claim once the service was given",
        )
    return _windowed(case, first, last)


def timed(case: Case) -> tuple[Finding, ...]:
    """A denial when an encounter does not say when it began and ended."""
    if _all_timed(case):
        return ()
    return case.finding(
        "X-2",
        TIMES,
        "an encounter of the line has no time of start, or of end",
        "Record both in Encounter.period, with time of day and offset from UTC",
        element="encounter",
    )


def supported(case: Case, claimed: Mapping[str, int]) -> tuple[Finding, ...]:
    """A denial of a line with more units than its encounters document and other lines have left of them.

    `claimed` are the units paid or pended on other lines by "Encounter/id"; denied ones may be billed again. Fewer are
    allowed. A line without encounters has at most the units of whole days; of encounters without times `timed` has
    spoken.
    """
    if not _all_timed(case):
        return ()
    there = sum(left for _, _, left in _left(case, claimed))
    if case.line.units <= there:
        return ()
    if case.documented:
        before = sum(claimed.get(one.key or "", 0) for one in case.contacts)
        detail = f"{case.line.units} units; {there} are documented and open" + (
            f", {before} are paid or pended on other lines" if before else ""
        )
    else:
        detail = f"{case.line.units} units; the days of the line have {there}"
    return case.finding(
        "X-2",
        UNITS,
        detail,
        f"Bill at most {there} units" if there else "Bill an encounter with units that are neither paid nor pended",
        element="quantity",
        numbers={"measured": case.line.units, "limit": there},
    )


def held_by_days(case: Case, billed: Iterable[Billed]) -> tuple[Finding, ...]:
    """A denial of a line without encounters when it and others of its kind have more units than their days hold.

    Units of a span lie on any of its days. Of an earlier line those count that were paid or pended.
    """
    if case.documented or not case.days:
        return ()
    own = (case.day, case.line.last or case.day, case.line.units)
    others = [(one.day, _last(one), _granted(one)) for one in billed if not one.encounters]
    lines = [own, *others]
    starts = sorted({first for first, _, _ in lines if first <= own[0]}, reverse=True)
    ends = sorted({last for _, last, _ in lines if last >= own[1]})
    for start, end in product(starts, ends):
        there = _days(start, end) * _units_a_day(case)
        units = sum(units for first, last, units in lines if start <= first and last <= end)
        if units > there and others:
            return case.finding(
                "X-2",
                UNITS,
                f"{units} units of this member on {start if start == end else f'{start}..{end}'} in lines without"
                f" encounters; there are {there}",
                "Bill the encounters, or no more units than the day has",
                element="quantity",
                numbers={"measured": units, "limit": there},
            )
    return ()


def parcels(case: Case, claimed: Mapping[str, int]) -> tuple[Grant, ...]:
    """The line's units as they count: on each encounter's date of service, in order of time, as documented."""
    found, rest = [], case.line.units
    for contact, grant, left in _left(case, claimed):
        units = min(rest, left)
        rest -= units
        if units:
            found.append(Grant(grant.day, units, "", contact.key, grant.zone, grant.rounding))
    return tuple(found)


def _left(case: Case, claimed: Mapping[str, int]) -> list[tuple[Contact, Grant, int]]:
    """Each contact, how it counts, and how many units can be billed for it."""
    if not case.documented:
        return _whole_days(case)
    found = []
    for contact in case.contacts:
        for entry in measured(contact, case.program)[1]:
            left = max(0, entry.units - claimed.get(contact.key or "", 0))
            found.append((contact, Grant(entry.day, entry.units, "", contact.key, entry.zone, entry.rounding), left))
    return found


def _whole_days(case: Case) -> list[tuple[Contact, Grant, int]]:
    if not case.days:
        return []
    contact, day = case.contacts[0], case.day
    minutes, rounding = unit_minutes(contact, case.program, day), case.program.law.unit.rounding.on(day).value
    left = _days(day, case.line.last or day) * _units_a_day(case)
    return [(contact, Grant(day, left, "", None, case.program.zone(day), f"{rounding}/{minutes}"), left)]


def _days(first: date, last: date) -> int:
    return max(0, (last - first).days + 1)


def _units_a_day(case: Case) -> int:
    return _DAY // unit_minutes(case.contacts[0], case.program, case.day)


def _last(line: Billed) -> date:
    return max(line.day, line.last or line.day)


def _granted(line: Billed) -> int:
    return line.units if line.granted is None else line.granted


def _windowed(case: Case, first: date, last: date) -> tuple[Finding, ...]:
    """Units that no encounter dates must lie in one window of each limit, whichever of the days they are of."""
    if case.documented:
        return ()
    there = {(one.limit, one.first) for one in windows(case.program, last)}
    here = windows(case.program, first)
    if {(one.limit, one.first) for one in here} == there:
        return ()
    ends = max(one.first for one in windows(case.program, last)) if there else last
    return _misdated(
        case,
        "X-3",
        f"the line spans {first}..{last}, which lies in several windows of a limit; its units have no day of their own",
        f"Send a line for each window (the last begins on {ends}), or the encounters",
    )


def _misdated(case: Case, rule: str, detail: str, hint: str) -> tuple[Finding, ...]:
    return case.finding(rule, DATES, detail, hint, element="serviced")


def _all_timed(case: Case) -> bool:
    return not case.documented or all(_instant(one.start) and _instant(one.end) for one in case.contacts)


def _instant(moment: Moment | None) -> bool:
    return moment is not None and moment.at is not None
