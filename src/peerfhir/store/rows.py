"""What a value of each data type yields for a search parameter of each type, as index rows.

http://hl7.org/fhir/R4/search.html#ptypes, read so:

- token: one row a Coding, Identifier or ContactPoint, case kept; booleans are `true` and `false`. A `code` element
  has no system of its own: its rows carry the system "" and `query` accepts the systems that it is bound to.
- string: the folded text of each part of a HumanName or Address; a key row with the exact text serves `:exact`.
- uri: a key, and its text for `:below`; those of `WHOLE_URIS` a key only.
- reference: local ones by type and id, other URLs and canonicals as keys (a canonical with and without its version).
- A concept that is text only, or a reference without a URL, has a key of zeros: it is not `:missing`.
- date, number, quantity: intervals. A quantity has a row for its code and, where it differs, one for its unit.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from typing import Any

from peerfhir.fhir.reference import local
from peerfhir.store.values import (
    OPEN_END,
    OPEN_START,
    STRING_LENGTH,
    code_hash,
    fold,
    number,
    span,
    system_hash,
    value_hash,
)


@dataclass(slots=True)
class IndexRows:
    """The rows of one resource, each at most once."""

    keys: list[tuple[int, int, int]] = field(default_factory=list)  # param, value, system
    references: list[tuple[int, str, str]] = field(default_factory=list)  # param, type, id
    dates: list[tuple[int, datetime, datetime]] = field(default_factory=list)  # param, lo, hi
    strings: list[tuple[int, str]] = field(default_factory=list)  # param, folded text
    numbers: list[tuple[int, float, float, int, int]] = field(default_factory=list)  # param, lo, hi, system, code


class Rows:
    """Rows being gathered: dicts as sets that keep their order."""

    __slots__ = ("dates", "keys", "numbers", "references", "strings", "targets", "zone")

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.keys: dict[tuple[int, int, int], None] = {}
        self.references: dict[tuple[int, str, str], None] = {}
        self.dates: dict[tuple[int, datetime, datetime], None] = {}
        self.strings: dict[tuple[int, str], None] = {}
        self.numbers: dict[tuple[int, float, float, int, int], None] = {}
        self.targets: set[tuple[str, str]] = set()

    def finished(self) -> IndexRows:
        """The rows as lists, for the writer."""
        return IndexRows(
            list(self.keys), list(self.references), list(self.dates), list(self.strings), list(self.numbers)
        )


Emit = Callable[[Any, int, Rows], None]  # value, parameter id, where the rows go


def split(reference: str) -> tuple[str, str] | None:
    """(type, id) of a local reference, without its version; None for any other."""
    found = local(reference)
    return (found.type, found.id) if found else None


# On nearly every resource, so their texts are kept as hashes only and `:below` does not work on them.
WHOLE_URIS = frozenset({"_profile", "_source"})


@cache
def emitter(parameter_type: str, data_type: str, only: frozenset[str] = frozenset()) -> Emit:
    """What turns values of a data type into rows of a parameter type; `KeyError` for a pair that has no meaning.

    `only` are the target types that a reference parameter is restricted to.
    """
    if parameter_type == "reference" and data_type == "Reference":
        return reference(only)
    return _EMITTERS[parameter_type].get(data_type) or _EMITTERS[parameter_type]["*"]


@cache
def reference(only: frozenset[str]) -> Emit:
    """Rows for a Reference whose target has one of the types `only` (none: any)."""

    def emit(value: Any, param: int, rows: Rows) -> None:
        text = value.get("reference")
        if type(text) is not str or text[:1] == "#":  # contained, or known by identifier or name only
            rows.keys[(param, 0, 0)] = None
            return
        target = split(text)
        if target is None:
            rows.keys[(param, value_hash(text), 0)] = None
        elif not only or target[0] in only:
            rows.targets.add(target)
            rows.references[(param, *target)] = None

    return emit


_NO_CODINGS: tuple[dict[str, str], ...] = ({},)


def _coding(value: Any, param: int, rows: Rows) -> None:
    rows.keys[(param, code_hash(value.get("code", "")), system_hash(value.get("system", "")))] = None


def _concept(value: Any, param: int, rows: Rows) -> None:
    for coding in value.get("coding") or _NO_CODINGS:
        _coding(coding, param, rows)


def _identifier(value: Any, param: int, rows: Rows) -> None:  # ContactPoint has the same two keys
    rows.keys[(param, value_hash(value.get("value", "")), system_hash(value.get("system", "")))] = None


def _code(value: Any, param: int, rows: Rows) -> None:
    if type(value) is str:
        rows.keys[(param, code_hash(value), 0)] = None


def _text(value: Any, param: int, rows: Rows) -> None:
    if type(value) is str:
        rows.keys[(param, value_hash(value), 0)] = None


def _boolean(value: Any, param: int, rows: Rows) -> None:
    rows.keys[(param, code_hash("true" if value is True else "false"), 0)] = None


def _deceased(patient: Any, param: int, rows: Rows) -> None:
    dead = "deceasedDateTime" in patient or patient.get("deceasedBoolean") is True
    _boolean(dead, param, rows)


def _canonical(value: Any, param: int, rows: Rows) -> None:
    if type(value) is str:
        rows.keys[(param, code_hash(value), 0)] = None
        if "|" in value:
            rows.keys[(param, code_hash(value.split("|", 1)[0]), 0)] = None


def _uri(value: Any, param: int, rows: Rows) -> None:
    if type(value) is str and value:
        _canonical(value, param, rows)
        rows.strings[(param, value[:STRING_LENGTH])] = None


def _moment(value: Any, param: int, rows: Rows) -> None:
    if type(value) is str:
        rows.dates[(param, *span(value, rows.zone))] = None


def _period(value: Any, param: int, rows: Rows) -> None:
    start, end = value.get("start"), value.get("end")
    if start or end:
        lo = span(start, rows.zone)[0] if start else OPEN_START
        rows.dates[(param, lo, span(end, rows.zone)[1] if end else OPEN_END)] = None


def _timing(value: Any, param: int, rows: Rows) -> None:
    """Only the outer limits of a Timing matter, says the specification."""
    spans = [span(event, rows.zone) for event in value.get("event", ()) if type(event) is str]
    bounds = value.get("repeat", {}).get("boundsPeriod", {})
    start, end = bounds.get("start"), bounds.get("end")
    if start or end:
        spans.append((span(start, rows.zone)[0] if start else OPEN_START, span(end, rows.zone)[1] if end else OPEN_END))
    if spans:
        rows.dates[(param, min(lo for lo, _ in spans), max(hi for _, hi in spans))] = None


def _string(value: Any, param: int, rows: Rows) -> None:
    if type(value) is str and (folded := fold(value)):
        rows.strings[(param, folded)] = None
        rows.keys[(param, value_hash(value), 0)] = None


def _parts(*names: str) -> Emit:
    def emit(value: Any, param: int, rows: Rows) -> None:
        for name in names:
            part = value.get(name)
            for text in part if type(part) is list else (part,):
                _string(text, param, rows)

    return emit


def _number(value: Any, param: int, rows: Rows) -> None:
    exact = number(value)
    rows.numbers[(param, exact, exact, 0, 0)] = None


def _quantity(value: Any, param: int, rows: Rows) -> None:
    if value.get("value") is not None:
        exact = number(value["value"])
        compared = _COMPARATORS.get(value.get("comparator", ""))
        _measured(value, compared(exact) if compared else (exact, exact), param, rows)


def _range(value: Any, param: int, rows: Rows) -> None:
    low, high = value.get("low", {}), value.get("high", {})
    lo = number(low.get("value", -math.inf))
    hi = number(high.get("value", math.inf))
    if (lo, hi) != (-math.inf, math.inf):
        _measured(low if "value" in low else high, (lo, hi), param, rows)


def _measured(value: Any, limits: tuple[float, float], param: int, rows: Rows) -> None:
    code, unit = value.get("code", ""), value.get("unit", "")
    rows.numbers[(param, *limits, system_hash(value.get("system", "")), code_hash(code))] = None
    if unit and unit != code:  # `value||unit` searches by code or unit
        rows.numbers[(param, *limits, 0, code_hash(unit))] = None


def _money(value: Any, param: int, rows: Rows) -> None:
    if value.get("value") is not None:
        exact = number(value["value"])
        currency = code_hash(value.get("currency", ""))
        rows.numbers[(param, exact, exact, system_hash("urn:iso:std:iso:4217"), currency)] = None


_COMPARATORS: dict[str, Callable[[float], tuple[float, float]]] = {
    "<": lambda n: (-math.inf, math.nextafter(n, -math.inf)),
    "<=": lambda n: (-math.inf, n),
    ">": lambda n: (math.nextafter(n, math.inf), math.inf),
    ">=": lambda n: (n, math.inf),
}
_EMITTERS: dict[str, dict[str, Emit]] = {  # parameter type, data type; "*": whatever else it reads
    "token": {
        "Coding": _coding,
        "CodeableConcept": _concept,
        "Identifier": _identifier,
        "ContactPoint": _identifier,
        "boolean": _boolean,
        "deceased": _deceased,
        "code": _code,
        "*": _text,
    },
    "reference": {"canonical": _canonical, "uri": _text},
    "uri": {"*": _uri},
    "whole uri": {"canonical": _canonical, "*": _text},
    "date": {"Period": _period, "Timing": _timing, "*": _moment},
    "string": {
        "HumanName": _parts("text", "family", "given", "prefix", "suffix"),
        "Address": _parts("text", "line", "city", "district", "state", "postalCode", "country"),
        "*": _string,
    },
    "number": {"Range": _range, "*": _number},
    "quantity": {"Money": _money, "Range": _range, "*": _quantity},
}
