"""Whole resources: the root, those contained in another, and those in a Bundle or Parameters.

A contained resource has no life of its own (http://hl7.org/fhir/R4/references.html#contained): rules dom-2 to dom-5.
"""

from typing import Any

from peerfhir.fhir.definitions import definitions
from peerfhir.validation.visit import Compiles, Json, Place, Visit, Walk, json_kind, shown


def root(resource: Any, library: Compiles, visit: Visit) -> None:
    """Check the resource that a request is about."""
    named = resource.get("resourceType")
    name = named if type(named) is str and named in definitions().resources else "Resource"
    _check(resource, library, (None, name, -1), visit)


def enclosed(library: Compiles, *, contained: bool) -> Walk:
    """The check of a resource inside another one: contained, or standing on its own in a Bundle or Parameters."""

    def walk(node: Any, place: Place, visit: Visit) -> None:
        outer, root, bundle = visit.resource, visit.root, visit.bundle
        if type(node) is dict:
            visit.resource = node
            visit.root = root if contained else node
        _check(node, library, place, visit)
        visit.resource, visit.root, visit.bundle = outer, root, bundle

    return walk


def _check(node: Any, library: Compiles, place: Place, visit: Visit) -> None:
    if type(node) is not dict:
        visit.add(place, "structure", f"A resource is written as an object, but here is {json_kind(node)}")
        return
    name = node.get("resourceType")
    if name is None:
        visit.add(place, "structure", "A resource must say its resourceType")
    elif type(name) is not str or name not in definitions().resources:
        found = f" {shown(name)}" if type(name) is str else ""
        visit.add(place, "structure", f"R4 has no resource type{found}")
    else:
        if name == "Bundle":
            visit.enter(node)
        library.walk(name)(node, place, visit)
        library.claims(node, name, place, visit)


def containing(node: Json, place: Place, visit: Visit) -> None:
    """dom-2 to dom-5 on a resource that contains others, and that their ids differ."""
    inside = node.get("contained")
    if type(inside) is not list:
        return
    pointed = _pointed_to(node)
    seen: set[str] = set()
    for index, each in enumerate(inside):
        if type(each) is not dict:
            continue
        at = (place, "contained", index)
        name = each.get("id")
        if type(name) is str and name in seen:
            visit.add((at, "id", -1), "value", "Another contained resource has this id: a reference could mean either")
        elif type(name) is str:
            seen.add(name)
        meta = each.get("meta")
        if "contained" in each:
            visit.add(at, "invariant", "A contained resource must not contain others", rule="dom-2")
        if type(meta) is dict and ("versionId" in meta or "lastUpdated" in meta):
            visit.add(at, "invariant", "A contained resource has no meta.versionId or meta.lastUpdated", rule="dom-4")
        if type(meta) is dict and "security" in meta:
            visit.add(at, "invariant", "A contained resource has no security labels of its own", rule="dom-5")
        if f"#{name}" not in pointed and "#" not in _pointed_to(each):
            said = "Nothing refers to this contained resource, and it does not refer to its container"
            visit.add(at, "invariant", said, rule="dom-3")


def _pointed_to(node: Any) -> set[str]:
    """Every text below that could be a reference or URI to `#id`."""
    found: set[str] = set()
    below = [node]
    while below:
        each = below.pop()
        for value in each.values() if type(each) is dict else each:
            if type(value) is str:
                if value[:1] == "#":
                    found.add(value)
            elif type(value) is dict or type(value) is list:
                below.append(value)
    return found
