"""The rules that are not written natively, run by fhirpathpy, which is loaded with the first of them.

Only the rarer, definitional resources have such rules. The engine is given what it lacks: hasValue, resolve (nothing is
resolved here), htmlChecks (`narrative` does it), memberOf and conformsTo; `trace()` would print, so it is silenced.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from peerfhir.validation.visit import Json, Place, Visit, Walk, severity_of

MOST_EFFORT = 150_000  # objects handed to the engine in one walk, some 6 µs each: about a second
_COST = 16  # of an evaluation itself, in the same unit
_NODE: dict[int, list[str]] = {0: []}


def _supplied() -> dict[str, Any]:
    return {
        "hasValue": {"fn": lambda nodes: [len(nodes) == 1 and _valued(nodes[0])], "arity": _NODE},
        "resolve": {"fn": lambda _nodes: [], "arity": _NODE},
        "htmlChecks": {"fn": lambda _nodes: [True], "arity": _NODE},
        "memberOf": {"fn": lambda _nodes, _value_set: [True], "arity": {1: ["String"]}},
        "conformsTo": {"fn": lambda _nodes, _profile: [True], "arity": {1: ["String"]}},
    }


def _valued(node: Any) -> bool:
    data = getattr(node, "data", node)
    return data is not None and type(data) is not dict and type(data) is not list


def _size(node: Any) -> int:
    """How many objects and arrays it holds: what an evaluation may have to go through."""
    count, below = 1, [node]
    while below:
        each = below.pop()
        inner = [v for v in (each.values() if type(each) is dict else each) if type(v) is dict or type(v) is list]
        count += len(inner)
        below += inner
    return count


@cache
def compiled(expression: str) -> Callable[[Any, Json], list[Any]]:
    """The expression as a function of a node and its variables."""
    import fhirpathpy  # noqa: PLC0415 - 0.2 s, and most resources never need it
    from fhirpathpy.models import models  # noqa: PLC0415

    options = {"userInvocationTable": _supplied(), "traceFn": lambda *_: None}
    found: Callable[[Any, Json], list[Any]] = fhirpathpy.compile(expression, models["r4"], options)
    return found


def rule(key: str, severity: str, expression: str, path: str) -> Walk:
    """The check of a rule. Empty is not false: what cannot be told is not broken."""
    level = severity_of(severity)

    def walk(node: Any, place: Place, visit: Visit) -> None:
        from fhirpathpy.engine.nodes import ResourceNode  # noqa: PLC0415

        visit.effort += _COST + _size(node)
        if visit.effort > MOST_EFFORT:
            return
        known = {"resource": visit.resource, "rootResource": visit.root}
        try:
            answer = compiled(expression)(ResourceNode.create_node(node, path), known)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001 - the engine raises anything on a malformed node
            visit.add(place, "exception", f"The rule {key} could not be evaluated", severity="warning", rule=key)
            return
        if answer and answer[0] is False:
            visit.add(place, "invariant", f"The rule {key} is broken: {expression}", severity=level, rule=key)

    return walk
