"""Resources that are valid by construction from the R4 tables, and the same with one planted fault.

Structure, cardinality, forms and required codes come from the tables; what no table says (the rules in FHIRPath) is
judged by fhirpathpy, which shares no line with our validator: what it finds broken is not drawn.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import fhirpathpy
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models
from hypothesis import assume
from hypothesis import strategies as st

from peerfhir.fhir.definitions import Element, definitions
from peerfhir.validation.elements import Slot, slots

Json = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

UCUM = "http://unitsofmeasure.org"
DEEPEST = 4  # objects within each other, but for what must be there
OMITTED = {"id", "extension", "modifierExtension", "contained", "meta", "text", "implicitRules"}  # said elsewhere
SPECIAL = {  # value sets that are written as grammars, or rules that hardly any chance would keep
    "contentType": "text/plain",
    "language": "en",
    "currency": "USD",
    "pattern": None,
    "repeat": None,
    "size": None,
    "fixed": None,
    "comparator": None,
}
UNLISTED = {  # value sets whose codes are told by their form
    "mimetypes": ("urn:ietf:bcp:13", "text/plain"),
    "all-languages": ("urn:ietf:bcp:47", "en"),
    "bcp13.txt": ("urn:ietf:bcp:13", "text/plain"),
    "ucum-units": (UCUM, "mg"),
    "LL379-9": ("http://loinc.org", "LA9658-1"),
}
QUANTITIES = {"Age": "a", "Duration": "h", "Distance": "m", "Count": "1", "Quantity": "mg"}

words = st.from_regex(r"[A-Za-z][A-Za-z0-9 ]{0,12}[A-Za-z0-9]", fullmatch=True)
days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
clocks = st.builds("{:02}:{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
zones = st.sampled_from(["Z", "+01:00", "-07:30"])
instants = st.builds("{}T{}{}".format, days, clocks, zones)
uuids = st.uuids().map(lambda u: f"urn:uuid:{u}")
addresses = words.map(lambda word: f"http://example.org/{word.replace(' ', '')}")
codes = st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True)

PRIMITIVES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "positiveInt": st.integers(1, 2**31 - 1),
    "unsignedInt": st.integers(0, 2**31 - 1),
    "decimal": st.decimals(0, 1000, places=2),
    "string": words,
    "markdown": words,
    "code": codes,
    "id": st.from_regex(r"[A-Za-z0-9\-.]{1,64}", fullmatch=True),
    "uri": uuids | addresses,
    "url": addresses,
    "canonical": addresses | addresses.map(lambda a: f"{a}|1.0"),
    "oid": st.sampled_from(["urn:oid:2.16.840.1.113883", "urn:oid:1.2.3"]),
    "uuid": uuids,
    "date": days.map(str) | days.map(lambda d: str(d)[:7]) | days.map(lambda d: str(d)[:4]),
    "dateTime": days.map(str) | instants,
    "instant": instants,
    "time": clocks,
    "base64Binary": st.sampled_from(["AAAA", "aGVsbG8=", "Zm9vYmFy"]),
    "xhtml": words.map(lambda word: f'<div xmlns="http://www.w3.org/1999/xhtml">{word}</div>'),
}
MISSHAPEN: dict[str, Any] = {
    "boolean": "true",
    "integer": Decimal("1.5"),
    "positiveInt": 0,
    "unsignedInt": -1,
    "decimal": "1.0",
    "code": " a",
    "id": "a b",
    "uri": "a b",
    "url": "a b",
    "canonical": "a b",
    "oid": "1.2.3",
    "uuid": "x",
    "date": "2026-02-30",
    "dateTime": "2026-01-01T10:00:00",
    "instant": "2026-01-01",
    "time": "24:00:00",
    "base64Binary": "A",
    "xhtml": "<p>x</p>",
}


@st.composite
def resources(draw: Draw, kind: str) -> Json:
    """A valid resource of a type."""
    resource = {"resourceType": kind, **_object(draw, kind, 0)}
    if draw(st.booleans()):
        resource["id"] = draw(PRIMITIVES["id"])
        if "text" in definitions().structure(kind).elements:
            resource["text"] = {"status": "generated", "div": draw(PRIMITIVES["xhtml"])}
    assume(all(_kept(spot, resource) for spot in spots(resource)))
    return resource


def _object(draw: Draw, path: str, depth: int) -> Json:
    if path in QUANTITIES:
        value = draw(st.decimals(1, 100, places=1)) if path != "Count" else draw(st.integers(1, 9).map(Decimal))
        return {"value": value, "unit": "x", "system": UCUM, "code": QUANTITIES[path]}
    if path == "Period":
        return dict(
            zip(("start", "end"), sorted(str(d) for d in draw(st.lists(days, min_size=2, max_size=2))), strict=True)
        )
    found: Json = {}
    for name, element in definitions().structure(path).elements.items():
        if element.min == 0 and (name in OMITTED or depth >= DEEPEST or draw(st.integers(0, 3 + depth)) != 0):
            continue
        if name in SPECIAL and "CodeableConcept" not in element.types:
            if SPECIAL[name]:
                found[name] = SPECIAL[name]
            continue
        kind = draw(st.sampled_from(element.types))
        key = name + kind[0].upper() + kind[1:] if element.choice else name
        many = draw(st.integers(1, 2)) if element.many else 1
        values = [_value(draw, kind, element, depth) for _ in range(many)]
        found[key] = values if element.many else values[0]
    return found or ({"language": "en"} if path in definitions().resources else _least(draw, path, depth))


def _least(draw: Draw, path: str, depth: int) -> Json:
    """An object must hold something: of what it may hold, a primitive."""
    for name, element in definitions().structure(path).elements.items():
        if name not in OMITTED | SPECIAL.keys() and not element.choice and element.types[0] in PRIMITIVES:
            value = _value(draw, element.types[0], element, depth)
            return {name: [value] if element.many else value}
    return {"extension": [{"url": "http://example.org/x", "valueString": "x"}]}


def _value(draw: Draw, kind: str, element: Element, depth: int) -> Any:
    if kind == "Resource":
        return {"resourceType": "Basic", "code": {"text": "x"}}
    if kind == "Reference":
        target = draw(st.sampled_from(sorted(set(element.targets) & definitions().resources or {"Patient"})))
        return {"reference": f"{target}/{draw(PRIMITIVES['id'])}"}
    if element.most:
        system, code = UNLISTED[element.most.rpartition("/")[2]]
        return code if kind in PRIMITIVES else {"coding": [{"system": system, "code": code}]}
    if element.codes:
        system, code = draw(st.sampled_from(_listed(element.codes)))
        return code if kind in PRIMITIVES else {"coding": [{"system": system, "code": code}]}
    return draw(PRIMITIVES[kind]) if kind in PRIMITIVES else _object(draw, kind, depth + 1)


@cache
def _listed(value_set: str) -> list[tuple[str, str]]:
    return sorted((system, code) for system, codes in definitions().codes(value_set).items() for code in codes)


class Spot(NamedTuple):
    """One value of a resource: where it is held, under which key and index, its FHIRPath, and what the tables say."""

    holder: Any
    key: str
    at: int
    place: str
    parent: str
    slot: Slot | None  # None for the resource itself

    @property
    def value(self) -> Any:
        """The value itself."""
        if self.slot is None:
            return self.holder
        found = self.holder[self.key]
        return found if self.at < 0 else found[self.at]

    @property
    def kind(self) -> str:
        """Its type, or the path of a nested element."""
        if self.slot is None or self.slot.type == "Resource":
            return str(self.value["resourceType"])
        return self.slot.type


def spots(resource: Json) -> Iterator[Spot]:
    """Every value, the resource first."""
    kind = resource["resourceType"]
    yield Spot(resource, "", -1, kind, "", None)
    yield from _below(resource, kind, kind)


def _below(node: Json, kind: str, place: str) -> Iterator[Spot]:
    known = slots(kind, definitions().structure(kind))
    for key, value in node.items():
        slot = known.get(key)
        if slot is None:
            continue
        values = list(enumerate(value)) if slot.element.many else [(-1, value)]
        for index, each in values:
            at = f"{place}.{slot.step}" + (f"[{index}]" if index >= 0 else "")
            spot = Spot(node, key, index, at, place, slot)
            yield spot
            if type(each) is dict:
                yield from _below(each, spot.kind, at)


@cache
def _rule(expression: str) -> Any:
    node: dict[int, list[str]] = {0: []}
    supplied: dict[str, Any] = {
        "hasValue": {"fn": lambda nodes: [len(nodes) == 1], "arity": node},
        "resolve": {"fn": lambda _nodes: [], "arity": node},
        "htmlChecks": {"fn": lambda _nodes: [True], "arity": node},
    }
    return fhirpathpy.compile(expression, models["r4"], {"userInvocationTable": supplied, "traceFn": lambda *_: None})


def _kept(spot: Spot, resource: Json) -> bool:
    """Whether the rules of a value's type and of its element hold, as fhirpathpy sees them."""
    rules = dict(definitions().structure(spot.kind).rules) if type(spot.value) is dict else {}
    rules |= spot.slot.element.rules if spot.slot else {}
    node = ResourceNode.create_node(spot.value, spot.kind)
    known = {"resource": resource, "rootResource": resource, "context": spot.value}
    for key, (severity, expression) in rules.items():
        if severity == "error" and key not in ("ele-1", "dom-3"):
            try:
                if _rule(expression)(node, known) != [True]:
                    return False
            except Exception:  # noqa: BLE001 - the engine raises anything; what it cannot judge is not drawn
                return False
    return True


class Fault(NamedTuple):
    """What was done, and the place where it must be found: there, right above, or below."""

    act: str
    place: str
    parent: str


@st.composite
def faulty(draw: Draw, kind: str) -> tuple[Json, Fault]:
    """A resource of a type with one fault in it."""
    resource = draw(resources(kind))
    faults = [(act, spot) for spot in spots(resource) for act in _possible(spot)]
    act, spot = draw(st.sampled_from(faults))
    _ACTS[act](spot)
    place = f"{spot.place}.unheardOf" if act == "add" else spot.place
    return resource, Fault(act, place, spot.place if act == "add" else spot.parent)


def _possible(spot: Spot) -> Iterator[str]:
    if type(spot.value) is dict:
        yield "add"
    if spot.slot is None:
        return
    yield from ("retype", "empty", "null", "wrap" if not spot.slot.element.many else "unwrap")
    if spot.slot.element.min:
        yield "drop"
    if spot.slot.element.codes and spot.slot.primitive:
        yield "recode"
    if spot.slot.type in MISSHAPEN:
        yield "misshape"
    if spot.slot.type == "Reference" and spot.slot.element.targets and "Basic" not in spot.slot.element.targets:
        yield "retarget"


def _put(spot: Spot, value: Any) -> None:
    if spot.at < 0:
        spot.holder[spot.key] = value
    else:
        spot.holder[spot.key][spot.at] = value


def _empty(spot: Spot) -> None:
    _put(spot, {} if type(spot.value) is dict else "")


_ACTS: dict[str, Callable[[Spot], Any]] = {
    "add": lambda spot: spot.value.update(unheardOf="x"),
    "retype": lambda spot: _put(spot, "x" if type(spot.value) is dict else {"x": "y"}),
    "empty": _empty,
    "null": lambda spot: _put(spot, None),
    "wrap": lambda spot: spot.holder.update({spot.key: [spot.holder[spot.key]]}),
    "unwrap": lambda spot: spot.holder.update({spot.key: spot.holder[spot.key][0]}),
    "drop": lambda spot: spot.holder.pop(spot.key),
    "recode": lambda spot: _put(spot, "no-such-code"),
    "misshape": lambda spot: _put(spot, MISSHAPEN[spot.slot.type] if spot.slot else None),
    "retarget": lambda spot: spot.value.update(reference="Basic/1"),
}
