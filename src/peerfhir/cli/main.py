"""The command `peerfhir`: one file a command, put together here.

Only the command that is called is imported: `serve` stays in memory for as long as the server runs, and what the
others need is four times its size.
"""

import sys
from importlib import import_module
from typing import Annotated

import typer

from peerfhir import __version__
from peerfhir.cli.failing import Commands, ending, say

# In the order of the help page. A command is the function of its module's name, a group of commands its `app`.
COMMANDS = (
    "serve",
    "sandbox",
    "validate",
    "client",
    "load",
    "backup",
    "restore",
    "reindex",
    "ledger",
    "programs",
    "rules",
    "openapi",
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's form
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def _peerfhir(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it")] = False,
) -> None:
    """A FHIR R4 server that knows the law of Medicaid peer support."""


def build(names: tuple[str, ...] = COMMANDS) -> typer.Typer:
    """The command line with these commands."""
    # Tracebacks with local variables could show what a record says.
    app = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
    app.callback()(_peerfhir)
    for name in names:
        module = import_module(f"peerfhir.cli.{name}")
        if isinstance(getattr(module, "app", None), typer.Typer):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(getattr(module, name))
    return app


def main() -> None:
    """Run the command."""
    called = tuple(name for name in sys.argv[1:2] if name in COMMANDS)
    try:
        build(called or COMMANDS)()
    except (OSError, KeyboardInterrupt) as error:  # while what the command needs is imported
        ended = ending(error)
        if ended is None:
            raise
        sys.exit(say(ended))
