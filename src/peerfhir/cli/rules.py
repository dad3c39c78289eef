"""`peerfhir rules`: where each rule of the law is enforced, and what states it."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from enum import Enum
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from peerfhir import data
from peerfhir.cli.catalogue.rules import Rule, programs
from peerfhir.cli.catalogue.rules import rules as known
from peerfhir.settings import Settings

_WIDTH = 160  # where there is no terminal
_HEAD = ("rule", "enforced", "severity", "by", "what it says")


class Format(Enum):
    """How rules are printed."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def rules(
    form: Annotated[Format, typer.Option("--format", help="A table, JSON for machines, or Markdown")] = Format.TABLE,
    program: Annotated[
        str | None, typer.Option(help="Only the rules that hold in this program, its parents' among them")
    ] = None,
) -> None:
    """List every rule: where it is enforced, by which constraint of a profile, and which value of a pack cites it."""
    holding = programs()
    if program is not None and program not in holding:
        raise typer.BadParameter(f"there is no program {program}; there are {', '.join(holding)}", param_hint="program")
    wanted = holding[program] if program else tuple(holding)
    found = [rule for rule in known(Settings().programs or data.programs()) if rule.program in wanted]
    match form:
        case Format.JSON:
            typer.echo(json.dumps([_object(rule) for rule in found], indent=2, ensure_ascii=False))
        case Format.MARKDOWN:
            typer.echo("\n".join(_markdown(found)))
        case Format.TABLE:
            Console(width=None if sys.stdout.isatty() else _WIDTH).print(_table(found))


def _object(rule: Rule) -> dict[str, Any]:
    """One rule as JSON: `id`, `state`, `states`, `test` and the rest."""
    return {"id": rule.id, "state": rule.state, **asdict(rule)}


def _cells(rule: Rule) -> Sequence[str]:
    by = [f"{one.profile} {one.element}: {one.kind}" for one in rule.constraints] + list(rule.values)
    return rule.id, ", ".join(rule.states), rule.severity, "; ".join(by) or rule.test or "", rule.text


def _markdown(found: Iterable[Rule]) -> list[str]:
    rows = (" | ".join(cell.replace("|", "\\|") for cell in _cells(rule)) for rule in found)
    return [f"| {' | '.join(_HEAD)} |", f"|{'---|' * len(_HEAD)}", *(f"| {row} |" for row in rows)]


def _table(found: Iterable[Rule]) -> Table:
    table = Table(*_HEAD, show_lines=False)
    for rule in found:
        table.add_row(*_cells(rule))
    return table
