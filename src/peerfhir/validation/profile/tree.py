"""A profile's whole chain of differentials as one sparse tree: only what is said beyond base R4 has a node.

A profile narrows its base (http://hl7.org/fhir/R4/profiling.html), so of two statements about one thing the later
holds, and a node remembers which profile made it and which rule stands behind it. A slice is a node beside the element
it slices: what the element says holds for its slices too, so nothing is copied.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from peerfhir.fhir.definitions import definitions
from peerfhir.fhir.structures import Binding, Constraint, ElementRule, Kind, Slicing, StructureDefinition
from peerfhir.validation.profile import shapes

CORE = "http://hl7.org/fhir/StructureDefinition/"
T = TypeVar("T")


class Said(NamedTuple, Generic[T]):
    """A statement, the canonical of the profile that made it, and the id of the rule behind it."""

    value: T
    profile: str
    rule: str | None = None


@dataclass(slots=True)
class Node:
    """What a profile says of one element, or of one slice of it.

    `label` is its id (`Observation.component:systolic.code`), `homes` are the structures that its value may be
    (`Encounter.participant`, `Period`), None in `maximum` is no limit.
    """

    label: str
    name: str
    homes: tuple[str, ...]
    slice: str | None = None
    minimum: Said[int] | None = None
    maximum: Said[int | None] | None = None
    kinds: Said[tuple[Kind, ...]] | None = None
    fixed: Said[Any] | None = None
    pattern: Said[Any] | None = None
    least: Said[tuple[Any, str]] | None = None
    most: Said[tuple[Any, str]] | None = None
    longest: Said[int] | None = None
    binding: Said[Binding] | None = None
    slicing: Said[Slicing] | None = None
    modifier: bool | None = None
    constraints: dict[str, Said[Constraint]] = field(default_factory=dict)
    slices: dict[str, "Node"] = field(default_factory=dict)
    children: dict[str, "Node"] = field(default_factory=dict)

    def child(self, name: str, homes: tuple[str, ...]) -> "Node":
        """The node of an element of this one, made when it is first spoken of."""
        found = self.children.get(name)
        if found is None:
            found = self.children[name] = Node(f"{self.label}.{name}", name, homes)
        return found

    def sliced(self, name: str) -> "Node":
        """The node of a slice, made when it is first spoken of; `a/b` is the slice b of the slice a."""
        outer, slash, inner = name.partition("/")
        if slash and outer in self.slices:
            return self.slices[outer].sliced(inner)
        found = self.slices.get(name)
        if found is None:
            mark = "/" if self.slice else ":"
            found = self.slices[name] = Node(f"{self.label}{mark}{name}", self.name, self.homes, name)
        return found

    def every(self) -> Iterator["Node"]:
        """The node and all below it."""
        yield self
        for below in (self.slices, self.children):
            for each in below.values():
                yield from each.every()


@dataclass(frozen=True, slots=True)
class Tree:
    """A profile: its definition, what its chain says, the canonicals of that chain, and a base that is not known.

    The base may be `missing` because it stands in the chain already: a profile cannot derive from itself. `notes`
    say which versions stand in for those that the chain pins; `parts` are the urls that a complex extension has
    inside it.
    """

    definition: StructureDefinition
    root: Node
    chain: frozenset[str]
    missing: str | None = None
    notes: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()


class Shelves(Protocol):
    """What is needed of the `Shelf`."""

    def structure(self, canonical: str) -> StructureDefinition | None:
        """The definition of a canonical; see `Shelf.structure`."""

    def note(self, canonical: str) -> str | None:
        """Which version stands in for the one that a canonical pins; see `Shelf.note`."""


def merged(definition: StructureDefinition, shelf: Shelves) -> Tree:
    """The tree of a profile, from its furthest known base to itself."""
    chain, missing = _chain(definition, shelf)
    root = Node(definition.type, definition.type, shapes.homes(definition.type))
    for each in reversed(chain):
        grow(root, each)
    notes = tuple(note for each in chain if each.base and "|" in each.base and (note := shelf.note(each.base)))
    return Tree(definition, root, frozenset(each.url for each in chain), missing, notes, _parts(root))


def _parts(extension: Node) -> frozenset[str]:
    inside = extension.children.get("extension") if extension.name == "Extension" else None
    urls = [part.children.get("url") for part in inside.slices.values()] if inside else []
    return frozenset(url.fixed.value for url in urls if url and url.fixed and type(url.fixed.value) is str)


def _chain(definition: StructureDefinition, shelf: Shelves) -> tuple[list[StructureDefinition], str | None]:
    chain, seen, types = [definition], {definition.url}, definitions().types
    base = definition.base
    while base and base.partition("|")[0].removeprefix(CORE) not in types:
        found = shelf.structure(base)
        if found is None or found.url in seen:
            return chain, base.partition("|")[0] if found else base
        chain.append(found)
        seen.add(found.url)
        base = found.base
    return chain, None


def grow(root: Node, definition: StructureDefinition) -> None:
    """Add what one differential says."""
    walker = _Walker(root, ids=all(":" in rule.id for rule in definition.elements if rule.slice))
    for rule in definition.elements:
        node = walker.node(rule)
        if node is not None:
            _say(node, rule, definition.url)


class _Walker:
    """Finds the node that an element of a differential is about: by its id, else by path, slice name and order."""

    def __init__(self, root: Node, *, ids: bool) -> None:
        self._root = root
        self._ids = ids
        self._last: dict[str, str] = {}  # path -> the id that it last stood for

    def node(self, rule: ElementRule) -> Node | None:
        """The node, or None where R4 has no such element."""
        found = self._root
        for step in (rule.id if self._ids else self._id(rule)).split(".")[1:]:
            name, _, slice_ = step.partition(":")
            at = self._down(found, name)
            if at is None:
                return None
            found = self._slice(found, at, slice_) if slice_ else at
        return found

    def _id(self, rule: ElementRule) -> str:
        parent, _, name = rule.path.rpartition(".")
        whole = f"{self._standing(parent)}.{name}" if parent else name
        if rule.slice:
            whole += f":{rule.slice}"
        for path in [path for path in self._last if path.startswith(f"{rule.path}.")]:
            del self._last[path]
        self._last[rule.path] = whole
        return whole

    def _standing(self, path: str) -> str:
        """The id that a path stands for now."""
        parent, _, name = path.rpartition(".")
        return self._last.get(path) or (f"{self._standing(parent)}.{name}" if parent else path)

    @staticmethod
    def _slice(parent: Node, node: Node, name: str) -> Node:
        found = node.sliced(name)
        for home in parent.homes:  # a slice of a choice may tell its type by its name alone
            slot = shapes.slots(home).get(name)
            if slot and slot.name == node.name:
                found.homes = shapes.homes(slot.type)
        return found

    @staticmethod
    def _down(node: Node, name: str) -> Node | None:
        homes = shapes.narrowed(node.homes, codes(node))
        found = shapes.below(homes, name.removesuffix("[x]"))
        if found:
            return node.child(name.removesuffix("[x]"), found)
        for home in homes:  # `valueQuantity` is short for the slice of that name of value[x]
            slot = shapes.slots(home).get(name)
            if slot and slot.element.choice:
                short = node.child(slot.name, shapes.below(homes, slot.name)).sliced(name)
                short.homes = shapes.homes(slot.type)
                return short
        return None


def codes(node: Node) -> tuple[str, ...]:
    """The types that a profile names for an element, none where it names none."""
    return tuple(kind.code for kind in node.kinds.value) if node.kinds else ()


def _say(node: Node, rule: ElementRule, profile: str) -> None:
    def said(value: T) -> Said[T]:
        return Said(value, profile, rule.rule)

    if rule.min is not None and (node.minimum is None or rule.min > node.minimum.value):
        node.minimum = said(rule.min)
    if rule.max is not None and (rule.max != "*" or node.maximum is None):
        node.maximum = said(None if rule.max == "*" else int(rule.max))
    if rule.types:
        node.kinds = said(rule.types)
    if rule.binding is not None:
        node.binding = said(rule.binding)
    if rule.slicing is not None:
        node.slicing = said(_sharpened(node, rule.slicing))
    if rule.modifier is not None:
        node.modifier = rule.modifier
    for constraint in rule.constraints:
        node.constraints[constraint.key] = Said(constraint, constraint.source or profile, rule.rule)
    _say_values(node, rule, profile)


def _say_values(node: Node, rule: ElementRule, profile: str) -> None:
    if rule.fixed is not None:
        node.fixed = Said(rule.fixed, profile, rule.rule)
    if rule.pattern is not None:
        node.pattern = Said(rule.pattern, profile, rule.rule)
    if rule.min_value is not None:
        node.least = Said((rule.min_value, rule.min_value_type or ""), profile, rule.rule)
    if rule.max_value is not None:
        node.most = Said((rule.max_value, rule.max_value_type or ""), profile, rule.rule)
    if rule.max_length is not None:
        node.longest = Said(rule.max_length, profile, rule.rule)


def _sharpened(node: Node, slicing: Slicing) -> Slicing:
    """A later slicing may leave out how slices are told apart; it was said before."""
    before = node.slicing.value if node.slicing else None
    if before is None or slicing.discriminators:
        return slicing
    return Slicing(before.discriminators, slicing.rules, slicing.ordered or before.ordered)
