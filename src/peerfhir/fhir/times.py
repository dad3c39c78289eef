"""FHIR dates and times as half-open intervals of instants.

A `date` or `dateTime` of lower precision means the whole day, month or year
(http://hl7.org/fhir/R4/search.html#date); what has no zone is read in the zone the server is given.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

_TIME = re.compile(
    r"^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$", re.ASCII
)


@lru_cache(8192)
def interval(text: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """[lo, hi) in UTC of a date, dateTime or instant; `ValueError` when it is none or does not exist.

    Remembered, because one request reads the same times to check, to index and to judge them.
    """
    found = _TIME.match(text)
    if not found:
        raise ValueError(f"not a FHIR date or time: {text[:40]}")
    year, month, day, hour, _minute, second, fraction, offset = found.groups()
    if hour is not None:
        return _instant(text, zone, second, fraction, offset)
    y, m, d = int(year), int(month or 1), int(day or 1)
    lo = datetime(y, m, d, tzinfo=zone)
    if day:
        hi = lo + timedelta(days=1)
    elif month:
        hi = lo.replace(year=y + m // 12, month=m % 12 + 1)
    else:
        hi = lo.replace(year=y + 1)
    return lo.astimezone(UTC), hi.astimezone(UTC)


def _instant(
    text: str, zone: tzinfo, second: str | None, fraction: str | None, offset: str | None
) -> tuple[datetime, datetime]:
    if offset and second and second != "60" and not fraction:  # the usual form, which Python reads too
        lo = datetime.fromisoformat(text).astimezone(UTC)
        return lo, lo + timedelta(seconds=1)
    head = text.split(".", maxsplit=1)[0] if fraction else (text[: -len(offset)] if offset else text)
    leap = second == "60"  # R4 allows a leap second; it is the last instant of its minute here
    lo = datetime.fromisoformat(head[:-2] + "59" if leap else head)
    if fraction:
        lo = lo.replace(microsecond=int((fraction[1:] + "000000")[:6]))
    moment = datetime.fromisoformat(lo.isoformat() + (offset or "").replace("Z", "+00:00")) if offset else None
    lo = (moment or lo.replace(tzinfo=zone)).astimezone(UTC)
    if fraction:
        return lo, lo + timedelta(microseconds=10 ** max(0, 6 - len(fraction[1:])))
    return lo, lo + (timedelta(seconds=1) if second else timedelta(minutes=1))
