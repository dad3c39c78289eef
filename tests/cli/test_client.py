"""`peerfhir client`: tokens are shown once, work at once, and stop working within a second on every worker."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest
from typer.testing import CliRunner

from peerfhir.api.caller import unknown
from peerfhir.cli.client import SCOPES
from peerfhir.cli.main import build
from peerfhir.store.sight import Role


def peerfhir(data: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run the command on this data folder."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PEERFHIR_")}
    environment |= {"PEERFHIR_DATA": str(data), "COLUMNS": "200"} | settings
    command = [sys.executable, "-m", "peerfhir", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """A server with two workers and its own database in this folder; yields its address."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PEERFHIR_")}
    command = [sys.executable, "-m", "peerfhir", "serve", "--port", "0", "--workers", "2"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment | {"PEERFHIR_DATA": str(data)},
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+/fhir", line)
        assert found, line
        yield found[0]
        process.terminate()
        process.wait(30)


def status(address: str, token: str) -> int:
    """What a request with this token gets, on a connection of its own, so that any worker may answer."""
    return httpx.get(f"{address}/Patient", headers={"Authorization": f"Bearer {token}"}).status_code


def test_the_life_of_a_client(tmp_path: Path) -> None:
    """Added before the server runs or while it does, a client may call at once, and no later than a second after."""
    data = tmp_path / "data"
    before = peerfhir(data, "client", "add", "--organization", "ORG-A", "--role", "provider", "--name", "First EHR")
    assert before.returncode == 0, before.stderr
    with serving(data) as address:
        first = before.stdout.splitlines()[-1]
        added = peerfhir(data, "client", "add", "--organization", "ORG-B", "--role", "auditor", "--expires", "3d")
        second = added.stdout.splitlines()[-1]
        assert [status(address, token) for token in (first, second) for _ in range(6)] == [200] * 12
        revoked = peerfhir(data, "client", "revoke", "1")
        assert (revoked.returncode, revoked.stdout) == (0, "Client 1 is revoked\n")
        time.sleep(1.0)
        assert [status(address, first) for _ in range(6)] == [401] * 6
        assert status(address, second) == 200
    listed = json.loads(peerfhir(data, "client", "list", "--format", "json").stdout)
    assert [(c["no"], c["name"], c["role"], c["organization"], bool(c["revoked"])) for c in listed] == [
        (1, "First EHR", "provider", "ORG-A", True),
        (2, "auditor of ORG-B", "auditor", "ORG-B", False),
    ]
    table = peerfhir(data, "client", "list").stdout
    assert "First EHR" in table
    assert "system/*.rs" in table
    again = peerfhir(data, "client", "revoke", "1")
    assert (again.returncode, again.stderr) == (1, "peerfhir: there is no client 1, or it is revoked already\n")


async def test_no_token_is_stored(url: str, tmp_path: Path) -> None:
    """Neither the database nor the output of `list` holds anything a token could be made of."""
    settings = {"PEERFHIR_DATABASE_URL": url}
    added = peerfhir(tmp_path, "client", "add", "--organization", "ORG-A", "--role", "payer", **settings)
    token = added.stdout.splitlines()[-1]
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token)
    connection = await asyncpg.connect(url)
    rows = [str(dict(row)) for row in await connection.fetch("SELECT * FROM client")]
    await connection.close()
    listed = peerfhir(tmp_path, "client", "list", "--format", "json", **settings).stdout
    assert len(rows) == 1
    for piece in token.split("."):
        assert piece not in rows[0] + listed


@pytest.mark.parametrize(
    "words",
    [
        ("--organization", "ORG A", "--role", "provider"),
        ("--organization", "", "--role", "provider"),
        ("--organization", "ORG-A", "--role", "king"),
        ("--organization", "ORG-A", "--role", "provider", "--scope", "system/Patient.sr"),
        ("--organization", "ORG-A", "--role", "provider", "--scope", "user/Patient.r"),
        ("--organization", "ORG-A", "--role", "provider", "--scope", "system/Foo.r"),
        ("--organization", "ORG-A", "--role", "provider", "--scope", "system/*.r", "--scope", "system/Resource.r"),
        ("--organization", "ORG-A", "--role", "provider", "--name", "two\nlines"),
        ("--organization", "ORG-A", "--role", "provider", "--expires", "soon"),
        ("--organization", "ORG-A", "--role", "provider", "--expires", "9999w"),
        ("--role", "provider"),
    ],
)
def test_wrong_use(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Exit code 2 with a sentence, before anything is started or stored."""
    environment = {"PEERFHIR_DATA": str(tmp_path / "data")}
    found = CliRunner().invoke(build(("client",)), ["client", "add", *words], env=environment)
    assert found.exit_code == 2
    assert "Error" in found.stderr
    assert not (tmp_path / "data").exists()


def test_a_scope_of_no_type(tmp_path: Path) -> None:
    """A type that R4 does not have is refused with the scope it stands in, and the type that may be meant."""
    words = ["client", "add", "--organization", "A", "--role", "payer", "--scope", "system/Encunter.r"]
    found = CliRunner().invoke(build(("client",)), words, env={"PEERFHIR_DATA": str(tmp_path), "COLUMNS": "200"})
    assert "system/Encunter.r is for Encunter, which is no resource type of R4; Encounter is one" in found.stderr


def test_a_number_beyond_all_clients(tmp_path: Path) -> None:
    """No client has a number that the database could not hold: wrong use, not an error of the database."""
    words = ["client", "revoke", "99999999999"]
    assert CliRunner().invoke(build(("client",)), words, env={"PEERFHIR_DATA": str(tmp_path)}).exit_code == 2


def test_default_scopes() -> None:
    """Each role has scopes of a form the server knows; who only reads gets no letter that writes."""
    assert set(SCOPES) == set(Role)
    assert [s for scopes in SCOPES.values() for s in unknown(scopes)] == []
    for role in (Role.AUDITOR, Role.ENGINEER):
        assert SCOPES[role] == ["system/*.rs"]


@pytest.mark.parametrize("words", [("list",), ("revoke", "1")])
def test_looking_makes_no_database(tmp_path: Path, words: tuple[str, ...]) -> None:
    """In a folder without a database there is nothing to list or revoke: exit code 1, and nothing is made."""
    environment = {"PEERFHIR_DATA": str(tmp_path / "data")}
    found = CliRunner().invoke(build(("client",)), ["client", *words], env=environment)
    assert (found.exit_code, (tmp_path / "data").exists()) == (1, False)
    assert "there is no data in" in found.stderr
