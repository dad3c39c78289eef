"""The values at the end of a discriminator's path in a resource."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from peerfhir.validation import references
from peerfhir.validation.elements import Slot
from peerfhir.validation.profile import shapes
from peerfhir.validation.profile.views import Step
from peerfhir.validation.visit import Target, Visit


class Found(NamedTuple):
    """A value, the `_name` object beside a primitive, its type, and of what a reference led to, where that stands."""

    value: Any
    beside: Any
    kind: str
    target: Target | None = None


Reach = Callable[[Found, Visit], list[Found]]


def reach(path: Sequence[Step]) -> Reach:
    """The values that a path leads to from one value."""
    strides = [_stride(step) for step in path]

    def go(start: Found, visit: Visit) -> list[Found]:
        at = [_resource(start)]
        for stride in strides:
            at = [found for each in at for found in stride(each, visit)]
        return at

    return go


def _stride(step: Step) -> Reach:
    if step.argument is None:
        return lambda found, _: under(found, step.name)
    if step.name == "extension":
        return lambda found, _: _extensions(found, step.argument)
    if step.name == "resolve":
        return _resolved
    if step.name == "ofType":
        return lambda found, _: [found] if step.argument in shapes.ancestry(found.kind) else []
    return lambda _found, _visit: []


def under(found: Found, name: str) -> list[Found]:
    """The values of one element; a choice has its type's name in JSON."""
    node = found.value
    if type(node) is not dict:
        return [Found(e, None, "Extension") for e in _extended(found)] if name == "extension" else []
    home = found.kind
    if home in ("Resource", "DomainResource"):
        home = str(node.get("resourceType"))
    return [_resource(each) for slot in shapes.named(home, name) for each in held(node, slot)]


def _resource(found: Found) -> Found:
    """A resource is of its own type, not of what it stands under."""
    kind = found.value.get("resourceType") if found.kind == "Resource" and type(found.value) is dict else None
    return found._replace(kind=kind) if type(kind) is str else found


def held(node: dict[str, Any], slot: Slot) -> list[Found]:
    """The values that stand under one JSON name, those that are only extensions too."""
    value = node.get(slot.key)
    beside = node.get(f"_{slot.key}") if slot.primitive else None
    if value is None and beside is None:
        return []
    if not slot.element.many:
        return [Found(value, beside, slot.type)]
    values = value if type(value) is list else []
    extended = beside if type(beside) is list else []
    if not extended:
        return [Found(each, None, slot.type) for each in values if each is not None]
    many = max(len(values), len(extended))
    values = [*values, *(None for _ in range(many - len(values)))]
    extended = [*extended, *(None for _ in range(many - len(extended)))]
    pairs = zip(values, extended, strict=True)
    return [Found(v, b, slot.type) for v, b in pairs if v is not None or b is not None]


def _extended(found: Found) -> list[Any]:
    node = found.value if type(found.value) is dict else found.beside
    extensions = node.get("extension") if type(node) is dict else None
    return [e for e in extensions if type(e) is dict] if type(extensions) is list else []


def _extensions(found: Found, url: str | None) -> list[Found]:
    return [Found(e, None, "Extension") for e in _extended(found) if e.get("url") == url]


def _resolved(found: Found, visit: Visit) -> list[Found]:
    """What a reference leads to; of a resource that is elsewhere the type that the reference states is known."""
    text = found.value.get("reference") if type(found.value) is dict else found.value
    if type(text) is not str or not text:
        return []
    target = visit.resolved(text)
    kind = target.resource.get("resourceType") if target else references.type_of(text, visit)
    if type(kind) is not str:
        return []
    return [Found(target.resource if target else {"resourceType": kind}, None, kind, target)]
