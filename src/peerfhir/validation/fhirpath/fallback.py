"""fhirpathpy for what our compiler does not know: `now()`, `type()`, functions that are newer than FHIR R4.

It is loaded (0.2 s) with the first such expression, and given what it lacks.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from peerfhir.validation.fhirpath.code import Env
from peerfhir.validation.fhirpath.values import Items, Node, Undecided

_COST = 200  # of an evaluation itself, in items of ours
_COST_EACH = 12  # of an object handed over
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
    count, below = 1, [node] if type(node) is dict or type(node) is list else []
    while below:
        each = below.pop()
        inner = [v for v in (each.values() if type(each) is dict else each) if type(v) is dict or type(v) is list]
        count += len(inner)
        below += inner
    return count


@cache
def run(expression: str, kind: str | None) -> Callable[[Any, Env], Items]:
    """The expression as a function of a node and the surroundings; `Undecided` for whatever the engine raises.

    Raises what the engine raises when it cannot read the expression.
    """
    import fhirpathpy  # noqa: PLC0415 - 0.2 s, and most processes never need it
    from fhirpathpy.engine.nodes import ResourceNode  # noqa: PLC0415
    from fhirpathpy.models import models  # noqa: PLC0415

    options = {"userInvocationTable": _supplied(), "traceFn": lambda *_: None}
    evaluate = fhirpathpy.compile(expression, models["r4"], options)

    def walk(item: Any, env: Env) -> Items:
        value, path = (item.value, item.kind) if type(item) is Node else (item, kind)
        env.spend(_COST + _COST_EACH * _size(value))
        known = {"resource": env.resource, "rootResource": env.root, **env.variables}
        try:
            found: Items = evaluate(ResourceNode.create_node(value, path) if path else value, known)  # type: ignore[no-untyped-call]
        except Exception as reason:  # the engine raises anything
            raise Undecided(str(reason)[:200]) from reason
        return found

    return walk
