"""`peerfhir sandbox`: a server with synthetic people, and a page of calls to try on it."""

import asyncio
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import httpx
import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from peerfhir.api import log
from peerfhir.cli.client import SCOPES, token
from peerfhir.cli.laying import HOME, Laying
from peerfhir.cli.printed.page import page
from peerfhir.cli.supervisor import CannotServeError, Supervisor
from peerfhir.settings import Settings
from peerfhir.store import clients, clock, embedded, keys
from peerfhir.store.sight import Role
from peerfhir.store.tables import Client

# Whose calls are printed, by the variable in the page: role, organization, scopes, and who that is.
PRINTED = {
    "EHR_MT": (Role.PROVIDER, "ORG-MT", SCOPES[Role.PROVIDER], "The EHR of the agency ORG-MT, Montana"),
    "EHR_SOLO": (Role.PROVIDER, "ORG-MT-SOLO", SCOPES[Role.PROVIDER], "The EHR of the agency ORG-MT-SOLO, Montana"),
    "EHR_ID": (Role.PROVIDER, "ORG-ID", SCOPES[Role.PROVIDER], "The EHR of the agency ORG-ID, Idaho"),
    "PAYER_MT": (Role.PAYER, "DPHHS-MT", SCOPES[Role.PAYER], "The payer of Montana, DPHHS-MT"),
    "PAYER_ID": (Role.PAYER, "MCO-ID", SCOPES[Role.PAYER], "The payer of Idaho, MCO-ID"),
    "ENGINEER": (Role.ENGINEER, HOME, ["system/*.cruds"], "An engineer: sees everything, moves the day"),
}
ZONE = ZoneInfo("America/Denver")  # the page is of the day in Montana


def sandbox(
    data: Annotated[Path, typer.Option(help="The folder that keeps it")] = Path(".sandbox"),
    host: Annotated[str, typer.Option(help="Address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0 for any free one", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that serve requests", min=1, max=256)] = 1,
    reset: Annotated[bool, typer.Option("--reset", help="Empty it, and do not start")] = False,  # noqa: FBT002
) -> None:
    """Serve the sandbox: an embedded database with synthetic people, and a page of copy-and-paste calls.

    Data and tokens are kept between starts. Exit code 1 when it cannot start.
    """
    if reset:
        embedded.remove(data)
        for name in (keys.FILE, clock.FILE):
            (data / name).unlink(missing_ok=True)
        typer.echo(f"The sandbox in {data} is empty")
        return
    quiet: dict[str, Any] = {} if "PEERFHIR_LOG_LEVEL" in os.environ else {"log_level": "warning"}
    settings = Settings(data=data, sandbox=True, database_url=None, log_format="console", **quiet)
    log.configure(settings.log_level, settings.log_format)
    opening = Opening(settings)
    Supervisor(settings, host, port, workers, prepare=opening.prepare, announce=opening.announce).run()


@dataclass
class Opening:
    """What is done between the start of the database and the first call."""

    settings: Settings
    database: str = ""

    def prepare(self, url: str) -> None:
        """The tables are there: remember where."""
        self.database = url

    def announce(self, server: str) -> None:
        """The server answers: let the people in, and print the page. Raises `CannotServeError` when it cannot."""
        try:
            text = asyncio.run(self._open(server))
        except httpx.TransportError as error:
            raise CannotServeError(f"{server} does not answer: {error or type(error).__name__}") from None
        typer.echo(text)

    async def _open(self, server: str) -> str:
        """Make the printed clients and what is not there yet of the people and their stories; the page."""
        signing = keys.load(self.settings.data)
        async with clients.session(self.database) as session:
            made = {name: await _client(session, name, *who[:3]) for name, who in PRINTED.items()}
        tokens = {name: (token(signing, client), PRINTED[name][3]) for name, client in made.items()}
        laying = Laying(server, self.database, signing, tokens["ENGINEER"][0])
        return page(server, tokens, await laying.lay(_now().astimezone(ZONE).date()))


async def _client(session: AsyncSession, name: str, role: Role, organization: str, scopes: list[str]) -> Client:
    """The printed client of this name: the one there is, so that its token stays the same, or a new one."""
    title = f"sandbox {name}"
    for known in await clients.listed(session):
        if known.name == title and known.revoked is None:
            return known
    return await clients.add(session, title, role, organization, scopes, _now())


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the command line is where the clock comes in
