"""Prefixes as SQL over intervals (http://hl7.org/fhir/R4/search.html#prefix): one algebra for dates and for numbers.

A date in a search means the interval [l, h) of its precision in the server's zone; the resource has [lo, hi). So
`eq` asks whether the first contains the second, `gt` whether the second reaches beyond the first, `ge` for either.
A number means, for `eq`, `ne` and `ap`, the interval of its significant digits, else exactly itself.

"Approximately" is left to servers: here a date is widened by its own length on both sides (a day by a day, a month by
about a month), a number by a tenth of itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from peerfhir.store.values import LONG, OPEN_END, OPEN_START, REACH, span

PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
Bind = Callable[[object], str]  # a value to the `$n` that stands for it

_PREFIXED = re.compile(r"^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)$", re.DOTALL)
_NUMBER = re.compile(r"^[-+]?\d{1,40}(\.\d{1,40})?([eE][-+]?\d{1,3})?$", re.ASCII)

# Each bound on lo that follows from the others is written too: indexes are ordered by lo. Where only hi has a lower
# bound, intervals of `REACH` at most begin at {b} or later, and the longer ones have an index of their own.
_LATE = LONG + " AND {t}.lo < {b} AND {t}.hi > "
_DATES = {
    "eq": ("{t}.lo >= {l} AND {t}.lo < {h} AND {t}.hi <= {h}",),
    "ne": ("({t}.lo < {l} OR {t}.hi > {h})",),
    "gt": ("{t}.lo >= {b} AND {t}.hi > {h}", _LATE + "{h}"),
    "lt": ("{t}.lo < {l}",),
    "ge": ("{t}.lo >= {b} AND ({t}.hi > {h} OR {t}.lo >= {l})", _LATE + "{h}"),
    "le": ("{t}.lo < {h} AND ({t}.lo < {l} OR {t}.hi <= {h})",),
    "sa": ("{t}.lo >= {h}",),
    "eb": ("{t}.lo < {l} AND {t}.hi <= {l}",),
    "ap": ("{t}.lo >= {b} AND {t}.lo < {h} AND {t}.hi > {l}", _LATE + "{l} AND {t}.lo < {h}"),
}
_INSTANTS = {  # a point of time, as `_lastUpdated` is
    "eq": "{t} >= {l} AND {t} < {h}",
    "ne": "({t} < {l} OR {t} >= {h})",
    "gt": "{t} >= {h}",
    "lt": "{t} < {l}",
    "ge": "{t} >= {l}",
    "le": "{t} < {h}",
    "sa": "{t} >= {h}",
    "eb": "{t} < {l}",
    "ap": "{t} >= {l} AND {t} < {h}",
}
_NUMBERS = {  # {v} exactly, [{l}, {h}) by its digits
    "eq": "{t}.lo >= {l} AND {t}.lo < {h} AND {t}.hi < {h}",
    "ne": "({t}.lo < {l} OR {t}.hi >= {h})",
    "gt": "{t}.hi > {v}",
    "lt": "{t}.lo < {v}",
    "ge": "{t}.hi >= {v}",
    "le": "{t}.lo <= {v}",
    "sa": "{t}.lo > {v}",
    "eb": "{t}.lo < {v} AND {t}.hi < {v}",
    "ap": "{t}.lo <= {h} AND {t}.hi >= {l}",
}


@dataclass(frozen=True, slots=True)
class DateRange:
    """A prefix and the interval [lo, hi) that a date of a search means."""

    prefix: str
    lo: datetime
    hi: datetime

    def sql(self, table: str, bind: Bind) -> str:
        """The condition on the lo and hi of a row."""
        return f"({' OR '.join(self.ways(table, bind))})"

    def ways(self, table: str, bind: Bind) -> list[str]:
        """The same as alternatives of which a row fulfils one at most, and each of which is a range of an index."""
        values: dict[str, object] = {"l": self.lo, "h": self.hi, "b": self._soonest}
        return [_filled(way, table, values, bind) for way in _DATES[self.prefix]]

    @property
    def parted(self) -> bool:
        """Whether there are several `ways`."""
        return len(_DATES[self.prefix]) > 1

    @property
    def _soonest(self) -> datetime:
        """Before this begins no interval of `REACH` at most that fulfils the condition."""
        edge = self.lo if self.prefix == "ap" else self.hi
        return min(self.lo, max(edge, OPEN_START + REACH) - REACH)

    def sql_instant(self, column: str, bind: Bind) -> str:
        """The condition on a column that holds one instant."""
        return _filled(_INSTANTS[self.prefix], column, {"l": self.lo, "h": self.hi}, bind)

    @property
    def bounded_above(self) -> bool:
        """Whether it says that rows begin before some moment."""
        return self.prefix in ("eq", "lt", "le", "eb", "ap")


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A prefix, the number itself, and the interval [lo, hi) of its digits."""

    prefix: str
    value: float
    lo: float
    hi: float

    def sql(self, table: str, bind: Bind) -> str:
        """The condition on the lo and hi of a row."""
        return _filled(_NUMBERS[self.prefix], table, {"v": self.value, "l": self.lo, "h": self.hi}, bind)


def date_range(text: str, zone: tzinfo) -> DateRange:
    """A prefixed date of a search; `ValueError` when it is none. A `+` that arrived as a space is taken as meant."""
    prefix, date = split(text)
    lo, hi = span(date.replace(" ", "+"), zone)
    if prefix == "ap":
        length = hi - lo
        lo, hi = max(lo, OPEN_START + length) - length, min(hi, OPEN_END - length) + length
    return DateRange(prefix, lo, hi)


def number_range(text: str) -> NumberRange:
    """A prefixed number of a search; `ValueError` when it is none.

    `100` means [99.5, 100.5), `1e2` as the specification has it [95, 105).
    """
    prefix, digits = split(text)
    if not _NUMBER.match(digits):
        raise ValueError(f"not a number: {digits[:40]}")
    value = Decimal(digits)
    exponent = int(value.as_tuple().exponent)
    half = Decimal(5).scaleb(exponent - (2 if exponent > 0 else 1))
    if prefix == "ap":
        half = max(half, abs(value) / 10)
    return NumberRange(prefix, float(value), float(value - half), float(value + half))


def split(text: str) -> tuple[str, str]:
    """The prefix (`eq` when there is none) and what follows it."""
    found = _PREFIXED.match(text)
    return (found[1] or "eq", found[2]) if found else ("eq", text)


def _filled(template: str, table: str, values: dict[str, object], bind: Bind) -> str:
    bound = {name: bind(value) for name, value in values.items() if f"{{{name}}}" in template}
    return template.format(t=table, **bound)
