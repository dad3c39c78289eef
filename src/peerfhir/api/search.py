"""FHIR search."""

from starlette.requests import Request
from starlette.responses import Response


async def search_type(request: Request) -> Response:
    """Search."""
    return Response(None, 501)
