"""What was disclosed, and what was refused: rows of the audit table that no write carries.

Reads are noted in memory and written in batches, a few times a second and when the server stops; refusals in a
transaction of their own. Writes audit themselves (`writing.AuditRow`).
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import asyncpg
import structlog

_COLUMNS = ("at", "client", "request", "action", "rtype", "resource", "patient", "status", "entries")
_EVERY = 0.25  # seconds
_MOST = 100_000  # rows kept while the database is away; beyond it the oldest are lost, and the log says how many

log = structlog.get_logger()


class Disclosure(NamedTuple):
    """One answer that showed something, or refused to."""

    client: int
    request: str
    action: str  # http://hl7.org/fhir/R4/valueset-audit-event-action.html
    rtype: int
    resource: int | None = None
    patient: int | None = None
    status: int = 200
    entries: int = 1


class Disclosures:
    """Collects disclosures of one worker and writes them."""

    def __init__(self, pool: asyncpg.Pool, clock: Callable[[], datetime]) -> None:
        self._pool, self._clock = pool, clock
        self._noted: list[tuple[datetime, *tuple[object, ...]]] = []
        self._task: asyncio.Task[None] | None = None

    def note(self, disclosure: Disclosure) -> None:
        """Remember one; it is in the database a moment later."""
        self._noted.append((self._clock(), *disclosure))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._soon())

    async def _soon(self) -> None:
        while self._noted:
            await asyncio.sleep(_EVERY)
            await self.flush()

    async def flush(self) -> None:
        """Write what was noted; what cannot be written now is kept for the next time."""
        rows, self._noted = self._noted, []
        if not rows:
            return
        try:
            async with self._pool.acquire() as connection:
                await connection.copy_records_to_table("audit", records=rows, columns=_COLUMNS)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            kept = (rows + self._noted)[-_MOST:]
            log.warning("audit kept back", rows=len(kept), lost=len(rows) + len(self._noted) - len(kept), error=error)
            self._noted = kept

    async def close(self) -> None:
        """Write the rest."""
        if self._task is not None:
            self._task.cancel()
        await self.flush()
