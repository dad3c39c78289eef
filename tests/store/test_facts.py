"""Locks before facts: why there is one function that takes the locks and only then reads (design section 7)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import asyncpg
import pytest

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.store.database import Transaction, transact
from peerfhir.store.facts import Wanted, read
from peerfhir.store.ledger import Window, balances
from peerfhir.store.writing import LedgerEntry, Version, Writing, write

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
DAY = date(2026, 11, 9)
CAP = 10
ROUNDS = 100
PATIENT = TYPE_CODES["Patient"]

# What one would write at first: the lock is taken before anything is summed, and yet all in one statement.
ONE_STATEMENT = """
WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(1, $1))
SELECT coalesce(sum(l.units), 0) FROM locked LEFT JOIN ledger l ON l.member = $1 AND l.program = 'p'"""

Spent = Callable[[Transaction, int, str], Awaitable[int]]


async def in_one_statement(transaction: Transaction, member: int, _: str) -> int:
    """Units spent: lock and read in one plain SQL statement."""
    return int(await transaction.connection.fetchval(ONE_STATEMENT, member))


async def lock_then_read(transaction: Transaction, member: int, patient: str) -> int:
    """Units spent: our way."""
    await read(transaction, Wanted(1, rested_on={("Patient", patient)}, counted=True))
    (spent,) = await balances(transaction.connection, [Window(member, "p", DAY, DAY)])
    return spent.rendered


def entry(member: int, source: int, units: int) -> LedgerEntry:
    """Units rendered on the day."""
    return LedgerEntry(member, "p", DAY, "r", units, source, 1, 0, source, 0, "", "UTC", "floor/15", b"")


async def person(pool: asyncpg.Pool, number: int, spent: int) -> str:
    """A Patient who is a member of this number, of whose ten units so many are spent."""
    fid = f"p{number}"
    sheet = Writing(1, 1, NOW)
    sheet.versions.append(Version(number, PATIENT, fid, 1, NOW, "U", 1, number, number, b"", b"{}"))
    sheet.members.append((number, number))
    sheet.entries.append(entry(number, number, spent))
    await transact(pool, lambda transaction: write(transaction, sheet))
    return fid


async def take(pool: asyncpg.Pool, spent: Spent, member: int, patient: str, source: int) -> bool:
    """Take the last unit, when there is one."""

    async def story(transaction: Transaction) -> bool:
        if await spent(transaction, member, patient) >= CAP:
            return False
        sheet = Writing(1, 1, NOW)
        sheet.entries.append(entry(member, source, 1))
        await write(transaction, sheet)
        return True

    return await transact(pool, story)


async def races(pool: asyncpg.Pool, spent: Spent) -> list[int]:
    """How many of two at once got the last unit, in each round."""
    got = []
    for number in range(1, ROUNDS + 1):
        patient = await person(pool, number, CAP - 1)
        taken = await asyncio.gather(*(take(pool, spent, number, patient, 10_000 * who + number) for who in (1, 2)))
        got.append(sum(taken))
    return got


async def until_one_waits(pool: asyncpg.Pool) -> None:
    """Return when a lock of this database is waited for."""
    waiting = "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE NOT granted"
    async with asyncio.timeout(10):
        while not await pool.fetchval(f"{waiting} AND d.datname = current_database()"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # nothing in this process would tell


async def test_lock_then_read_gives_the_last_unit_once(pool):
    """Two at once for the last unit, many rounds: one of them gets it, in every round."""
    assert await races(pool, lock_then_read) == [1] * ROUNDS


async def test_one_statement_gives_the_last_unit_twice(pool):
    """Lock and read in one plain SQL statement use one snapshot, taken before the lock was: both get the unit."""
    got = await races(pool, in_one_statement)
    assert set(got) <= {1, 2}
    assert got.count(2) > ROUNDS // 10


@pytest.mark.parametrize(("spent", "seen"), [(in_one_statement, CAP - 1), (lock_then_read, CAP)])
async def test_what_is_seen_after_the_lock_was_waited_for(pool, spent, seen):
    """Who waits for the lock must see what its holder wrote; one statement sees what was before."""
    patient = await person(pool, 1, CAP - 1)
    async with pool.acquire() as one, pool.acquire() as two:
        first, second = Transaction(one), Transaction(two)
        for transaction in (first, second):
            await transaction.connection.execute("BEGIN")
        assert await spent(first, 1, patient) == CAP - 1
        waiting = asyncio.create_task(spent(second, 1, patient))
        await until_one_waits(pool)
        sheet = Writing(1, 1, NOW)
        sheet.entries.append(entry(1, 7, 1))
        await write(first, sheet)
        await one.execute("COMMIT")
        assert await waiting == seen
        await two.execute("ROLLBACK")


async def test_what_names_the_locks_is_read_again(pool):
    """When the member was merged while its lock was waited for, the story is run again under the new lock."""
    patient = await person(pool, 5, 3)
    await person(pool, 2, 4)
    ran = []
    async with pool.acquire() as merging:
        await merging.execute("BEGIN")
        await merging.execute("SELECT pg_advisory_xact_lock(1, 2), pg_advisory_xact_lock(1, 5)")
        await merging.execute("UPDATE member SET root = 2 WHERE no = 5")

        async def story(transaction: Transaction) -> int:
            ran.append(await transaction.connection.fetchval("SELECT 1"))
            return await lock_then_read(transaction, 5, patient)

        task = asyncio.create_task(transact(pool, story))
        await until_one_waits(pool)
        await merging.execute("COMMIT")
    assert await task == 7
    assert len(ran) == 2


async def test_facts_of_one_wish_are_told_apart(pool):
    """Resources by name, fresh numbers as many as asked for, nothing for what is not there."""
    patient = await person(pool, 1, 1)

    async def story(transaction: Transaction):
        wanted = Wanted(1, written={("Patient", patient), ("Patient", "nobody")}, fresh=3, fresh_members=2)
        wanted.bodies = frozenset({"Patient"})
        return await read(transaction, wanted)

    facts = await transact(pool, story)
    assert list(facts.resources) == [("Patient", patient)]
    found = facts.resources["Patient", patient]
    assert (found.pk, found.vid, found.owner, found.member, found.served, found.body) == (1, 1, 1, 1, False, b"{}")
    assert len(set(facts.fresh)) == 3
    assert len(set(facts.fresh_members)) == 2
