"""What a resource is found by: its search parameters as rows for the index tables.

The places of all parameters of a type form one tree of JSON keys, built once; indexing walks the keys that a resource
has, not the parameters that there are. What a value of each data type yields is in `rows`.

A target that only Reference elements without a parameter name (in extensions and contained resources too) stands
under parameter 0, so that every local reference of a resource is in its rows. Dates under parameter 0 are those of
`standing`.
"""

import re
from datetime import UTC, tzinfo
from functools import cache
from typing import Any

from peerfhir.fhir import json
from peerfhir.fhir.searching import Place, Step, compartment, parameters
from peerfhir.store.rows import WHOLE_URIS, Emit, IndexRows, Rows, emitter, reference, split
from peerfhir.store.standing import standing

__all__ = ["IndexRows", "index", "patients"]

UNCOVERED = 0  # the parameter id of references that no parameter covers
_LITERAL = re.compile(r'"reference":"([^"\\]+)"')
_ENVELOPES = frozenset({"Bundle", "Parameters"})  # references inside of these point into them, not into the store


def index(resource: dict[str, Any], zone: tzinfo) -> IndexRows:
    """The index rows of a valid resource; `zone` is where its dates without a zone lie."""
    rows = Rows(zone)
    name = resource["resourceType"]
    _visit(resource, _tree(name), rows)
    rows.dates |= standing(resource, rows.dates)
    if name not in _ENVELOPES:
        targets = rows.targets
        for text in _literals(resource):
            target = split(text)
            if target and target not in targets:
                rows.references[(UNCOVERED, *target)] = None
    return rows.finished()


def patients(resource: dict[str, Any]) -> list[str]:
    """The ids of the Patients in whose compartment a resource is, each once, in document order.

    A Patient is in its own first, then in those it links to. Absolute and contained references do not count.
    """
    rows = Rows(UTC)
    name = resource["resourceType"]
    if name == "Patient" and "id" in resource:
        rows.references[(0, name, resource["id"])] = None
    _visit(resource, _compartment_tree(name), rows)
    return [id_ for _, type_, id_ in rows.references if type_ == "Patient"]


class Node:
    """One key of the tree: what to do with the value there, and where to go on."""

    __slots__ = ("children", "emits", "guards")

    def __init__(self) -> None:
        self.emits: list[tuple[Emit, int]] = []
        self.children: dict[str, Node] = {}
        self.guards: dict[tuple[str, str], Node] = {}

    def below(self, step: Step) -> "Node":
        """The node that a step leads to, made when it is new."""
        child = self.children.setdefault(step.key, Node())
        return child.guards.setdefault(step.guard, Node()) if step.guard else child


def _visit(value: Any, node: Node, rows: Rows) -> None:
    if type(value) is list:
        for item in value:
            _visit(item, node, rows)
        return
    for emit, param in node.emits:
        emit(value, param, rows)
    if type(value) is not dict:
        return
    children = node.children
    if children:
        for key, below in value.items():
            if key in children and below is not None:
                _visit(below, children[key], rows)
    for (key, wanted), child in node.guards.items():
        if value.get(key) == wanted:
            _visit(value, child, rows)


def _plant(tree: Node, place: Place, emit: Emit, param: int) -> None:
    for step in place.steps:
        tree = tree.below(step)
    if (emit, param) not in tree.emits:
        tree.emits.append((emit, param))


@cache
def _tree(resource_type: str) -> Node:
    tree = Node()
    all_ = parameters(resource_type).values()
    for parameter in all_:
        sharing = [other for other in all_ if other.id == parameter.id]
        only = frozenset().union(*(p.only for p in sharing)) if all(p.only for p in sharing) else frozenset()
        kind = "whole uri" if parameter.code in WHOLE_URIS else parameter.type
        for place in parameter.places:
            _plant(tree, place, emitter(kind, place.type, only), parameter.id)
    return tree


@cache
def _compartment_tree(resource_type: str) -> Node:
    tree = Node()
    for place in compartment(resource_type):
        _plant(tree, place, reference(frozenset({"Patient"})), UNCOVERED)
    return tree


def _literals(resource: dict[str, Any]) -> list[str]:
    """Every text under a key `reference`, wherever it stands, but for those with what no local reference has."""
    return _LITERAL.findall(json.encode(resource).decode())
