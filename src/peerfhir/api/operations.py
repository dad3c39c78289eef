"""The handlers of the operations that THE TABLE offers, by name."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.offered import OPERATIONS
from peerfhir.api.usage import usage
from peerfhir.api.validate import validate

HANDLERS: dict[str, Callable[[Request], Awaitable[Response]]] = {
    "validate": validate,
    "authorization-usage": usage,
}

if set(HANDLERS) != {operation.name for operation in OPERATIONS}:
    raise RuntimeError("an operation is offered that has no handler, or the other way round")
