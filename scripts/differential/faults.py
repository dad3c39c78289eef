"""Single faults: what may be done to one place of a resource, and doing it.

A fault is an act at a place, with one argument where the act needs it:

| act | at | with |
|---|---|---|
| drop | a member or an item is left out (with its array, when that becomes empty) | |
| null, empty | it becomes null; an empty string, array or object | |
| retype | it becomes another JSON type | the value |
| recode, truncate, retarget | a text or number becomes another one | the value |
| duplicate | an item stands twice | |
| double | a member's key stands twice | |
| rename | a member goes under another name | the name |
| move | a member goes to another object | the place of that object |
| add | an object gets a member more, or a longer array under it | [name, value] |
"""

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any, NamedTuple

from peerfhir.fhir import json

Json = dict[str, Any]
At = tuple[str | int, ...]

_TWICE = "\u00a4twice\u00a4"
_CHOICES = ("value", "onset", "effective", "serviced", "deceased", "performed", "occurrence", "medication", "timing")
_OTHER_TYPES = ("String", "Code", "Boolean", "DateTime", "Quantity", "CodeableConcept", "Period", "Reference")
_EXTENSIONS: tuple[tuple[str, Json], ...] = (
    ("extension", {"url": "https://example.org/unheard-of", "valueString": "x"}),
    ("extension", {"url": "http://hl7.org/fhir/StructureDefinition/unheard-of", "valueString": "x"}),
    ("extension", {"url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace", "valueString": "x"}),
    ("extension", {"url": "https://example.org/unheard-of"}),
    ("extension", {"valueString": "x"}),
    ("modifierExtension", {"url": "https://example.org/unheard-of", "valueString": "x"}),
)
_TARGETS = (
    *("Patient/x", "Practitioner/x", "PractitionerRole/x", "Organization/x", "Location/x", "Observation/x", "Group/x"),
    *(
        "Encounter/x",
        "Claim/x",
        "Coverage/x",
        "Device/x",
        "Nobody/x",
        "patient/x",
        "Patient/",
        "Patient/x/y",
        "#nobody",
    ),
    *("x", "a b", "https://example.org/fhir/Location/x", "https://example.org/x", "urn:oid:1.2.3", "urn:uuid:x"),
    *("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "Patient/x/_history/1", "Patient/x_y", "Patient?name=x", "/x"),
)


class Fault(NamedTuple):
    """One act at one place."""

    act: str
    at: At
    to: Any = None

    @property
    def path(self) -> str:
        """The element without indexes, what faults of one kind have in common."""
        return ".".join(step for step in self.at if isinstance(step, str))


def faults(resource: Json) -> Iterator[Fault]:
    """All faults of a resource, in the order of its elements."""
    yield from _of_object(resource, ())
    for at, value in _below(resource, ()):
        yield from _of_any(value, at)
        if type(value) is dict:
            yield from _of_object(value, at)
        if isinstance(at[-1], str):
            yield from _of_member(resource, value, at)
        else:
            yield Fault("duplicate", at)


def _below(node: Any, at: At) -> Iterator[tuple[At, Any]]:
    members = node.items() if type(node) is dict else enumerate(node) if type(node) is list else ()
    for key, value in members:
        yield (*at, key), value
        yield from _below(value, (*at, key))


def _of_any(value: Any, at: At) -> Iterator[Fault]:
    yield Fault("drop", at)
    yield Fault("null", at)
    yield from (Fault("retype", at, to) for to in _other_types(value))
    if type(value) in (str, list, dict) and value:
        yield Fault("empty", at)
    if type(value) is str:
        yield from (Fault("truncate", at, to) for to in dict.fromkeys((value[: len(value) // 2], value[:-1])) if to)
        yield from (Fault("recode", at, to) for to in _other_texts(value))
        if at[-1] == "reference":
            yield from (Fault("retarget", at, to) for to in _TARGETS if to != value)
    elif type(value) in (int, Decimal):
        yield from (Fault("recode", at, to) for to in (-value - 1, value + Decimal("0.5"), 10**12))
    elif type(value) is bool:
        yield Fault("recode", at, not value)
    elif type(value) is list and len(value) > 1:
        yield Fault("truncate", at, value[:1])


def _other_types(value: Any) -> list[Any]:
    match value:
        case bool():
            return [str(value).lower(), 1]
        case str():
            return [12, True, {"value": value}, [value]]
        case int() | Decimal():
            return [str(value), [value]]
        case list():
            return [value[0], "x"] if value else []
        case dict():
            return ["x", [value], 1]
        case _:
            return []


def _other_texts(value: str) -> list[str]:
    texts = ["unheard-of", value.swapcase(), f"{value} ", f" {value}", "http://example.org/unheard-of"]
    texts += ["urn:oid:2.16.840.1.113883.19.5"] if ":" in value else ["2026-02-30"]
    if value[:4].isdigit() and value[4:5] == "-":
        texts += [f"{value}T10:00:00", value[:4] + "/" + value[5:], "20260101", "1066-01-01"]
    if value.startswith("<div"):
        texts += ["<div>x</div>", value.replace("<div", "<div onclick='x'", 1), value.removesuffix("</div>"), "x"]
    return list(dict.fromkeys(text for text in texts if text != value))


def _of_member(resource: Json, value: Any, at: At) -> Iterator[Fault]:
    name = str(at[-1])
    yield Fault("double", at)
    if type(value) is not list:
        yield Fault("duplicate", at)
    yield Fault("rename", at, name + "x")
    yield Fault("rename", at, name[0].upper() + name[1:])
    yield Fault("rename", at, f"_{name}")
    for choice in _CHOICES:
        if name.startswith(choice) and name[len(choice) : len(choice) + 1].isupper():
            yield from (Fault("rename", at, choice + kind) for kind in _OTHER_TYPES if choice + kind != name)
            yield Fault("rename", at, choice)
    above = at[:-1]
    if above:
        outer = above[:-1] if isinstance(above[-1], str) else above[:-2]
        if name not in found(resource, outer):
            yield Fault("move", at, list(outer))
    for sibling, node in found(resource, above).items():
        if type(node) is dict and sibling != name and name not in node:
            yield Fault("move", at, [*above, sibling])


def _of_object(value: Json, at: At) -> Iterator[Fault]:
    yield Fault("add", at, ["unheardOf", "x"])
    for name, item in _EXTENSIONS:
        yield Fault("add", at, [name, item])
    if "text" not in value:
        yield Fault("add", at, ["text", "x"])


def found(resource: Any, at: At) -> Any:
    """What stands at a place."""
    for step in at:
        resource = resource[step]
    return resource


def planted(resource: Json, fault: Fault) -> bytes:
    """The resource with this fault in it, as JSON; `resource` stays as it is."""
    whole = deepcopy(resource)
    if fault.act == "add":
        name, value = fault.to
        node = found(whole, fault.at)
        node[name] = [*node.get(name, []), value] if name.endswith("xtension") else value
        return json.encode(whole)
    above: Any = found(whole, fault.at[:-1])
    key: Any = fault.at[-1]
    match fault.act:
        case "drop":
            _drop(whole, fault.at)
        case "null":
            above[key] = None
        case "empty":
            above[key] = type(above[key])()
        case "duplicate" if type(above) is list:
            above.insert(key, deepcopy(above[key]))
        case "duplicate":
            above[key] = [above[key], deepcopy(above[key])]
        case "double":
            above[_TWICE] = above[key]
            return json.encode(whole).replace(json.encode(_TWICE), json.encode(key))
        case "rename":
            _renamed(above, str(key), fault.to)
        case "move":
            found(whole, tuple(fault.to))[key] = above.pop(key)
        case _:
            above[key] = fault.to
    return json.encode(whole)


def _drop(whole: Json, at: At) -> None:
    above = found(whole, at[:-1])
    if type(above) is list and len(above) == 1:
        del found(whole, at[:-2])[at[-2]]
    else:
        del above[at[-1]]


def _renamed(node: Json, name: str, to: str) -> None:
    members = [(to if key == name else key, value) for key, value in node.items()]
    node.clear()
    node.update(members)
