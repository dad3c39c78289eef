"""Operators: logic of three values, comparison, sets, arithmetic (http://hl7.org/fhirpath/N1/#operations)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from peerfhir.validation.fhirpath import kinds
from peerfhir.validation.fhirpath.arithmetic import ARITHMETIC
from peerfhir.validation.fhirpath.code import Code, Env, Test, constant, deciding, truth, value, values
from peerfhir.validation.fhirpath.sets import united
from peerfhir.validation.fhirpath.values import (
    NONE,
    Items,
    Node,
    Quantity,
    Undecided,
    equal,
    equivalent,
    equivalent_sets,
    lifted,
    order,
)

Maker = Callable[[Code, Code], Code]
_NUMBERS = (int, Decimal)


def pair(operator: str, left: Code, right: Code) -> Code:
    """Two expressions with an operator between them."""
    return _MAKERS[operator](left, right)


def signed(sign: str, of: Code) -> Code:
    """A plus or minus before a number or quantity."""
    one = value(of)

    def run(item: Any, env: Env) -> Items:
        found = one(item, env)
        if found is None:
            return NONE
        if type(found) is Quantity:
            return [found._replace(value=-found.value) if sign == "-" else found]
        if type(found) not in _NUMBERS:
            raise Undecided("a number is expected")
        return [-found if sign == "-" else found]

    return Code(run, of.kind if of.kind in kinds.SYSTEM else None)


def _and(left: Code, right: Code) -> Code:
    one, other = truth(left), truth(right)

    def test(item: Any, env: Env) -> bool | None:
        a = one(item, env)
        if a is False:
            return False
        b = other(item, env)
        return False if b is False else True if a and b else None

    return deciding(test)


def _or(left: Code, right: Code) -> Code:
    one, other = truth(left), truth(right)

    def test(item: Any, env: Env) -> bool | None:
        a = one(item, env)
        if a:
            return True
        b = other(item, env)
        return True if b else None if a is None or b is None else False

    return deciding(test)


def _xor(left: Code, right: Code) -> Code:
    one, other = truth(left), truth(right)

    def test(item: Any, env: Env) -> bool | None:
        a, b = one(item, env), other(item, env)
        return None if a is None or b is None else a is not b

    return deciding(test)


def _implies(left: Code, right: Code) -> Code:
    one, other = truth(left), truth(right)

    def test(item: Any, env: Env) -> bool | None:
        a = one(item, env)
        if a is False:
            return True
        b = other(item, env)
        return True if b else None if a is None or b is None else False

    return deciding(test)


def _equality(left: Code, right: Code) -> Test:
    if right.kind == kinds.STRING and left.kind is not None and kinds.system(left.kind) == kinds.STRING:
        return _same_text(left, right)
    one, other = values(left), values(right)

    def test(item: Any, env: Env) -> bool | None:
        return same(one(item, env), other(item, env), env)

    return test


def _same_text(left: Code, right: Code) -> Test:
    """Of a text and, mostly, a literal: `status = 'finished'`."""
    if left.field is not None and right.fixed is not None and len(right.fixed) == 1:
        return _field_is(left.field, right.fixed[0])
    one, other = left.run, right.run

    def test(item: Any, env: Env) -> bool | None:
        a, b = one(item, env), other(item, env)
        if not a or not b:
            return None
        if len(a) != len(b):
            return False
        return all((x.value if type(x) is Node else x) == y for x, y in zip(a, b, strict=True))

    return test


def _field_is(name: str, wanted: str) -> Test:
    beside = f"_{name}"

    def test(item: Any, _env: Env) -> bool | None:
        data = item.value if type(item) is Node else item
        if type(data) is not dict:
            return None
        found = data.get(name)
        if found is None and beside not in data:
            return None
        return bool(found == wanted)

    return test


def same(one: Items, other: Items, env: Env) -> bool | None:
    """`=` of two collections of values."""
    if not one or not other:
        return None
    if len(one) == len(other) == 1:
        return equal(one[0], other[0])
    if len(one) != len(other):
        return False
    env.spend(len(one))
    found: bool | None = True
    for a, b in zip(one, other, strict=True):
        each = equal(a, b)
        if each is False:
            return False
        found = found and each
    return found


def _equal(left: Code, right: Code) -> Code:
    return deciding(_equality(left, right))


def _unequal(left: Code, right: Code) -> Code:
    test = _equality(left, right)
    return deciding(lambda item, env: None if (found := test(item, env)) is None else not found)


def _equivalence(left: Code, right: Code) -> Test:
    one, other = values(left), values(right)

    def test(item: Any, env: Env) -> bool:
        a, b = one(item, env), other(item, env)
        if len(a) != len(b):
            return False
        if len(a) == 1:
            return equivalent(a[0], b[0])
        env.spend(len(a) * len(b))
        return equivalent_sets(a, b)

    return test


def _equivalent(left: Code, right: Code) -> Code:
    return deciding(_equivalence(left, right))


def _different(left: Code, right: Code) -> Code:
    test = _equivalence(left, right)
    return deciding(lambda item, env: not test(item, env))


def _ordered(accept: Callable[[int], bool]) -> Maker:
    def make(left: Code, right: Code) -> Code:
        one, other = value(left), value(right)

        def test(item: Any, env: Env) -> bool | None:
            a = one(item, env)
            b = None if a is None else other(item, env)
            found = None if b is None else order(a, b)
            return None if found is None else accept(found)

        return deciding(test)

    return make


def _union(left: Code, right: Code) -> Code:
    kind = left.kind if left.kind == right.kind else None
    if left.fixed is not None and right.fixed is not None and kind == kinds.STRING:
        return constant(left.fixed + [each for each in right.fixed if each not in left.fixed], kind)
    one, other = left.run, right.run

    def run(item: Any, env: Env) -> Items:
        a, b = one(item, env), other(item, env)
        if kind is None:
            a, b = lifted(a, left.kind), lifted(b, right.kind)
        return united(a, b, kind, env)

    return Code(run, kind)


def _in(left: Code, right: Code) -> Code:
    one, many = value(left), values(right)
    if right.kind == kinds.STRING and right.fixed is not None:
        among = frozenset(right.fixed)
        return deciding(lambda item, env: None if (found := one(item, env)) is None else found in among)

    def test(item: Any, env: Env) -> bool | None:
        wanted = one(item, env)
        return None if wanted is None else _holds(many(item, env), wanted, env)

    return deciding(test)


def _contains(left: Code, right: Code) -> Code:
    return _in(right, left)


def _holds(among: Items, wanted: Any, env: Env) -> bool:
    env.spend(len(among))
    return any(equal(each, wanted) is True for each in among)


def _arithmetic(operator: str) -> Maker:
    act = ARITHMETIC[operator]

    def make(left: Code, right: Code) -> Code:
        one, other = value(left), value(right)

        def run(item: Any, env: Env) -> Items:
            a, b = one(item, env), other(item, env)
            if a is None or b is None:
                if operator != "&":
                    return NONE
                a, b = "" if a is None else a, "" if b is None else b
            found = act(a, b)
            return NONE if found is None else [found]

        return Code(run, kinds.STRING if operator == "&" else None)

    return make


_MAKERS: dict[str, Maker] = {
    "and": _and,
    "or": _or,
    "xor": _xor,
    "implies": _implies,
    "=": _equal,
    "!=": _unequal,
    "~": _equivalent,
    "!~": _different,
    "<": _ordered(lambda found: found < 0),
    "<=": _ordered(lambda found: found <= 0),
    ">": _ordered(lambda found: found > 0),
    ">=": _ordered(lambda found: found >= 0),
    "|": _union,
    "in": _in,
    "contains": _contains,
    **{operator: _arithmetic(operator) for operator in ARITHMETIC},
}
