"""`peerfhir reindex`: what search goes by, made anew from the stored resources."""

import asyncio

import typer

from peerfhir.cli.database import database
from peerfhir.cli.progress import progress
from peerfhir.settings import Settings


def reindex() -> None:
    """Rebuild the search index of every resource from its stored bytes, in batches; the server may go on meanwhile.

    Needed after an update that changes what is indexed, or after PEERFHIR_TZ changed.
    """
    from peerfhir.journeys.reindex import reindex as rebuild  # noqa: PLC0415 - slow to import
    from peerfhir.store.database import connect  # noqa: PLC0415

    settings = Settings()

    async def run(url: str) -> int:
        pool = await connect(url, size=2)
        try:
            with progress("Reindexing") as show:
                return await rebuild(pool, settings.zone, lambda done, total: show("resources", done, total))
        finally:
            await pool.close()

    with database(settings) as url:
        count = asyncio.run(run(url))
    typer.echo(f"Indexed {count:,} resources")
