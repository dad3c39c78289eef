"""How slices are told apart: by value, pattern, existence, type or profile of what stands at a path.

http://hl7.org/fhir/R4/profiling.html#discriminator. A slice may be told by a fixed value, a pattern, or a required
binding; where nothing of these is said, by whether the element must or must not be there.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from peerfhir.fhir.issues import Issue
from peerfhir.fhir.structures import Discriminator
from peerfhir.validation.profile import shapes, values
from peerfhir.validation.profile.reach import Found, Reach, reach
from peerfhir.validation.profile.tree import Node, codes
from peerfhir.validation.profile.views import Forest, Step, View, kinds, reached, start, steps
from peerfhir.validation.terms import Terms
from peerfhir.validation.visit import Place, Visit

_FEW = 3


class Knows(Forest, Protocol):
    """What a test needs of the `Library`."""

    @property
    def terms(self) -> Terms:
        """The value sets at hand."""

    def lacks(self, canonical: str, found: Found, place: Place, visit: Visit) -> list[Issue] | None:
        """What a value lacks of a profile; see `Library.lacks`."""


class Test(NamedTuple):
    """Whether a value belongs to a slice as far as one discriminator tells; what is expected, in words.

    `exact` is a text that the value at the path must be, where that is all there is to it; `key` is the JSON name that
    the path is, where it is one that does not repeat.
    """

    path: str
    expected: str
    holds: Callable[[Found, Place, Visit], bool]
    go: Reach
    exact: str | None = None
    key: str | None = None

    def shows(self, found: Found, visit: Visit) -> str:
        """What stands at the path, in words."""
        seen = [values.brief(each.value) for each in self.go(found, visit)[:_FEW] if each.value is not None]
        return " and ".join(seen) or "nothing"


def test(by: Discriminator, nodes: Sequence[Node], homes: tuple[str, ...], library: Knows) -> Test | None:
    """The test of one discriminator of a slice that these nodes speak of; None where it tells nothing."""
    path = steps(by.path)
    if path is None:
        return None
    go = reach(path)
    views = reached(start(nodes, homes, library), path, library)
    made = [_MAKERS.get(by.type, _valued)(view, go, library) for view in views]
    tests = [(said, holds, exact) for said, holds, exact in made if said]
    if not tests:
        return None
    if len(tests) == 1:
        said, holds, exact = tests[0]
        plain = all(step.argument is None for step in path)
        return Test(by.path, said, holds, go, exact if plain else None, _key(path, homes))
    every = [holds for _, holds, _ in tests]
    said = " or ".join(dict.fromkeys(said for said, _, _ in tests))
    return Test(by.path, said, lambda found, place, visit: any(h(found, place, visit) for h in every), go)


def _key(path: Sequence[Step], homes: tuple[str, ...]) -> str | None:
    slots = shapes.named(homes[0], path[0].name) if len(path) == 1 and len(homes) == 1 else ()
    return slots[0].key if len(slots) == 1 and not slots[0].element.many else None


Holds = Callable[[Found, Place, Visit], bool]
Made = tuple[str, Holds, str | None]  # what is expected in words, empty where nothing is; the test; an exact text


def _never(_found: Found, _place: Place, _visit: Visit) -> bool:
    return False


def _valued(view: View, go: Reach, library: Knows) -> Made:
    for node in view.nodes:
        if node.fixed:
            return _fixed(node.fixed.value, go)
        if node.pattern:
            return _patterned(node.pattern.value, go)
    if view.given:
        return _patterned(view.given[0], go)
    for node in view.nodes:
        if node.binding and node.binding.value.strength == "required" and node.binding.value.value_set:
            return _bound(node.binding.value.value_set, go, library)
    below = _inner(view, go)
    return below if below[0] else _existing(view, go, library)


def _fixed(fixed: Any, go: Reach) -> Made:
    def holds(found: Found, _place: Place, visit: Visit) -> bool:
        return any(values.equals(each.value, fixed) for each in go(found, visit))

    return f"be {values.brief(fixed)}", holds, fixed if type(fixed) is str else None


def _patterned(pattern: Any, go: Reach) -> Made:
    def holds(found: Found, _place: Place, visit: Visit) -> bool:
        return any(values.meets(each.value, pattern) for each in go(found, visit))

    return f"have {values.brief(pattern)}", holds, pattern if type(pattern) is str else None


def _inner(view: View, go: Reach) -> Made:
    """The fixed values and patterns that stand below what the path names: together they are a pattern."""
    pattern = _below(view.nodes)
    return _patterned(pattern, go) if pattern else ("", _never, None)


def _below(nodes: Sequence[Node]) -> Any:
    found: dict[str, Any] = {}
    for node in nodes:
        for name, child in node.children.items():
            said = child.fixed or child.pattern
            part = said.value if said else _below((child,))
            slots = [s for home in node.homes for s in shapes.named(home, name)]
            if part not in (None, {}) and len(slots) == 1:
                found.setdefault(name, [part] if slots[0].element.many and type(part) is not list else part)
    return found


def _bound(value_set: str, go: Reach, library: Knows) -> Made:
    def holds(found: Found, _place: Place, visit: Visit) -> bool:
        return any(_within(each.value, value_set, library.terms) for each in go(found, visit))

    return f"have a code of {value_set}", holds, None


def _within(value: Any, value_set: str, terms: Terms) -> bool:
    if type(value) is str:
        return terms.has(value_set, None, value) is True
    if type(value) is not dict:
        return False
    if type(value.get("coding")) is list:
        return any(_within(coding, value_set, terms) for coding in value["coding"])
    system, code = value.get("system"), value.get("code")
    return type(code) is str and terms.has(value_set, system if type(system) is str else "", code) is True


def _existing(view: View, go: Reach, library: Knows) -> Made:  # noqa: ARG001 - the shape of a maker
    for node in view.nodes:
        if node.maximum and node.maximum.value == 0:
            return "be absent", lambda found, _place, visit: not go(found, visit), None
        if node.minimum and node.minimum.value > 0:
            return "be there", lambda found, _place, visit: bool(go(found, visit)), None
    return "", _never, None


def _typed(view: View, go: Reach, library: Knows) -> Made:  # noqa: ARG001 - the shape of a maker
    types = list(_types(view))
    names = frozenset(types)
    if not names:
        return "", _never, None

    def holds(found: Found, _place: Place, visit: Visit) -> bool:
        return any(not names.isdisjoint(shapes.ancestry(each.kind)) for each in go(found, visit))

    return f"be a {' or '.join(types)}", holds, None


def _types(view: View) -> tuple[str, ...]:
    """The types that are named there, or that the name of a slice means: `valueQuantity`."""
    for node in view.nodes:
        if node.kinds:
            return codes(node)
        if node.slice and len(node.homes) == 1:
            return node.homes
    return view.homes


def _conforming(view: View, go: Reach, library: Knows) -> Made:
    profiles = [view.profile] if view.profile else [p for kind in kinds(view) for p in kind.profiles]
    if not profiles:
        return "", _never, None

    def holds(found: Found, place: Place, visit: Visit) -> bool:
        return any(
            _meets(library.lacks(profile, each, place, visit)) for each in go(found, visit) for profile in profiles
        )

    return f"meet {' or '.join(profiles)}", holds, None


def _meets(lacking: list[Issue] | None) -> bool:
    return lacking is not None and not any(issue.refuses for issue in lacking)


_MAKERS = {"exists": _existing, "type": _typed, "profile": _conforming}
