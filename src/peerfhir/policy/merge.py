"""A pack is merged over its parent: key by key, each dated value in the way the grammar marks it (`dated.Way`).

What is merged is the content of the files, so that each mistake is found in the file where the wrong value stands. At
every date the values of both that are in force meet: the stricter stands, or both lists joined, or the child's; the
child's too where they are equal, and where it says `override: true`. What stands keeps its rule.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from peerfhir.policy.dated import Part, Way
from peerfhir.policy.pack import Pack, Rule
from peerfhir.policy.source import Mistake, Place, Source

# What a pack says of itself is not handed down.
_ITS_OWN = frozenset({"id", "version", "abstract", "parent"})


@dataclass(frozen=True, slots=True)
class Merged:
    """The law of a pack with all that it inherits, and for each place the file and place that it comes from."""

    data: Any
    origins: dict[Place, tuple[Source, Place]]
    mistakes: list[Mistake] = field(default_factory=list)

    def mistake(self, place: Place, text: str) -> Mistake:
        """A mistake in the file where the thing at this place stands."""
        source, origin = self.origin(place)
        return source.mistake(origin, text)

    def found(self, place: Place) -> tuple[Source, int] | None:
        """The file and line where the thing at this place stands; None where no file says it."""
        here = self.data
        for step in place:
            inside = step in here if isinstance(here, dict) else isinstance(step, int) and step < len(here)
            if not inside:
                return None
            here = here[step]
        source, origin = self.origin(place)
        return source, source.line(origin)

    def origin(self, place: Place) -> tuple[Source, Place]:
        """The file and the place in it where the thing at this place of the law stands."""
        near = place
        while near not in self.origins:
            near = near[:-1]
        source, origin = self.origins[near]
        return source, (*origin, *place[len(near) :])


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two files, and the places in them that meet at one place of the merged law."""

    above: Source
    below: Source
    there: Place = ()
    here: Place = ()
    place: Place = ()

    def at(self, *key: str | int) -> "_Pair":
        return self.step(key, key, key)

    def step(self, there: Place, here: Place, place: Place) -> "_Pair":
        return _Pair(self.above, self.below, (*self.there, *there), (*self.here, *here), (*self.place, *place))


def alone(source: Source) -> Merged:
    """The law of a pack without a parent."""
    merged = Merged(source.data, {(): (source, ())})
    _refuse_overrides(source.data, (), source, merged)
    return merged


def merge(parent: Source, child: Source) -> Merged:
    """The law of a pack merged over its parent's; `mistakes` are those of merging alone."""
    if not (isinstance(parent.data, dict) and isinstance(child.data, dict)):
        return alone(child)
    merged = Merged({}, {(): (child, ())})
    inherited = {key: value for key, value in parent.data.items() if key not in _ITS_OWN}
    merged.data.update(_block(Pack, inherited, child.data, _Pair(parent, child), merged))
    return merged


def way_of(info: FieldInfo) -> Way | None:
    """How the values of a key of the grammar meet; None of a key that is not dated."""
    return next((found for found in _typed(info) if isinstance(found, Way)), None)


def part_of(info: FieldInfo) -> type[Part] | None:
    """The block that stands behind a key of the grammar, or of which there is a list or mapping."""
    return next((found for found in _typed(info) if isinstance(found, type) and issubclass(found, Part)), None)


def _typed(info: FieldInfo) -> Iterator[Any]:
    yield from info.metadata
    waiting = [info.annotation]
    while waiting:
        one = waiting.pop(0)
        yield one
        if not (isinstance(one, type) and issubclass(one, BaseModel)):
            waiting += get_args(one)


def _block(model: type[BaseModel], above: Any, below: Any, pair: _Pair, merged: Merged) -> dict[str, Any]:
    out = {}
    for key in [*above, *(key for key in below if key not in above)]:
        at = pair.at(key)
        info = model.model_fields.get(key)
        if key not in below:
            out[key] = _take(above[key], (pair.above, at.there), at, merged)
        elif key not in above:
            _refuse_overrides(below[key], at.here, pair.below, merged)
            out[key] = _take(below[key], (pair.below, at.here), at, merged)
        else:
            out[key] = _meet(info, above[key], below[key], at, merged)
    return out


def _meet(info: FieldInfo | None, above: Any, below: Any, at: _Pair, merged: Merged) -> Any:
    """What stands of a key that both files have."""
    merged.origins[at.place] = (at.below, at.here)
    if below is None and above is not None:
        text = "null takes nothing away from the parent; say the other value with override: true"
        merged.mistakes.append(at.below.mistake(at.here, text))
    way, part = (way_of(info), part_of(info)) if info else (Way.OWN, None)
    if way is not None:
        return _dated(way, above, below, at, merged) if _is_dated(above) and _is_dated(below) else below
    if isinstance(above, dict) and isinstance(below, dict):
        return _keyed(part, above, below, at, merged)
    if isinstance(above, list) and isinstance(below, list) and part is not None:
        return _named(part, above, below, at, merged)
    return below


def _keyed(part: type[Part] | None, above: Any, below: Any, at: _Pair, merged: Merged) -> dict[str, Any]:
    """Two blocks; or two mappings, of which the child's has the last word, but for what a rule of the parent means."""
    if part is Rule:
        return _rules(above, below, at, merged)
    return _block(part, above, below, at, merged) if part else {**above, **below}


def _take(value: Any, origin: tuple[Source, Place], at: _Pair, merged: Merged) -> Any:
    merged.origins[at.place] = origin
    return value


def _rules(above: Any, below: Any, at: _Pair, merged: Merged) -> dict[str, Any]:
    """The rules of both; one that the parent has keeps its meaning."""
    out = {name: _take(rule, (at.above, (*at.there, name)), at.at(name), merged) for name, rule in above.items()}
    for name, rule in below.items():
        origin = (at.below, (*at.here, name))
        if name in above:
            merged.mistakes.append(at.below.mistake(origin[1], "the parent has a rule of this id"))
        out[name] = _take(rule, origin, at.at(name), merged)
    return out


def _named(part: type[Part], above: list[Any], below: list[Any], at: _Pair, merged: Merged) -> list[Any]:
    """Blocks with an id: those of the same id meet, the others stand side by side."""
    first = {_name(item): number for number, item in reversed(list(enumerate(above)))}
    own = {_name(item) for item in below}
    kept = [number for number, item in enumerate(above) if _name(item) not in own]
    out: list[Any] = []
    for number in kept:
        pair = at.step((number,), (), (len(out),))
        out.append(_take(above[number], (at.above, pair.there), pair, merged))
    for number, item in enumerate(below):
        match = first.get(_name(item))
        pair = at.step((match or 0,), (number,), (len(out),))
        _take(item, (at.below, pair.here), pair, merged)
        if match is not None and isinstance(item, dict) and isinstance(above[match], dict):
            out.append(_block(part, above[match], item, pair, merged))
        else:
            _refuse_overrides(item, pair.here, at.below, merged)
            out.append(item)
    return out


def _dated(way: Way, above: list[Any], below: list[Any], at: _Pair, merged: Merged) -> list[Any]:
    """At every date on which one of the two changes, what stands of the values in force."""
    out: list[dict[str, Any]] = []
    for start in sorted({one["from"] for one in [*above, *below]}, key=_since):
        there, here = _in_force(above, start), _in_force(below, start)
        value, origin = _stands(way, above[there], below[here]), (at.below, (*at.here, here))
        if value is above[there]:
            origin = (at.above, (*at.there, there))
        if out and (out[-1]["value"], out[-1]["rule"]) == (value["value"], value["rule"]):
            continue
        merged.origins[*at.place, len(out)] = origin
        out.append({key: said for key, said in value.items() if key != "override"} | {"from": start})
    return out


def _stands(way: Way, above: Any, below: Any) -> Any:
    if below.get("override") is True:
        return below
    if way is Way.JOINED and isinstance(above["value"], list) and isinstance(below["value"], list):
        own = [_name(item) for item in below["value"]]
        return {**below, "value": [*(item for item in above["value"] if _name(item) not in own), *below["value"]]}
    return above if _STRICTER[way](above["value"], below["value"]) else below


def _less(one: Any, other: Any, bound: float = math.inf) -> bool:
    """Whether `one` is the smaller number; null is no bound."""
    if not (_is_bound(one) and _is_bound(other)):
        return False
    return bool((bound if one is None else one) < (bound if other is None else other))


def _greater(one: Any, other: Any) -> bool:
    return _less(other, one, -math.inf)


# Whether the parent's value is the stricter of the two.
_STRICTER: dict[Way, Callable[[Any, Any], bool]] = {
    Way.LEAST: _less,
    Way.GREATEST: _greater,
    Way.YES: lambda above, below: above is True and below is False,
    Way.NO: lambda above, below: above is False and below is True,
    Way.JOINED: lambda _above, _below: False,
    Way.OWN: lambda _above, _below: False,
}


def _is_bound(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _is_dated(value: Any) -> bool:
    """Whether this is a list of dated values without gap or overlap; what is not, the grammar will refuse."""
    if not isinstance(value, list) or not value:
        return False
    if not all(isinstance(one, dict) and {"from", "value", "rule"} <= set(one) for one in value):
        return False
    starts = [one["from"] for one in value]
    dates = all(type(start) is date for start in starts[1:])
    return starts[0] is None and dates and all(one < other for one, other in pairwise(starts[1:]))


def _in_force(values: list[Any], start: date | None) -> int:
    return max(number for number, one in enumerate(values) if _since(one["from"]) <= _since(start))


def _since(start: date | None) -> date:
    return start or date.min


def _name(item: Any) -> Any:
    """What an item of a list is called: its id or code, or itself."""
    return str(item.get("id", item.get("code"))) if isinstance(item, Mapping) else str(item)


def _refuse_overrides(node: Any, place: Place, source: Source, merged: Merged) -> None:
    """`override: true` where the parent says nothing is a mistake."""
    merged.mistakes.extend(
        source.mistake((*found, "override"), "the parent says nothing that this could override")
        for found in _overriding(node, place)
    )


def _overriding(node: Any, place: Place) -> Iterator[Place]:
    if isinstance(node, dict) and "from" in node and node.get("override") is True:
        yield place
    pairs: Iterable[tuple[str | int, Any]] = ()
    if isinstance(node, dict):
        pairs = ((str(key), value) for key, value in node.items())
    elif isinstance(node, list):
        pairs = enumerate(node)
    for key, value in pairs:
        yield from _overriding(value, (*place, key))
