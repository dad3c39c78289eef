"""The command `peerfhir`: one file a command, put together here.

Only the command that is called is imported: `serve` stays in memory for as long as the server runs, and what the
others need is four times its size.
"""

import sys
from importlib import import_module
from typing import Annotated

import typer
from pydantic import ValidationError

from peerfhir import __version__

# In the order of the help page. A command is the function of its module's name, a group of commands its `app`.
COMMANDS = ("serve", "sandbox", "client", "load", "backup", "restore", "reindex", "openapi")


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
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
    app.callback()(_peerfhir)
    for name in names:
        module = import_module(f"peerfhir.cli.{name}")
        if isinstance(getattr(module, "app", None), typer.Typer):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(getattr(module, name))
    return app


def main() -> None:
    """Run the command; a wrong setting is said in a line, without its value."""
    called = tuple(name for name in sys.argv[1:2] if name in COMMANDS)
    try:
        build(called or COMMANDS)()
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = "_".join(["PEERFHIR", *map(str, problem["loc"])]).upper()
            typer.echo(f"peerfhir: {name}: {problem['msg']}", err=True)
        sys.exit(2)
