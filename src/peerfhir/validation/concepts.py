"""The concepts of one code system: its codes, hierarchy, properties and texts, and the filters of value sets on them.

http://hl7.org/fhir/R4/codesystem.html and, for the operators, http://hl7.org/fhir/R4/valueset-filter-operator.html.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from peerfhir.validation.patterns import whole

Json = dict[str, Any]
LONGEST_REGEX = 500

_IMPLICIT = frozenset(("status", "inactive", "notSelectable", "deprecated", "deprecationDate", "parent", "child"))


class Concept(NamedTuple):
    """One code with its texts (the display first), parents and properties."""

    code: str
    displays: tuple[str, ...]
    parents: tuple[str, ...]
    properties: dict[str, tuple[str, ...]]

    def is_called(self, display: str) -> bool:
        """Whether it is one of the texts; case does not count, white space does."""
        if display in self.displays:
            return True
        folded = display.casefold()
        return any(folded == each.casefold() for each in self.displays)


class Concepts:
    """The concepts of a CodeSystem (FHIR JSON) and of its supplements.

    `complete`: a code that is not among them is not one of the system. Where the system does not say that case counts,
    codes are found in any case (http://hl7.org/fhir/R4/codesystem-definitions.html#CodeSystem.caseSensitive).
    """

    def __init__(self, definition: Json, supplements: Iterable[Json] = ()) -> None:
        self.complete = definition.get("content") == "complete"
        self._version = str(definition.get("version") or "")
        self._found: dict[str, Concept] = {}
        self._parents: dict[str, set[str]] = {}
        declared = [p.get("code") for p in definition.get("property", ()) if type(p) is dict]
        self._properties = _IMPLICIT | frozenset(map(str, declared))
        self._add(definition)
        for supplement in supplements:
            self._supplement(supplement)
        self._folded: dict[str, str] | None = None
        if definition.get("caseSensitive") is not True:
            self._folded = {code.casefold(): code for code in self._found}

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def get(self, code: str) -> Concept | None:
        """The concept of a code."""
        found = self._found.get(code)
        if found is None and self._folded is not None:
            found = self._found.get(self._folded.get(code.casefold(), ""))
        return found

    def is_version(self, version: Any) -> bool:
        """Whether these are the concepts of a version, as a coding states it; of none stated they are."""
        return not version or not self._version or self._version == version or self._version.startswith(f"{version}.")

    def subsumes(self, ancestor: str, code: str) -> bool:
        """Whether `code` is `ancestor` or below it."""
        seen: set[str] = set()
        above = [code]
        while above:
            each = above.pop()
            if each == ancestor:
                return True
            if each not in seen:
                seen.add(each)
                above += self._parents.get(each, ())
        return False

    def test(self, given: Json) -> Callable[[str], bool] | None:
        """The test of codes that a filter of a value set means, None where it is not understood."""
        name, op, value = given.get("property"), given.get("op"), given.get("value")
        if type(name) is not str or type(value) is not str:
            return None
        if name in ("concept", "code") and op in _HIERARCHY:
            return _HIERARCHY[op](self, value)
        known = name in ("concept", "code", "display") or name in self._properties
        test = _VALUES.get(str(op)) if known else None
        holds = test(value) if test else None
        return None if holds is None else lambda code: holds(self._values(name, code))

    def _values(self, name: str, code: str) -> tuple[str, ...]:
        concept = self._found.get(code)
        if concept is None:
            return ()
        if name in ("concept", "code"):
            return (code,)
        if name == "display":
            return concept.displays[:1]
        if name == "parent":
            return tuple(self._parents.get(code, ()))
        if name == "child":
            return tuple(c for c, parents in self._parents.items() if code in parents)
        return concept.properties.get(name, ("false",) if name in ("inactive", "notSelectable") else ())

    def _add(self, definition: Json) -> None:
        waiting: list[tuple[Json, str | None]] = [(c, None) for c in reversed(_objects(definition.get("concept")))]
        while waiting:
            node, parent = waiting.pop()
            code = node.get("code")
            if type(code) is not str:
                continue
            properties = _properties(node)
            self._properties |= properties.keys()
            above = self._parents.setdefault(code, set())
            above.update(properties.get("parent", ()), properties.get("subsumedBy", ()))
            if parent is not None:
                above.add(parent)
            for below in properties.get("child", ()):
                self._parents.setdefault(below, set()).add(code)
            self._found[code] = Concept(code, _displays(node), tuple(above), properties)
            waiting += [(c, code) for c in reversed(_objects(node.get("concept")))]

    def _supplement(self, definition: Json) -> None:
        """A supplement adds texts and properties to codes that are there, and no codes."""
        waiting = _objects(definition.get("concept"))
        while waiting:
            node = waiting.pop()
            found = self._found.get(str(node.get("code")))
            if found is not None:
                more = _properties(node)
                self._properties |= more.keys()
                self._found[found.code] = found._replace(
                    displays=found.displays + _displays(node), properties=found.properties | more
                )
            waiting += _objects(node.get("concept"))


def _objects(value: Any) -> list[Json]:
    return [each for each in value if type(each) is dict] if type(value) is list else []


def _displays(node: Json) -> tuple[str, ...]:
    texts = [node.get("display"), *(d.get("value") for d in _objects(node.get("designation")))]
    return tuple(t for t in texts if type(t) is str)


def _properties(node: Json) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in _objects(node.get("property")):
        for key, value in each.items():
            if key.startswith("value"):
                name = str(each.get("code"))
                found[name] = (*found.get(name, ()), _text(value))
    return found


def _text(value: Any) -> str:
    if type(value) is bool:
        return "true" if value else "false"
    return str(value.get("code")) if type(value) is dict else str(value)


def _strictly_below(concepts: Concepts, value: str) -> Callable[[str], bool]:
    return lambda code: code != value and concepts.subsumes(value, code)


_HIERARCHY: dict[str, Callable[[Concepts, str], Callable[[str], bool]]] = {
    "is-a": lambda concepts, value: lambda code: concepts.subsumes(value, code),
    "descendent-of": _strictly_below,
    "is-not-a": lambda concepts, value: lambda code: not concepts.subsumes(value, code),
    "generalizes": lambda concepts, value: lambda code: concepts.subsumes(code, value),
}

_Holds = Callable[[tuple[str, ...]], bool]


def _equals(value: str) -> _Holds:
    return lambda values: value in values


def _listed(value: str) -> frozenset[str]:
    return frozenset(each.strip() for each in value.split(","))


def _among(value: str) -> _Holds:
    listed = _listed(value)
    return lambda values: not listed.isdisjoint(values)


def _not_among(value: str) -> _Holds:
    return _listed(value).isdisjoint


def _regex(value: str) -> _Holds | None:
    return None if len(value) > LONGEST_REGEX else whole(value)


def _exists(value: str) -> _Holds:
    return lambda values: bool(values) == (value == "true")


_VALUES: dict[str, Callable[[str], _Holds | None]] = {
    "=": _equals,
    "in": _among,
    "not-in": _not_among,
    "regex": _regex,
    "exists": _exists,
}
