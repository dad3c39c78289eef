"""The plan of a member is reviewed every so many days (X-6, X-8; ID-19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from peerfhir.policy.measures.case import Case, exempt, met
from peerfhir.policy.member_law import PlanLaw

OVERDUE = "review overdue"
NOT_YET, NO_PLAN = "no review due yet", "no plan"


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan of a member: the day it was made, the days of its reviews, the last day it is followed (None: open)."""

    key: int
    made: date
    reviews: tuple[date, ...] = ()
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """A member in care: their plans, and the last day of their episode (None: open)."""

    who: int
    plans: Sequence[Planned] = ()
    ended: date | None = None


def reviews(members: Sequence[Care], law: PlanLaw, period: tuple[date, date], today: date) -> list[Case]:
    """A case for each member: on no day of the period was a review overdue.

    Due is a review within the days of the law after the plan was made, or another one was, and after each review (X-8:
    the last event, whenever it was, starts the days anew). The last of these days is in time, from the next on it is
    overdue, until there is one. Days after the end of plan, episode or period, and days to come, ask for nothing.
    """
    return [_judged(one, law, period, today) for one in members]


def _judged(care: Care, law: PlanLaw, period: tuple[date, date], today: date) -> Case:
    if not care.plans:
        return exempt(care.who, NO_PLAN)
    keys = tuple(sorted(one.key for one in care.plans))
    ends = [one.ended for one in care.plans]
    ended = None if None in ends else max(day for day in ends if day)
    until = min(day for day in (period[1], today, ended, care.ended) if day is not None)
    events = sorted({one.made for one in care.plans} | {day for one in care.plans for day in one.reviews})
    due = [day + timedelta(days=_days(law, day)) for day in events]
    for day, (_, then) in zip(due, pairwise([*events, None]), strict=True):
        first, last = max(day + timedelta(days=1), period[0]), until if then is None else min(then, until)
        if first <= last:
            until_when = then.isoformat() if then is not None and then <= today else "none since"
            return Case(care.who, "missed", reasons=(OVERDUE,), detail=f"due {day}, {until_when}", evidence=keys)
    return met(care.who, evidence=keys) if due[0] <= until else exempt(care.who, NOT_YET, evidence=keys)


def _days(law: PlanLaw, day: date) -> int:
    return law.review_days.on(day).value if law.review_days else 0
