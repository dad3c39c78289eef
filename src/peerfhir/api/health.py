"""Whether the server lives, whether it can work, and how it has done: `/livez`, `/readyz`, `/metrics`."""

import asyncio

import asyncpg
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from peerfhir.api import failures
from peerfhir.api.metrics import CONTENT_TYPE, exposition

PATIENCE = 3.0  # seconds for the database to answer
MIGRATED = "SELECT count(*) FROM alembic_version"


async def livez(_: Request) -> Response:
    """200 as long as the process serves requests at all."""
    return JSONResponse({"status": "alive"})


async def readyz(request: Request) -> Response:
    """200 when the database answers and has its tables, else 503 with Retry-After."""
    try:
        async with asyncio.timeout(PATIENCE):
            migrated = await request.app.state.parts.pool.fetchval(MIGRATED)
    except asyncpg.UndefinedTableError:
        return _not_ready("the database has no tables yet")
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return _not_ready("the database does not answer")
    return JSONResponse({"status": "ready"}) if migrated else _not_ready("the database has no tables yet")


async def metrics(_: Request) -> Response:
    """Prometheus' text format."""
    return Response(exposition(), headers={"Content-Type": CONTENT_TYPE})


def _not_ready(reason: str) -> Response:
    headers = {"Retry-After": str(failures.SOON)}
    return JSONResponse({"status": "not ready", "reason": reason}, status_code=503, headers=headers)
