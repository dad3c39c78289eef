"""Dates and times of a resource as moments, spans and days; what does not exist is None (the validator reports it)."""

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from peerfhir.fhir.times import interval
from peerfhir.mapping.elements import item
from peerfhir.policy.facts import Moment, Span

Bound = date | datetime | None


def moment(text: Any) -> Moment | None:
    """A dateTime as a moment; None when it is none or does not exist."""
    return _moment(text) if type(text) is str else None


@lru_cache(4096)
def _moment(text: str) -> Moment | None:
    """Remembered, because one request looks at the same times before it reads its facts and after."""
    try:
        lo, _ = interval(text, UTC)
    except (ValueError, OverflowError):
        return None
    day = date.fromisoformat(text[:10]) if text[7:8] == "-" else None
    zoned = "T" in text and (text.endswith("Z") or text[-6] in "+-")
    return Moment(text, lo if zoned else None, day)


def day(text: Any) -> date | None:
    """The calendar day as it is written, None when only a month or a year is."""
    found = moment(text)
    return found.day if found else None


def span(period: Any) -> Span:
    """A Period: an instant where it has a time, else the first or last day of the date, month or year."""
    given = item(period)
    start, end = given.get("start"), given.get("end")
    return _span(start if type(start) is str else None, end if type(end) is str else None)


@lru_cache(4096)
def _span(start: str | None, end: str | None) -> Span:
    """Remembered: certificates and plans are looked at with every contact."""
    first, last = _bound(start, last=False), _bound(end, last=True)
    return Span(first, last, dated=first is not None or last is not None)


def _bound(text: str | None, *, last: bool) -> Bound:
    found = moment(text)
    if found is None:
        return None
    if found.at is not None:
        return found.at
    lo, hi = interval(found.written, UTC)
    return date.fromordinal(hi.date().toordinal() - 1) if last and "T" not in found.written else lo.date()


def days(period: Any) -> tuple[date | None, date | None]:
    """The first and last day of a Period, as written: of a month its first and last."""
    given, found = item(period), span(period)
    return (
        day(given.get("start")) or _calendar(found.first),
        day(given.get("end")) or _calendar(found.last),
    )


def _calendar(bound: Bound) -> date | None:
    return bound.date() if isinstance(bound, datetime) else bound


def instants(period: Any, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """From the first instant of a Period to its last; what has no zone of its own lies in `zone`."""
    given = item(period)
    return _instant(given.get("start"), zone, 0), _instant(given.get("end"), zone, 1)


def _instant(text: Any, zone: tzinfo, side: int) -> datetime | None:
    found = moment(text)
    if found is None or found.at is not None:
        return found.at if found else None
    try:
        return interval(found.written, zone)[side if "T" not in found.written else 0]
    except OverflowError:
        return None


def backwards(period: Any) -> bool:
    """Whether a Period ends before it begins: by the days written, on one day by the instants."""
    given = item(period)
    start, end = moment(given.get("start")), moment(given.get("end"))
    if start is None or end is None:
        return False
    if start.at is not None and end.at is not None:
        return end.at < start.at
    (first, _), (_, last) = days({"start": start.written}), days({"end": end.written})
    return first is not None and last is not None and last < first
