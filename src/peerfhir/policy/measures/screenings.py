"""Members are screened at admission (NE-38), and again every so many days (NE-39)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from peerfhir.policy.measures.case import Case, exempt
from peerfhir.policy.measures.overdue import Rhythm, rhythm
from peerfhir.policy.measures.reviews import NOT_YET, UNKNOWN, Care
from peerfhir.policy.member_law import Screening

Screens = Mapping[int, Sequence[tuple[str, date, int]]]  # of each member: for what, on which day, the record


def screenings(
    members: Iterable[Care], held: Screens, law: Screening, period: tuple[date, date], today: date
) -> list[Case]:
    """A case for each member: screened for everything at admission, and anew in time; a reason for each that lacks.

    The admission is judged in the period in which its days end. What was screened for is due anew so many days after
    it was last, on no day of the period overdue.
    """
    return [_screened(one, held.get(one.who, ()), law, period, today) for one in members]


def _screened(
    care: Care, held: Sequence[tuple[str, date, int]], law: Screening, period: tuple[date, date], today: date
) -> Case:
    admitted = [first for first, _ in care.episodes if first is not None]
    if not admitted:
        return exempt(care.who, UNKNOWN)
    since, reasons, due = max(admitted), list[str](), False
    until = min(day for day in (period[1], today, care.ended) if day is not None)
    first = since - timedelta(days=law.window_before.on(since).value)
    last = since + timedelta(days=law.window_after.on(since).value)
    for kind in law.at_admission.on(since).value:
        days = sorted(day for what, day, _ in held if what == kind)
        if period[0] <= last < until or (last == until and _within(days, first, last)):
            due = True
            reasons += [] if _within(days, first, last) else [f"not screened for {kind} at admission"]
        again = _again([since, *(day for day in days if day > since)], law, period, until)
        if again is not None:
            due = due or again.due <= until
            reasons += [f"screening for {kind} overdue"] if again.gap else []
    keys = tuple(sorted({key for _, _, key in held}))
    if not due and not reasons:
        return exempt(care.who, NOT_YET, evidence=keys)
    return Case(care.who, "missed" if reasons else "met", reasons=tuple(reasons), evidence=keys)


def _again(events: Sequence[date], law: Screening, period: tuple[date, date], until: date) -> Rhythm | None:
    """How screenings for one thing followed each other; None where they are not repeated."""
    often = law.repeat_days
    return rhythm(events, lambda day: often.on(day).value, period, until) if often is not None else None


def _within(days: Iterable[date], first: date, last: date) -> bool:
    return any(first <= day <= last for day in days)
