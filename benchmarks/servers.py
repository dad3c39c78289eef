"""The processes that are measured: one PostgreSQL, the bare server, and `peerfhir serve` with one worker."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import asyncpg

from benchmarks.drive import Target
from benchmarks.machine import memory, parent
from benchmarks.wire import Address
from peerfhir.store import clients, embedded, keys
from peerfhir.store.keys import Token
from peerfhir.store.sight import Role

OURS, BARE = "bench_peerfhir", "bench_bare"
_READY_SECONDS = 60


class Database(NamedTuple):
    """A PostgreSQL on this machine, with the process id of its postmaster."""

    url: str
    postmaster: int
    version: str

    def of(self, name: str) -> str:
        """The URL of one of its databases."""
        head, mark, query = self.url.partition("?")
        return f"{head.rpartition('/')[0]}/{name}{mark}{query}"


class Started(NamedTuple):
    """How a server came up: seconds to its first answer, with an empty and with a migrated database, and memory."""

    empty_s: float
    again_s: float
    rss_mb: float


@dataclass(frozen=True)
class Server:
    """A running server."""

    base: str
    process: subprocess.Popen[str]

    def target(self, database: Database, token: str | None = None) -> Target:
        """It as something to be driven."""
        return Target(Address.of(self.base, token), self.process.pid, database.postmaster)

    def stop(self) -> None:
        """As an operator would."""
        self.process.terminate()
        self.process.wait(30)


@contextlib.contextmanager
def database(data: Path) -> Iterator[Database]:
    """The database of PEERFHIR_DATABASE_URL, else an embedded one in `data`, with two empty databases."""
    given = os.environ.get("PEERFHIR_DATABASE_URL")
    running = None if given else embedded.start(data)
    url = given or (running.url if running else "")
    try:
        yield asyncio.run(_prepared(url))
        asyncio.run(_drop(url))
    finally:
        if running is not None:
            running.stop()
            embedded.remove(data)


async def _prepared(url: str) -> Database:
    await _drop(url)
    connection = await asyncpg.connect(url)
    for name in (OURS, BARE):
        await connection.execute(f"CREATE DATABASE {name}")
    postmaster = parent(await connection.fetchval("SELECT pg_backend_pid()"))
    version = await connection.fetchval("SHOW server_version")
    await connection.close()
    return Database(url, postmaster, version)


async def _drop(url: str) -> None:
    connection = await asyncpg.connect(url)
    for name in (OURS, BARE):
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await connection.close()


def bare(of: Database) -> Server:
    """The bare server."""
    return _start([sys.executable, "-m", "benchmarks.bare", of.of(BARE)], {}, Path(os.devnull))


def peerfhir(of: Database, data: Path) -> Server:
    """The real server, one worker, settings as they come."""
    environment = {"PEERFHIR_DATABASE_URL": of.of(OURS), "PEERFHIR_DATA": str(data)}
    command = [sys.executable, "-m", "peerfhir", "serve", "--port", "0", "--workers", "1"]
    return _start(command, environment, data / "server.log")


def _start(command: list[str], environment: dict[str, str], log: Path) -> Server:
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, env=os.environ | environment, text=True
        )
    assert process.stdout is not None
    found = re.search(r"http://[^\s/]+", process.stdout.readline())
    if found is None:
        process.kill()
        raise RuntimeError(f"{' '.join(command)} did not start: {log}")
    return Server(f"{found[0]}/fhir", process)


def start_up(of: Database, data: Path) -> tuple[Server, Started]:
    """Start our server on an empty database, stop it, start it again; the second one goes on running."""
    took = []
    for last in (False, True):
        began = time.perf_counter()
        server = peerfhir(of, data)
        _await(f"{server.base}/metadata")
        took.append(round(time.perf_counter() - began, 2))
        if not last:
            server.stop()
    return server, Started(took[0], took[1], memory(server.process.pid))


def _await(address: str) -> None:
    until = time.perf_counter() + _READY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            if time.perf_counter() > until:
                raise
            time.sleep(0.01)


async def token(of: Database, data: Path, role: Role, organization: str) -> str:
    """The token of a new client of our server."""
    async with clients.session(of.of(OURS)) as opened:
        now = await (await opened.connection()).run_sync(lambda c: c.exec_driver_sql("SELECT now()").scalar_one())
        made = await clients.add(opened, "bench", role, organization, ["system/*.cruds"], now)
    return keys.load(data).sign(Token(made.no, int(made.created.timestamp())))
