"""`peerfhir load`: send files of resources to a server."""

import asyncio
import json
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from peerfhir.cli.client import Format
from peerfhir.cli.loading.report import Report
from peerfhir.cli.loading.sending import Sender, StoppedError
from peerfhir.cli.loading.sources import files, size

_TOKEN = re.compile(r"[\x21-\x7e]+")
_PLAIN_SECONDS = 5.0
_TIMEOUT = httpx.Timeout(120.0, connect=10.0)


def load(
    paths: Annotated[list[Path], typer.Argument(metavar="DIR|FILE...", help="Bundles (.json) and NDJSON, also .gz")],
    url: Annotated[str, typer.Option(help="The server")] = "http://127.0.0.1:8000",
    token: Annotated[str, typer.Option(envvar="PEERFHIR_TOKEN", help="Bearer token; better in the environment")] = "",
    jobs: Annotated[int, typer.Option(help="Requests under way at once", min=1, max=64)] = 4,
    again: Annotated[bool, typer.Option("--again", help="Send as new what an earlier load has sent already")] = False,  # noqa: FBT002
    form: Annotated[Format, typer.Option("--format", help="The summary as a table, or as JSON")] = Format.TABLE,
) -> None:
    """Load transaction, batch or collection Bundles and NDJSON (a resource or Bundle a line) over HTTP.

    Organizations and practitioners go first. A load that was interrupted can be repeated: nothing is stored twice.
    Resources with an id keep it, but in a transaction or batch, which says itself what becomes of each entry.
    Exit code 1 when anything was refused, 2 when it was asked wrongly or no server answers.
    """
    try:
        found = files(paths)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if not token:
        raise typer.BadParameter("a token is needed: --token, or PEERFHIR_TOKEN in the environment")
    if not _TOKEN.fullmatch(token):
        raise typer.BadParameter("the token has characters that no token has; was it copied whole, and it alone?")
    try:
        with _progress(sum(map(size, found))) as advance:
            report = asyncio.run(_load(found, url, token, jobs, secrets.token_hex(8) if again else "", advance))
    except (StoppedError, httpx.TransportError, httpx.InvalidURL) as error:
        typer.echo(f"peerfhir: {url}: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(json.dumps(report.as_json(), indent=2) if form is Format.JSON else report.as_text())
    if report.refusals:
        raise typer.Exit(1)


async def _load(
    found: list[Path], url: str, token: str, jobs: int, salt: str, advance: Callable[[int], None]
) -> Report:
    base = url.rstrip("/").removesuffix("/fhir") + "/fhir/"
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/fhir+json"}
    limits = httpx.Limits(max_connections=jobs, max_keepalive_connections=jobs)
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=_TIMEOUT, limits=limits) as client:
        await client.get("metadata")  # whether anybody is there at all
        return await Sender(client, jobs=jobs, salt=salt, advance=advance).send(found)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar where somebody watches, a line every few seconds where not; both on standard error."""
    if not sys.stderr.isatty():
        yield _lines(total)
        return
    columns = (TextColumn("loading"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("loading", total=total)
        yield lambda weight: bar.advance(task, weight)


def _lines(total: int) -> Callable[[int], None]:
    done, said = 0, time.monotonic()

    def advance(weight: int) -> None:
        nonlocal done, said
        done += weight
        if time.monotonic() - said >= _PLAIN_SECONDS:
            said = time.monotonic()
            typer.echo(f"loading: {100 * done // max(1, total)} %", err=True)

    return advance
