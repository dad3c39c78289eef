"""`peerfhir programs`: the packs of the programs checked, listed, explained, and compared over what is stored."""

import json
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from peerfhir import data
from peerfhir.cli.law.explained import as_json, as_markdown, as_text
from peerfhir.cli.law.files import checked, law
from peerfhir.cli.law.listed import listed, rows, told
from peerfhir.policy.program import PackError, Program, assemble, sources_of
from peerfhir.settings import Settings
from peerfhir.store.cannot import CannotError

_DAY = "%Y-%m-%d"

app = typer.Typer(no_args_is_help=True, help="Check, list, explain and compare program packs.")


class Explained(Enum):
    """How the law is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class Format(Enum):
    """How anything else is printed."""

    TEXT = "text"
    JSON = "json"


@app.callback()
def _programs() -> None:
    """Check, list, explain and compare program packs."""


@app.command()
def check(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", exists=True, help="Packs, or folders of packs", show_default=False),
    ],
) -> None:
    """Check packs before they are in force: every mistake with its file and line, and the keys that there are.

    The parent of a pack is looked for beside it, then among the packs in force. Ends with 1 when there is a mistake,
    with 2 when a file is not there.
    """
    packs, mistakes = checked(paths, in_force())
    for mistake in mistakes:
        typer.echo(str(mistake))
    if mistakes:
        raise typer.Exit(1)
    for pack in packs:
        typer.echo(told(pack))


@app.command("list")
def list_(
    form: Annotated[Format, typer.Option("--format", help="A table, or JSON for machines")] = Format.TEXT,
) -> None:
    """List the packs in force: those of PEERFHIR_PROGRAMS, else those that come with the server."""
    try:
        packs = assemble(in_force(), sources_of(in_force()))
    except PackError as error:
        raise CannotError(str(error)) from None
    typer.echo(json.dumps(rows(packs), indent=2) if form is Format.JSON else "\n".join(listed(packs)))


@app.command()
def explain(
    program: Annotated[str, typer.Option(help="The id of the program")],
    day: Annotated[
        datetime, typer.Option("--on", formats=[_DAY], metavar="DATE", help="A date of service, as 2026-11-09")
    ],
    form: Annotated[
        Explained, typer.Option("--format", help="Sentences, tables, or JSON for machines")
    ] = Explained.TEXT,
) -> None:
    """Print the law of a day in plain words: each key, since when, by which sentence, and what breaking it means."""
    known = law(in_force(), in_force())
    if program not in known:
        raise typer.BadParameter(f"there is no program {program}; there are {', '.join(known)}", param_hint="--program")
    typer.echo(_explained(known[program], day.date(), form))


def _explained(program: Program, day: date, form: Explained) -> str:
    match form:
        case Explained.JSON:
            return json.dumps(as_json(program, day), indent=2, ensure_ascii=False)
        case Explained.MARKDOWN:
            return as_markdown(program, day)
    return as_text(program, day)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(exists=True, help="A pack or a folder of packs: the law that is")],
    new: Annotated[Path, typer.Argument(exists=True, help="The same, as it would be")],
    first: Annotated[datetime, typer.Option("--from", formats=[_DAY], metavar="DATE", help="First date of service")],
    last: Annotated[datetime, typer.Option("--to", formats=[_DAY], metavar="DATE", help="Last date of service")],
    form: Annotated[Format, typer.Option("--format", help="Sentences, or JSON for machines")] = Format.TEXT,
) -> None:
    """Replay what is stored under two laws, and show what would change: lines, units, reasons. Nothing is written.

    A pack stands in the place of the one in force of the same id. The server may go on meanwhile.
    """
    from peerfhir.cli.law.changed import compare  # noqa: PLC0415 - slow to import

    if first > last:
        raise typer.BadParameter("the last day is before the first", param_hint="--to")
    settings = Settings()
    laws = law(old, in_force()), law(new, in_force())
    compare(settings, laws, (first.date(), last.date()), as_json=form is Format.JSON)


def in_force() -> Path:
    """The folder of the packs that a server started here would load."""
    return Settings().programs or data.programs()
