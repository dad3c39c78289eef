"""The handlers of the operations that THE TABLE offers, by name."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.decide import decide
from peerfhir.api.evaluate import evaluate
from peerfhir.api.offered import OPERATIONS
from peerfhir.api.ruling import ruling
from peerfhir.api.submit import submit
from peerfhir.api.usage import usage
from peerfhir.api.validate import validate
from peerfhir.api.worklist import worklist

HANDLERS: dict[str, Callable[[Request], Awaitable[Response]]] = {
    "validate": validate,
    "authorization-usage": usage,
    "submit": submit,
    "decide": decide,
    "ruling": ruling,
    "worklist": worklist,
    "evaluate-measure": evaluate,
}

if set(HANDLERS) != {operation.name for operation in OPERATIONS}:
    raise RuntimeError("an operation is offered that has no handler, or the other way round")
