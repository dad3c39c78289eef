"""FHIR's own functions (http://hl7.org/fhir/R4/fhirpath.html#functions)."""

from collections.abc import Callable
from typing import Any

from peerfhir.fhir.definitions import definitions
from peerfhir.validation.fhirpath import kinds, steps
from peerfhir.validation.fhirpath.code import (
    Code,
    Compiles,
    Env,
    Maker,
    Run,
    Scope,
    Unknown,
    constant,
    counted,
    deciding,
    value,
)
from peerfhir.validation.fhirpath.operators import pair
from peerfhir.validation.fhirpath.parser import Tree
from peerfhir.validation.fhirpath.types import meets
from peerfhir.validation.fhirpath.values import NONE, Items, Node, Undecided, Untold, bare, kind_of, lifted

_CORE = "http://hl7.org/fhir/StructureDefinition/"


def _extension(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
    counted(arguments, 1)
    run, url_code = steps.member(focus, "extension").run, compiler.compiled(arguments[0], scope)
    wanted = value(url_code)
    if url_code.fixed:
        return Code(_extended(run, url_code.fixed[0]), "Extension")

    def walk(item: Any, env: Env) -> Items:
        found = run(item, env)
        url = wanted(item, env) if found else None
        return [e for e in map(bare, found) if type(e) is dict and e.get("url") == url] if url is not None else NONE

    return Code(walk, "Extension")


def _extended(run: Run, url: str) -> Run:
    """Of a URL as written, as they mostly are."""

    def walk(item: Any, env: Env) -> Items:
        found = []
        for each in run(item, env):
            data = each.value if type(each) is Node else each
            if type(data) is dict and data.get("url") == url:
                found.append(data)
        return found

    return walk


def _has_value(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    run, kind = focus.run, focus.kind

    def test(item: Any, env: Env) -> bool:
        items = run(item, env)
        return len(items) == 1 and type(bare(items[0])) not in (dict, list, type(None))

    if kind is not None and not kinds.is_primitive(kind) and kind not in kinds.SYSTEM:
        return constant([False], kinds.BOOLEAN)
    return deciding(test)


def _get_value(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    one = value(focus)
    return Code(lambda item, env: NONE if (found := one(item, env)) is None else [found])


def _resolve(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)
    run = focus.run

    def walk(item: Any, env: Env) -> Items:
        asks = env.asks
        if asks is None:
            return NONE
        items = run(item, env)
        env.spend(len(items))
        return [target for each in items for target in asks.resolve(bare(each))]

    return Code(walk)


def _asked(answer: Callable[[Any, str, Env], bool]) -> Maker:
    """A question about one item, with a canonical as the argument."""

    def make(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
        counted(arguments, 1)
        run, kind = focus.run, focus.kind
        canonical = value(compiler.compiled(arguments[0], scope))

        def test(item: Any, env: Env) -> bool | None:
            items, wanted = run(item, env), canonical(item, env)
            if len(items) > 1:
                raise Undecided("many items where one is expected")
            if not items or type(wanted) is not str:
                return None
            return answer(lifted(items, kind)[0], wanted, env)

        return deciding(test)

    return make


def _is_member(item: Any, value_set: str, env: Env) -> bool:
    if env.asks is None:
        raise Untold(f"no value sets are at hand, so not {value_set}")
    return env.asks.member(value_set, item)


def _conforms(item: Any, profile: str, env: Env) -> bool:
    plain = profile.removeprefix(_CORE)
    if plain in definitions().types:  # the walk checks the rest: here only whether it is that at all
        return meets(kind_of(item), plain)
    if env.asks is None:
        raise Untold(f"no profiles are at hand, so not {profile}")
    return env.asks.conforms(item, profile)


def _html_checks(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    """True: the walk looks into every narrative itself (`narrative`)."""
    counted(arguments, 0)
    run = focus.run
    return deciding(lambda item, env: True if run(item, env) else None)


def _comparable(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
    """Whether two quantities have an order."""
    counted(arguments, 1)
    test = pair("<=", focus, compiler.compiled(arguments[0], scope)).test
    if test is None:
        raise Unknown("comparable()")
    return deciding(lambda item, env: test(item, env) is not None)


FUNCTIONS: dict[str, Maker] = {
    "extension": _extension,
    "hasValue": _has_value,
    "getValue": _get_value,
    "resolve": _resolve,
    "memberOf": _asked(_is_member),
    "conformsTo": _asked(_conforms),
    "htmlChecks": _html_checks,
    "comparable": _comparable,
}
