"""The tables as declared are the tables as migrated."""

import asyncio

import asyncpg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from peerfhir.store.database import migrate
from peerfhir.store.tables import XID8, metadata
from tests.conftest import NOW


async def differences(url: str) -> list[object]:
    """What a migration would still have to change."""
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=NullPool
    )

    def compared(connection: Connection) -> list[object]:
        connection.dialect.ischema_names = {**connection.dialect.ischema_names, "xid8": XID8}  # type: ignore[attr-defined]
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    async with engine.connect() as connection:
        found = await connection.run_sync(compared)
    await engine.dispose()
    return found


def test_the_migrations_make_what_is_declared(url):
    """Alembic finds no difference between the migrated database and the declared tables."""
    assert asyncio.run(differences(url)) == []


def test_migrating_again_changes_nothing(url):
    """A second start finds everything there, and the era it has."""

    async def again() -> tuple[int, int]:
        connection = await asyncpg.connect(url)
        counts = []
        for _ in range(2):
            await migrate(url, NOW)
            counts.append(await connection.fetchval("SELECT count(*) FROM era"))
        await connection.close()
        return counts[0], counts[1]

    assert asyncio.run(again()) == (1, 1)


def test_two_that_migrate_at_once_wait_for_each_other(cluster):
    """Workers that start together on an empty database migrate it once."""

    async def both() -> list[object]:
        connection = await asyncpg.connect(cluster.of("postgres"))
        await connection.execute("DROP DATABASE IF EXISTS empty_one")
        await connection.execute("CREATE DATABASE empty_one")
        url = cluster.of("empty_one")
        await asyncio.gather(migrate(url, NOW), migrate(url, NOW), migrate(url, NOW))
        found = await differences(url)
        await connection.execute("DROP DATABASE empty_one")
        await connection.close()
        return found

    assert asyncio.run(both()) == []


def test_tables_that_grow_are_cleaned_early(url):
    """What grows to tens of millions of rows is vacuumed and analyzed after two per cent, not twenty."""

    async def asked() -> set[str]:
        connection = await asyncpg.connect(url)
        rows = await connection.fetch(
            "SELECT relname FROM pg_class WHERE 'autovacuum_vacuum_scale_factor=0.02' = ANY (reloptions)"
        )
        await connection.close()
        return {row["relname"] for row in rows}

    assert asyncio.run(asked()) >= {
        "resource",
        "resource_history",
        "index_key",
        "index_reference",
        "index_date",
        "ledger",
    }
