"""The whole database as one file, and back: every table by COPY, from one snapshot, with its rows counted.

The file is a ZIP: `tables/NAME` (PostgreSQL's binary COPY format, deflated), `files/NAME` (what belongs to the database
but is not in it: the keys that sign tokens) and `manifest.json`, written last. COPY in place of pg_dump, because it
works between all versions of PostgreSQL that we support, over TLS, and needs no programs.

A file holds all records and the keys: it is readable by its owner only and has to be kept like the database itself.
"""

import asyncio
import json
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import asyncpg
from alembic import command
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from peerfhir import __version__
from peerfhir.store import database
from peerfhir.store.cannot import CannotError

FORMAT = 1
CHUNK = 256 * 1024
MANIFEST = "manifest.json"
MANIFEST_BYTES = 1024 * 1024
APART = ("alembic_version",)  # made by the migrations

Progress = Callable[[str, int, int], None]  # what is being copied; bytes done and bytes in all, roughly


class CannotRestoreError(CannotError):
    """The backup cannot be read, or not be restored here; the text says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a backup."""

    name: str
    columns: list[str]
    rows: int
    size: int  # bytes as COPY writes them


@dataclass(slots=True)
class Manifest:
    """What a backup holds."""

    format: int
    version: str  # of PeerFHIR
    revision: str  # of the tables
    made: str
    tables: list[Table] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


async def write(url: str, file: Path, now: datetime, files: Mapping[str, Path], progress: Progress) -> Manifest:
    """Write all that is committed now to `file`, while the server goes on; `files` are taken in if they exist.

    `file` appears when it is complete. Raises OSError or asyncpg's errors.
    """
    draft = file.with_name(f".{file.name}.draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        connection = await asyncpg.connect(url, server_settings={"statement_timeout": "0"})
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                    manifest = await _write(connection, archive, now, progress)
                    for name, path in files.items():
                        if path.exists():
                            archive.write(path, f"files/{name}")
                            manifest.files.append(name)
                    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        finally:
            await connection.close()
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


async def restore(
    url: str, file: Path, now: datetime, files: Mapping[str, Path], progress: Progress, *, force: bool = False
) -> Manifest:
    """Fill the database from a backup, in one transaction, and bring it to the newest tables.

    A database that holds rows already is emptied with `force` only. A new era begins, because transaction ids of the
    backup mean nothing here. Raises `CannotRestoreError`; then everything is as it was.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            async with _changing(url) as (connection, raw):
                await _make_way(raw, force=force)
                await connection.run_sync(lambda sync: command.upgrade(database.config(sync), manifest.revision))
                await _read(raw, archive, manifest, progress)
                await raw.execute(
                    "INSERT INTO era (system_identifier, began) SELECT system_identifier, $1 FROM pg_control_system()",
                    now,
                )
                for name in manifest.files:
                    if name in files:
                        _put(archive, name, files[name], force=force)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError) as error:
        raise CannotRestoreError(f"{file} is not a whole backup: {error}") from None
    except CommandError:
        raise CannotRestoreError(f"{file} was made by a newer PeerFHIR ({manifest.version}) than this one") from None
    await database.migrate(url, now)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
    return manifest


async def _write(
    connection: asyncpg.Connection, archive: zipfile.ZipFile, now: datetime, progress: Progress
) -> Manifest:
    revision = await connection.fetchval("SELECT version_num FROM alembic_version")
    manifest = Manifest(FORMAT, __version__, revision, now.isoformat())
    tables = await connection.fetch(
        "SELECT c.relname AS name, pg_table_size(c.oid) AS size,"
        " (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid"
        "  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns"
        " FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
        " AND c.relname <> ALL ($1) ORDER BY c.relname",
        APART,
    )
    total, done = sum(table["size"] for table in tables), 0
    for table in tables:
        name = table["name"]
        with archive.open(f"tables/{name}", "w", force_zip64=True) as out:
            sink = _Sink(out, lambda size, name=name, before=done: progress(name, before + size, total))  # type: ignore[misc]
            status = await connection.copy_from_table(name, columns=table["columns"], output=sink.take, format="binary")
        manifest.tables.append(Table(name, table["columns"], int(status.split()[-1]), sink.size))
        done += table["size"]
    progress("", total, total)
    rows = await connection.fetch(
        "SELECT sequencename AS name, last_value FROM pg_sequences"
        " WHERE schemaname = current_schema() AND last_value IS NOT NULL"
    )
    manifest.sequences = {row["name"]: row["last_value"] for row in rows}
    return manifest


class _Sink:
    """Takes what COPY gives and says how much it was."""

    def __init__(self, out: IO[bytes], progress: Callable[[int], None]) -> None:
        self.size = 0
        self._out = out
        self._progress = progress

    async def take(self, data: bytes) -> None:
        """Keep some bytes."""
        await asyncio.to_thread(self._out.write, data)
        self.size += len(data)
        self._progress(self.size)


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > MANIFEST_BYTES:
        raise CannotRestoreError("The manifest is larger than any we write")
    content: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if content["format"] != FORMAT:
        raise CannotRestoreError(f"The backup has format {content['format']}; this PeerFHIR reads {FORMAT}")
    return Manifest(**{**content, "tables": [Table(**table) for table in content["tables"]]})


@asynccontextmanager
async def _changing(url: str) -> AsyncIterator[tuple[AsyncConnection, asyncpg.Connection]]:
    """One transaction, for Alembic and for COPY."""
    settings = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0", "maintenance_work_mem": "256MB"}
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: asyncpg.connect(url, server_settings=settings),
        poolclass=NullPool,
    )
    try:
        async with engine.begin() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None, "a connection in use has its driver's"  # noqa: S101 - SQLAlchemy's types
            # By way of SQLAlchemy, which begins the transaction only with the first statement of its own.
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": database.MIGRATING})
            yield connection, raw
    finally:
        await engine.dispose()


async def _make_way(connection: asyncpg.Connection, *, force: bool) -> None:
    """Drop what tables and functions of ours there are, if nothing is in them or it was asked for."""
    others = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND application_name = 'peerfhir'"
    )
    if others:
        raise CannotRestoreError("A server works on this database; stop it first")
    tables = await connection.fetch(
        "SELECT format('%I', tablename) AS name FROM pg_tables"
        " WHERE schemaname = current_schema() AND tableowner = current_user"
    )
    for (name,) in tables:
        if name in (*APART, "era") or force:
            continue
        if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {name})"):
            raise CannotRestoreError("The database holds records already; --force replaces all of them")
    for (name,) in tables:
        await connection.execute(f"DROP TABLE {name} CASCADE")
    functions = await connection.fetch(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace"
        " AND p.proowner = current_user::regrole AND NOT EXISTS"
        " (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    for (name,) in functions:
        await connection.execute(f"DROP ROUTINE {name} CASCADE")


async def _read(
    connection: asyncpg.Connection, archive: zipfile.ZipFile, manifest: Manifest, progress: Progress
) -> None:
    """COPY every table in and compare its rows. Indexes are made afterwards: that takes a third of the time."""
    indexes = await connection.fetch(
        "SELECT format('%I', indexname) AS name, indexdef FROM pg_indexes i WHERE schemaname = current_schema()"
        " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = format('%I', i.indexname)::regclass)"
    )
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    there = await connection.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()")
    if {table.name for table in manifest.tables} != {table["name"] for table in there} - set(APART):
        raise CannotRestoreError("The backup does not hold the tables of its revision")
    total, done = sum(table.size for table in manifest.tables), 0
    for table in manifest.tables:
        await connection.execute(f'DELETE FROM "{table.name}"')
        with archive.open(f"tables/{table.name}") as content:
            status = await connection.copy_to_table(
                table.name,
                columns=table.columns,
                source=_chunks(content, lambda size, t=table, before=done: progress(t.name, before + size, total)),  # type: ignore[misc]
                format="binary",
            )
        if int(status.split()[-1]) != table.rows:
            raise CannotRestoreError(f"Table {table.name} should have {table.rows} rows and got {status.split()[-1]}")
        done += table.size
    for number, index in enumerate(indexes):
        progress(f"index {number + 1} of {len(indexes)}", total, total)
        await connection.execute(index["indexdef"])
    for name, value in manifest.sequences.items():
        await connection.execute("SELECT setval(format('%I', $1::text)::regclass, $2)", name, value)


async def _chunks(content: IO[bytes], progress: Callable[[int], None]) -> AsyncIterator[bytes]:
    size = 0
    while data := await asyncio.to_thread(content.read, CHUNK):
        size += len(data)
        progress(size)
        yield data


def _put(archive: zipfile.ZipFile, name: str, path: Path, *, force: bool) -> None:
    """Restore a file of the data folder, readable by its owner only."""
    if path.exists() and path.read_bytes() == archive.read(f"files/{name}"):
        return
    if path.exists() and not force:
        raise CannotRestoreError(f"{path} exists and is another one; --force replaces it")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(archive.read(f"files/{name}"))
