"""Collections as sets: distinct, union, intersection and the like (http://hl7.org/fhirpath/N1/#subsetting)."""

from decimal import Decimal
from typing import Any

from peerfhir.validation.fhirpath.code import (
    Code,
    Compiles,
    Env,
    Maker,
    Scope,
    counted,
    deciding,
    values,
)
from peerfhir.validation.fhirpath.dates import Moment
from peerfhir.validation.fhirpath.parser import Tree
from peerfhir.validation.fhirpath.values import Items, converter, equal, lifted

_PLAIN = (str, int, Decimal, Moment)


class Seen:
    """Values met so far: plain ones by hash, others one by one."""

    def __init__(self, env: Env) -> None:
        self._keys: set[Any] = set()
        self._others: Items = []
        self._env = env

    def __contains__(self, value: Any) -> bool:
        if type(value) in _PLAIN:
            return (_sort(value), value) in self._keys
        self._env.spend(len(self._others))
        return any(equal(each, value) is True for each in self._others)

    def add(self, value: Any) -> None:
        """Remember a value."""
        if type(value) in _PLAIN:
            self._keys.add((_sort(value), value))
        else:
            self._others.append(value)


def _sort(value: Any) -> str:
    return "text" if type(value) is str else "moment" if type(value) is Moment else "number"


def distinct(items: Items, kind: str | None, env: Env) -> Items:
    """The items without those equal to an earlier one."""
    convert, seen, found = converter(kind), Seen(env), []
    env.spend(len(items))
    for item in items:
        value = convert(item)
        if value not in seen:
            seen.add(value)
            found.append(item)
    return found


def united(one: Items, other: Items, kind: str | None, env: Env) -> Items:
    """`|`: the items of both, each once."""
    together = one + other if other else one
    return distinct(together, kind, env) if len(together) > 1 else together


def _distinct(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    run, kind = focus.run, focus.kind
    return Code(lambda item, env: distinct(run(item, env), kind, env), kind)


def _is_distinct(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    run, kind = focus.run, focus.kind

    def test(item: Any, env: Env) -> bool:
        items = run(item, env)
        return len(items) == len(distinct(items, kind, env))

    return deciding(test)


def _selecting(*, keep: bool) -> Maker:
    """`intersect` keeps what the other collection holds too (each once), `exclude` what it does not."""

    def make(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
        counted(arguments, 1)
        run, kind, convert = focus.run, focus.kind, converter(focus.kind)
        others = values(compiler.compiled(arguments[0], scope))

        def walk(item: Any, env: Env) -> Items:
            seen = _seen(others(item, env), env)
            items = run(item, env)
            env.spend(len(items))
            found = [i for i in items if (convert(i) in seen) is keep]
            return distinct(found, kind, env) if keep else found

        return Code(walk, kind)

    return make


def _seen(found: Items, env: Env) -> Seen:
    seen = Seen(env)
    env.spend(len(found))
    for each in found:
        seen.add(each)
    return seen


def _within(*, mine: bool) -> Maker:
    """`subsetOf` and `supersetOf`."""

    def make(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
        counted(arguments, 1)
        one, other = values(focus), values(compiler.compiled(arguments[0], scope))
        small, large = (one, other) if mine else (other, one)

        def test(item: Any, env: Env) -> bool:
            seen = _seen(large(item, env), env)
            return all(each in seen for each in small(item, env))

        return deciding(test)

    return make


def _together(*, once: bool) -> Maker:
    """`union` has each item once, `combine` all of them."""

    def make(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
        counted(arguments, 1)
        other = compiler.compiled(arguments[0], scope)
        kind = focus.kind if focus.kind == other.kind else None

        def run(item: Any, env: Env) -> Items:
            a, b = focus.run(item, env), other.run(item, env)
            if kind is None:
                a, b = lifted(a, focus.kind), lifted(b, other.kind)
            env.spend(len(a) + len(b))
            return united(a, b, kind, env) if once else a + b

        return Code(run, kind)

    return make


FUNCTIONS: dict[str, Maker] = {
    "distinct": _distinct,
    "isDistinct": _is_distinct,
    "intersect": _selecting(keep=True),
    "exclude": _selecting(keep=False),
    "subsetOf": _within(mine=True),
    "supersetOf": _within(mine=False),
    "union": _together(once=True),
    "combine": _together(once=False),
}
