"""The yardstick: what FastAPI + asyncpg + uvicorn cost before any FHIR work is done.

One table (id, body); POST /fhir/Encounter stores the raw body, GET /fhir/Encounter/{id} returns it.
`python -m benchmarks.bare URL` serves it at a free port of 127.0.0.1 and prints its address.
"""

import socket
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
from fastapi import FastAPI, Request, Response

TABLE = "CREATE TABLE IF NOT EXISTS res (id text PRIMARY KEY, body bytea NOT NULL)"


def create_app(url: str) -> FastAPI:
    """The application on a database of its own."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.pool = await asyncpg.create_pool(url, min_size=16, max_size=16)
        await app.state.pool.execute(TABLE)
        yield
        await app.state.pool.close()

    app = FastAPI(lifespan=lifespan)

    @app.post("/fhir/Encounter")
    async def create(request: Request) -> Response:
        body = await request.body()
        fid = uuid.uuid4().hex
        await app.state.pool.execute("INSERT INTO res VALUES ($1, $2)", fid, body)
        return Response(status_code=201, headers={"Location": f"/fhir/Encounter/{fid}/_history/1"})

    @app.get("/fhir/Encounter/{fid}")
    async def read(fid: str) -> Response:
        body = await app.state.pool.fetchval("SELECT body FROM res WHERE id = $1", fid)
        return Response(body, media_type="application/fhir+json") if body else Response(status_code=404)

    return app


def main() -> None:
    """Serve until told to stop."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/fhir", flush=True)
    config = uvicorn.Config(create_app(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, log_config=None)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
