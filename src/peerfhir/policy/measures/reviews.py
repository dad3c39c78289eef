"""The plan of a member is made in time (NE-30), reviewed (NE-31, ID-19), and talked over with a consultant (NE-49)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peerfhir.policy.measures.case import Case, exempt, met
from peerfhir.policy.measures.overdue import rhythm
from peerfhir.policy.member_law import PlanLaw

OVERDUE, UNCONSULTED, LATE = "review overdue", "consultation overdue", "no plan in time"
NOT_YET, NO_PLAN, UNKNOWN = "nothing due yet", "no plan", "no admission on record"


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan of a member: the day it was made, the days of its reviews and sign-offs, its last day (None: open)."""

    key: int
    made: date
    reviews: tuple[date, ...] = ()
    signed_off: tuple[date, ...] = ()
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """A member in care: the first and last days of their episodes (None: not known, open), and their plans."""

    who: int
    episodes: Sequence[tuple[date | None, date | None]] = ()
    plans: Sequence[Planned] = ()

    @property
    def ended(self) -> date | None:
        """The last day of care; None while it lasts."""
        ends = [last for _, last in self.episodes]
        return max((day for day in ends if day), default=None) if None not in ends else None

    @property
    def keys(self) -> tuple[int, ...]:
        """The plans, as evidence."""
        return tuple(sorted(one.key for one in self.plans))


def reviews(members: Iterable[Care], law: PlanLaw, period: tuple[date, date], today: date) -> list[Case]:
    """A case for each member: on no day of the period was a review overdue.

    Days after the end of plan, episode or period, and days to come, ask for nothing.
    """
    return [_reviewed(one, law, period, today) for one in members]


def _reviewed(care: Care, law: PlanLaw, period: tuple[date, date], today: date) -> Case:
    if not care.plans:
        return exempt(care.who, NO_PLAN)
    ends = [one.ended for one in care.plans]
    ended = None if None in ends else max(day for day in ends if day)
    events = [day for one in care.plans for day in (one.made, *one.reviews)]
    return _kept(care, events, lambda day: _days(law, day), period, _until(period, today, ended, care.ended), OVERDUE)


def consultations(
    members: Iterable[Care],
    held: Mapping[int, Sequence[tuple[date, int]]],
    days: int,
    period: tuple[date, date],
    today: date,
) -> list[Case]:
    """A case for each member: on no day of the period was a consultation overdue, so many days after the last.

    `held` are the days of consultations about each member, with their records. A plan that a consultant signed off, or
    whose review they did, was talked over that day. The days begin with the admission.
    """
    cases = []
    for care in members:
        admitted = [first for first, _ in care.episodes if first is not None]
        if not admitted:
            cases.append(exempt(care.who, UNKNOWN))
            continue
        those = held.get(care.who, ())
        events = [min(admitted), *(day for day, _ in those), *(day for one in care.plans for day in one.signed_off)]
        since = [day for day in events if day >= min(admitted)]
        until = _until(period, today, care.ended)
        case = _kept(care, since, lambda _: days, period, until, UNCONSULTED)
        cases.append(
            Case(case.who, case.state, None, case.reasons, case.detail, tuple(sorted(key for _, key in those)))
        )
    return cases


def due(members: Iterable[Care], law: PlanLaw, period: tuple[date, date], today: date) -> list[Case]:
    """A case for each admission whose plan was due in the period, or was overdue in it (NE-30, X-6).

    Day 0 is the admission. Who left before the plan was due needs none.
    """
    cases = []
    for care in members:
        for first, last in care.episodes:
            if first is None:
                cases.append(exempt(care.who, UNKNOWN))
            elif first <= period[1]:
                cases += _made(care, first, last, law, period, today)
    return cases


def _made(
    care: Care, first: date, last: date | None, law: PlanLaw, period: tuple[date, date], today: date
) -> list[Case]:
    allowed = law.due_days.on(first).value if law.due_days else 0
    by = first + timedelta(days=allowed + law.grace_days.on(first).value)
    made = min((one.made for one in care.plans if last is None or one.made <= last), default=None)
    if last is not None and last < by:
        return []
    if by < period[0] and made is not None and made < period[0]:
        return []
    if made is not None and made <= by:
        return [met(care.who, evidence=care.keys)]
    if by >= min(today, period[1]):
        return [exempt(care.who, NOT_YET)]
    number = f"made on {made}, day {(made - first).days}" if made else "none made"
    detail = f"due on {by}, day {allowed}: {number}"
    return [Case(care.who, "missed", reasons=(LATE,), detail=detail, evidence=care.keys)]


def _kept(
    care: Care,
    events: Iterable[date],
    days: Callable[[date], int],
    period: tuple[date, date],
    until: date,
    reason: str,
) -> Case:
    found = rhythm(events, days, period, until)
    if found.gap is not None:
        then = f"done on {found.gap.then}" if found.gap.then else "not done"
        detail = f"due on {found.gap.due}, {then}"
        return Case(care.who, "missed", reasons=(reason,), detail=detail, evidence=care.keys)
    return met(care.who, evidence=care.keys) if found.due <= until else exempt(care.who, NOT_YET, evidence=care.keys)


def _until(period: tuple[date, date], today: date, *ends: date | None) -> date:
    return min(period[1], today, *(day for day in ends if day is not None))


def _days(law: PlanLaw, day: date) -> int:
    return (law.review_days.on(day).value if law.review_days else 0) + law.grace_days.on(day).value
