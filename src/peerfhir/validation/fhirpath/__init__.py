"""FHIRPath compiled to Python: rules of definitions, conditions, paths (http://hl7.org/fhirpath/N1/).

The map: `lexer` and `parser` make a tree, `compiler` turns it into closures (`code`), following the kinds of items
(`kinds`) so that JSON stays as it is; `steps` go down by names, `operators`, `existence`, `filters`, `sets`, `strings`,
`mathematics`, `conversion`, `types` and `fhir` are the language, `values` and `dates` what it works on, `asking` what
it wants to know from outside. What the compiler does not know runs on fhirpathpy (`fallback`), but not in rules: it
cannot be bounded, and a name that nobody knows proves nothing. Effort and memory are bounded: `MOST_EFFORT`, `regexes`.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from peerfhir.fhir.issues import Severity
from peerfhir.validation.fhirpath import compiler, fallback, instants, kinds
from peerfhir.validation.fhirpath.asking import Asking, Library
from peerfhir.validation.fhirpath.code import MOST_EFFORT, Code, Env, Run, Test, Unknown, truth
from peerfhir.validation.fhirpath.compiler import unknown
from peerfhir.validation.fhirpath.corrections import corrected
from peerfhir.validation.fhirpath.lexer import Malformed
from peerfhir.validation.fhirpath.types import plain
from peerfhir.validation.fhirpath.values import Items, Node, TooCostly, Undecided, Untold
from peerfhir.validation.visit import Json, Place, Visit, Walk, severity_of

__all__ = [
    "MOST_EFFORT",
    "Malformed",
    "Node",
    "TooCostly",
    "Undecided",
    "Untold",
    "compiled",
    "condition",
    "rule",
    "unknown",
]

_ASKING = ("resolve", "memberOf", "conformsTo")
_STUMBLES = (TypeError, AttributeError, KeyError, ValueError, IndexError, ArithmeticError)  # over a malformed node


@lru_cache(8192)
def _read(expression: str, kind: str | None) -> tuple[Code, tuple[str, ...]]:
    return compiler.read(expression, kind)


@lru_cache(8192)
def _code(expression: str, kind: str | None) -> Code:
    try:
        return compiler.code(expression, kind)
    except Unknown:
        return Code(fallback.run(expression, kind))


def compiled(expression: str, kind: str | None = None) -> Callable[[Any, Json], list[Any]]:
    """The expression as a function of a node and its variables (`resource`, `rootResource`, others by name).

    `kind` is the type or path of the nodes it will get, None for resources and `Node`s, which say it themselves. The
    answer is plain JSON, dates and quantities as text. Raises `Malformed` for what is no FHIRPath; the function raises
    `Undecided`, `Untold` or `TooCostly`.
    """
    run = _code(expression, kind).run

    def evaluate(node: Any, variables: Mapping[str, Any]) -> list[Any]:
        env = Env(node, variables.get("resource", node), variables.get("rootResource", node))
        env.variables = dict(variables)
        return [plain(item) for item in run(node, env)]

    return evaluate


def condition(expression: str, kind: str | None = None) -> Callable[[Any], bool | None]:
    """The expression as a condition on a resource; None where it has no answer. Raises `Malformed`."""
    test = _test(expression, kind)

    def holds(node: Any) -> bool | None:
        try:
            return test(node, Env(node, node, node))
        except (Undecided, Untold, TooCostly, *_STUMBLES):
            return None

    return holds


@lru_cache(8192)
def _test(expression: str, kind: str | None) -> Test:
    return truth(_code(expression, kind))


def rule(
    key: str,
    severity: str,
    expression: str,
    path: str | None,
    *,
    said: str = "",
    profile: str | None = None,
    shown: str | None = None,
    library: Library | None = None,
) -> Walk:
    """The check of a rule on nodes of a type, or of the element, `path` (None: they are resources or `Node`s).

    A primitive with a `_name`, and a choice, come as `Node(value, kind, beside)`. A rule is kept when its expression
    is true (or has something that is no Boolean); one that has no answer is broken too. `said` is what it demands in
    words, `profile` the canonical that states it, `shown` the id reported instead of `key`. What it cannot be asked
    without (a value set, a profile, a function that is known) is a warning of a strict visit. Where a walk has spent
    what it may, the rule is not asked, and an issue of its severity says so. `Malformed` for what is no FHIRPath.
    """
    stated = _Stated(key, severity_of(severity), shown or key, said or expression, profile)
    try:
        code, missing = _read(corrected(key, expression), kinds.of_path(path) if path else None)
    except Unknown as reason:
        return stated.untellable(f"{reason} is not known")
    if missing and profile is not None:
        return stated.untellable(f"{path} has no {' and no '.join(dict.fromkeys(missing))}")
    return _asked(stated, code, expression, library)


class _Stated(NamedTuple):
    """What is to be said of a rule."""

    key: str
    level: Severity
    name: str
    said: str
    profile: str | None

    def broken(self, place: Place, visit: Visit, more: str | None) -> None:
        text = f"The rule {self.key} is broken: {self.said}"
        visit.add(place, "invariant", text, severity=self.level, rule=self.name, profile=self.profile, diagnostics=more)

    def costly(self, place: Place, visit: Visit) -> None:
        """Once in a walk: a rule that was not asked is not kept."""
        if (self.name, self.profile) not in visit.unasked:
            visit.unasked.add((self.name, self.profile))
            text = f"The rule {self.key} was not checked: the resource is too large for its rules"
            visit.add(place, "too-costly", text, severity=self.level, rule=self.name, profile=self.profile)

    def untold(self, reason: str, place: Place, visit: Visit) -> None:
        """On write that is nobody's fault who writes."""
        if visit.strict:
            text = f"The rule {self.key} could not be evaluated: {reason}"
            visit.add(place, "not-supported", text, severity="warning", rule=self.name, profile=self.profile)

    def stumbled(self, place: Place, visit: Visit) -> None:
        if not visit.issues:
            text = f"The rule {self.key} could not be evaluated"
            visit.add(place, "exception", text, severity="warning", rule=self.name, profile=self.profile)

    def untellable(self, reason: str) -> Walk:
        """The check of a rule that cannot be evaluated here, whatever the resource."""
        return lambda _node, place, visit: self.untold(reason, place, visit)


def _asked(stated: _Stated, code: Code, expression: str, library: Library | None) -> Walk:
    run, test = code.run, code.test
    curious = any(word in expression for word in _ASKING)
    timed = any(word in expression for word in instants.FUNCTIONS)

    def walk(node: Any, place: Place, visit: Visit) -> None:
        if visit.effort > MOST_EFFORT:
            stated.costly(place, visit)
            return
        env = Env(node, visit.resource, visit.root, Asking(visit, place, library) if curious else None, visit.effort)
        if timed:
            env.instant = visit.now()
        if visit.extension is not None:
            env.variables["extension"] = visit.extension
        kept, more = True, None
        try:
            kept = bool(test(node, env)) if test else _kept(run, node, env)
        except TooCostly:
            stated.costly(place, visit)
        except Untold as reason:
            stated.untold(str(reason), place, visit)
        except Undecided as reason:
            kept, more = False, f"It has no answer: {reason}"
        except _STUMBLES:
            stated.stumbled(place, visit)
        visit.effort = env.spent
        if not kept:
            stated.broken(place, visit, more)

    return walk


def _kept(run: Run, node: Any, env: Env) -> bool:
    """Whether there is an answer that is not false (http://hl7.org/fhir/R4/conformance-rules.html#constraints)."""
    items: Items = run(node, env)
    return bool(items) and not (len(items) == 1 and plain(items[0]) is False)
