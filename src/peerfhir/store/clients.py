"""The clients: who may call, for which organization, and since when no longer.

`add`, `listed` and `revoke` are the cold, administrative side. `Registry` is what each worker asks at every request:
its knowledge of a client was read from the database at most a second before the request came, so that a revocation
takes effect everywhere within that second, and no request that comes sooner costs a query.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peerfhir.store.sight import Caller, Role
from peerfhir.store.tables import Client, Party

STALE = 1.0  # seconds after which what we know of a client is read again
_AHEAD = 0.5  # seconds after which it is read again while requests go on
_PATIENCE = 5.0  # seconds for the query

_READ = """
select no, role, organization, party, scopes, extract(epoch from created)::bigint as since, revoked is not null as gone
from client where no = any($1::int[])
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A client as of the last look: the caller, the second its token was issued in, and whether it is revoked."""

    caller: Caller
    since: int
    revoked: bool


Reader = Callable[[list[int]], Awaitable[Mapping[int, Known]]]


def reader(pool: Any, *, sandbox: bool = False) -> Reader:
    """How a worker reads clients: one query on its asyncpg pool. `sandbox`: whether this server is one."""

    async def read(numbers: list[int]) -> dict[int, Known]:
        rows = await pool.fetch(_READ, numbers, timeout=_PATIENCE)
        return {row["no"]: _known(row, sandbox) for row in rows}

    return read


def _known(row: Mapping[str, Any], sandbox: bool) -> Known:  # noqa: FBT001
    caller = Caller(row["no"], Role(row["role"]), row["organization"], row["party"], frozenset(row["scopes"]), sandbox)
    return Known(caller, row["since"], row["gone"])


class Registry:
    """What one worker knows of the clients that called it lately, never older than `STALE` seconds."""

    def __init__(self, reader: Reader, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._reader = reader
        self._monotonic = monotonic
        self._known: dict[int, Known | None] = {}
        self._asked: set[int] = set()
        self._read_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    async def find(self, number: int) -> Known | None:
        """The client of this number, None when there is none; what the reader raises when it cannot be read."""
        arrived = self._monotonic()
        self._asked.add(number)
        while True:
            age = arrived - self._read_at
            if age < STALE and number in self._known:
                if age > _AHEAD:
                    self._refresh()
                return self._known[number]
            await asyncio.shield(self._refresh())

    def _refresh(self) -> asyncio.Task[None]:
        if self._reading is None or self._reading.done():
            self._reading = asyncio.get_running_loop().create_task(self._read())
            self._reading.add_done_callback(_seen)
        return self._reading

    async def _read(self) -> None:
        """Read those that were asked for since the last look; who does not call any more is forgotten."""
        numbers, self._asked = self._asked, set()
        began = self._monotonic()
        try:
            found = await self._reader(list(numbers))
        except BaseException:
            self._asked |= numbers
            raise
        self._known = {number: found.get(number) for number in numbers}
        self._read_at = began


def _seen(task: "asyncio.Task[None]") -> None:
    """A look ahead that failed is repeated by the request that needs it, and reported there."""
    if not task.cancelled():
        task.exception()


@asynccontextmanager
async def session(url: str) -> AsyncIterator[AsyncSession]:
    """A session of the administrative side on the database of a `postgresql://` URL; it commits when it ends well."""
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=NullPool
    )
    try:
        async with AsyncSession(engine, expire_on_commit=False) as opened, opened.begin():
            yield opened
    finally:
        await engine.dispose()


async def party(opened: AsyncSession, organization: str) -> int:
    """The number of an organization, interned when it is new."""
    await opened.exec(insert(Party).values(organization=organization).on_conflict_do_nothing())
    return (await opened.exec(select(Party.no).where(Party.organization == organization))).one()


async def add(
    opened: AsyncSession, name: str, role: Role, organization: str, scopes: list[str], now: datetime
) -> Client:
    """A new client; `now` is cut to the second, because its token carries that second and is good for it alone."""
    row = {
        "name": name,
        "role": role.value,
        "organization": organization,
        "party": await party(opened, organization),
        "scopes": scopes,
        "created": now.replace(microsecond=0),
    }
    client: Client = (await opened.exec(insert(Client).values(row).returning(Client))).scalar_one()
    return client


async def listed(opened: AsyncSession) -> list[Client]:
    """All clients, revoked ones too, in the order they were added."""
    return list((await opened.exec(select(Client).order_by(col(Client.no)))).all())


async def revoke(opened: AsyncSession, number: int, now: datetime) -> bool:
    """Refuse this client's tokens from now on; False when there is no such client or it is revoked already."""
    statement = update(Client).where(col(Client.no) == number, col(Client.revoked).is_(None)).values(revoked=now)
    return bool((await opened.exec(statement)).rowcount)
