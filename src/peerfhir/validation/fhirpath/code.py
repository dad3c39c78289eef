"""Compiled expressions: functions of `$this` and the surroundings of one evaluation."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from peerfhir.validation.fhirpath import kinds
from peerfhir.validation.fhirpath.parser import Tree
from peerfhir.validation.fhirpath.values import (
    FALSE,
    NONE,
    TRUE,
    Items,
    TooCostly,
    Undecided,
    bare,
    converter,
)

if TYPE_CHECKING:
    from datetime import datetime

MOST_EFFORT = 400_000  # items gone through in one walk, 1 to 2 µs each: about half a second
LONGEST_TEXT = 1_000_000  # characters that functions may put together


class Unknown(Exception):  # noqa: N818 - it says that another engine must do it
    """The compiler does not know something of the expression."""


class Knows(Protocol):
    """What an expression may ask about the world; see `asking`."""

    def resolve(self, reference: Any) -> list[Any]:
        """The resource that a Reference or a text points to, as far as it is at hand."""

    def member(self, value_set: str, item: Any) -> bool:
        """Whether a code, Coding or CodeableConcept is of a value set; `Untold` where that cannot be told."""

    def conforms(self, item: Any, profile: str) -> bool:
        """Whether a resource or data type meets a profile; `Untold` when the profile is not at hand."""


class Env:
    """One evaluation: its variables, what it may ask, and what it has cost."""

    __slots__ = ("asks", "context", "index", "instant", "resource", "root", "spent", "total", "variables")

    def __init__(self, context: Any, resource: Any, root: Any, asks: Knows | None = None, spent: int = 0) -> None:
        self.context = context
        self.resource = resource
        self.root = root
        self.asks = asks
        self.spent = spent
        self.index = 0
        self.total: Items = NONE
        self.instant: datetime | None = None
        self.variables: dict[str, Any] = {}

    def spend(self, items: int) -> None:
        """Count items gone through; `TooCostly` beyond `MOST_EFFORT`."""
        self.spent += items + 1
        if self.spent > MOST_EFFORT:
            raise TooCostly


Run = Callable[[Any, Env], Items]
Test = Callable[[Any, Env], bool | None]
Value = Callable[[Any, Env], Any]


class Code(NamedTuple):
    """An expression compiled: `run` gives a collection of `kind`; `test`, of yes-or-no ones, the same faster.

    `fixed` is what it always gives, where it does; `field` the JSON name where it is one text right under `$this`.
    """

    run: Run
    kind: str | None = None
    test: Test | None = None
    fixed: Items | None = None
    field: str | None = None


class Scope(NamedTuple):
    """What `$this` is: one item of a kind, or a whole collection (`many`), as for the arguments of `iif`."""

    kind: str | None
    many: bool = False


class Compiles(Protocol):
    """The compiler, as the makers of functions see it."""

    def compiled(self, tree: Tree, scope: Scope) -> Code:
        """A tree as code for a `$this`."""


Maker = Callable[[Compiles, Code, tuple[Tree, ...], Scope], Code]  # focus, arguments, what `$this` is outside


def this(scope: Scope) -> Code:
    """The code of `$this`."""
    if scope.many:
        return Code(lambda items, _env: items, scope.kind)
    return Code(lambda item, _env: [item], scope.kind)


def constant(items: Items, kind: str | None) -> Code:
    """Always the same."""
    return Code(lambda _item, _env: items, kind, fixed=items)


EMPTY = constant(NONE, None)


def deciding(test: Test) -> Code:
    """Code that answers yes, no or nothing."""

    def run(item: Any, env: Env) -> Items:
        found = test(item, env)
        return NONE if found is None else TRUE if found else FALSE

    return Code(run, kinds.BOOLEAN, test)


def truth(code: Code) -> Test:
    """The code as a condition: one item that is no Boolean counts as yes (http://hl7.org/fhirpath/N1/#singleton).

    Several are an error, for HL7's validator too; published rules that meant otherwise stand in `corrections`.
    """
    if code.test is not None:
        return code.test
    run = code.run

    def test(item: Any, env: Env) -> bool | None:
        items = run(item, env)
        if not items:
            return None
        if len(items) > 1:
            raise Undecided("many items where one is expected")
        value = bare(items[0])
        return value if type(value) is bool else True

    return test


def value(code: Code) -> Value:
    """The one value of the code as operators see it; None of an empty collection."""
    run, convert = code.run, converter(code.kind)

    def one(item: Any, env: Env) -> Any:
        items = run(item, env)
        if not items:
            return None
        if len(items) > 1:
            raise Undecided("many items where one is expected")
        return convert(items[0])

    return one


def values(code: Code) -> Run:
    """All values of the code as operators see them."""
    run, convert = code.run, converter(code.kind)
    return run if code.kind in kinds.SYSTEM else lambda item, env: [convert(i) for i in run(item, env)]


def of_value(focus: Code, kind: str | None, act: Callable[[Any], Any]) -> Code:
    """A function of the one value of its focus; nothing for nothing, None means nothing."""
    one = value(focus)
    if kind == kinds.BOOLEAN:
        return deciding(lambda item, env: None if (v := one(item, env)) is None else act(v))

    def run(item: Any, env: Env) -> Items:
        found = one(item, env)
        found = None if found is None else act(found)
        return NONE if found is None else [found]

    return Code(run, kind)


def counted(arguments: tuple[Tree, ...], least: int, most: int | None = None) -> None:
    """`Unknown` unless a function is given as many arguments as it takes."""
    if not least <= len(arguments) <= (least if most is None else most):
        raise Unknown("a function with that many arguments")


def text(found: Any) -> str:
    """A string as it is; `Undecided` for anything else."""
    if type(found) is not str:
        raise Undecided("a string is expected")
    return found


def whole(found: Any) -> int:
    """An integer as it is; `Undecided` for anything else."""
    if type(found) is not int:
        raise Undecided("an integer is expected")
    return found
