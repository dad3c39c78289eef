"""`peerfhir client`: who may call this server. A token is shown once, when its client is added; none is stored."""

import asyncio
import difflib
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel.ext.asyncio.session import AsyncSession

from peerfhir.api import caller
from peerfhir.cli.database import database
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.settings import Settings
from peerfhir.store import clients, keys
from peerfhir.store.cannot import CannotError
from peerfhir.store.database import migrate
from peerfhir.store.sight import Role
from peerfhir.store.tables import Client

app = typer.Typer(no_args_is_help=True, help="Add, list and revoke the clients that may call this server.")

# What a client of a role may do when nothing else is said; what it may see of it is another matter.
SCOPES = {
    Role.PROVIDER: ["system/*.cruds"],
    Role.PAYER: ["system/*.rs", "system/ClaimResponse.cruds", "system/ServiceRequest.cruds", "system/Coverage.cruds"],
    Role.AUDITOR: ["system/*.rs"],
    Role.ENGINEER: ["system/*.rs"],
    Role.ADMIN: ["system/*.cruds"],
}
_LAST = 2**31 - 1  # the largest number that a client can have
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_LONGEST = timedelta(days=3650)
_LONGEST_NAME = 200

Result = TypeVar("Result")


class Format(Enum):
    """How a list is printed."""

    TABLE = "table"
    JSON = "json"


def _organization(text: str) -> str:
    if not _ID.fullmatch(text):
        raise typer.BadParameter("the id of an Organization is needed, such as ORG-MT: letters, digits, - and .")
    return text


def _scope(texts: list[str]) -> list[str]:
    wrong = caller.unknown(texts)
    if wrong:
        raise typer.BadParameter(f"{wrong[0]} is not of the form system/Type.cruds, the letters in this order")
    for text in texts:
        type_ = text.removeprefix("system/").partition(".")[0]
        if type_ != "*" and type_ not in TYPE_CODES:
            near = difflib.get_close_matches(type_, TYPE_CODES, 1)
            raise typer.BadParameter(
                f"{text} is for {type_}, which is no resource type of R4" + "".join(f"; {n} is one" for n in near)
            )
    return texts


def _name(text: str) -> str:
    if not text.isprintable() or len(text) > _LONGEST_NAME:
        raise typer.BadParameter(f"a line of text is needed, {_LONGEST_NAME} characters at most")
    return text


def _lifetime(text: str | None) -> timedelta | None:
    if text is None:
        return None
    found = re.fullmatch(r"([1-9]\d{0,5})([mhdw])", text)
    if not found or (lifetime := int(found[1]) * _UNITS[found[2]]) > _LONGEST:
        raise typer.BadParameter("a time such as 30d is needed (m, h, d or w), ten years at most")
    return lifetime


@app.command()
def add(
    organization: Annotated[str, typer.Option(help="Id of the Organization it acts for", callback=_organization)],
    role: Annotated[Role, typer.Option(help="What it is")],
    name: Annotated[str, typer.Option(help="How people call it", callback=_name)] = "",
    scope: Annotated[
        list[str] | None,
        typer.Option(help="system/Type.cruds or system/*.cruds; may be repeated. By default what its role needs"),
    ] = None,
    expires: Annotated[str | None, typer.Option(help="When its token ends: 12h, 30d, 52w; by default never")] = None,
) -> None:
    """Add a client. Its token is the last line, alone; it is not stored and cannot be shown again."""
    lifetime, scopes = _lifetime(expires), _scope(scope or SCOPES[role])
    settings, now = Settings(), _now()
    title = name or f"{role.value} of {organization}"
    client = _run(settings, lambda session: clients.add(session, title, role, organization, scopes, now), new=True)
    end = None if lifetime is None else int((client.created + lifetime).timestamp())
    typer.echo(f"Client {client.no}: {title}, {role.value} of {organization}, {' '.join(scopes)}")
    typer.echo("Its token, shown this once:")
    typer.echo(token(keys.load(settings.data), client, end))


@app.command(name="list")
def list_(
    form: Annotated[Format, typer.Option("--format", help="A table, or JSON for machines")] = Format.TABLE,
) -> None:
    """List all clients, the revoked ones too."""
    found = _run(Settings(), clients.listed)
    if form is Format.JSON:
        typer.echo(json.dumps([_as_json(client) for client in found], indent=2))
        return
    table = Table("No", "Name", "Role", "Organization", "Scopes", "Added", "Revoked")
    for client in found:
        shown = _as_json(client)
        table.add_row(*(str(shown[name] or "") for name in ("no", "name", "role", "organization")),
                      " ".join(client.scopes), shown["created"], shown["revoked"] or "")  # fmt: skip
    Console().print(table)


@app.command()
def revoke(number: Annotated[int, typer.Argument(help="Its number, as `list` shows it", min=1, max=_LAST)]) -> None:
    """Refuse a client's token from now on; within a second on every worker."""
    now = _now()
    if not _run(Settings(), lambda session: clients.revoke(session, number, now)):
        raise CannotError(f"there is no client {number}, or it is revoked already")
    typer.echo(f"Client {number} is revoked")


def token(signing: keys.Keys, client: Client, expires: int | None = None) -> str:
    """The token of a client; the same client's is always the same."""
    return signing.sign(keys.Token(client.no, int(client.created.timestamp()), expires))


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the command line is where the clock comes in


def _run(settings: Settings, work: Callable[[AsyncSession], Awaitable[Result]], *, new: bool = False) -> Result:
    """Do this in a session on the database, brought up to date before; only what adds makes a new one."""

    async def worked(url: str) -> Result:
        await migrate(url, _now())
        async with clients.session(url) as session:
            return await work(session)

    with database(settings, new=new) as url:
        return asyncio.run(worked(url))


def _as_json(client: Client) -> dict[str, Any]:
    return {
        "no": client.no,
        "name": client.name,
        "role": client.role,
        "organization": client.organization,
        "scopes": client.scopes,
        "created": client.created.isoformat(),
        "revoked": client.revoked.isoformat() if client.revoked else None,
    }
