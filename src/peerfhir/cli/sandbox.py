"""`peerfhir sandbox`: a server with synthetic people, and a page of calls to try on it."""

import asyncio
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from peerfhir.api import log
from peerfhir.cli.calls import ZONE, page
from peerfhir.cli.client import SCOPES, token
from peerfhir.cli.loading.report import issues
from peerfhir.cli.people import Seed, base_year, seeds
from peerfhir.cli.supervisor import CannotServeError, Supervisor
from peerfhir.settings import Settings
from peerfhir.store import clients, embedded, keys
from peerfhir.store.sight import Role
from peerfhir.store.tables import Client

# Whose calls are printed: the variable in the page, the client's role, organization and scopes.
PRINTED = {
    "EHR": (Role.PROVIDER, "ORG-MT", SCOPES[Role.PROVIDER]),
    "MCO": (Role.PAYER, "DPHHS-MT", SCOPES[Role.PAYER]),
    "ENGINEER": (Role.ENGINEER, "SANDBOX", ["system/*.cruds"]),
}


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
        (data / keys.FILE).unlink(missing_ok=True)
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
            tokens = asyncio.run(self._open(server))
        except httpx.TransportError as error:
            raise CannotServeError(f"{server} does not answer: {error or type(error).__name__}") from None
        typer.echo(page(server, tokens, datetime.now(ZONE).date()))  # noqa: TID251 - the page is of today

    async def _open(self, server: str) -> dict[str, str]:
        """Make the printed clients and the people that are not there yet; the tokens by their names in the page."""
        signing = keys.load(self.settings.data)
        async with clients.session(self.database) as session:
            made = {name: await _client(session, name, *who) for name, who in PRINTED.items()}
        tokens = {name: token(signing, client) for name, client in made.items()}
        async with httpx.AsyncClient(base_url=f"{server}/fhir/", timeout=60) as http:
            missing = await _missing(http, tokens["ENGINEER"])
            if missing:
                await self._seed(http, signing, missing)
        return tokens

    async def _seed(self, http: httpx.AsyncClient, signing: keys.Keys, missing: list[Seed]) -> None:
        """Each owner's own client writes what it keeps, and is revoked when that is done."""
        owners = sorted({seed.owner for seed in missing})
        async with clients.session(self.database) as session:
            now = _now()
            scopes = SCOPES[Role.ADMIN]
            made = {o: await clients.add(session, f"seeding {o}", Role.ADMIN, o, scopes, now) for o in owners}
        try:
            for seed in missing:
                await _put(http, token(signing, made[seed.owner]), seed)
        finally:
            async with clients.session(self.database) as session:
                for client in made.values():
                    await clients.revoke(session, client.no, _now())


async def _client(session: AsyncSession, name: str, role: Role, organization: str, scopes: list[str]) -> Client:
    """The printed client of this name: the one there is, so that its token stays the same, or a new one."""
    title = f"sandbox {name}"
    for known in await clients.listed(session):
        if known.name == title and known.revoked is None:
            return known
    return await clients.add(session, title, role, organization, scopes, _now())


async def _missing(http: httpx.AsyncClient, bearer: str) -> list[Seed]:
    """The seeds that were never stored; what somebody changed or deleted since stays so."""
    headers, missing = {"Authorization": f"Bearer {bearer}"}, []
    for seed in seeds(base_year(_now().date())):
        response = await http.get(f"{seed.resource['resourceType']}/{seed.resource['id']}", headers=headers)
        if response.status_code == httpx.codes.NOT_FOUND:
            missing.append(seed)
        elif response.status_code not in (httpx.codes.OK, httpx.codes.GONE):
            raise CannotServeError(f"{response.url} was answered {response.status_code}")
    return missing


async def _put(http: httpx.AsyncClient, bearer: str, seed: Seed) -> None:
    path = f"{seed.resource['resourceType']}/{seed.resource['id']}"
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/fhir+json"}
    response = await http.put(path, json=seed.resource, headers=headers)
    if response.is_error:
        reasons = "\n".join(issues(response.json())) or response.reason_phrase
        raise CannotServeError(f"{path} was refused ({response.status_code}):\n{reasons}")


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the command line is where the clock comes in
