"""Existence (http://hl7.org/fhirpath/N1/#existence): `exists`, `all`, `count` and the like."""

from collections.abc import Callable, Iterator
from typing import Any

from peerfhir.validation.fhirpath import kinds
from peerfhir.validation.fhirpath.code import Code, Compiles, Env, Maker, Scope, counted, deciding, truth, values
from peerfhir.validation.fhirpath.filters import condition
from peerfhir.validation.fhirpath.parser import Tree
from peerfhir.validation.fhirpath.values import Items, Undecided


def _empty(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    run = focus.run
    return deciding(lambda item, env: not run(item, env))


def _of_each(accept: Callable[[Iterator[bool | None]], bool]) -> Maker:
    """A condition that any or all items must meet."""

    def make(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
        counted(arguments, 1)
        run, holds = focus.run, condition(compiler, focus, arguments[0])

        def test(item: Any, env: Env) -> bool:
            items = run(item, env)
            env.spend(len(items))
            return accept(holds(each, env, index) for index, each in enumerate(items))

        return deciding(test)

    return make


def _exists(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
    if arguments:
        return _of_each(any)(compiler, focus, arguments, scope)
    run = focus.run
    return deciding(lambda item, env: bool(run(item, env)))


def _not(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    test = truth(focus)
    return deciding(lambda item, env: None if (found := test(item, env)) is None else not found)


def _count(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    run = focus.run
    return Code(lambda item, env: [len(run(item, env))], kinds.INTEGER)


def _every(accept: Callable[[list[bool]], bool]) -> Maker:
    """Of Booleans only: `allTrue`, `anyTrue`, `allFalse`, `anyFalse`."""

    def make(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
        counted(arguments, 0)
        all_of = values(focus)

        def test(item: Any, env: Env) -> bool:
            found: Items = all_of(item, env)
            if any(type(each) is not bool for each in found):
                raise Undecided("Booleans are expected")
            return accept(found)

        return deciding(test)

    return make


FUNCTIONS: dict[str, Maker] = {
    "empty": _empty,
    "exists": _exists,
    "all": _of_each(all),
    "not": _not,
    "count": _count,
    "allTrue": _every(all),
    "anyTrue": _every(any),
    "allFalse": _every(lambda found: not any(found)),
    "anyFalse": _every(lambda found: not all(found)),
}
