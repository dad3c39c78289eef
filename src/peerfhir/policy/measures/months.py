"""Calendar months of service, and which of them ask for something (X-7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from peerfhir.policy.measures.case import Case, exempt

FIRST_PARTIAL = "first partial month"
IN_PROGRESS = "month in progress"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Served:
    """A calendar month in which a peer served, or a member was served; `evidence` is one of its contacts."""

    who: int
    month: date
    evidence: int


def first_of(day: date) -> date:
    """The first day of a month."""
    return day.replace(day=1)


def last_of(day: date) -> date:
    """The last day of a month."""
    return after(day) - timedelta(days=1)


def after(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // _MONTHS, day.month % _MONTHS + 1, 1)


def months(first: date, last: date) -> list[date]:
    """The first day of each calendar month that has a day in the period."""
    found, month = [], first_of(first)
    while month <= last:
        found.append(month)
        month = after(month)
    return found


def partial(month: date, begun: Iterable[date | None]) -> bool:
    """Whether everything that makes somebody serve, or be served, began within the month, after its first day (X-7).

    `begun` are the days on which roles or episodes began; None: nobody knows, so that the month counts.
    """
    days = list(begun)
    return bool(days) and all(day is not None and month < day <= last_of(month) for day in days)


def excused(served: Served, begun: Iterable[date | None], today: date, *, done: bool) -> Case | None:
    """The month as no duty: the first partial one, or one that is not over while nothing was done yet."""
    if partial(served.month, begun):
        return exempt(served.who, FIRST_PARTIAL, served.month, (served.evidence,))
    if not done and last_of(served.month) >= today:
        return exempt(served.who, IN_PROGRESS, served.month, (served.evidence,))
    return None
