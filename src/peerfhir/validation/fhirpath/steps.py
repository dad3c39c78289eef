"""Going down: the items under a name, with their kinds (http://hl7.org/fhirpath/N1/#path-selection).

A choice element goes by its plain name: `value` finds `valueString`, and its items are labelled with what they are.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from peerfhir.fhir.definitions import Element
from peerfhir.validation.fhirpath import kinds
from peerfhir.validation.fhirpath.code import EMPTY, Code, Env
from peerfhir.validation.fhirpath.values import NONE, Items, Node, bare, kind_of, lifted

Pick = Callable[[Any], Items]
_MANY = 8  # items from which on going through them is counted


class Step(NamedTuple):
    """How to take what stands under a name of one kind, and of what kind it is."""

    pick: Pick
    kind: str | None


def member(of: Code, name: str) -> Code:
    """What stands under `name` in each item."""
    if of.kind in kinds.SYSTEM:
        return EMPTY
    step = Step(_dynamic(name), None) if of.kind is None or _abstract(of.kind) else step_of(of.kind, name)
    if step is None:
        return EMPTY
    run, pick = of.run, step.pick

    def walk(item: Any, env: Env) -> Items:
        items = run(item, env)
        found = pick(items[0]) if len(items) == 1 else [under for each in items for under in pick(each)]
        if len(found) + len(items) > _MANY:
            env.spend(len(found) + len(items))
        return found

    return Code(walk, step.kind)


def first_member(kind: str | None, name: str) -> Code:
    """What stands under `name` in `$this`."""
    if kind in kinds.SYSTEM:
        return EMPTY
    step = Step(_dynamic(name), None) if kind is None or _abstract(kind) else step_of(kind, name)
    if step is None:
        return EMPTY
    pick = step.pick
    plain = kind is not None and step.kind is not None and _is_text(kind, name, step.kind)

    def walk(item: Any, env: Env) -> Items:
        found = pick(item)
        if len(found) > _MANY:
            env.spend(len(found))
        return found

    return Code(walk, step.kind, field=name if plain else None)


def _is_text(kind: str, name: str, inner: str) -> bool:
    element = kinds.elements(kind)[name]
    return kinds.system(inner) == kinds.STRING and not element.many and not kinds.is_primitive(kind)


def _abstract(kind: str) -> bool:
    return kind in ("Resource", "DomainResource")


@cache
def step_of(kind: str, name: str) -> Step | None:
    """The step from a kind of FHIR to what stands under a name; None when it has no such element."""
    element = kinds.elements(kind).get(name)
    if element is None:
        return None
    if element.choice:
        return Step(_choice(kinds.choice_keys(kind, name)), None)
    inner = element.types[0]
    if inner == "Resource":
        return Step(_plain(name), None)
    if kinds.is_primitive(kind):
        return Step(_beside(name), inner)
    return Step(_primitive(name, inner) if kinds.is_primitive(inner) else _plain(name), inner)


def _under(data: Any, name: str) -> Items:
    found = data.get(name) if type(data) is dict else None
    return found if type(found) is list else NONE if found is None else [found]


def _plain(name: str) -> Pick:
    return lambda item: _under(item.value if type(item) is Node else item, name)


def _beside(name: str) -> Pick:
    """Of a primitive: what its `_name` holds."""
    return lambda item: _under(item.element if type(item) is Node else None, name)


def _primitive(name: str, kind: str) -> Pick:
    beside = f"_{name}"

    def pick(item: Any) -> Items:
        data = item.value if type(item) is Node else item
        if type(data) is not dict:
            return NONE
        found = data.get(name)
        if beside in data:
            return _joined(found, data[beside], kind)
        if type(found) is list:
            return [v for v in found if v is not None] if None in found else found
        return NONE if found is None else [found]

    return pick


def _joined(found: Any, beside: Any, kind: str) -> Items:
    """Primitives with what stands beside them."""
    if type(beside) is not list:
        if type(found) is list:
            return [v for v in found if v is not None]
        return [Node(found, kind, beside)] if found is not None or beside is not None else NONE
    values = found if type(found) is list else [found]
    length = max(len(values), len(beside))
    pairs = zip(values + [None] * (length - len(values)), beside + [None] * (length - len(beside)), strict=True)
    return [Node(v, kind, e) for v, e in pairs if v is not None or e is not None]


def _choice(keys: dict[str, str]) -> Pick:
    def pick(item: Any) -> Items:
        data = item.value if type(item) is Node else item
        if type(data) is not dict:
            return NONE
        for key, found in data.items():
            kind = keys.get(key)
            if kind is not None:
                if key[0] == "_":
                    return _joined(data.get(key[1:]), found, kind)
                beside = f"_{key}"
                if beside in data:
                    return _joined(found, data[beside], kind)
                return lifted(found if type(found) is list else NONE if found is None else [found], kind)
        return NONE

    return pick


@cache
def _lifting(kind: str, name: str) -> Pick | None:
    step = step_of(kind, name)
    if step is None:
        return None
    pick, inner = step
    return pick if inner is None else lambda item: lifted(pick(item), inner)


def _dynamic(name: str) -> Pick:
    def pick(item: Any) -> Items:
        kind = kind_of(item)
        step = None if kind is None else _lifting(kind, name)
        return NONE if step is None else step(item)

    return pick


class _Child(NamedTuple):
    """What a JSON name means below one kind."""

    kind: str | None
    primitive: bool


@cache
def _children(kind: str) -> dict[str, _Child]:
    found: dict[str, _Child] = {}
    for name, element in kinds.elements(kind).items():
        for key, inner in _keys(kind, name, element).items():
            if inner == "Resource":
                found[key] = _Child(None, primitive=False)
            elif key[0] != "_":
                found[key] = _Child(inner, kinds.is_primitive(inner))
    return found


def _keys(kind: str, name: str, element: Element) -> dict[str, str]:
    return kinds.choice_keys(kind, name) if element.choice else {name: element.types[0]}


def children(item: Any) -> Items:
    """All that stands right below an item, each labelled with its kind."""
    kind = kind_of(item)
    if kind is None or kind in kinds.SYSTEM:
        return NONE
    known = _children(kind)
    beside = item.element if type(item) is Node else None
    data = beside if kinds.is_primitive(kind) else bare(item)
    if type(data) is not dict:
        return NONE
    found: Items = []
    for key, below in data.items():
        alone = key[:1] == "_" and key[1:] not in data
        child = known.get(key[1:] if alone else key)
        if child is None or (alone and not child.primitive):
            continue
        if child.primitive:
            name = key[1:] if alone else key
            found += lifted(_joined(data.get(name), data.get(f"_{name}"), child.kind or ""), child.kind)
        else:
            found += lifted(below if type(below) is list else [below], child.kind)
    return found


def descendants(items: Items, env: Env) -> Items:
    """All that stands below the items, level by level."""
    found: Items = []
    level = items
    while level:
        level = [below for each in level for below in children(each)]
        env.spend(len(level))
        found += level
    return found
