"""A connection lost at COMMIT: what became of the transaction is asked before anybody is answered (design 7)."""

import asyncio
import tempfile
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from peerfhir.store.database import connect, transact
from peerfhir.store.writing import AuditRow, Writing, write

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
COMMIT = b"COMMIT"  # AND CHAIN where somebody waits


class Wire:
    """A wire to PostgreSQL that is cut once, when a COMMIT passes: before it arrives, or before its answer does."""

    def __init__(self, real: Path, when: str) -> None:
        """`when` is before or after."""
        self.real, self.when, self.cuts = real, when, 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        there, back = await asyncio.open_unix_connection(str(self.real))
        answers = asyncio.create_task(self.pump(there, writer))
        with suppress(ConnectionError):
            while chunk := await reader.read(65536):
                if COMMIT in chunk and not self.cuts:
                    self.cuts += 1
                    answers.cancel()
                    if self.when == "after":
                        back.write(chunk)
                        await asyncio.sleep(0.3)  # PostgreSQL commits and answers; nobody hears it
                    break
                back.write(chunk)
                await back.drain()
        answers.cancel()
        writer.close()
        back.close()

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what comes back."""
        with suppress(ConnectionError):
            while chunk := await reader.read(65536):
                writer.write(chunk)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def cut(url: str, when: str):
    """A pool on the wire, and the wire."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    port = asked.get("port", "5432")
    wire = Wire(Path(asked["host"]) / f".s.PGSQL.{port}", when)
    with tempfile.TemporaryDirectory() as folder:
        server = await asyncio.start_unix_server(wire.carry, str(Path(folder) / f".s.PGSQL.{port}"))
        pool = await connect(urlsplit(url)._replace(query=urlencode(asked | {"host": folder})).geturl(), size=3)
        try:
            yield pool, wire
        finally:
            await pool.close()
            server.close()


async def note(transaction):
    """Write one row, and return what a caller would be answered."""
    await write(transaction, Writing(1, 1, NOW, audit=[AuditRow("request", "C", 201, 1, None, None, 1)]))
    return "kept"


async def test_a_commit_that_took_effect_is_answered(url):
    """PostgreSQL committed and its answer was lost: pg_xact_status says so, and the caller hears that it is kept."""
    async with cut(url, "after") as (pool, wire):
        assert await transact(pool, note) == "kept"
        assert (wire.cuts, await pool.fetchval("SELECT count(*) FROM audit")) == (1, 1)


async def test_a_commit_that_never_arrived_is_told(url):
    """The COMMIT was lost on its way: nothing is stored, the caller hears of it, the next one is kept."""
    async with cut(url, "before") as (pool, wire):
        with pytest.raises(ConnectionError):
            await transact(pool, note)
        assert (wire.cuts, await pool.fetchval("SELECT count(*) FROM audit")) == (1, 0)
        assert await transact(pool, note) == "kept"


@pytest.mark.parametrize(("when", "stored"), [("after", 1), ("before", 0)])
async def test_a_commit_with_others_in_line_is_asked_after_too(url, when, stored):
    """The COMMIT that also begins the next transaction is lost: the same answers, and the others are kept."""
    async with cut(url, when) as (pool, wire):
        ended = await asyncio.gather(*(transact(pool, note) for _ in range(12)), return_exceptions=True)
        told = sum(one == "kept" for one in ended)
        assert (wire.cuts, told, await pool.fetchval("SELECT count(*) FROM audit")) == (1, 11 + stored, 11 + stored)
