"""Backup and restore: everything comes back, all of it or nothing, in a new era."""

import json
import shutil
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from peerfhir.store import backup, embedded
from peerfhir.store.database import migrate

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 17, 12, tzinfo=UTC)
BODY = b'{"resourceType":"Patient","id":"a","multipleBirthInteger":1.00}'
STORED = (
    "INSERT INTO resource (rtype, fid, vid, era, updated, method, deleted, owner, client, digest, body)"
    " VALUES (1, $1, 1, 1, $2, 'C', false, 1, 1, '\\x00', $3) RETURNING pk"
)


@pytest.fixture(scope="module")
def urls():
    """Two servers' databases: one to take a backup of, one to restore into."""
    folders = [Path(tempfile.mkdtemp(prefix="pf-")) for _ in range(2)]
    for folder in folders:
        folder.chmod(0o711)
    databases = [embedded.start(folder) for folder in folders]
    yield [database.url for database in databases]
    for database, folder in zip(databases, folders, strict=True):
        database.stop()
        embedded.remove(folder)
        shutil.rmtree(folder)


async def on(url: str, sql: str, *arguments: object) -> list[tuple[Any, ...]]:
    """The rows that a statement gives."""
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(sql, *arguments)]
    finally:
        await connection.close()


async def fresh(url: str) -> None:
    """Empty a database to before its first migration."""
    await on(url, "DROP SCHEMA public CASCADE")
    await on(url, "CREATE SCHEMA public")


@pytest.fixture
async def source(urls):
    """A database with three resources in it."""
    await fresh(urls[0])
    await migrate(urls[0], NOW)
    for fid in ("a", "b", "c"):
        await on(urls[0], STORED, fid, NOW, BODY)
    return urls[0]


@pytest.fixture
async def target(urls):
    """A database that is empty."""
    await fresh(urls[1])
    return urls[1]


def quiet(*_: object) -> None:
    """A progress that nobody watches."""


async def save(source: str, folder: Path, **files: Path) -> Path:
    """A backup of the source."""
    file = folder / "backup.zip"
    await backup.write(source, file, NOW, files, quiet)
    return file


async def test_every_byte_comes_back(source, target, tmp_path):
    """Resources are restored with their keys, versions, transaction ids and exact bytes."""
    await backup.restore(target, await save(source, tmp_path), LATER, {}, quiet)
    sql = "SELECT pk, fid, vid, xid::text, updated, body FROM resource ORDER BY pk"
    assert await on(target, sql) == await on(source, sql)
    assert (await on(target, "SELECT body FROM resource WHERE fid = 'a'")) == [(BODY,)]


async def test_indexes_come_back(source, target, tmp_path):
    """They are dropped while rows are copied, and made again as they were."""
    await backup.restore(target, await save(source, tmp_path), LATER, {}, quiet)
    sql = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    assert await on(target, sql) == await on(source, sql)


async def test_numbering_goes_on(source, target, tmp_path):
    """The next surrogate key is one that no restored row has."""
    await backup.restore(target, await save(source, tmp_path), LATER, {}, quiet)
    assert await on(target, STORED, "d", LATER, BODY) == [(4,)]


async def test_a_restore_opens_a_new_era(source, target, tmp_path):
    """Transaction ids of the backup mean nothing in another cluster, so versions from now on belong to a new era."""
    await backup.restore(target, await save(source, tmp_path), LATER, {}, quiet)
    assert await on(target, "SELECT no, began FROM era ORDER BY no") == [(1, NOW), (2, LATER)]


async def test_a_restore_into_the_same_cluster_opens_a_new_era_too(source, tmp_path):
    """There, transactions went on after the backup: its future must not be mistaken for the restored past."""
    file = await save(source, tmp_path)
    await backup.restore(source, file, LATER, {}, quiet, force=True)
    assert await on(source, "SELECT count(*) FROM era") == [(2,)]


async def test_records_are_not_overwritten_unasked(source, tmp_path):
    """A database that holds records is refused, and keeps them."""
    file = await save(source, tmp_path)
    await on(source, STORED, "d", NOW, BODY)
    with pytest.raises(backup.CannotRestoreError, match="--force"):
        await backup.restore(source, file, LATER, {}, quiet)
    assert await on(source, "SELECT count(*) FROM resource") == [(4,)]


async def test_force_replaces_everything(source, tmp_path):
    """With --force the database is as the backup was."""
    file = await save(source, tmp_path)
    await on(source, STORED, "d", NOW, BODY)
    await backup.restore(source, file, LATER, {}, quiet, force=True)
    assert await on(source, "SELECT fid FROM resource ORDER BY pk") == [("a",), ("b",), ("c",)]


async def test_a_damaged_file_changes_nothing(source, tmp_path):
    """A flipped byte is noticed (CRC of each member) and the database stays as it was, also with --force."""
    file = await save(source, tmp_path)
    with zipfile.ZipFile(file) as archive:
        place = archive.getinfo("tables/resource").header_offset + 80
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    file.write_bytes(content)
    await on(source, STORED, "d", NOW, BODY)
    with pytest.raises(backup.CannotRestoreError):
        await backup.restore(source, file, LATER, {}, quiet, force=True)
    assert await on(source, "SELECT count(*) FROM resource") == [(4,)]


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip file at all"])
async def test_another_file_is_no_backup(target, tmp_path, content):
    """What is not a backup is refused."""
    file = tmp_path / "other"
    file.write_bytes(content)
    with pytest.raises(backup.CannotRestoreError, match="not a whole backup"):
        await backup.restore(target, file, LATER, {}, quiet)


async def test_a_backup_of_a_newer_version_is_refused(source, target, tmp_path):
    """Tables that this version does not know are not guessed at."""
    file = await save(source, tmp_path)
    changed = tmp_path / "newer.zip"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps({**json.loads(content), "revision": "9999", "version": "9.0"}).encode()
            new.writestr(name, content)
    with pytest.raises(backup.CannotRestoreError, match=r"newer PeerFHIR \(9\.0\)"):
        await backup.restore(target, changed, LATER, {}, quiet)


async def test_keys_come_along(source, target, tmp_path):
    """The keys that sign tokens are in the backup, and come back readable by their owner only."""
    keys = tmp_path / "keys.json"
    keys.write_text('{"keys": []}')
    file = await save(source, tmp_path, **{"keys.json": keys})
    back = tmp_path / "new" / "keys.json"
    await backup.restore(target, file, LATER, {"keys.json": back}, quiet)
    assert back.read_text() == '{"keys": []}'
    assert oct(back.stat().st_mode)[-3:] == "600"


async def test_a_backup_is_for_its_owner_only(source, tmp_path):
    """It holds health records: mode 0600."""
    file = await save(source, tmp_path)
    assert oct(file.stat().st_mode)[-3:] == "600"


async def test_a_backup_that_failed_leaves_no_file(tmp_path):
    """Nobody answers: neither the file nor its draft is there."""
    with pytest.raises(OSError, match="Connect call failed"):
        await backup.write("postgresql://u@127.0.0.1:1/db", tmp_path / "b.zip", NOW, {}, quiet)
    assert list(tmp_path.iterdir()) == []


async def test_a_backup_says_what_it_holds(source, tmp_path):
    """The manifest counts the rows of every table."""
    with zipfile.ZipFile(await save(source, tmp_path)) as archive:
        tables = {table["name"]: table["rows"] for table in json.loads(archive.read("manifest.json"))["tables"]}
    assert (tables["resource"], tables["resource_history"], tables["era"]) == (3, 0, 1)


async def test_progress_ends_at_all_of_it(source, tmp_path):
    """The last call says that all bytes are done."""
    calls = []
    await backup.write(source, tmp_path / "b.zip", NOW, {}, lambda *call: calls.append(call))
    assert calls[-1][1] == calls[-1][2] > 0
