"""What stands under one element's name: how often, of which types, and each by itself."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from peerfhir.validation.elements import Slot
from peerfhir.validation.profile.reach import held
from peerfhir.validation.profile.slices import Placed, Slices
from peerfhir.validation.profile.tree import Said
from peerfhir.validation.profile.values import Item
from peerfhir.validation.visit import Json, Place, Visit, Walk

Barred = tuple[Said[str], frozenset[str]]  # what to say of the types that are left out, and these


class Bounds(NamedTuple):
    """How often an element may occur, as far as base R4 does not say so."""

    label: str
    minimum: Said[int] | None
    maximum: Said[int | None] | None

    def check(self, count: int, place: Place, visit: Visit) -> None:
        """Compare with the count of what is there."""
        least, most = self.minimum, self.maximum
        if least and count < least.value:
            found = "it is missing" if not count else f"found {count}"
            text = f"{self.label}: at least {least.value} needed, {found}"
            visit.add(place, "required", text, rule=least.rule, profile=least.profile)
        if most and most.value is not None and count > most.value:
            text = f"{self.label}: at most {most.value} allowed, found {count}"
            if not most.value:
                text = f"{self.label} must not be given"
            visit.add(place, "structure", text, rule=most.rule, profile=most.profile)


def plain(slots: Sequence[Slot], bounds: Bounds, items: Mapping[str, Item], barred: Barred | None) -> Walk | None:
    """The check of an element that is not sliced; None where there is nothing to check."""
    counts = bounds.minimum is not None or bounds.maximum is not None
    if not counts and not items and not barred:
        return None
    if len(slots) > 1:
        return _choice(slots, bounds, items, barred)
    slot = slots[0]
    item = items.get(slot.type)
    if slot.primitive:
        return _gathered(slot, bounds, item) if slot.element.many else _primitive(slot, bounds, item)
    return _objects(slot, bounds, item) if slot.element.many else _object(slot, bounds, item)


def _object(slot: Slot, bounds: Bounds, item: Item | None) -> Walk:
    key, step = slot.key, slot.step

    def walk(node: Json, place: Place, visit: Visit) -> None:
        value = node.get(key)
        if value is None:
            if bounds.minimum:
                bounds.check(0, place, visit)
            return
        if bounds.maximum:
            bounds.check(1, place, visit)
        if item:
            item(value, None, (place, step, -1), visit)

    return walk


def _primitive(slot: Slot, bounds: Bounds, item: Item | None) -> Walk:
    key, step, under = slot.key, slot.step, f"_{slot.key}"

    def walk(node: Json, place: Place, visit: Visit) -> None:
        value, beside = node.get(key), node.get(under)
        if value is None and beside is None:
            if bounds.minimum:
                bounds.check(0, place, visit)
            return
        if bounds.maximum:
            bounds.check(1, place, visit)
        if item:
            item(value, beside, (place, step, -1), visit)

    return walk


def _objects(slot: Slot, bounds: Bounds, item: Item | None) -> Walk:
    key, step = slot.key, slot.step
    counts = bounds.minimum is not None or bounds.maximum is not None

    def walk(node: Json, place: Place, visit: Visit) -> None:
        value = node.get(key)
        if type(value) is not list:
            value = ()
        if counts:
            bounds.check(len(value), place, visit)
        if item:
            for index, each in enumerate(value):
                item(each, None, (place, step, index), visit)

    return walk


def _gathered(slot: Slot, bounds: Bounds, item: Item | None) -> Walk:
    step = slot.step

    def walk(node: Json, place: Place, visit: Visit) -> None:
        found = held(node, slot)
        bounds.check(len(found), place, visit)
        if item:
            for index, each in enumerate(found):
                item(each.value, each.beside, (place, step, index), visit)

    return walk


def _choice(slots: Sequence[Slot], bounds: Bounds, items: Mapping[str, Item], barred: Barred | None) -> Walk:
    known = _keys(slots).get
    counts = bounds.minimum is not None or bounds.maximum is not None

    def walk(node: Json, place: Place, visit: Visit) -> None:
        count = 0
        for name in node:
            slot = known(name)
            if slot is None or (name[0] == "_" and slot.key in node):
                continue
            count += 1
            item = items.get(slot.type)
            if barred and slot.type in barred[1]:
                _bar(barred, slot, (place, slot.step, -1), visit)
            elif item:
                item(node.get(slot.key), node.get(f"_{slot.key}"), (place, slot.step, -1), visit)
        if counts:
            bounds.check(count, place, visit)

    return walk


def _keys(slots: Sequence[Slot]) -> dict[str, Slot]:
    """The slots by their JSON name, and by the name beside it."""
    return {key: slot for slot in slots for key in ((slot.key, f"_{slot.key}") if slot.primitive else (slot.key,))}


def _bar(barred: Barred, slot: Slot, place: Place, visit: Visit) -> None:
    said = barred[0]
    visit.add(place, "structure", f"{said.value}, but this is a {slot.type}", rule=said.rule, profile=said.profile)


def sliced(
    slots: Sequence[Slot], bounds: Bounds, items: Mapping[str, Item], barred: Barred | None, slices: Slices
) -> Walk:
    """The check of an element that is sliced: as a whole, and by its slices."""
    keys = _keys(slots)
    if bounds.minimum and bounds.minimum.value <= slices.least:  # where fewer are there, a slice says what is missing
        bounds = bounds._replace(minimum=None)
    counts = bounds.minimum is not None or bounds.maximum is not None

    def gather(node: Json, place: Place) -> list[Placed]:
        there: dict[str, Any] = {keys[key].key: keys[key] for key in node if key in keys}
        found = []
        for slot in there.values():
            many = slot.element.many
            for index, each in enumerate(held(node, slot)):
                found.append(Placed(each, (place, slot.step, index if many else -1)))
        return found

    def walk(node: Json, place: Place, visit: Visit) -> None:
        found = gather(node, place)
        if counts:
            bounds.check(len(found), place, visit)
        for each in found:
            if barred and each.found.kind in barred[1]:
                _bar(barred, keys[next(k for k, s in keys.items() if s.type == each.found.kind)], each.place, visit)
            item = items.get(each.found.kind)
            if item:
                item(each.found.value, each.found.beside, each.place, visit)
        slices.check(found, place, visit)

    return walk
