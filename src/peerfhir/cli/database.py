"""The database that a command works on: the configured one, the running server's own, or one started for it alone."""

import contextlib
from collections.abc import Iterator

import typer

from peerfhir.settings import Settings
from peerfhir.store import embedded


@contextlib.contextmanager
def database(settings: Settings) -> Iterator[str]:
    """Its URL, for as long as the command runs; ends the command with a sentence when there is none to be had."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    try:
        with embedded.joined(settings.data) as url:
            yield url
    except embedded.CannotStartError as error:
        typer.echo(f"peerfhir: {error}", err=True)
        raise typer.Exit(1) from None
