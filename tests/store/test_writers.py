"""The line before the database: places are never lost, and no transaction is left open when nobody waits."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest

from peerfhir.store.database import WRITERS, connect, transact

OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"


@pytest.fixture
async def pool(url):
    """A pool with more connections than places."""
    made = await connect(url, size=WRITERS + 2)
    await made.execute("CREATE TABLE IF NOT EXISTS kept_by_a_test (what text)")
    await made.execute("TRUNCATE kept_by_a_test")
    yield made
    await made.execute("DROP TABLE kept_by_a_test")
    await made.close()


def keeping(what, *, wait=0.0, fail=False):
    """A story that keeps one row, lasts a while, or fails."""

    async def story(transaction):
        await transaction.connection.execute("INSERT INTO kept_by_a_test VALUES ($1)", what)
        await asyncio.sleep(wait)
        if fail:
            raise LookupError(what)
        return what, transaction.connection.get_server_pid()

    return story


async def kept(pool):
    """What was committed, in order of its name."""
    return [row[0] for row in await pool.fetch("SELECT what FROM kept_by_a_test ORDER BY what")]


async def test_everyone_in_line_gets_a_turn_and_each_commits_alone(pool):
    """Thirty at once, every third fails: the others are kept, each by itself, on no more connections than places."""
    stories = [transact(pool, keeping(f"{n:02}", wait=0.002, fail=n % 3 == 0)) for n in range(30)]
    ended = await asyncio.gather(*stories, return_exceptions=True)
    failed = [one for one in ended if isinstance(one, LookupError)]
    served = {one[1] for one in ended if isinstance(one, tuple)}
    assert (len(failed), len(served) <= WRITERS) == (10, True)
    assert await kept(pool) == [f"{n:02}" for n in range(30) if n % 3]
    assert await pool.fetchval(OPEN) == 0


async def test_what_a_turn_leaves_undone_is_not_in_the_next_ones_transaction(pool):
    """Who waits takes over a transaction that is new: the other's rows are committed, or gone."""
    first = [transact(pool, keeping(f"a{n}", wait=0.05)) for n in range(WRITERS)]
    then = [transact(pool, keeping(f"b{n}", fail=True)) for n in range(WRITERS)]
    await asyncio.gather(*first, *then, return_exceptions=True)
    assert await kept(pool) == [f"a{n}" for n in range(WRITERS)]


async def test_a_turn_that_nobody_takes_leaves_nothing_open(pool):
    """Those who waited are cancelled while the commit that was to hand over is on its way."""
    busy = [asyncio.create_task(transact(pool, keeping(f"a{n}", wait=0.05))) for n in range(WRITERS)]
    await asyncio.sleep(0.02)
    waiting = [asyncio.create_task(transact(pool, keeping(f"b{n}"))) for n in range(20)]
    await asyncio.sleep(0)
    for number, task in enumerate(waiting):
        asyncio.get_running_loop().call_later(0.03 + number * 0.002, task.cancel)
    await asyncio.gather(*busy)
    await asyncio.gather(*waiting, return_exceptions=True)
    assert await pool.fetchval(OPEN) == 0
    assert await asyncio.wait_for(
        asyncio.gather(*(transact(pool, keeping(f"c{n}")) for n in range(2 * WRITERS))), timeout=30
    )
    done = {f"b{n}" for n, task in enumerate(waiting) if not task.cancelled()}
    assert done <= set(await kept(pool))  # one that is cancelled while it commits may be kept all the same


async def test_places_survive_connections_that_are_lost(pool):
    """Every connection in a transaction is ended by the database: its story fails, the next ones are served."""

    async def ended(transaction):
        await transaction.connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    for _ in range(2):
        lost = await asyncio.gather(*(transact(pool, ended) for _ in range(2 * WRITERS)), return_exceptions=True)
        assert all(isinstance(one, asyncpg.PostgresError | asyncpg.InterfaceError | OSError) for one in lost)
    with suppress(LookupError):
        await transact(pool, keeping("a", fail=True))
    await asyncio.wait_for(asyncio.gather(*(transact(pool, keeping(f"c{n}")) for n in range(2 * WRITERS))), timeout=30)
    assert await kept(pool) == [f"c{n}" for n in range(2 * WRITERS)]


async def test_a_commit_that_fails_is_told_to_the_one_whose_it_was(pool):
    """A constraint that is checked at COMMIT: its writer hears of it, whoever waits behind is kept."""
    await pool.execute("ALTER TABLE kept_by_a_test ADD CONSTRAINT once UNIQUE (what) DEFERRABLE INITIALLY DEFERRED")
    stories = [transact(pool, keeping(what, wait=0.01)) for what in ("same", "same", "a", "b", "c", "d", "e")]
    ended = await asyncio.gather(*stories, return_exceptions=True)
    assert sum(isinstance(one, asyncpg.UniqueViolationError) for one in ended) == 1
    assert await kept(pool) == ["a", "b", "c", "d", "e", "same"]
    assert await pool.fetchval(OPEN) == 0
