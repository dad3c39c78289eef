"""`peerfhir backup FILE`: everything that is stored, in one file."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from peerfhir.cli.database import database
from peerfhir.cli.progress import progress
from peerfhir.settings import Settings
from peerfhir.store.cannot import CannotError

KEPT = ("keys.json",)  # of the data folder: without its keys a restored server would know none of its tokens


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write", dir_okay=False)],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one")] = False,
) -> None:
    """Write all records, histories, clients and keys to FILE, as of this moment; the server may go on meanwhile.

    The file holds health records and the keys that sign tokens: keep it like the database itself.
    """
    from peerfhir.store import backup as backups  # noqa: PLC0415 - half a second that other commands need not wait

    _writable(file, force=force)
    settings = Settings()
    now = datetime.now(UTC)  # noqa: TID251 - the real time, also in the sandbox
    files = {name: settings.data / name for name in KEPT}
    with database(settings) as url, progress("Backing up") as show:
        manifest = asyncio.run(backups.write(url, file, now, files, show))
    size = file.stat().st_size / 1e6
    typer.echo(f"{file}: {manifest.rows:,} rows of {len(manifest.tables)} tables, {size:,.1f} MB")


def _writable(file: Path, *, force: bool) -> None:
    """`CannotError` when the file could not be put there in the end."""
    folder = file.absolute().parent
    if not folder.is_dir():
        raise CannotError(f"{folder} is no folder; {file.name} cannot be written there")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotError(f"{folder} may not be written to; {file.name} cannot be put there")
    if file.exists() and not force:
        raise CannotError(f"{file} exists; --force replaces it")
