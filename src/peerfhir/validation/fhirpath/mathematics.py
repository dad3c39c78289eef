"""Functions of numbers (http://hl7.org/fhirpath/N1/#math-functions)."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Any

from peerfhir.validation.fhirpath import kinds
from peerfhir.validation.fhirpath.arithmetic import bounded
from peerfhir.validation.fhirpath.code import Code, Compiles, Env, Maker, Scope, counted, of_value, value, whole
from peerfhir.validation.fhirpath.parser import Tree
from peerfhir.validation.fhirpath.values import NONE, Items, Quantity, Undecided

_DIGITS = 28


def _number(found: Any) -> int | Decimal | None:
    if type(found) is not int and type(found) is not Decimal:
        raise Undecided("a number is expected")
    return bounded(found) if isinstance(found, int) else bounded(Decimal(found))


def _of(kind: str | None, act: Callable[[Any], Any]) -> Maker:
    def apply(found: Any) -> Any:
        number = _number(found)
        try:
            return None if number is None else act(number)
        except (DecimalException, ArithmeticError, ValueError):
            return None

    def make(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
        counted(arguments, 0)
        return of_value(focus, kind, apply)

    return make


def _abs(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
    counted(arguments, 0)

    def apply(found: Any) -> Any:
        if type(found) is Quantity:
            return found._replace(value=abs(found.value))
        number = _number(found)
        return None if number is None else abs(number)

    return of_value(focus, None, apply)


def _with(act: Callable[..., Any]) -> Maker:
    """A function of the focus and one argument."""

    def make(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
        counted(arguments, 1)
        one, other = value(focus), value(compiler.compiled(arguments[0], scope))

        def run(item: Any, env: Env) -> Items:
            a, b = one(item, env), other(item, env)
            numbers = [None if v is None else _number(v) for v in (a, b)]
            if None in numbers:
                return NONE
            try:
                found = act(*numbers)
            except (DecimalException, ArithmeticError, ValueError):
                return NONE
            return NONE if found is None else [found]

        return Code(run)

    return make


def _power(one: int | Decimal, other: int | Decimal) -> int | Decimal | None:
    if type(one) is int and type(other) is int and 0 <= other <= _DIGITS * 4:
        return bounded(one**other)
    found = Decimal(one) ** Decimal(other)
    return bounded(found) if found.is_finite() else None


def _round(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
    counted(arguments, 0, 1)
    one = value(focus)
    places = value(compiler.compiled(arguments[0], scope)) if arguments else None

    def run(item: Any, env: Env) -> Items:
        found = one(item, env)
        digits = 0 if places is None else places(item, env)
        number = None if found is None else _number(found)
        if number is None or digits is None:
            return NONE
        if not 0 <= whole(digits) <= _DIGITS:
            raise Undecided("no such precision")
        try:
            rounded = Decimal(number).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        except DecimalException:
            return [number]
        return [rounded]

    return Code(run, kinds.DECIMAL)


def _logarithm(number: Decimal, base: Decimal) -> Decimal:
    return Decimal(number).ln() / Decimal(base).ln()


FUNCTIONS: dict[str, Maker] = {
    "abs": _abs,
    "ceiling": _of(kinds.INTEGER, lambda n: int(Decimal(n).to_integral_value("ROUND_CEILING"))),
    "floor": _of(kinds.INTEGER, lambda n: int(Decimal(n).to_integral_value("ROUND_FLOOR"))),
    "truncate": _of(kinds.INTEGER, int),
    "exp": _of(kinds.DECIMAL, lambda n: bounded(Decimal(n).exp())),
    "ln": _of(kinds.DECIMAL, lambda n: Decimal(n).ln()),
    "sqrt": _of(kinds.DECIMAL, lambda n: Decimal(n).sqrt()),
    "log": _with(_logarithm),
    "power": _with(_power),
    "round": _round,
}
