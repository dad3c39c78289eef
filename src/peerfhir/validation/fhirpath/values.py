"""What collections hold, and when two items are equal (http://hl7.org/fhirpath/N1/#equality).

A collection is a list that nobody changes. An item is plain JSON (a dict is of the kind the compiler knows, or a
resource), a `Node` where its kind or its `_name` matters, a `Moment` or a `Quantity`.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, NamedTuple

from peerfhir.validation.fhirpath import kinds
from peerfhir.validation.fhirpath.dates import Moment, moment
from peerfhir.validation.fhirpath.dates import compare as compare_moments

Items = list[Any]
NONE: Items = []
TRUE: Items = [True]
FALSE: Items = [False]
_UCUM = "http://unitsofmeasure.org"
_CALENDAR = {"'a'": "year", "'mo'": "month", "'wk'": "week", "'d'": "day", "'h'": "hour", "'min'": "minute"}
_EXACT = {"'s'": "second", "'ms'": "millisecond"}
_MEASURES = {  # UCUM code -> what it measures, how many of its smallest
    **{f"'{k}'": ("mass", Decimal(v)) for k, v in {"ug": "1", "mg": "1E3", "g": "1E6", "kg": "1E9"}.items()},
    **{f"'{k}'": ("length", Decimal(v)) for k, v in {"mm": "1", "cm": "10", "m": "1E3", "km": "1E6"}.items()},
    **{f"'{k}'": ("volume", Decimal(v)) for k, v in {"uL": "1", "mL": "1E3", "dL": "1E5", "L": "1E6"}.items()},
    "'[lb_av]'": ("mass", Decimal(453592370)),
    "'[in_i]'": ("length", Decimal("25.4")),
    **{u: ("time", Decimal(v)) for u, v in {"millisecond": "1", "second": "1E3", "minute": "6E4"}.items()},
    **{u: ("time", Decimal(v)) for u, v in {"hour": "36E5", "day": "864E5", "week": "6048E5"}.items()},
    **{u: ("months", Decimal(v)) for u, v in {"month": "1", "year": "12"}.items()},
}


class Undecided(Exception):  # noqa: N818 - FHIRPath calls it an error; here it ends one evaluation
    """The expression has no value for these data: many items where one is expected, a text where a number is."""


class Untold(Exception):  # noqa: N818 - it ends one evaluation, nobody is to blame
    """What the expression asks for is not at hand: a value set, a profile. Says what."""


class TooCostly(Exception):  # noqa: N818 - it ends the evaluations of a walk
    """More was looked through than one walk may."""


class Node:
    """An item with its kind: `value` plain JSON (None when only the `_name` is there), `element` what `_name` holds."""

    __slots__ = ("element", "kind", "value")

    def __init__(self, value: Any, kind: str, element: Any = None) -> None:
        self.value = value
        self.kind = kind
        self.element = element

    def __repr__(self) -> str:
        return f"Node({self.value!r}, {self.kind!r})"


class Quantity(NamedTuple):
    """A number with its unit: a word of the calendar, or a code of UCUM in quotation marks; `'1'` for none."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"


def bare(item: Any) -> Any:
    """Its plain JSON."""
    return item.value if type(item) is Node else item


def kind_of(item: Any) -> str | None:
    """The kind of an item that says its own."""
    if type(item) is Node:
        return item.kind
    if type(item) is dict:
        named = item.get("resourceType")
        return named if type(named) is str and kinds.is_resource(named) else None
    return _OWN.get(type(item)) or (_MOMENTS[item.kind] if type(item) is Moment else None)


_OWN: dict[type, str] = {
    bool: kinds.BOOLEAN,
    str: kinds.STRING,
    int: kinds.INTEGER,
    Decimal: kinds.DECIMAL,
    Quantity: kinds.QUANTITY,
}
_MOMENTS = {"date": kinds.DATE, "dateTime": kinds.DATE_TIME, "time": kinds.TIME}


def lifted(items: Items, kind: str | None) -> Items:
    """The items of a known kind, each with it; as they are where each says its own."""
    if kind is None or kind in kinds.SYSTEM:
        return items
    return [i if type(i) is Node else Node(i, kind) for i in items]


def system_value(item: Any) -> Any:
    """What operators see of an item that says its own kind; None for an element without a value."""
    return _converter(item.kind)(item) if type(item) is Node else item


@cache
def _converter(kind: str) -> Callable[[Any], Any]:
    return _CONVERTERS.get(kinds.system(kind) or "", bare)


def converter(kind: str | None) -> Callable[[Any], Any]:
    """The function that turns items of a kind into what operators see; None: of items that say their own."""
    if kind is None:
        return system_value
    return bare if kind in kinds.SYSTEM else _converter(kind)


def _moment_of(item: Any) -> Any:
    value = bare(item)
    return (
        (moment(value, "dateTime" if len(value) > len("2026-01-01") else None) or value)
        if type(value) is str
        else value
    )


def _time_of(item: Any) -> Any:
    value = bare(item)
    return (moment(value, "time") or value) if type(value) is str else value


def _quantity_of(item: Any) -> Any:
    """A FHIR quantity; itself where it has no number or a comparator makes it a range."""
    value = bare(item)
    if type(value) is not dict or type(value.get("value")) not in (int, Decimal) or "comparator" in value:
        return value
    unit = value.get("code") if value.get("system") == _UCUM else value.get("unit", value.get("code"))
    return Quantity(Decimal(value["value"]), f"'{unit}'" if type(unit) is str else "'1'")


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    kinds.DATE: _moment_of,
    kinds.DATE_TIME: _moment_of,
    kinds.TIME: _time_of,
    kinds.QUANTITY: _quantity_of,
}
_NUMBERS = (int, Decimal)


def equal(one: Any, other: Any) -> bool | None:
    """`=` of two values as operators see them; None where it cannot be told."""
    a, b = type(one), type(other)
    if a is Moment or b is Moment:
        if a is not b or (one.kind == "time") != (other.kind == "time"):
            return False
        found = compare_moments(one, other)
        return None if found is None else found == 0
    if a is Quantity or b is Quantity:
        both = measured(one, other)
        return None if both is None else both[0] == both[1]
    if a in _NUMBERS and b in _NUMBERS:
        return bool(one == other)
    return a is b and one == other


def measured(one: Any, other: Any) -> tuple[Decimal, Decimal] | None:
    """Two quantities in the same unit; None when there is none they share."""
    left, right = as_quantity(one), as_quantity(other)
    if left is None or right is None:
        return None
    if left.unit == right.unit:
        return left.value, right.value
    a, b = _measure(left.unit), _measure(right.unit)
    if a is None or b is None or a[0] != b[0]:
        return None
    return left.value * a[1], right.value * b[1]


def _measure(unit: str) -> tuple[str, Decimal] | None:
    return _MEASURES.get(_EXACT.get(unit) or (_CALENDAR.get(unit, unit) if unit not in ("'a'", "'mo'") else unit))


def as_quantity(value: Any) -> Quantity | None:
    """A quantity as it is, a number as one without unit; None for anything else."""
    if type(value) is Quantity:
        return value
    return Quantity(Decimal(value), "'1'") if type(value) in _NUMBERS else None


def equivalent(one: Any, other: Any) -> bool:
    """`~`: case, white space and digits beyond the shorter number do not count; the unsure are not equivalent."""
    a, b = type(one), type(other)
    if a is str and b is str:
        return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
    if a in _NUMBERS and b in _NUMBERS:
        return _about(Decimal(one), Decimal(other))
    if a is Quantity or b is Quantity:
        return _about_as_much(_loosely(one), _loosely(other))
    if a is dict and b is dict:
        return _same_parts(one, other)
    if a is list and b is list:
        return len(one) == len(other) and equivalent_sets(one, other)
    return equal(one, other) is True


def equivalent_sets(one: Items, other: Items) -> bool:
    """Whether each item of one collection has an equivalent of its own in the other."""
    rest = list(other)
    for each in one:
        for index, candidate in enumerate(rest):
            if equivalent(each, candidate):
                del rest[index]
                break
        else:
            return False
    return not rest


def _about_as_much(one: Any, other: Any) -> bool:
    """The same amount as far as the one of the larger unit is precise."""
    both = measured(one, other)
    if both is None:
        return False
    if one.unit == other.unit:
        return _about(*both)
    left, right = _measure(one.unit), _measure(other.unit)
    if left is None or right is None:
        return False
    factor = max(left[1], right[1])
    return _about(both[0] / factor, both[1] / factor)


def _loosely(value: Any) -> Any:
    if type(value) is not Quantity:
        return value
    return value._replace(unit={"'a'": "year", "'mo'": "month"}.get(value.unit, value.unit))


def _same_parts(one: dict[str, Any], other: dict[str, Any]) -> bool:
    left, right = ({k: v for k, v in d.items() if k != "id"} for d in (one, other))
    return left.keys() == right.keys() and all(equivalent(v, right[k]) for k, v in left.items())


def _about(one: Decimal, other: Decimal) -> bool:
    places = min(_places(one), _places(other))
    try:
        return round(one, places) == round(other, places)
    except InvalidOperation:
        return one == other


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if type(exponent) is int else 0


def order(one: Any, other: Any) -> int | None:
    """-1, 0 or 1 for two values, None where it cannot be told; `Undecided` for what has no order."""
    if type(one) is Moment and type(other) is str:
        other = moment(other, one.kind) or other
    elif type(other) is Moment and type(one) is str:
        one = moment(one, other.kind) or one
    if type(one) is Moment and type(other) is Moment:
        return compare_moments(one, other)
    if type(one) is Quantity or type(other) is Quantity:
        both = measured(one, other)
        if both is None:
            return None
        one, other = both
    elif not (type(one) is str and type(other) is str) and not (type(one) in _NUMBERS and type(other) in _NUMBERS):
        raise Undecided("these have no order")
    return int(one > other) - int(one < other)
