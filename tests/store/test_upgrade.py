"""A database of the release before is brought up to date with everything that is in it."""

import asyncio
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import asyncpg
import pytest
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from peerfhir.fhir import json
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.journeys.reindex import reindex
from peerfhir.store import database
from peerfhir.store.facts import Wanted, Window
from tests.conftest import Cluster
from tests.store.kept import DAY, NOW, Kept
from tests.store.test_tables import differences

PATIENT: dict[str, Any] = {"resourceType": "Patient", "id": "p", "birthDate": "1984-05-05"}
COVERAGE: dict[str, Any] = {
    "resourceType": "Coverage",
    "id": "c",
    "status": "active",
    "beneficiary": {"reference": "Patient/p"},
    "payor": [{"display": "Payer"}],
}


@pytest.fixture
def before(cluster: Cluster) -> Iterator[str]:
    """A database at revision 0001, with two resources and an entry."""
    name = "before_the_law"

    async def make() -> None:
        home = await asyncpg.connect(cluster.of("postgres"))
        await home.execute(f"DROP DATABASE IF EXISTS {name}")
        await home.execute(f"CREATE DATABASE {name}")
        await home.close()
        engine = create_async_engine(
            "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(cluster.of(name)), poolclass=NullPool
        )
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: command.upgrade(database.config(sync), "0001"))
        await engine.dispose()
        connection = await asyncpg.connect(cluster.of(name))
        await connection.execute("INSERT INTO era (system_identifier, began) VALUES (1, $1)", NOW)
        await connection.execute("INSERT INTO member (no, root) VALUES (1, 1)")
        for pk, body in ((1, PATIENT), (2, COVERAGE)):
            await connection.execute(
                "INSERT INTO resource (pk, rtype, fid, vid, era, updated, method, deleted, client, owner, patient,"
                " member, digest, body) VALUES ($1, $2, $3, 1, 1, $4, 'U', false, 1, 1, 1, 1, '', $5)",
                pk, TYPE_CODES[body["resourceType"]], body["id"], NOW, json.encode(body),
            )  # fmt: skip
        await connection.execute(
            "INSERT INTO ledger (member, program, day, kind, units, source, version, line, encounter, reverses,"
            " paid_by, zone, rounding, pack, era, recorded)"
            " VALUES (1, 'p', $1, 'r', 4, 9, 1, 0, 9, 0, '', 'UTC', 'floor/15', '', 1, $2)",
            DAY, NOW,
        )  # fmt: skip
        await connection.close()

    asyncio.run(make())
    yield cluster.of(name)

    async def drop() -> None:
        home = await asyncpg.connect(cluster.of("postgres"))
        await home.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await home.close()

    asyncio.run(drop())


def test_what_was_there_is_there(before):
    """Rows stay, the tables become those that are declared, the facts are read by the new function."""

    async def upgraded():
        await database.migrate(before, NOW)
        different = await differences(before)
        pool = await database.connect(before, size=2)
        kept = Kept(pool)
        window = Window(("Patient", "p"), "p", DAY, DAY)
        facts = await kept.read(
            Wanted(1, rested_on={("Patient", "p")}, bodies=frozenset({"Patient"}), counted=True, windows=[window])
        )
        functions = await pool.fetchval("SELECT count(*) FROM pg_proc WHERE proname = 'lock_then_read'")
        await pool.close()
        return different, facts, facts.sums[window].rendered, functions

    different, facts, rendered, functions = asyncio.run(upgraded())
    assert different == []
    assert json.decode(facts.resources["Patient", "p"].body) == PATIENT
    assert rendered == 4
    assert functions == 1


def test_older_records_stand_once_they_are_indexed_again(before):
    """What was stored before has no standing rows; `peerfhir reindex` makes them, once however often it runs."""

    async def upgraded():
        await database.migrate(before, NOW)
        pool = await database.connect(before, size=2)
        kept = Kept(pool)
        wanted = Wanted(1, rested_on={("Patient", "p")}, standing=True)
        found = [(await kept.read(wanted)).standing]
        for _ in range(2):
            await reindex(pool, UTC, lambda _done, _total: None)
            found.append((await kept.read(wanted)).standing)
        await pool.close()
        return [sorted(one.fid for one in standing) for standing in found]

    assert asyncio.run(upgraded()) == [[], ["c", "p"], ["c", "p"]]
