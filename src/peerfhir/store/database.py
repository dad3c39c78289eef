"""The way in: migrations, the connection pool, the era, and transactions that know how they ended."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from peerfhir.store.writers import Writers

Result = TypeVar("Result")

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATING = 0x70656572  # the advisory lock under which one process migrates
ATTEMPTS = 6
WRITERS = 3  # transactions of one process at a time
# What is worth running again from its bytes: a deadlock, a serialization failure, facts that moved under their lock.
AGAIN = ("40P01", "40001", "PF001")


def config(connection: Connection) -> Config:
    """Alembic's configuration for a connection that is open already."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


async def migrate(url: str, now: datetime) -> None:
    """Bring the database to the newest revision; processes that come at the same time wait for the first."""
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=NullPool
    )
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
        await connection.run_sync(lambda sync: command.upgrade(config(sync), "head"))
        await connection.execute(
            text(
                "INSERT INTO era (system_identifier, began) SELECT system_identifier, :now FROM pg_control_system() s"
                " WHERE NOT EXISTS (SELECT 1 FROM era e WHERE e.no = (SELECT max(no) FROM era)"
                " AND e.system_identifier = s.system_identifier)"
            ),
            {"now": now},
        )
    await engine.dispose()


class Pool(asyncpg.Pool):  # type: ignore[misc]  # asyncpg has no types
    """Connections, of which a few at a time are in a transaction of `transact`."""

    __slots__ = ("writers",)

    def __init__(self, url: str, *, size: int, **options: Any) -> None:
        """`size` connections at most; `options` as asyncpg.create_pool takes them."""
        super().__init__(
            url,
            min_size=1,
            max_size=size,
            max_queries=50_000,
            max_inactive_connection_lifetime=300.0,
            connect=None,
            setup=None,
            init=None,
            loop=None,
            connection_class=asyncpg.Connection,
            record_class=asyncpg.Record,
            **options,
        )
        self.writers = Writers(self, min(WRITERS, size))


async def connect(url: str, *, size: int, lock_timeout: float = 10.0) -> Pool:
    """A pool of `size` connections; a lock is waited for at most `lock_timeout` seconds."""
    settings = {
        "application_name": "peerfhir",
        "lock_timeout": f"{int(lock_timeout * 1000)}",
        "jit": "off",
        # Every statement here is shaped for one plan; planning `lock_then_read` anew took four times its work. Searches
        # whose plan depends on their values ask for a plan of their own.
        "plan_cache_mode": "force_generic_plan",
        "timezone": "UTC",
        "idle_in_transaction_session_timeout": "60000",
    }
    pool = Pool(url, size=size, server_settings=settings, command_timeout=60, reset=_left_clean)
    await pool
    return pool


async def _left_clean(connection: asyncpg.Connection) -> None:
    """What a released connection is reset by: nothing of a session is used here, so only an open transaction is ended.

    asyncpg's own reset is a round trip at each release, a third of the cost of a read.
    """
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")


async def current_era(pool: asyncpg.Pool) -> int:
    """The number of the era that new versions belong to."""
    return int(await pool.fetchval("SELECT max(no) FROM era"))


class Unknown(Exception):  # noqa: N818 - a state, not a mistake
    """The connection was lost at COMMIT and whether it took effect could not be found out."""


class _LostAtCommit(Exception):  # noqa: N818
    """Carries what the transaction returned to the check of its fate."""

    def __init__(self, xid: str, result: Any) -> None:
        super().__init__(xid)
        self.xid, self.result = xid, result


class Transaction:
    """One READ COMMITTED transaction; whoever writes notes its id, so that a lost COMMIT can be asked after."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.xid: str | None = None


async def transact(pool: Pool, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
    """Run `work` in one transaction and return its result only when it is committed.

    After a deadlock, or when the facts moved under their lock, the work is run again from its beginning. After a
    connection lost at COMMIT the transaction's status is asked; `Unknown` when that cannot be told either.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await _once(pool.writers, work)
        except _LostAtCommit as lost:
            if await _committed(pool, lost.xid):
                return lost.result  # type: ignore[no-any-return]
            raise ConnectionResetError("the connection was lost and nothing was stored") from None
        except asyncpg.PostgresError as error:
            if error.sqlstate not in AGAIN or attempt == ATTEMPTS:
                raise
        await asyncio.sleep(random.uniform(0.002, 0.02) * attempt)  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable")


async def _once(writers: Writers, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
    connection = await writers.begin()
    transaction = Transaction(connection)
    try:
        result = await work(transaction)
    except BaseException:
        await writers.give_up(connection)
        raise
    try:
        await writers.commit(connection)
    except (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError) as error:
        if transaction.xid is None:
            raise
        raise _LostAtCommit(transaction.xid, result) from error
    return result


async def _committed(pool: asyncpg.Pool, xid: str) -> bool:
    """Whether the transaction took effect; waits while the server still works on it or restarts."""
    for _ in range(50):
        try:
            status = await pool.fetchval("SELECT pg_xact_status($1::text::xid8)", xid)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            status = "in progress"
        if status != "in progress":
            return bool(status == "committed")
        await asyncio.sleep(0.2)
    raise Unknown(xid)
