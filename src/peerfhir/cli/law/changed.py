"""What another law would change, told while it is found: a year of data does not fit into memory."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import typer

from peerfhir.cli.database import database
from peerfhir.cli.progress import progress
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.replay import AT_ONCE, Change, Replayed, replay
from peerfhir.policy.changes import Reason
from peerfhir.policy.program import Programs
from peerfhir.settings import Settings
from peerfhir.store.database import connect
from peerfhir.validation.library import Library

Json = dict[str, Any]

_UNLIKE = "stand otherwise than the old law judges them now: facts changed since, or yet another law adjudicated them"


def compare(settings: Settings, laws: tuple[Programs, Programs], span: tuple[date, date], *, as_json: bool) -> None:
    """Print each change as it is found, then the sums; one JSON object, or sentences."""
    printed = _Json(laws, span) if as_json else _Text(span)

    async def run(url: str) -> Replayed:
        pool, found = await connect(url, size=AT_ONCE + 1), Replayed()
        try:
            old, new = (Ground(pool, Library(), law, _now, settings.zone, 0) for law in laws)
            with progress("Replaying") as show:
                async for change in replay(old, new, span, found, show):
                    printed.change(change)
        finally:
            await pool.close()
        return found

    with database(settings) as url:
        printed.end(asyncio.run(run(url)))


class _Text:
    """Sentences."""

    def __init__(self, span: tuple[date, date]) -> None:
        self._span = span

    def change(self, one: Change) -> None:
        """A line for the change, and one for each reason that comes or goes."""
        typer.echo("\n".join(_sentences(one)))

    def end(self, found: Replayed) -> None:
        """The sums."""
        looked = f"{found.contacts:,} encounters and {found.lines:,} lines of {found.claims:,} claims"
        typer.echo(f"Replayed {looked} of {found.persons:,} members, {self._span[0]} to {self._span[1]}")
        typer.echo(f"{found.changed_contacts:,} encounters and {found.changed_lines:,} lines would change")
        names = ("paid", "pended", "denied", "counted")
        sums = [f"{name} {getattr(found.before, name):,} -> {getattr(found.after, name):,}" for name in names]
        typer.echo(f"Units {', '.join(sums)}; encounters refused {found.before.refused:,} -> {found.after.refused:,}")
        if found.unlike:
            typer.echo(f"Information: {found.unlike:,} lines {_UNLIKE}")


class _Json:
    """One object, written part by part."""

    def __init__(self, laws: tuple[Programs, Programs], span: tuple[date, date]) -> None:
        old, new = ({name: one.digest.hex() for name, one in law.items()} for law in laws)
        head = json.dumps({"old": old, "new": new, "from": str(span[0]), "to": str(span[1])})
        typer.echo(f'{head[:-1]}, "changes": [', nl=False)
        self._between = "\n"

    def change(self, one: Change) -> None:
        """An item of `changes`."""
        typer.echo(f"{self._between}{json.dumps(_as_json(one), ensure_ascii=False)}", nl=False)
        self._between = ",\n"

    def end(self, found: Replayed) -> None:
        """The sums as `totals`."""
        typer.echo(f'\n], "totals": {json.dumps(asdict(found))}}}')


def _sentences(one: Change) -> Iterator[str]:
    line = f" line {one.line}" if one.line else ""
    days = f"{one.first}..{one.last}" if one.last not in (None, one.first) else f"{one.first or 'undated'}"
    programs = " -> ".join(dict.fromkeys(side.program or "no program" for side in (one.before, one.after)))
    moved = ", ".join(_moved(one))
    yield f"{one.source}{line}  {days}  {programs}  {moved or 'the same units, by other reasons'}"
    for mark, here, there in (("-", one.before, one.after), ("+", one.after, one.before)):
        for reason in here.reasons:
            if reason.key not in there.rules:
                yield f"    {mark} {_reason(reason)}"


def _moved(one: Change) -> Iterator[str]:
    if one.before.refused != one.after.refused:
        yield " -> ".join("refused" if side.refused else "kept" for side in (one.before, one.after))
    for name in ("paid", "pended", "denied", "counted"):
        was, is_ = getattr(one.before, name), getattr(one.after, name)
        if was != is_:
            yield f"{name} {was} -> {is_}"


def _reason(one: Reason) -> str:
    units = f", {one.units} unit{'s' * (one.units > 1)}" if one.units else ""
    return f"{one.rule} {one.said}{units}: {one.detail}"


def _as_json(one: Change) -> Json:
    return {
        "source": one.source,
        "line": one.line or None,
        "first": str(one.first) if one.first else None,
        "last": str(one.last) if one.last else None,
        "before": asdict(one.before),
        "after": asdict(one.after),
    }


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the command line is where the clock comes in
