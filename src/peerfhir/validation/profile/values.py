"""Fixed values, patterns, and limits of values (http://hl7.org/fhir/R4/elementdefinition.html).

A fixed value is met by an equal one. A pattern is met by a value that has at least what it has: each of its elements,
and for each item of its arrays some item that meets it. Both speak only of values that are there.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from peerfhir.fhir import json
from peerfhir.validation.measures import amount as measured
from peerfhir.validation.measures import measure
from peerfhir.validation.natives import later
from peerfhir.validation.profile.tree import Node, Said
from peerfhir.validation.units import SYSTEM
from peerfhir.validation.visit import Place, Visit, shown

Item = Callable[[Any, Any, Place, Visit], None]  # the value, the `_name` object beside a primitive, its place

_MOMENTS = ("date", "dateTime", "instant")
_LONGEST = 200
_CODING = {"system", "code", "display", "version"}


def equals(value: Any, fixed: Any) -> bool:
    """Whether a value is a fixed one; a boolean is no number."""
    if type(fixed) is dict:
        same = type(value) is dict and value.keys() == fixed.keys()
        return same and all(equals(value[k], f) for k, f in fixed.items())
    if type(fixed) is list:
        same = type(value) is list and len(value) == len(fixed)
        return same and all(equals(v, f) for v, f in zip(value, fixed, strict=True))
    return bool(value == fixed) and (type(value) is bool) == (type(fixed) is bool)


def meets(value: Any, pattern: Any) -> bool:
    """Whether a value has all that a pattern has."""
    if type(pattern) is dict:
        return type(value) is dict and all(k in value and meets(value[k], p) for k, p in pattern.items())
    if type(pattern) is list:
        return type(value) is list and all(any(meets(v, p) for v in value) for p in pattern)
    return equals(value, pattern)


def brief(value: Any) -> str:
    """A value as it may be named in a message: a code as `system#code`, else JSON, cut short."""
    if type(value) is not dict and type(value) is not list:
        return shown(value if type(value) is not bool else str(value).lower())
    if type(value) is dict and type(value.get("code")) is str and value.keys() <= _CODING:
        system = value.get("system")
        return f"{system}#{value['code']}" if type(system) is str else str(value["code"])
    if type(value) is dict and value.keys() <= {"coding", "text"} and type(value.get("coding")) is list:
        return " and ".join(brief(coding) for coding in value["coding"]) or "no coding"
    text = json.encode(value).decode()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def checks(node: Node, label: str) -> list[Item]:
    """The checks of one value that need nothing but the value."""
    found: list[Item] = []
    if node.fixed:
        found.append(_equal(node.fixed, label))
    if node.pattern:
        found.append(_like(node.pattern, label))
    if node.least:
        found.append(_limit(node.least, label, least=True))
    if node.most:
        found.append(_limit(node.most, label, least=False))
    if node.longest:
        found.append(_short(node.longest, label))
    return found


def _equal(said: Said[Any], label: str) -> Item:
    fixed = said.value

    def check(value: Any, beside: Any, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an Item
        if value is not None and value != fixed and not equals(value, fixed):
            at, expected, found = _difference(value, fixed, place)
            more = f": {expected}, found {found}" if expected else f"; found {found}"
            text = f"{label} must be {brief(fixed)}{more}"
            visit.add(at, "value", text, rule=said.rule, profile=said.profile)

    return check


def _difference(value: Any, fixed: Any, place: Place) -> tuple[Place, str, str]:
    """Where a value first differs from a fixed one, what is expected there, and what stands there."""
    if type(fixed) is dict and type(value) is dict:
        for name in value:
            if name not in fixed:
                at = (place, name, -1) if name.isascii() and name.isalnum() and not name[0].isdigit() else place
                return at, f"{brief(name)} must not be given", brief(value[name])
        for name, each in fixed.items():
            if name not in value:
                return place, f"{name} must be {brief(each)}", "nothing"
            if not equals(value[name], each):
                at, said, found = _difference(value[name], each, (place, name, -1))
                return at, said or f"{name} must be {brief(each)}", found
    return place, "", brief(value)


def _like(said: Said[Any], label: str) -> Item:
    pattern = said.value

    def check(value: Any, beside: Any, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an Item
        if value is not None and value != pattern and not meets(value, pattern):
            text = f"{label} must have {brief(pattern)}; found {brief(value)}"
            visit.add(place, "value", text, rule=said.rule, profile=said.profile)

    return check


def _short(said: Said[int], label: str) -> Item:
    most = said.value

    def check(value: Any, beside: Any, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an Item
        if type(value) is str and len(value) > most:
            text = f"{label} has at most {most} characters; found {len(value)}"
            visit.add(place, "too-long", text, rule=said.rule, profile=said.profile)

    return check


def _limit(said: Said[tuple[Any, str]], label: str, *, least: bool) -> Item:
    limit, kind = said.value
    word = "at least" if least else "at most"

    def check(value: Any, beside: Any, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an Item
        if value is None:
            return
        beyond = _beyond(value, limit, kind, least=least)
        if beyond:
            text = f"{label} must be {word} {_measure(limit)}; found {_measure(value)}"
            visit.add(place, "value", text, rule=said.rule, profile=said.profile)
        elif beyond is None and visit.strict:
            text = f"{label} must be {word} {_measure(limit)}; {_measure(value)} could not be compared with that"
            visit.add(place, "not-supported", text, severity="warning", rule=said.rule, profile=said.profile)

    return check


def _measure(value: Any) -> str:
    if type(value) is dict:
        return f"{value.get('value')} {value.get('unit') or value.get('code') or ''}".strip()
    return str(value)


def _beyond(value: Any, limit: Any, kind: str, *, least: bool) -> bool | None:
    """Whether a value is beyond a limit; None where they cannot be compared."""
    if kind == "Quantity":
        return type(value) is dict and _quantity_beyond(value, limit, least=least)
    low, high = (value, limit) if least else (limit, value)
    if kind in _MOMENTS:
        return type(value) is str and later(high, low)
    if kind == "time":
        return type(value) is str and low < high
    numbers = type(value) in (int, Decimal) and type(limit) in (int, Decimal)
    return numbers and low < high


def _quantity_beyond(value: Any, limit: Any, *, least: bool) -> bool | None:
    """The same of quantities; one that measures something else is beyond any limit."""
    amount, bound = value.get("value"), limit.get("value")
    if type(amount) not in (int, Decimal) or type(bound) not in (int, Decimal) or "comparator" in value:
        return False
    if value.get("code", value.get("unit")) != limit.get("code", limit.get("unit")):
        if value.get("system") != SYSTEM or limit.get("system") != SYSTEM:
            return None
        mine, theirs = measure(str(value.get("code"))), measure(str(limit.get("code")))
        if mine is None or theirs is None:
            return None
        if mine.dimension != theirs.dimension:
            return True
        amount, bound = measured(amount, mine), measured(bound, theirs)
        if amount is None or bound is None:
            return None
    return bool(amount < bound) if least else bool(amount > bound)
