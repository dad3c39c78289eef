"""What is expected to go wrong ends a command with a sentence and an exit code, never with a traceback."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from peerfhir.cli.database import reason
from peerfhir.data import programs

AWAY = "postgresql://somebody:sEcret@127.0.0.1:1/records"


def command(*words: str) -> list[str]:
    """The command line of `peerfhir` with these words."""
    return [sys.executable, "-m", "peerfhir", *words]


def environment(**settings: object) -> dict[str, str]:
    """The environment with these settings and no others of ours."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PEERFHIR_")}
    return inherited | {f"PEERFHIR_{name.upper()}": str(value) for name, value in settings.items()}


def said(code: int, *words: str, **settings: object) -> str:
    """What `peerfhir` with these words says on standard error when it ends with this code; never a traceback."""
    done = subprocess.run(
        command(*words),
        env=environment(**settings) | {"COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("words", [("reindex",), ("backup", "{folder}/b.zip"), ("client", "list")])
def test_a_folder_without_data(tmp_path: Path, words: tuple[str, ...]) -> None:
    """There is nothing to work on yet: that is said, and nothing is made by looking."""
    data = tmp_path / "data"
    told = said(1, *(word.format(folder=tmp_path) for word in words), data=data)
    assert told == f"peerfhir: there is no data in {data} yet; PEERFHIR_DATA names the data folder\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("reindex",), ("backup", "{folder}/b.zip")])
def test_a_database_without_tables(tmp_path: Path, cluster, words: tuple[str, ...]) -> None:
    """A configured database that no server has used yet is as empty; no file is left."""
    told = said(1, *(word.format(folder=tmp_path) for word in words), database_url=cluster.of("postgres"))
    assert told == "peerfhir: there is no data in the database of PEERFHIR_DATABASE_URL yet\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("client", "list"),
        ("client", "add", "--organization", "A", "--role", "payer"),
        ("client", "revoke", "1"),
        ("reindex",),
        ("backup", "{folder}/b.zip"),
        ("restore", "{folder}/old.zip"),
    ],
)
def test_a_database_that_is_away(tmp_path: Path, words: tuple[str, ...]) -> None:
    """The sentence says which database and why, without the password; no file is left."""
    (tmp_path / "old.zip").touch()
    told = said(1, *(word.format(folder=tmp_path) for word in words), data=tmp_path / "data", database_url=AWAY)
    assert told.startswith("peerfhir: the database of PEERFHIR_DATABASE_URL cannot be used: ")
    assert told.count("\n") == 1
    assert "sEcret" not in told
    assert [path.name for path in tmp_path.iterdir()] == ["old.zip"]


def test_an_address_that_is_none(tmp_path: Path) -> None:
    """A password with a slash makes an address nobody can read; no piece of it is shown."""
    for words in (("client", "list"), ("serve", "--port", "0")):
        told = said(1, *words, data=tmp_path / "data", database_url="postgresql://somebody:sEc/ret@host/records")
        assert told == "peerfhir: PEERFHIR_DATABASE_URL is no address such as postgresql://user@host/database\n"


def test_values_are_not_told() -> None:
    """What PostgreSQL says of a value in a statement could be what a record says: only the kind of error is told."""
    assert reason(asyncpg.UniqueViolationError("Key (fid)=(smith) already exists")) == "UniqueViolationError (23505)"


def test_a_backup_into_no_folder(tmp_path: Path) -> None:
    """Where the file is to go is looked at before the database."""
    told = said(1, "backup", "/nope/b.zip", data=tmp_path / "data", database_url=AWAY)
    assert told == "peerfhir: /nope is no folder; b.zip cannot be written there\n"


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("words", [("serve",), ("sandbox", "--data", "{data}")])
def test_a_data_folder_that_cannot_be(tmp_path: Path, words: tuple[str, ...], workers: str) -> None:
    """A place where nothing can be made, and one that is a file."""
    file = tmp_path / "file"
    file.touch()
    for data, why in ((Path("/proc/x"), "No such file or directory"), (file, "File exists")):
        told = said(1, *(word.format(data=data) for word in words), "--port", "0", "--workers", workers, data=data)
        assert told == (
            f"peerfhir: The data folder {data} cannot be used: {why}; PEERFHIR_DATA or --data names another\n"
        )


def test_no_program_packs(tmp_path: Path, cluster) -> None:
    """The folder is named, once for all workers, and nothing else is said."""
    words = ("serve", "--port", "0", "--workers", "2")
    told = said(1, *words, data=tmp_path / "data", programs="/nope", database_url=cluster.fresh())
    assert told == "peerfhir: /nope: there is no program pack (*.yaml) in this folder\n"


def test_program_packs_with_mistakes(tmp_path: Path, cluster) -> None:
    """Every mistake is told with its file and line, once for all workers."""
    built_in = min(programs().glob("*.yaml"))
    lines = [*built_in.read_text(encoding="utf-8").splitlines(), "colour: red", "taste: sweet"]
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / built_in.name).write_text("\n".join(lines), encoding="utf-8")
    words = ("serve", "--port", "0", "--workers", "2")
    told = said(1, *words, data=tmp_path / "data", programs=folder, database_url=cluster.fresh())
    assert [sentence.partition(";")[0] for sentence in told.splitlines()] == [
        f"peerfhir: {built_in.name}:{len(lines) - 1}: colour: there is no such key",
        f"peerfhir: {built_in.name}:{len(lines)}: taste: there is no such key",
    ]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: \x01"])
def test_program_packs_that_are_no_text(tmp_path: Path, cluster, content: bytes) -> None:
    """Neither bytes that are not UTF-8 nor control characters make a traceback."""
    (tmp_path / "a.yaml").write_bytes(content)
    told = said(1, "serve", "--port", "0", data=tmp_path / "d", programs=tmp_path, database_url=cluster.fresh())
    assert told == "peerfhir: a.yaml:1: this is not text in UTF-8, or has characters that YAML does not take\n"


def test_keys_that_are_none(tmp_path: Path, cluster) -> None:
    """A damaged file of keys is named, by the server and by the command that makes tokens; it is left as it is."""
    (tmp_path / "keys.json").write_text('{"keys":[]}')
    for words in (("serve", "--port", "0"), ("client", "add", "--organization", "A", "--role", "payer")):
        done = subprocess.run(
            command(*words),
            env=environment(data=tmp_path, database_url=cluster.fresh()),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert done.stderr.startswith(f"peerfhir: {tmp_path}/keys.json does not hold keys that sign tokens")
        assert "Traceback" not in done.stderr
    assert (tmp_path / "keys.json").read_text() == '{"keys":[]}'


def test_interrupted_while_loading(tmp_path: Path) -> None:
    """Ctrl-C: one line, and the exit code of the signal."""
    (tmp_path / "a.ndjson").write_text('{"resourceType":"Patient"}\n')
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with subprocess.Popen(
            command("load", str(tmp_path), "--url", address, "--token", "x"),
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            accepted, _ = silent.accept()
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=30)
            accepted.close()
    assert (process.returncode, told) == (130, "peerfhir: interrupted\n")


def test_interrupted_while_starting(tmp_path: Path) -> None:
    """A server that waits for its database is left by Ctrl-C as any command is."""
    with subprocess.Popen(
        command("serve", "--port", "0"),
        env=environment(data=tmp_path, database_url=AWAY),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "Waiting for the database\n"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (130, "peerfhir: interrupted\n")


def test_nobody_reads_on(tmp_path: Path) -> None:
    """`peerfhir openapi | head -1` ends without a word."""
    with subprocess.Popen(
        command("openapi"), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "{\n"
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert said(1, "openapi", str(tmp_path / "nope" / "x.json")) == (
        f"peerfhir: {tmp_path}/nope/x.json: No such file or directory\n"
    )
