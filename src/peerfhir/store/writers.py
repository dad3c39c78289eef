"""The line before the database: a few transactions at a time, handed on without a pause.

More transactions at once do not get done sooner: they wait for each other's locks and for the disk in the database,
where waiting costs a third more CPU than in line here. Who commits while others wait begins the next transaction in the
same breath (COMMIT AND CHAIN) and hands on the connection, which spares the next one a round trip. Where nobody waits
no transaction is left open.
"""

import asyncio
from collections import deque

import asyncpg


class Writers:
    """The places of one pool: at most `places` connections are in a transaction."""

    def __init__(self, pool: asyncpg.Pool, places: int) -> None:
        self._pool = pool
        self._free = places
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()

    async def begin(self) -> asyncpg.Connection:
        """A connection in a new transaction, as soon as there is a place; end it by `commit` or `give_up`."""
        if self._free:
            self._free -= 1
        else:
            begun = await self._turn()
            if begun is not None:
                return begun
        try:
            connection = await self._pool.acquire()
        except BaseException:
            self._vacate()
            raise
        try:
            await connection.execute("BEGIN")
        except BaseException:
            await self._release(connection)
            raise
        return connection

    async def commit(self, connection: asyncpg.Connection) -> None:
        """Commit; raises what COMMIT raises. Either way the place is somebody else's."""
        try:
            if self._waiting:
                await connection.execute("COMMIT AND CHAIN")
                if await self._handed_on(connection):
                    return
            else:
                await connection.execute("COMMIT")
        except BaseException:
            await self.give_up(connection)  # cancelled in the middle it may be in the transaction that it began
            raise
        await self._release(connection)

    async def give_up(self, connection: asyncpg.Connection) -> None:
        """Undo what is not committed. A connection that was lost needs nothing."""
        try:
            if not connection.is_closed() and connection.is_in_transaction():
                await connection.execute("ROLLBACK")
        finally:
            await self._release(connection)

    async def _turn(self) -> asyncpg.Connection | None:
        """Wait in line for a place, with a transaction that somebody else began, or with none."""
        turn: asyncio.Future[asyncpg.Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # cancelled with the place already its own
                begun = turn.result()
                if begun is None:
                    self._vacate()
                else:
                    await self.give_up(begun)
            raise

    async def _handed_on(self, connection: asyncpg.Connection) -> bool:
        turn = self._next()
        if turn is not None:
            turn.set_result(connection)
            return True
        await connection.execute("ROLLBACK")  # whoever waited has gone: no transaction is left open
        return False

    async def _release(self, connection: asyncpg.Connection) -> None:
        try:
            await self._pool.release(connection)
        finally:
            self._vacate()

    def _vacate(self) -> None:
        turn = self._next()
        if turn is None:
            self._free += 1
        else:
            turn.set_result(None)

    def _next(self) -> "asyncio.Future[asyncpg.Connection | None] | None":
        """Who waits longest; those who have gone are passed over."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                return turn
        return None
