"""What stands under one JSON name: a value or an array of them, and the `_name` beside it.

A primitive may carry an id and extensions under its name led by `_`; in arrays the two are aligned by nulls
(http://hl7.org/fhir/R4/json.html#primitive).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from peerfhir.fhir.definitions import Element, Structure
from peerfhir.validation import coded, ids, narrative, references, resources, rules, uris
from peerfhir.validation.primitives import PRIMITIVES, Primitive
from peerfhir.validation.visit import Compiles, Json, Place, Visit, Walk, json_kind

Check = Callable[[Any, Json, Place, Visit], None]  # the value, the object it stands in, that object's place
After = uris.After  # the same for one valid primitive, at its own place


class Slot(NamedTuple):
    """One JSON name of a structure: `valueCode` is the element `value` as `code`, in FHIRPath `value.ofType(code)`."""

    key: str
    name: str
    step: str
    type: str
    owner: str  # path of the structure
    element: Element

    @property
    def primitive(self) -> bool:
        """Whether a `_name` may stand beside it."""
        return self.type in PRIMITIVES


def slots(path: str, whole: Structure) -> dict[str, Slot]:
    """The JSON names of a structure; a choice has one for each of its types."""
    found = {}
    for name, element in whole.elements.items():
        for kind in element.types:
            key = name + kind[0].upper() + kind[1:] if element.choice else name
            step = f"{name}.ofType({kind})" if element.choice else name
            found[key] = Slot(key, name, step, kind, path, element)
    return found


def check(library: Compiles, slot: Slot) -> Check:
    """The check of what stands under a slot's name."""
    if slot.primitive:
        return (_values if slot.element.many else _value)(slot, _test(library, slot), _after(library, slot))
    return (_objects if slot.element.many else _object)(slot, _walk(library, slot))


class _Test(NamedTuple):
    """A primitive's test, narrowed to the codes of a required binding where there is one."""

    ok: Callable[[Any], bool]
    primitive: Primitive
    codes: frozenset[str] | None = None

    def complain(self, value: Any, slot: Slot, place: Place, visit: Visit) -> None:
        """Say why `value` is not ok."""
        if self.codes is not None and self.primitive.ok(value):
            visit.add(place, "code-invalid", coded.not_among(value, self.codes))
        else:
            visit.add(place, *self.primitive.wrong(slot.type, value))


def _test(library: Compiles, slot: Slot) -> _Test:
    primitive = PRIMITIVES[slot.type]
    if slot.element.codes is None:
        return _Test(primitive.ok, primitive)
    codes = frozenset().union(*library.tables.codes(slot.element.codes).values())
    return _Test(lambda v: type(v) is str and v in codes, primitive, codes)


_QUANTITIES = ("Quantity", "Age", "Count", "Distance", "Duration")
_AFTER: dict[str, After] = {
    "Reference.reference": references.literal,
    "Narrative.div": narrative.div,
    "Extension.url": uris.extension,
    "Coding.system": uris.coding,
    "Identifier.system": uris.absolute,
    "ValueSet.compose.include.system": uris.absolute,
    **dict.fromkeys([f"{quantity}.system" for quantity in _QUANTITIES], uris.absolute),
}


def _after(library: Compiles, slot: Slot) -> After | None:
    own = _own_after(library, slot)
    return own if library.example_urls or slot.type not in uris.ADDRESSES else uris.no_example(own)


def _own_after(library: Compiles, slot: Slot) -> After | None:
    if slot.element.most:
        return coded.only(library.terms, slot.element.most)
    if slot.type == "uri" and slot.name == "url" and slot.owner in library.tables.resources:
        return uris.defined
    if slot.type == "string" and slot.name == "id":
        return ids.unique
    return uris.canonical if slot.type == "canonical" else _AFTER.get(f"{slot.owner}.{slot.name}")


def _value(slot: Slot, test: _Test, after: After | None) -> Check:
    ok, step = test.ok, slot.step

    def value(value: Any, node: Json, place: Place, visit: Visit) -> None:
        if not ok(value):
            test.complain(value, slot, (place, step, -1), visit)
        elif after:
            after(value, node, (place, step, -1), visit)

    return value


def _values(slot: Slot, test: _Test, after: After | None) -> Check:
    ok, step, beside = test.ok, slot.step, f"_{slot.key}"

    def values(value: Any, node: Json, place: Place, visit: Visit) -> None:
        if not _is_array(value, slot, (place, step, -1), visit):
            return
        for index, item in enumerate(value):
            if ok(item):
                if after:
                    after(item, node, (place, step, index), visit)
            elif item is not None or _at(node.get(beside), index) is None:
                test.complain(item, slot, (place, step, index), visit)

    return values


def _object(slot: Slot, walk: Walk) -> Check:
    step = slot.step

    def value(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of a Check
        walk(value, (place, step, -1), visit)

    return value


def _objects(slot: Slot, walk: Walk) -> Check:
    step = slot.step

    def values(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of a Check
        if type(value) is not list or not value:
            _is_array(value, slot, (place, step, -1), visit)
            return
        for index, item in enumerate(value):
            walk(item, (place, step, index), visit)

    return values


def _is_array(value: Any, slot: Slot, place: Place, visit: Visit) -> bool:
    if type(value) is not list:
        visit.add(place, "structure", f"{slot.name} repeats: it is written as an array, but here is {json_kind(value)}")
        return False
    if not value:
        visit.add(place, "structure", "An array must not be empty")
    return bool(value)


def _at(value: Any, index: int) -> Any:
    return value[index] if type(value) is list and index < len(value) else None


def _walk(library: Compiles, slot: Slot) -> Walk:
    """The check of one object under the slot: its type's, and what the element adds to it."""
    if slot.type == "Resource":
        return resources.enclosed(library, contained=slot.name == "contained")
    walk = library.walk(slot.type)
    added: list[Walk] = []
    if slot.type == "Reference" and slot.element.targets:
        added.append(references.target(frozenset(slot.element.targets)))
    if slot.type == "CodeableConcept" and slot.element.codes:
        added.append(coded.concept(library.tables.codes(slot.element.codes)))
    added += coded.bound(slot.type, slot.element, library.terms)
    if slot.name in ("extension", "modifierExtension"):
        added.append(library.extension(modifier=slot.name != "extension"))
    added += rules.of(slot.element, f"{slot.owner}.{slot.name}", slot.type)
    if not added:
        return walk

    def walk_more(value: Any, place: Place, visit: Visit) -> None:
        walk(value, place, visit)
        if type(value) is dict:
            for more in added:
                more(value, place, visit)

    return walk_more


def extended(library: Compiles, slot: Slot) -> Check:
    """The check of the `_name` beside a primitive: an Element, or an array of Elements and nulls."""
    walk, step, name = library.walk("Element", lone=False), slot.step, slot.key
    coded_ = slot.element.codes is not None

    def one(value: Any, node: Json, place: Place, visit: Visit) -> None:
        walk(value, (place, step, -1), visit)
        _extends(value, node.get(name), (place, step, -1), visit)
        if coded_ and node.get(name) is None:
            _codeless(value, (place, step, -1), visit)

    def many(value: Any, node: Json, place: Place, visit: Visit) -> None:
        if not _is_array(value, slot, (place, step, -1), visit):
            return
        beside = node.get(name)
        if type(beside) is list and len(beside) != len(value):
            visit.add((place, step, -1), "structure", f"{name} and _{name} must be arrays of the same length")
        for index, item in enumerate(value):
            if item is not None:
                walk(item, (place, step, index), visit)
                _extends(item, _at(beside, index), (place, step, index), visit)
                if coded_ and _at(beside, index) is None:
                    _codeless(item, (place, step, index), visit)
            elif _at(beside, index) is None:
                visit.add((place, step, index), "structure", f"null stands in _{name} without a value in {name}")

    return many if slot.element.many else one


def _codeless(element: Any, place: Place, visit: Visit) -> None:
    """A code with a required binding is one of its value set, whatever an extension says of why it is not known.

    http://hl7.org/fhir/R4/terminologies.html#required; HL7's validator says so too.
    """
    if type(element) is dict and "extension" in element:
        visit.add(place, "code-invalid", "A code of its value set is required here; an extension does not stand for it")


def _extends(element: Any, value: Any, place: Place, visit: Visit) -> None:
    if type(element) is dict and (not element or (value is None and "extension" not in element)):
        said = "An element without a value must have an extension" if element else "An object must not be empty"
        visit.add(place, "invariant", said, rule="ele-1")
