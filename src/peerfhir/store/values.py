"""How a value becomes what the index tables hold; `indexing` and `query` must agree on it, so it stands here once.

Texts become hashes (BLAKE2b: the same on every machine), strings their folded form, dates half-open intervals.
Changing anything here needs `peerfhir reindex`.
"""

import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from peerfhir.fhir.times import interval

# The open ends of a period. PostgreSQL's own infinities have no aware datetime; nothing lies outside of these.
OPEN_START = datetime.min.replace(tzinfo=UTC)
OPEN_END = datetime.max.replace(tzinfo=UTC)

# The intervals of a table {t} that are longer than `REACH`, worded as their index has it, for only so it is used.
# Before version 17 PostgreSQL cannot subtract infinite instants; adding days to one depends on the session's zone.
REACH = timedelta(days=31)
LONG = "CASE WHEN isfinite({t}.lo) AND isfinite({t}.hi) THEN {t}.hi - {t}.lo > interval '31 days' ELSE true END"

STRING_LENGTH = 200  # of the folded text; the rest of a longer one is not searched
_FOUR_YEARS = timedelta(days=1461)


def value_hash(text: str) -> int:
    """The signed 64-bit hash of a code, identifier or URI; 0 for the empty text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True) if text else 0


@lru_cache(maxsize=16_384)
def code_hash(text: str) -> int:
    """`value_hash`, remembered: for codes and URLs that come again and again, not for identifiers."""
    return value_hash(text)


@lru_cache(maxsize=4_096)
def system_hash(text: str) -> int:
    """The signed 32-bit hash of a code system or identifier system; 0 for none."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "big", signed=True) if text else 0


def fold(text: str) -> str:
    """A text without case, accents and doubled white space, at most `STRING_LENGTH` characters.

    http://hl7.org/fhir/R4/search.html#string
    """
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(text.replace("\0", "").lower().split())[:STRING_LENGTH]


def span(text: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """[lo, hi) in UTC of a date, dateTime or instant; `ValueError` when it is none.

    The years 1 and 9999, which stand for "always" in many records, end at `OPEN_START` and `OPEN_END`.
    """
    if len(text) in (20, 25) and text[10] == "T" and text[19] in "Z+-":  # the usual form: a second with its offset
        try:
            lo = datetime.fromisoformat(text).astimezone(UTC)
            return lo, lo + timedelta(seconds=1)
        except (ValueError, OverflowError):
            pass
    try:
        return interval(text, zone)
    except (OverflowError, ValueError):
        if text[:4] == "9999":
            return _last_year(text, zone)
        if text[:4] == "0001":
            return OPEN_START, interval("0005" + text[4:], zone)[1] - _FOUR_YEARS
        raise


def _last_year(text: str, zone: tzinfo) -> tuple[datetime, datetime]:
    lo, hi = interval("9995" + text[4:], zone)  # a year of the same length, four years and one leap day before
    try:
        return lo + _FOUR_YEARS, min(hi, OPEN_END - _FOUR_YEARS) + _FOUR_YEARS
    except OverflowError:
        return OPEN_END - timedelta(seconds=1), OPEN_END


def number(value: Any) -> float:
    """A JSON number as a double; what is too large for one becomes infinite."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
