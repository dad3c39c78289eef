"""`peerfhir ledger verify`: whether the ledger is what its sources and the rulings about them say."""

import asyncio
import json
from dataclasses import asdict
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peerfhir import data
from peerfhir.cli.database import database
from peerfhir.cli.progress import progress
from peerfhir.settings import Settings
from peerfhir.store.cannot import CannotError

if TYPE_CHECKING:
    from peerfhir.journeys.verify import Discrepancy, Overrun, Verified

app = typer.Typer(no_args_is_help=True, help="Verify the ledger of units.")

_KINDS = {"r": "rendered", "c": "claimed", "h": "pended", "p": "paid"}
_WHY = {
    "ruling": "by the ruling",
    "record": "by the record",
    "answer": "by the rulings; recorded is what the answer says",
    "basis": "zone, rounding or pack are others",
    "unreadable": "record or ruling cannot be read",
}


class Format(Enum):
    """How what was found is printed."""

    TEXT = "text"
    JSON = "json"


@app.callback()
def _ledger() -> None:
    """Verify the ledger of units."""


@app.command()
def verify(
    form: Annotated[Format, typer.Option("--format", help="Sentences, or JSON for machines")] = Format.TEXT,
) -> None:
    """Recompute every balance from its sources and rulings and compare; the server may go on meanwhile.

    Ends with 1 when anything differs. Limits and authorizations that are overrun today, because packs or
    authorizations changed after units were paid, are told but are no errors.
    """
    from peerfhir.journeys.verify import verify as recount  # noqa: PLC0415 - slow to import
    from peerfhir.policy.program import PackError, load  # noqa: PLC0415
    from peerfhir.store.database import connect  # noqa: PLC0415

    settings = Settings()
    try:
        programs = load(settings.programs or data.programs())
    except PackError as error:
        raise CannotError(str(error)) from None

    async def run(url: str) -> "Verified":
        pool = await connect(url, size=1)
        try:
            with progress("Recounting") as show:
                return await recount(pool, programs, show)
        finally:
            await pool.close()

    with database(settings) as url:
        found = asyncio.run(run(url))
    typer.echo(json.dumps(_as_json(found), indent=2) if form is Format.JSON else "\n".join(_lines(found)))
    if found.discrepancies:
        raise typer.Exit(1)


def _lines(found: "Verified") -> list[str]:
    """A line for each discrepancy, then for each overrun, then the sum."""
    looked = f"Recounted {found.entries:,} entries of {found.sources:,} sources: "
    count = len(found.discrepancies)
    said = f"{count:,} difference{'s' * (count > 1)}" if count else "every balance agrees"
    return [*map(_discrepancy, found.discrepancies), *map(_overrun, found.overruns), looked + said]


def _discrepancy(one: "Discrepancy") -> str:
    day, line = one.day.isoformat() if one.day else "", f"line {one.line}" if one.line else ""
    parts = [f"member {one.member}", one.program, day, _KINDS.get(one.kind, one.kind), line]
    units = f"recorded {one.recorded}, recomputed {one.recomputed} ({', '.join(_WHY[why] for why in one.why)})"
    return "  ".join([part for part in (one.source, *parts) if part] + [units])


def _overrun(one: "Overrun") -> str:
    who = f"member {one.member}  {one.program}  " if one.member is not None else ""
    return f"Information: {who}{one.what}  {one.window}  used {one.used} of {one.allowed}"


def _as_json(found: "Verified") -> dict[str, Any]:
    return {
        "sources": found.sources,
        "entries": found.entries,
        "discrepancies": [
            asdict(one) | {"day": one.day.isoformat() if one.day else None, "kind": _KINDS.get(one.kind, one.kind)}
            for one in found.discrepancies
        ],
        "overruns": [asdict(one) for one in found.overruns],
    }
