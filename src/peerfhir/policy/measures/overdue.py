"""What is to be done anew every so many days after it was done last (X-6, X-8)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Gap:
    """It was due on a day, and was done after it, or not at all (None)."""

    due: date
    then: date | None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How it went: the first gap that has days in the period, and the first day on which anything was due."""

    gap: Gap | None
    due: date


def rhythm(events: Iterable[date], days: Callable[[date], int], period: tuple[date, date], until: date) -> Rhythm:
    """From the first event on, each of them starts the days anew.

    The last of the days is in time, from the next on it is overdue until the day on which it is done. Only days of the
    period count, `until` at most. `days` of an event are those that the law of its day allows.
    """
    done = sorted(set(events))
    due = [day + timedelta(days=days(day)) for day in done]
    for day, (_, then) in zip(due, pairwise([*done, None]), strict=True):
        first, last = max(day + timedelta(days=1), period[0]), until if then is None else min(then, until)
        if first <= last:
            return Rhythm(Gap(day, then), due[0])
    return Rhythm(None, due[0])
