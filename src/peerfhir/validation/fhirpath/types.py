"""`is`, `as`, `ofType` and `type` (http://hl7.org/fhirpath/N1/#types)."""

from collections.abc import Callable
from typing import Any

from peerfhir.validation.fhirpath import kinds
from peerfhir.validation.fhirpath.code import EMPTY, Code, Compiles, Env, Maker, Run, Scope, Unknown, counted, deciding
from peerfhir.validation.fhirpath.parser import Member, Tree
from peerfhir.validation.fhirpath.values import NONE, Items, Undecided, bare, kind_of, lifted


def meets(kind: str | None, wanted: str) -> bool:
    """Whether a kind is the wanted one or derived from it."""
    return kind is not None and wanted in kinds.bases(kind)


def narrowed(of: Code, wanted: str) -> Code:
    """The items of the wanted kind. Of primitives that kind only: a `code` is a `string`, but not taken as one."""
    run, kind = of.run, of.kind
    if kinds.is_primitive(wanted):
        return _exactly(of, wanted)
    if kind is not None and not _open(kind):
        if meets(kind, wanted):
            return of
        if not meets(wanted, kind):
            return EMPTY

    def walk(item: Any, env: Env) -> Items:
        items = run(item, env)
        if len(items) == 1:
            return items if meets(kind_of(items[0]), wanted) else NONE
        env.spend(len(items))
        return [i for i in items if meets(kind_of(i), wanted)]

    return Code(walk, None if _open(wanted) or wanted in _MOMENTS else wanted)


def _exactly(of: Code, wanted: str) -> Code:
    run, kind = of.run, of.kind
    if kind is not None and not _open(kind):
        return of if kind == wanted else EMPTY

    def walk(item: Any, env: Env) -> Items:
        items = run(item, env)
        env.spend(len(items))
        return [i for i in items if kind_of(i) == wanted]

    return Code(walk, wanted)


_MOMENTS = (kinds.DATE, kinds.DATE_TIME, kinds.TIME)


def _open(kind: str) -> bool:
    """Whether items of the kind still say more of themselves."""
    return kind in ("Resource", "DomainResource", "Element", "BackboneElement")


def typed(operator: str, of: Code, name: str) -> Code:
    """`is` and `as` with a type's name; no item is of a type that nobody knows."""
    wanted = kinds.named(name)
    run, kind = of.run, of.kind
    if operator == "as":
        return Code(_nowhere(run, name)) if wanted is None else narrowed(of, wanted)
    known = kind_of if kind is None or _open(kind) else _always(kind)

    def test(item: Any, env: Env) -> bool | None:
        items = run(item, env)
        if len(items) > 1:
            raise Undecided("many items where one is expected")
        return wanted is not None and meets(known(items[0]), wanted) if items else None

    return deciding(test)


def _always(kind: str) -> Callable[[Any], str | None]:
    return lambda _item: kind


def _nowhere(run: Run, name: str) -> Run:
    def walk(item: Any, env: Env) -> Items:
        if run(item, env):
            raise Undecided(f"R4 has no type {name}")
        return NONE

    return walk


def described(of: Code, part: str) -> Code:
    """`type().namespace` and `type().name`."""
    run, kind = of.run, of.kind

    def walk(item: Any, env: Env) -> Items:
        found = [kind_of(each) for each in lifted(run(item, env), kind)]
        return [_named(each)[part] for each in found if each is not None]

    return Code(walk, kinds.STRING)


def _named(kind: str) -> dict[str, str]:
    space, _, name = kind.rpartition(".")
    if space == "System":
        return {"namespace": space, "name": name}
    return {"namespace": "FHIR", "name": "BackboneElement" if space else kind}


def _specifier(tree: Tree) -> str:
    """The name of a type as it is written: `Quantity`, `System.String`."""
    if isinstance(tree, Member):
        return tree.name if tree.of is None else f"{_specifier(tree.of)}.{tree.name}"
    raise Unknown("a type that is not written as a name")


def _function(operator: str) -> Maker:
    def make(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
        counted(arguments, 1)
        return typed(operator, focus, _specifier(arguments[0]))

    return make


def plain(item: Any) -> Any:
    """The JSON of an item; moments and quantities as text."""
    value = bare(item)
    return str(value) if isinstance(value, tuple) else value


FUNCTIONS: dict[str, Maker] = {"is": _function("is"), "as": _function("as"), "ofType": _function("as")}
