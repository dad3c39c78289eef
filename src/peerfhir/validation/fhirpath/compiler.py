"""FHIRPath to Python closures, by what is known of kinds; `Unknown` for what is left to fhirpathpy."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from peerfhir.validation.fhirpath import (
    conversion,
    existence,
    fhir,
    filters,
    instants,
    kinds,
    mathematics,
    operators,
    sets,
    steps,
    strings,
    types,
)
from peerfhir.validation.fhirpath.code import EMPTY, Code, Env, Maker, Scope, Unknown, constant, this, value
from peerfhir.validation.fhirpath.dates import moment
from peerfhir.validation.fhirpath.lexer import Malformed
from peerfhir.validation.fhirpath.parser import (
    Call,
    External,
    Item,
    Literal,
    Member,
    Pair,
    Sign,
    Special,
    Tree,
    Typed,
    parsed,
)
from peerfhir.validation.fhirpath.values import NONE, Items, Quantity, Undecided, bare

FUNCTIONS: dict[str, Maker] = {
    **existence.FUNCTIONS,
    **filters.FUNCTIONS,
    **sets.FUNCTIONS,
    **conversion.FUNCTIONS,
    **strings.FUNCTIONS,
    **mathematics.FUNCTIONS,
    **types.FUNCTIONS,
    **fhir.FUNCTIONS,
    **instants.FUNCTIONS,
}
_CONSTANTS = {
    "ucum": "http://unitsofmeasure.org",
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
}
_FHIR = "http://hl7.org/fhir"


def code(expression: str, kind: str | None) -> Code:
    """An expression as code for a context of a kind (None: a resource or `Node` that says its own).

    `Malformed` when it is no FHIRPath, `Unknown` when fhirpathpy must do it.
    """
    return read(expression, kind)[0]


def read(expression: str, kind: str | None) -> tuple[Code, tuple[str, ...]]:
    """The same, and the elements that it speaks of and R4 does not have; see `unknown`."""
    try:
        compiler = _Compiler(kind)
        return compiler.compiled(parsed(expression), Scope(kind)), tuple(compiler.missing)
    except RecursionError:
        raise Malformed("the expression nests too deep") from None


def unknown(expression: str, kind: str) -> list[str]:
    """The elements that an expression speaks of and R4 does not have, as far as their owner's kind is told by the text.

    `Malformed` when it is no FHIRPath, `Unknown` when fhirpathpy must do it.
    """
    return list(read(expression, kind)[1])


class _Compiler:
    def __init__(self, context: str | None) -> None:
        self.missing: list[str] = []
        self._context = context
        self._makers: dict[type, Callable[[Any, Scope], Code]] = {
            Member: self._member,
            Call: self._call,
            Pair: self._pair,
            Typed: lambda tree, scope: types.typed(tree.operator, self.compiled(tree.of, scope), tree.type),
            Literal: lambda tree, _scope: literal(tree),
            Special: lambda tree, scope: _special(tree.name, scope),
            External: lambda tree, _scope: self._external(tree.name),
            Item: lambda tree, scope: _item(self.compiled(tree.of, scope), self.compiled(tree.at, scope)),
            Sign: lambda tree, scope: operators.signed(tree.sign, self.compiled(tree.of, scope)),
        }

    def compiled(self, tree: Tree, scope: Scope) -> Code:
        """A tree as code for a `$this`."""
        return self._makers[type(tree)](tree, scope)

    def _pair(self, tree: Pair, scope: Scope) -> Code:
        return operators.pair(tree.operator, self.compiled(tree.left, scope), self.compiled(tree.right, scope))

    def _member(self, tree: Member, scope: Scope) -> Code:
        if isinstance(tree.of, Call) and tree.of == Call(tree.of.of, "type", ()) and tree.name in ("namespace", "name"):
            inner = this(scope) if tree.of.of is None else self.compiled(tree.of.of, scope)
            return types.described(inner, tree.name)
        if tree.of is not None:
            return self._known(steps.member(self.compiled(tree.of, scope), tree.name), tree.name)
        if tree.name[0].isupper():  # elements never are: it names the type of `$this`
            named = kinds.named(tree.name)
            return self._known(EMPTY if named is None else types.narrowed(this(scope), named), tree.name)
        if scope.many:
            return self._known(steps.member(this(scope), tree.name), tree.name)
        return self._known(steps.first_member(scope.kind, tree.name), tree.name)

    def _known(self, code: Code, name: str) -> Code:
        if code is EMPTY:
            self.missing.append(name)
        return code

    def _call(self, tree: Call, scope: Scope) -> Code:
        maker = FUNCTIONS.get(tree.name)
        if maker is None:
            raise Unknown(f"the function {tree.name}")
        focus = this(scope) if tree.of is None else self.compiled(tree.of, scope)
        return maker(self, focus, tree.arguments, scope)

    def _external(self, name: str) -> Code:
        if name in ("resource", "rootResource"):
            return Code(_resource if name == "resource" else _root)
        if name == "extension":
            return Code(_extension, "Extension")
        if name == "context":
            return Code(lambda _item, env: [env.context], self._context)
        known = _CONSTANTS.get(name)
        if known is None and name.startswith("vs-"):
            known = f"{_FHIR}/ValueSet/{name[3:]}"
        elif known is None and name.startswith("ext-"):
            known = f"{_FHIR}/StructureDefinition/{name[4:]}"
        if known is None:
            raise Unknown(f"the variable {name}")
        return constant([known], kinds.STRING)


def _resource(_item: Any, env: Env) -> Items:
    return [env.resource]


def _root(_item: Any, env: Env) -> Items:
    return [env.root]


def _extension(_item: Any, env: Env) -> Items:
    """The extension that a rule on where it may stand is about."""
    if "extension" not in env.variables:
        raise Undecided("there is no %extension here")
    return [env.variables["extension"]]


def _special(name: str, scope: Scope) -> Code:
    if name == "$this":
        return this(scope)
    if name == "$index":
        return Code(lambda _item, env: [env.index], kinds.INTEGER)
    return Code(lambda _item, env: env.total)


def _item(of: Code, index: Code) -> Code:
    run, at = of.run, value(index)

    def one(item: Any, env: Env) -> Items:
        items, place = run(item, env), bare(at(item, env))
        return [items[place]] if type(place) is int and 0 <= place < len(items) else NONE

    return Code(one, of.kind)


def literal(tree: Literal) -> Code:
    """A value as written. `Malformed` for a date that no calendar has."""
    return EMPTY if tree.kind == "empty" else _LITERALS[tree.kind](tree)


def _number(tree: Literal) -> Code:
    if "." in tree.text:
        return constant([Decimal(tree.text)], kinds.DECIMAL)
    return constant([int(tree.text)], kinds.INTEGER)


def _boolean(tree: Literal) -> Code:
    answer = tree.text == "true"
    return Code(lambda _item, _env: [answer], kinds.BOOLEAN, lambda _item, _env: answer)


def _moment(tree: Literal) -> Code:
    found = moment(tree.text[1:])
    if found is None:
        raise Malformed(f"there is no such moment: {tree.text}")
    return constant([found], None)


_LITERALS: dict[str, Callable[[Literal], Code]] = {
    "string": lambda tree: constant([tree.text], kinds.STRING),
    "number": _number,
    "long": _number,
    "boolean": _boolean,
    "quantity": lambda tree: constant([Quantity(Decimal(tree.text), tree.unit)], kinds.QUANTITY),
    "date": _moment,
    "time": _moment,
}
