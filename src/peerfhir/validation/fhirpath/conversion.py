"""Conversions: `toString`, `toInteger` and the like (http://hl7.org/fhirpath/N1/#conversion)."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from peerfhir.validation.fhirpath import kinds
from peerfhir.validation.fhirpath.code import Code, Compiles, Maker, Scope, counted, deciding, of_value, value
from peerfhir.validation.fhirpath.dates import Moment, moment
from peerfhir.validation.fhirpath.parser import UNITS, Tree
from peerfhir.validation.fhirpath.values import Quantity

_YES = frozenset(("true", "t", "yes", "y", "1", "1.0"))
_NO = frozenset(("false", "f", "no", "n", "0", "0.0"))
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?\d{1,28}(\.\d{1,28})?")
_QUANTITY = re.compile(r"([+-]?\d{1,28}(?:\.\d{1,28})?)\s*(?:'([^']+)'|([a-z]+))?")
_MOST_PLACES = 60


def to_text(found: Any) -> str | None:
    """A value as it would be written."""
    match found:
        case bool():
            return "true" if found else "false"
        case str():
            return found
        case Decimal():
            return f"{found:f}" if abs(found.adjusted()) < _MOST_PLACES else str(found)
        case Quantity():
            return f"{to_text(found.value)} {found.unit}"
        case int() | Moment():
            return str(found)
    return None


def _to_integer(found: Any) -> int | None:
    if type(found) in (bool, int):
        return int(found)
    return int(found) if type(found) is str and _INTEGER.fullmatch(found) else None


def _to_decimal(found: Any) -> Decimal | None:
    if type(found) in (bool, int, Decimal):
        return Decimal(found)
    return Decimal(found) if type(found) is str and _DECIMAL.fullmatch(found) else None


def _to_boolean(found: Any) -> bool | None:
    if type(found) is bool:
        return found
    if type(found) is str:
        plain = found.lower()
        return True if plain in _YES else False if plain in _NO else None
    if type(found) in (int, Decimal):
        return {1: True, 0: False}.get(found)
    return None


def _to_quantity(found: Any) -> Quantity | None:
    if type(found) is Quantity:
        return found
    if type(found) in (bool, int, Decimal):
        return Quantity(Decimal(found), "'1'")
    match = _QUANTITY.fullmatch(found) if type(found) is str else None
    if match is None:
        return None
    word = (match[3] or "").removesuffix("s")
    if word and word not in UNITS:
        return None
    try:
        return Quantity(Decimal(match[1]), word or f"'{match[2] or '1'}'")
    except InvalidOperation:
        return None


def _to_date(found: Any) -> Moment | None:
    if type(found) is str:
        found = moment(found)
    if type(found) is not Moment or found.kind == "time":
        return None
    return moment(found.text[: len("2026-01-01")].partition("T")[0], "date")


def _to_date_time(found: Any) -> Moment | None:
    if type(found) is str:
        found = moment(found)
    return moment(found.text, "dateTime") if type(found) is Moment and found.kind != "time" else None


def _to_time(found: Any) -> Moment | None:
    if type(found) is str:
        return moment(found, "time")
    return found if type(found) is Moment and found.kind == "time" else None


_ACTS: dict[str, tuple[str | None, Callable[[Any], Any]]] = {
    "String": (kinds.STRING, to_text),
    "Integer": (kinds.INTEGER, _to_integer),
    "Decimal": (kinds.DECIMAL, _to_decimal),
    "Boolean": (kinds.BOOLEAN, _to_boolean),
    "Date": (None, _to_date),
    "DateTime": (None, _to_date_time),
    "Time": (None, _to_time),
}


def _to(name: str) -> Maker:
    kind, act = _ACTS[name]

    def make(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
        counted(arguments, 0)
        return of_value(focus, kind, act)

    return make


def _converts(name: str) -> Maker:
    act = _ACTS[name][1]

    def make(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
        counted(arguments, 0)
        one = value(focus)
        return deciding(lambda item, env: None if (v := one(item, env)) is None else act(v) is not None)

    return make


def _quantity(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    return of_value(focus, kinds.QUANTITY, _to_quantity)


def _converts_to_quantity(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    one = value(focus)
    return deciding(lambda item, env: None if (v := one(item, env)) is None else _to_quantity(v) is not None)


FUNCTIONS: dict[str, Maker] = {
    **{f"to{name}": _to(name) for name in _ACTS},
    **{f"convertsTo{name}": _converts(name) for name in _ACTS},
    "toQuantity": _quantity,
    "convertsToQuantity": _converts_to_quantity,
}
