"""The one place where the parts meet: settings in, an ASGI application out."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from peerfhir import __version__, data
from peerfhir.api import clock as clocks
from peerfhir.api import docs, health
from peerfhir.api.caller import Callers
from peerfhir.api.offered import OFFERED
from peerfhir.api.parts import Parts
from peerfhir.api.routes import Fhir
from peerfhir.api.shells import Shells
from peerfhir.policy import program
from peerfhir.settings import Settings
from peerfhir.store import clients, database, keys
from peerfhir.store.audit import Disclosures
from peerfhir.store.clock import SandboxClock
from peerfhir.validation.library import Library

_WARM = ("Encounter", "Patient", "Claim", "Bundle", "OperationOutcome")


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)  # noqa: TID251 - the one clock of the server


def create_app(settings: Settings, clock: Callable[[], datetime] = now) -> ASGIApp:
    """The server as an ASGI application; the database is connected in its lifespan.

    `settings.database_url` must be set (the supervisor passes that of the embedded one). `clock` is what rules go by.
    """
    programs = program.load(settings.programs or data.programs())
    sandbox = SandboxClock(settings.data, clock) if settings.sandbox else None
    signing = keys.load(settings.data)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        assert settings.database_url is not None, "the supervisor names the database"  # noqa: S101
        pool = await database.connect(settings.database_url, size=settings.pool_size)
        library = Library(clock=clock)
        for name in _WARM:
            library.walk(name)
        library.programs.made_ready(programs)
        app.state.parts = Parts(
            pool=pool,
            library=library,
            programs=programs,
            clock=sandbox or clock,
            zone=settings.zone,
            era=await database.current_era(pool),
            cursor_key=signing.secret("cursor"),
            base_url=settings.base_url,
            sandbox=settings.sandbox,
        )
        app.state.disclosures = Disclosures(pool, now)
        app.state.callers = Callers(signing, clients.Registry(clients.reader(pool, sandbox=settings.sandbox)), now)
        app.state.offered = OFFERED
        try:
            yield
        finally:
            await app.state.disclosures.close()
            await pool.close()

    app = FastAPI(
        title="PeerFHIR", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.router.routes += [
        Route("/livez", health.livez),
        Route("/readyz", health.readyz),
        Route("/metrics", health.metrics),
        *docs.ROUTES,
        *([clocks.route(sandbox)] if sandbox else []),
    ]
    fhir = Fhir()

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        """What is below /fhir needs nothing of the framework's stack but its state: a fifth of the cost of a read."""
        if scope["type"] == "http" and scope["path"].startswith("/fhir") and scope["path"][5:6] in ("", "/"):
            scope["app"] = app
            await fhir(scope, receive, send)
        else:
            await app(scope, receive, send)

    return Shells(
        front,
        max_body=settings.max_body,
        request_timeout=settings.request_timeout,
        max_concurrent=settings.max_concurrent_requests,
    )
