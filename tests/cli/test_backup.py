"""`peerfhir backup`, `restore` and `reindex`, as an operator runs them."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from peerfhir.cli.main import build

STORED = (
    "INSERT INTO resource (rtype, fid, vid, era, updated, method, deleted, owner, client, digest, body)"
    """ SELECT 103, 'p' || i, 1, 1, now(), 'C', false, 1, 1, '\\x00', '{"resourceType":"Patient","id":"p"}'"""
    " FROM generate_series(1, 3) i"
)


def run(url: str, data: Path, *words: str) -> Result:
    """Run a command on a database and a data folder."""
    environment = {"PEERFHIR_DATABASE_URL": url, "PEERFHIR_DATA": str(data), "COLUMNS": "200"}
    return CliRunner(env=environment).invoke(build((words[0],)), words)


def on(url: str, sql: str) -> Any:
    """The one value that a statement gives."""

    async def ask() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(ask())


@pytest.fixture
def source(cluster):
    """A database with three resources."""
    url = cluster.fresh()
    on(url, STORED)
    return url


def test_there_and_back(source, cluster, tmp_path):
    """A backup is restored into another database, with the keys of the data folder."""
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "b.zip"
    old.mkdir()
    (old / "keys.json").write_text('{"keys":[]}')
    made = run(source, old, "backup", str(file))
    assert (made.exit_code, "rows of" in made.output) == (0, True)
    target = cluster.fresh()
    assert run(target, new, "restore", str(file)).exit_code == 0
    assert on(target, "SELECT count(*) FROM resource") == 3
    assert (new / "keys.json").read_text() == '{"keys":[]}'


def test_a_backup_is_not_overwritten_unasked(source, tmp_path):
    """--force replaces the file, nothing else does."""
    file = tmp_path / "b.zip"
    file.write_text("mine")
    assert run(source, tmp_path, "backup", str(file)).exit_code == 1
    assert file.read_text() == "mine"
    assert run(source, tmp_path, "backup", str(file), "--force").exit_code == 0
    assert file.read_bytes()[:2] == b"PK"


def test_records_are_not_overwritten_unasked(source, tmp_path):
    """Restore into a database with records says so and ends with 1; --force replaces them."""
    file = tmp_path / "b.zip"
    run(source, tmp_path, "backup", str(file))
    refused = run(source, tmp_path, "restore", str(file))
    assert (refused.exit_code, "--force" in refused.output) == (1, True)
    assert run(source, tmp_path, "restore", str(file), "--force").exit_code == 0


def test_reindex_counts(source, tmp_path):
    """Every live resource is indexed again, and the sentence says how many."""
    done = run(source, tmp_path, "reindex")
    assert done.exit_code == 0, done.output
    assert "Indexed 3 resources" in done.output
