"""A profile's tree compiled into closures that touch only what it speaks of.

What base R4 says is not repeated: the base walk has checked it, and has found whatever has the wrong shape; a closure
here passes over that.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from peerfhir.fhir.definitions import definitions
from peerfhir.fhir.structures import Discriminator, Slicing
from peerfhir.validation.elements import Slot
from peerfhir.validation.fhirpath.asking import Library as Asked
from peerfhir.validation.profile import bindings, conformity, counted, invariants, shapes, values
from peerfhir.validation.profile.discriminators import Knows, Test, test
from peerfhir.validation.profile.reach import Found
from peerfhir.validation.profile.slices import Slice, Slices
from peerfhir.validation.profile.targets import Pointing
from peerfhir.validation.profile.tree import Node, Said, codes
from peerfhir.validation.profile.values import Item
from peerfhir.validation.profile.views import root_of, url_of
from peerfhir.validation.visit import Json, Place, Visit, Walk

_BY_URL = (Discriminator("value", "url"),)
_BY_TYPE = (Discriminator("type", "$this"),)
_NOTHING: Json = {}


class Library(Knows, conformity.Profiles, Asked, Protocol):
    """What the compiler needs of the `Library`."""


class Spot(NamedTuple):
    """A node, and its kin: what else is said of the same element, by the profile of a type or of the unsliced one.

    Kin are checked by themselves; here they tell how slices are told apart.
    """

    node: Node
    kin: tuple[Node, ...] = ()

    def child(self, node: Node) -> "Spot":
        """The spot of an element below."""
        return Spot(node, tuple(k.children[node.name] for k in self.kin if node.name in k.children))

    def part(self, node: Node) -> "Spot":
        """The spot of a slice."""
        same = tuple(k.slices[node.slice] for k in self.kin if node.slice in k.slices)
        return Spot(node, (*same, self.node, *self.kin))


class Compiler:
    """Compiles the nodes of one profile; `profile` is its canonical."""

    def __init__(self, library: Library, profile: str) -> None:
        self._library = library
        self._profile = profile

    def item(self, spot: Spot, kind: str, base: Sequence[str] = ()) -> Item | None:
        """The checks of one value of the structure `kind`; `base` are the types that R4 lets a Reference point to."""
        node = spot.node
        if kind in ("Resource", "DomainResource"):
            return self._resource(spot)
        parts = values.checks(node, node.label)
        if node.binding:
            bound = bindings.check(node.binding, kind, node.label, self._library.terms)
            parts += [bound] if bound else []
        if node.kinds:
            parts += self._kinds(node, kind, base)
        parts += invariants.checks(node, kind, self._library)
        inner = self._children(spot, kind)
        if inner:
            parts.append(_beneath(inner) if definitions().structure(kind).kind != "primitive" else _beside(inner))
        return _all(parts)

    def _children(self, spot: Spot, home: str) -> list[Walk]:
        """The checks of the elements of an object of the structure `home`."""
        roots = [root for n in (spot.node, *spot.kin) for root in self._roots(n, home)]
        whole = Spot(spot.node, (*spot.kin, *roots))
        found = [self._element(whole.child(child), home) for child in spot.node.children.values()]
        return [walk for walk in found if walk]

    def _roots(self, node: Node, kind: str) -> list[Node]:
        """The nodes of the profiles that a node names for a type."""
        kinds = [k for k in node.kinds.value if k.code == kind] if node.kinds else []
        found = [root_of(k, profile, self._library) for k in kinds for profile in k.profiles]
        return [root for root in found if root]

    def _element(self, spot: Spot, home: str) -> Walk | None:
        """The check of what stands under an element's name in an object of the structure `home`."""
        node = spot.node
        slots = shapes.named(home, node.name)
        if not slots:
            return None
        element = slots[0].element
        bounds = counted.Bounds(
            node.label,
            node.minimum if node.minimum and node.minimum.value > element.min else None,
            node.maximum if node.maximum and _narrows(node.maximum.value, many=element.many) else None,
        )
        items = self._items(spot, slots)
        barred = self._barred(node, slots)
        slicing = self._slicing(spot, slots) if node.slices else None
        if slicing:
            return counted.sliced(slots, bounds, items, barred, slicing)
        return counted.plain(slots, bounds, items, barred)

    def _items(self, spot: Spot, slots: Sequence[Slot]) -> dict[str, Item]:
        allowed = set(shapes.narrowed(tuple(s.type for s in slots), codes(spot.node)))
        kept = [slot for slot in slots if slot.type in allowed or len(slots) == 1]
        made = {slot.type: self.item(spot, slot.type, slot.element.targets) for slot in kept}
        return {kind: item for kind, item in made.items() if item}

    @staticmethod
    def _barred(node: Node, slots: Sequence[Slot]) -> tuple[Said[str], frozenset[str]] | None:
        """The types of a choice that the profile leaves out, and what to say."""
        if not node.kinds or not slots[0].element.choice:
            return None
        allowed = set(codes(node))
        out = frozenset(slot.type for slot in slots if slot.type not in allowed)
        if not out:
            return None
        said = f"{node.label} must be a {' or '.join(sorted(allowed))}"
        return Said(said, node.kinds.profile, node.kinds.rule), out

    def _kinds(self, node: Node, kind: str, base: Sequence[str]) -> list[Item]:
        said = node.kinds
        if said is None:
            return []
        found: list[Item] = []
        if kind == "Reference":
            pointing = Pointing(said, base, node.label, self._library)
            found += [pointing] if pointing.asks else []
        nested = definitions().structure(kind).kind == "nested"
        named = [k for k in said.value if k.profiles and (k.code == kind or nested)]
        if named and not (kind == "Extension" and self._known_by_url(node)):
            met = conformity.typed(named, said.profile, said.rule, node.label, self._library)
            found.append(_meeting(met, kind))
        return found

    def _known_by_url(self, node: Node) -> bool:
        """Whether the base walk checks the extensions of a slice by the very definition that its type names."""
        profiles = [profile for kind in node.kinds.value for profile in kind.profiles] if node.kinds else []
        tree = self._library.tree(profiles[0]) if node.slice and len(profiles) == 1 else None
        return tree is not None and tree.definition.url == url_of(node, self._library)

    def _resource(self, spot: Spot) -> Item | None:
        """The checks of a resource inside another: contained, or in a Bundle or Parameters."""
        node = spot.node
        allowed = [c for c in codes(node) if c not in ("Resource", "DomainResource")]
        contained = node.name == "contained"
        if not allowed and not node.children and not node.constraints and not node.kinds:
            return None
        made: dict[str, tuple[Item | None, Item | None]] = {}
        said = node.kinds

        def check(value: Any, beside: Any, place: Place, visit: Visit) -> None:
            name = value.get("resourceType") if type(value) is dict else None
            if type(name) is not str or name not in definitions().resources:
                return
            if said and allowed and name not in allowed:
                text = f"{node.label} must be a {' or '.join(allowed)}, but this is a {name}"
                visit.add(place, "structure", text, rule=said.rule, profile=said.profile)
                return
            if name not in made:
                made[name] = self._resource_of(spot, name)
            outer, inner = made[name]
            if outer:
                outer(value, beside, place, visit)
            if inner:
                with visit.within(value, visit.root if contained else value):
                    inner(value, beside, place, visit)

        return check

    def _resource_of(self, spot: Spot, name: str) -> tuple[Item | None, Item | None]:
        """What is said of a resource as an element of the one around it, and what is said inside it."""
        node = spot.node
        parts: list[Item] = []
        kinds = [k for k in node.kinds.value if k.profiles and k.code in shapes.ancestry(name)] if node.kinds else []
        if kinds and node.kinds:
            met = conformity.typed(kinds, node.kinds.profile, node.kinds.rule, node.label, self._library)
            parts.append(_meeting(met, name))
        inner = self._children(spot, name)
        return _all(invariants.checks(node, name, self._library)), _all([*parts, _beneath(inner)] if inner else parts)

    def _slicing(self, spot: Spot, slots: Sequence[Slot]) -> Slices:
        node = spot.node
        stated = [n.slicing for n in (node, *spot.kin) if n.slicing]
        told = next((said.value.discriminators for said in stated if said.value.discriminators), ())
        if not told:
            told = _BY_URL if slots[0].type == "Extension" else _BY_TYPE if slots[0].element.choice else ()
        said = node.slicing or Said(Slicing(), self._profile)
        slices = [self._slice(spot.part(each), told, slots) for each in node.slices.values()]
        return Slices(said, slices, node.label)

    def _slice(self, spot: Spot, told: Sequence[Discriminator], slots: Sequence[Slot]) -> Slice:
        node = spot.node
        items = self._items(spot, slots)
        homes = tuple(slot.type for slot in slots)
        made = [test(by, (node, *spot.kin), homes, self._library) for by in told]
        tests = [t for t in made if t] or [_by_content(items, node.label)]
        inner = self._slicing(spot, slots) if node.slices else None
        return Slice(node.slice or "", node.label, tests, items, node.minimum, node.maximum, inner)


def _narrows(maximum: int | None, *, many: bool) -> bool:
    return maximum is not None and (many or maximum == 0)


def _by_content(items: dict[str, Item], label: str) -> Test:
    """Where nothing tells a slice, what meets it belongs to it."""

    def holds(found: Found, place: Place, visit: Visit) -> bool:
        item = items.get(found.kind)
        if item is None:
            return True
        lacking = visit.tried(lambda value, at, on: item(value, found.beside, at, on), found.value, place)
        return not conformity.refuses(lacking)

    return Test("$this", f"meet {label}", holds, lambda found, _: [found])


def _all(parts: Sequence[Item]) -> Item | None:
    if len(parts) < 2:  # noqa: PLR2004 - one needs no loop
        return parts[0] if parts else None
    every = tuple(parts)

    def item(value: Any, beside: Any, place: Place, visit: Visit) -> None:
        for part in every:
            part(value, beside, place, visit)

    return item


def _beneath(inner: Sequence[Walk]) -> Item:
    every = tuple(inner)

    def item(value: Any, beside: Any, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an Item
        if type(value) is dict:
            for walk in every:
                walk(value, place, visit)

    return item


def _beside(inner: Sequence[Walk]) -> Item:
    """The same for a primitive: its extensions stand in the object beside it."""
    every = tuple(inner)

    def item(value: Any, beside: Any, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an Item
        for walk in every:
            walk(beside if type(beside) is dict else _NOTHING, place, visit)

    return item


def _meeting(met: conformity.Meets, kind: str) -> Item:
    def item(value: Any, beside: Any, place: Place, visit: Visit) -> None:
        met(Found(value, beside, kind), place, visit)

    return item
