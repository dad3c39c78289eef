"""`+ - * / div mod &` on values (http://hl7.org/fhirpath/N1/#math): numbers, texts, quantities, moments.

None is no value: of a division by zero, of what grows beyond bounds.
"""

from collections.abc import Callable
from decimal import Decimal, DecimalException, localcontext
from typing import Any, TypeVar

from peerfhir.validation.fhirpath.code import LONGEST_TEXT
from peerfhir.validation.fhirpath.dates import Moment, length, moved
from peerfhir.validation.fhirpath.values import Quantity, TooCostly, Undecided, as_quantity, measured

LARGEST = Decimal(10) ** 28
_NUMBERS = (int, Decimal)


Number = TypeVar("Number", int, Decimal)


def bounded(found: Number) -> Number | None:
    """A number that FHIRPath can hold, else None."""
    return found if -LARGEST < found < LARGEST else None


def _numbers(one: Any, other: Any) -> bool:
    return type(one) in _NUMBERS and type(other) in _NUMBERS


def _exact(act: Callable[[Decimal, Decimal], Decimal], one: Any, other: Any) -> Decimal | None:
    try:
        with localcontext(prec=28):
            found = act(Decimal(one), Decimal(other))
    except (DecimalException, OverflowError):
        return None
    return found if found.is_finite() and bounded(found) is not None else None


def _added(one: Any, other: Any, sign: int) -> Any:
    if type(one) is int and type(other) is int:
        return bounded(one + sign * other)
    if _numbers(one, other):
        return _exact(lambda a, b: a + sign * b, one, other)
    if type(one) is Moment and type(other) is Quantity:
        return _later(one, other, sign)
    if type(one) is Quantity and type(other) is Quantity:
        return _combined(one, other, sign)
    raise Undecided("these cannot be added")


def _later(one: Moment, other: Quantity, sign: int) -> Moment | None:
    unit = length(other.unit)
    if unit is None:
        raise Undecided("a date moves by calendar units")
    return moved(one, sign * other.value, unit) if bounded(other.value * 10**9) is not None else None


def _combined(one: Quantity, other: Quantity, sign: int) -> Quantity | None:
    if one.unit == other.unit:
        total = _exact(lambda a, b: a + sign * b, one.value, other.value)
        return None if total is None else Quantity(total, one.unit)
    both, ones = measured(one, other), measured(one, Quantity(Decimal(1), other.unit))
    if both is None or ones is None:
        return None
    total = _exact(lambda a, b: (a + sign * b) / ones[1], *both)
    return None if total is None else Quantity(total, other.unit)


def plus(one: Any, other: Any) -> Any:
    """A sum, a later moment, or two texts in one."""
    if type(one) is str and type(other) is str:
        return joined(one, other)
    return _added(one, other, 1)


def minus(one: Any, other: Any) -> Any:
    """A difference, or an earlier moment."""
    return _added(one, other, -1)


def _units(one: Quantity, other: Quantity, sign: str) -> str:
    if other.unit == "'1'":
        return one.unit
    if one.unit == "'1'" and sign == ".":
        return other.unit
    if one.unit == other.unit:
        return "'1'" if sign == "/" else f"'{one.unit.strip(chr(39))}2'"
    return f"'{one.unit.strip(chr(39))}{sign}{other.unit.strip(chr(39))}'"


def _quantities(one: Any, other: Any, sign: str) -> Quantity | None:
    left, right = as_quantity(one), as_quantity(other)
    if left is None or right is None:
        raise Undecided("numbers are expected")
    found = _exact((lambda a, b: a * b) if sign == "." else (lambda a, b: a / b), left.value, right.value)
    return None if found is None else Quantity(found, _units(left, right, sign))


def times(one: Any, other: Any) -> Any:
    """A product."""
    if type(one) is int and type(other) is int:
        return bounded(one * other)
    return _exact(lambda a, b: a * b, one, other) if _numbers(one, other) else _quantities(one, other, ".")


def divided(one: Any, other: Any) -> Any:
    """A quotient, always a Decimal."""
    return _exact(lambda a, b: a / b, one, other) if _numbers(one, other) else _quantities(one, other, "/")


def whole_quotient(one: Any, other: Any) -> Any:
    """`div`: cut towards zero."""
    if not _numbers(one, other):
        raise Undecided("numbers are expected")
    found = _exact(lambda a, b: a // b, one, other)
    return None if found is None else int(found)


def remainder(one: Any, other: Any) -> Any:
    """`mod`: with the sign of the dividend."""
    if not _numbers(one, other):
        raise Undecided("numbers are expected")
    found = _exact(lambda a, b: a % b, one, other)
    return int(found) if found is not None and type(one) is int and type(other) is int else found


def joined(one: Any, other: Any) -> str:
    """`&`: two texts in one, nothing counting as an empty one. `TooCostly` when it grows without end."""
    if type(one) is not str or type(other) is not str:
        raise Undecided("strings are expected")
    if len(one) + len(other) > LONGEST_TEXT:
        raise TooCostly
    return one + other


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": plus,
    "-": minus,
    "*": times,
    "/": divided,
    "div": whole_quotient,
    "mod": remainder,
    "&": joined,
}
