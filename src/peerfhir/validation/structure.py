"""One object of one type: its elements by name, what it must hold, its rules.

The table from JSON names to element checks fills itself as names occur; a name that the type does not have is never
kept, so that a body cannot make it grow.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, NamedTuple

from peerfhir.fhir.definitions import Structure
from peerfhir.validation import elements, rules
from peerfhir.validation.elements import Check, Slot
from peerfhir.validation.visit import Compiles, Json, Place, Visit, Walk, json_kind

_NAME = re.compile(r"_?([A-Za-z][A-Za-z0-9]{0,63})")


class Needed(NamedTuple):
    """An element that must be there: its name and the JSON names it may have."""

    name: str
    keys: frozenset[str]


def compiled(library: Compiles, path: str, *, lone: bool) -> Walk:
    """The check of an object of the structure `path`; see `Library.walk` for `lone`."""
    whole = library.tables.structure(path)
    table = _Table(library, path, whole)
    count = _counted(path, whole, table.slots)
    own_rules = rules.of(whole, path)

    def walk(node: Any, place: Place, visit: Visit) -> None:
        if type(node) is not dict:
            visit.add(place, "structure", f"{path} is written as an object, but here is {json_kind(node)}")
            return
        before = len(visit.issues)
        for key, value in node.items():
            table[key](value, node, place, visit)
        if lone and len(node) < 2 and (not node or "id" in node):  # noqa: PLR2004 - none, or one
            _hollow(node, place, visit)
        if count:
            count(node, place, visit)
        for rule in own_rules:
            try:
                rule(node, place, visit)
            except (TypeError, AttributeError, KeyError, ValueError, IndexError, ArithmeticError):
                if len(visit.issues) == before:  # a rule may stumble only over what was already found wrong
                    raise

    return walk


def _counted(path: str, whole: Structure, slots: dict[str, Slot]) -> Walk | None:
    """The check that what must be there is, and that a choice is made once; None when there is nothing to count."""
    needed = [Needed(n, _keys(slots, n)) for n, e in whole.elements.items() if e.min]
    choices = [_keys(slots, n) for n, e in whole.elements.items() if e.choice]

    def count(node: Json, place: Place, visit: Visit) -> None:
        for need in needed:
            if need.keys.isdisjoint(node):
                visit.add(place, "required", f"{path}.{need.name} is missing")
        for keys in choices:
            if len(keys.intersection(node)) > 1:
                _doubled(keys, node, place, visit)

    return count if needed or choices else None


class _Table(dict[str, Check]):
    """JSON name -> check of what stands under it, made on first use."""

    def __init__(self, library: Compiles, path: str, whole: Structure) -> None:
        super().__init__()
        self._library = library
        self._path = path
        self.slots = elements.slots(path, whole)
        if whole.kind == "resource":
            self["resourceType"] = _known  # the walk was chosen by it

    def __missing__(self, key: str) -> Check:
        name = key[1:] if key[:1] == "_" else key
        slot = self.slots.get(name)
        if slot is None or (name != key and not slot.primitive):
            return _unknown(self._path, key, self.slots)
        made = elements.extended(self._library, slot) if name != key else elements.check(self._library, slot)
        self[key] = made
        return made


def _keys(slots: dict[str, Slot], name: str) -> frozenset[str]:
    plain = {k for k, s in slots.items() if s.name == name}
    return frozenset(plain | {f"_{k}" for k in plain if slots[k].primitive})


def _known(value: Any, node: Json, place: Place, visit: Visit) -> None:
    pass


def _unknown(path: str, key: str, known: Iterable[str]) -> Check:
    def check(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of a Check
        fine = _NAME.fullmatch(key)
        if not fine:
            visit.add(place, "structure", f"{path} has no such element")
            return
        near = get_close_matches(fine[1], known, 1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        visit.add((place, fine[1], -1), "structure", f"{path} has no element '{key}'{hint}")

    return check


def _hollow(node: Json, place: Place, visit: Visit) -> None:
    said = "An element must hold more than an id" if node else "An object must not be empty"
    visit.add(place, "invariant", said, rule="ele-1")


def _doubled(keys: frozenset[str], node: Json, place: Place, visit: Visit) -> None:
    found = sorted({k.lstrip("_") for k in keys.intersection(node)})
    if len(found) > 1:
        visit.add(place, "structure", f"Only one of these may be given: {', '.join(found)}")
