"""Filtering, projection, parts of collections and the tree below (http://hl7.org/fhirpath/N1/#filtering-and-projection)."""

from collections.abc import Callable
from typing import Any

from peerfhir.validation.fhirpath import steps
from peerfhir.validation.fhirpath.code import (
    EMPTY,
    Code,
    Compiles,
    Env,
    Maker,
    Run,
    Scope,
    counted,
    truth,
    value,
    whole,
)
from peerfhir.validation.fhirpath.parser import Tree
from peerfhir.validation.fhirpath.values import NONE, Items, Undecided, bare, lifted

Condition = Callable[[Any, Env, int], bool | None]  # an item, the surroundings, its index


def condition(compiler: Compiles, focus: Code, tree: Tree) -> Condition:
    """An argument as a condition on each item of the focus; `$index` is only kept where it is asked for."""
    test = truth(compiler.compiled(tree, Scope(focus.kind)))
    if "$index" not in repr(tree):
        return lambda item, env, _index: test(item, env)

    def holds(item: Any, env: Env, index: int) -> bool | None:
        outer, env.index = env.index, index
        found = test(item, env)
        env.index = outer
        return found

    return holds


def _where(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 1)
    run, holds = focus.run, condition(compiler, focus, arguments[0])

    def walk(item: Any, env: Env) -> Items:
        items = run(item, env)
        env.spend(len(items))
        return [each for index, each in enumerate(items) if holds(each, env, index)]

    return Code(walk, focus.kind)


def _projection(code: Code, tree: Tree) -> Run:
    run = code.run
    if "$index" not in repr(tree):
        return lambda items, env: [below for each in items for below in run(each, env)]

    def walk(items: Items, env: Env) -> Items:
        outer, found = env.index, []
        for env.index, each in enumerate(items):
            found += run(each, env)
        env.index = outer
        return found

    return walk


def _select(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 1)
    code = compiler.compiled(arguments[0], Scope(focus.kind))
    run, each = focus.run, _projection(code, arguments[0])

    def walk(item: Any, env: Env) -> Items:
        items = run(item, env)
        found = each(items, env)
        env.spend(len(items) + len(found))
        return found

    return Code(walk, code.kind)


def _repeat(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 1)
    below = compiler.compiled(arguments[0], Scope(None))
    run, kind, step = focus.run, focus.kind, below.run

    def walk(item: Any, env: Env) -> Items:
        level, found = lifted(run(item, env), kind), []
        met: set[Any] = set()
        while level:
            env.spend(len(level))
            level = [i for each in level for i in lifted(step(each, env), below.kind) if _unmet(i, met)]
            found += level
        return found

    return Code(walk)


def _unmet(item: Any, met: set[Any]) -> bool:
    """Whether an item comes up for the first time."""
    value = bare(item)
    key = id(value) if type(value) in (dict, list) else (type(value), value)
    if key in met:
        return False
    met.add(key)
    return True


def _iif(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 2, 3)
    inner = Scope(focus.kind, many=True)
    test = truth(compiler.compiled(arguments[0], inner))
    yes = compiler.compiled(arguments[1], inner)
    no = compiler.compiled(arguments[2], inner) if len(arguments) > 2 else EMPTY  # noqa: PLR2004 - the third
    kind = yes.kind if yes.kind == no.kind else None

    def walk(item: Any, env: Env) -> Items:
        items = _single(focus.run(item, env))
        chosen = yes if test(items, env) else no
        found = chosen.run(items, env)
        return found if kind is not None else lifted(found, chosen.kind)

    return Code(walk, kind)


def _aggregate(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
    counted(arguments, 1, 2)
    each = compiler.compiled(arguments[0], Scope(focus.kind))
    start = compiler.compiled(arguments[1], scope) if len(arguments) > 1 else EMPTY

    def walk(item: Any, env: Env) -> Items:
        items = focus.run(item, env)
        outer, index = env.total, env.index
        env.total = lifted(start.run(item, env), start.kind)
        for env.index, one in enumerate(items):
            env.spend(len(env.total))
            env.total = lifted(each.run(one, env), each.kind)
        found, env.total, env.index = env.total, outer, index
        return found

    return Code(walk)


def _part(choose: Callable[[Items], Items]) -> Maker:
    """A part that is always the same: `first`, `last`, `tail`, `single`."""

    def make(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
        counted(arguments, 0)
        run = focus.run
        return Code(lambda item, env: choose(run(item, env)), focus.kind)

    return make


def _single(items: Items) -> Items:
    if len(items) > 1:
        raise Undecided("many items where one is expected")
    return items


def _some(choose: Callable[[Items, int], Items]) -> Maker:
    """A part of so many: `take`, `skip`."""

    def make(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
        counted(arguments, 1)
        run, many = focus.run, value(compiler.compiled(arguments[0], scope))

        def walk(item: Any, env: Env) -> Items:
            number = many(item, env)
            return NONE if number is None else choose(run(item, env), max(whole(number), 0))

        return Code(walk, focus.kind)

    return make


def _children(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    run, kind = focus.run, focus.kind

    def walk(item: Any, env: Env) -> Items:
        found = [below for each in lifted(run(item, env), kind) for below in steps.children(each)]
        env.spend(len(found))
        return found

    return Code(walk)


def _descendants(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    run, kind = focus.run, focus.kind
    return Code(lambda item, env: steps.descendants(lifted(run(item, env), kind), env))


def _trace(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    """What it is called on; nobody reads the trace here."""
    counted(arguments, 1, 2)
    return focus


FUNCTIONS: dict[str, Maker] = {
    "where": _where,
    "select": _select,
    "repeat": _repeat,
    "iif": _iif,
    "aggregate": _aggregate,
    "first": _part(lambda items: items[:1]),
    "last": _part(lambda items: items[-1:]),
    "tail": _part(lambda items: items[1:]),
    "single": _part(_single),
    "take": _some(lambda items, number: items[:number]),
    "skip": _some(lambda items, number: items[number:]),
    "children": _children,
    "descendants": _descendants,
    "trace": _trace,
}
