"""`peerfhir restore FILE`: a database out of what `peerfhir backup` wrote."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from peerfhir.cli.backup import KEPT
from peerfhir.cli.database import database
from peerfhir.cli.progress import progress
from peerfhir.settings import Settings
from peerfhir.store import embedded
from peerfhir.store.cannot import CannotError


def restore(
    file: Annotated[Path, typer.Argument(help="A file written by `peerfhir backup`", exists=True, dir_okay=False)],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace what the database holds")] = False,
) -> None:
    """Fill an empty database from FILE; all of it or nothing. The server must be stopped."""
    from peerfhir.store import backup as backups  # noqa: PLC0415 - half a second that other commands need not wait

    settings = Settings()
    if settings.database_url is None and settings.data.exists() and embedded.running(settings.data):
        raise CannotError(f"a server works in {settings.data}; stop it first")
    now = datetime.now(UTC)  # noqa: TID251 - the real time, also in the sandbox
    files = {name: settings.data / name for name in KEPT}
    with database(settings, new=True) as url, progress("Restoring") as show:
        manifest = asyncio.run(backups.restore(url, file, now, files, show, force=force))
    typer.echo(f"Restored {manifest.rows:,} rows of {len(manifest.tables)} tables as of {manifest.made}")
