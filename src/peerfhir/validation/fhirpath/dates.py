"""Dates, times and instants as FHIRPath compares and moves them: as precise as they are written."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_TEXT = re.compile(
    r"(?:(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(T)?)?"
    r"(?:(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?)?(Z|[+-]\d\d:\d\d)?"
)
_DAY, _MINUTES = 3, 14 * 60  # parts of a whole day; how far a zone can shift
_HOURS, _SECONDS = 24, 60
_MONTHS = {"year": 12, "month": 1}
_LENGTHS = {  # in milliseconds
    "week": 604_800_000,
    "day": 86_400_000,
    "hour": 3_600_000,
    "minute": 60_000,
    "second": 1000,
    "millisecond": 1,
}
_UCUM = {"wk": "week", "d": "day", "h": "hour", "min": "minute", "s": "second", "ms": "millisecond"}
_STEPS = ("year", "month", "day", "hour", "minute", "second")


class Moment(NamedTuple):
    """A date, a date with time, or a time of day (`year` is then None and the parts begin with the hour).

    `parts` are year, month, day, hour, minute as int and second as Decimal, as many as were written; `zone` minutes
    east of Greenwich, None when it was not said.
    """

    kind: str  # date, dateTime, time
    parts: tuple[int | Decimal, ...]
    zone: int | None
    text: str

    def __str__(self) -> str:
        return self.text


@lru_cache(4096)
def moment(text: str, kind: str | None = None) -> Moment | None:
    """The moment that a text states, as a literal without its `@` or a FHIR value; None when it states none.

    `kind` is what it must be, `date` a part of a `dateTime`; None: whatever it looks like.
    """
    clock = text.startswith("T") or kind == "time"
    match = _TEXT.fullmatch(text.removeprefix("T"))
    if match is None or not text:
        return None
    year, month, day, has_time, hour, minute, second, zone = match.groups()
    if (year is None) != clock or (hour is not None and not clock and (day is None or not has_time)):
        return None
    whole = [p for p in ((hour, minute) if clock else (year, month, day, hour, minute)) if p is not None]
    parts: tuple[int | Decimal, ...] = tuple(map(int, whole))
    if second is not None:
        parts = (*parts, Decimal(second))
    found = "time" if clock else "dateTime" if has_time or kind == "dateTime" else "date"
    if (kind == "date" and found != "date") or not _real(parts, clock=clock):
        return None
    return Moment(found, parts, _shift(zone), text.removeprefix("T"))


def _shift(zone: str | None) -> int | None:
    if zone is None or zone == "Z":
        return None if zone is None else 0
    return (int(zone[1:3]) * _SECONDS + int(zone[4:6])) * (-1 if zone[0] == "-" else 1)


def _real(parts: tuple[int | Decimal, ...], *, clock: bool) -> bool:
    time = parts if clock else parts[_DAY:]
    if not all(p < most for p, most in zip(time, (_HOURS, _SECONDS, _SECONDS + 1), strict=False)):
        return False
    if clock or len(parts) == 1:
        return clock or parts[0] > 0
    year, month = int(parts[0]), int(parts[1])
    if not (year and 1 <= month <= 12):  # noqa: PLR2004 - months
        return False
    return len(parts) < _DAY or 1 <= parts[2] <= monthrange(year, month)[1]


def compare(one: Moment, other: Moment) -> int | None:
    """-1, 0 or 1; None where the shorter one does not say enough, or a zone would matter and is not said."""
    if (one.kind == "time") != (other.kind == "time"):
        return None
    left, right = one.parts, other.parts
    if one.zone != other.zone and len(left) > _DAY < len(right):
        if one.zone is None or other.zone is None:
            return _far_apart(one, other)
        left, right = _at_zero(one), _at_zero(other)
    if left == right:
        return 0
    shared = min(len(left), len(right))
    left, right = left[:shared], right[:shared]
    return None if left == right else -1 if left < right else 1


def _far_apart(one: Moment, other: Moment) -> int | None:
    """The order of two of which one has no zone, where no zone could turn it."""
    left, right = _naive(one), _naive(other)
    if left is None or right is None or abs(left - right) <= timedelta(minutes=2 * _MINUTES):
        return None
    return -1 if left < right else 1


def _naive(one: Moment) -> datetime | None:
    whole = [int(p) for p in one.parts] + [0] * (6 - len(one.parts))
    whole[5] = min(whole[5], _SECONDS - 1)
    try:
        return datetime(*whole)  # type: ignore[arg-type]  # noqa: DTZ001 - six parts, a zone of its own
    except ValueError:
        return None


def _at_zero(one: Moment) -> tuple[int | Decimal, ...]:
    """The parts as they would be in Greenwich, with as many of them."""
    year, month, day, hour, *rest = one.parts
    minute = int(rest[0]) if rest else 0
    days = date(int(year), int(month), int(day)).toordinal()
    minutes = (days * _HOURS + int(hour)) * _SECONDS + minute - (one.zone or 0)
    hours, minute = divmod(minutes, _SECONDS)
    days, hour = divmod(hours, _HOURS)
    if not 0 < days <= date.max.toordinal():
        return one.parts
    moved = date.fromordinal(days)
    return (moved.year, moved.month, moved.day, hour, *(minute, *rest[1:])[: len(rest)])


def length(unit: str) -> str | None:
    """The calendar word for a unit by which a moment may be moved: `day` for `day`, `'day'`, `'d'`; None for others."""
    bare = unit.strip("'")
    return bare if bare in _LENGTHS or bare in _MONTHS else _UCUM.get(bare) if unit != bare else None


def moved(one: Moment, amount: Decimal, unit: str) -> Moment | None:
    """The moment `amount` calendar units later, only as precise as it was; None when there is no such."""
    if one.kind == "time":
        return _turned(one, int(amount * _LENGTHS.get(unit, 0)))
    precision = len(one.parts)
    if unit in _MONTHS:
        months = int(amount) * _MONTHS[unit]
        months = months if precision > 1 else int(months / 12) * 12
        return _written(one, _months_later(one, months))
    milliseconds = int(amount * _LENGTHS[unit]) if unit in ("second", "millisecond") else int(amount) * _LENGTHS[unit]
    if precision < _DAY:  # https://hl7.org/fhirpath/N1/#datetime-arithmetic: in units of its own, cut
        days = int(milliseconds / _LENGTHS["day"])
        months = int(days / 365) * 12 if precision == 1 else int(days / 30)
        return _written(one, _months_later(one, months))
    full = _naive(one)
    if full is None:
        return None
    step = _LENGTHS[_STEPS[precision - 1]] if precision < len(_STEPS) else 1
    try:
        later = full + timedelta(milliseconds=int(milliseconds / step) * step)
    except OverflowError:
        return None
    fraction = Decimal(str(one.parts[5])) % 1 if precision == len(_STEPS) else Decimal(0)
    return _written(one, later, fraction)


def _months_later(one: Moment, months: int) -> datetime | None:
    full = _naive(one._replace(parts=(*one.parts, 1, 1)[: max(len(one.parts), _DAY)]))
    if full is None:
        return None
    year, month = divmod(full.year * 12 + full.month - 1 + months, 12)
    if not 0 < year <= date.max.year:
        return None
    return full.replace(year=year, month=month + 1, day=min(full.day, monthrange(year, month + 1)[1]))


def _turned(one: Moment, milliseconds: int) -> Moment:
    hour, minute, second = [*one.parts, 0, 0][:3]
    now = (int(hour) * _SECONDS + int(minute)) * _SECONDS * 1000 + int(Decimal(second) * 1000)
    total = (now + milliseconds) % _LENGTHS["day"]
    day = datetime(1, 1, 1) + timedelta(milliseconds=total)  # noqa: DTZ001 - a clock without a date
    return _written(one, day) or one


def _written(one: Moment, later: datetime | None, fraction: Decimal = Decimal(0)) -> Moment | None:
    """The moment `later` written like `one`."""
    if later is None:
        return None
    if one.kind == "time":
        text = later.strftime("%H:%M:%S")[: 3 * len(one.parts) - 1]
    else:
        whole = f"{later.year:04}-{later:%m-%dT%H:%M:%S}"
        text = whole[: (4, 7, 10, 13, 16, 19)[len(one.parts) - 1]]
    thousandths = later.microsecond // 1000
    if len(one.parts) == (3 if one.kind == "time" else len(_STEPS)) and (thousandths or fraction or "." in one.text):
        text += f".{int((fraction * 1000) if fraction and not thousandths else thousandths):03}"
    tail = re.search(r"(Z|[+-]\d\d:\d\d)$", one.text) if one.zone is not None else None
    return moment(text + (tail[0] if tail else ""), "time" if one.kind == "time" else None)
