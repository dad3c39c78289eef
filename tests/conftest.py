"""The world of a test: a real PostgreSQL, a database of its own, a real server, and callers with real tokens."""

import asyncio
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from peerfhir.store import clients, database, embedded, keys
from peerfhir.store.keys import Token
from peerfhir.store.sight import Role
from tests.operation.scanner import findings
from tests.people import MONTANA, Agency, State

_names = itertools.count()
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
EVERYTHING = ["system/*.cruds"]
TEMPLATE = f"migrated_{os.getpid()}"  # of this process: several may share a PostgreSQL


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of this test process, with a migrated database to copy."""

    url: str

    def of(self, name: str) -> str:
        """The URL of one of its databases."""
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def fresh(self) -> str:
        """The URL of a new migrated database."""
        name = f"test_{os.getpid()}_{next(_names)}"

        async def make() -> None:
            connection = await asyncpg.connect(self.of("postgres"))
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
            await connection.close()

        asyncio.run(make())
        return self.of(name)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """An embedded PostgreSQL, or the one that PEERFHIR_TEST_DATABASE_URL names, with a migrated database to copy."""
    given = os.environ.get("PEERFHIR_TEST_DATABASE_URL")
    folder = tmp_path_factory.mktemp("postgres")
    running = None if given else embedded.start(folder)
    found = Cluster(running.url if running else given or "")

    async def template() -> None:
        connection = await asyncpg.connect(found.of("postgres"))
        await connection.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        await connection.execute(f"CREATE DATABASE {TEMPLATE}")
        await connection.close()
        await database.migrate(found.of(TEMPLATE), NOW)

    try:
        asyncio.run(template())
        yield found
    finally:
        if running:
            running.stop()
            embedded.remove(folder)


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that PostgreSQL's user can reach, as pytest's own are not; removed with its database."""
    folder = Path(tempfile.mkdtemp(prefix="pf-"))
    folder.chmod(0o711)
    yield folder
    embedded.remove(folder)
    shutil.rmtree(folder)


@pytest.fixture
def url(cluster: Cluster) -> str:
    """A migrated, empty database."""
    return cluster.fresh()


@pytest.fixture
async def pool(url: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on a migrated, empty database."""
    opened = await database.connect(url, size=20)
    yield opened
    await opened.close()


@dataclass(frozen=True)
class Server:
    """A server in processes of its own, and how to become one of its callers."""

    base: str
    url: str
    data: Path
    process: subprocess.Popen[str]

    def token(self, role: Role, organization: str, scopes: list[str] | None = None) -> str:
        """The token of a new client."""

        async def add() -> str:
            async with clients.session(self.url) as opened:
                made = await clients.add(
                    opened, "test", role, organization, EVERYTHING if scopes is None else scopes, datetime.now(UTC)
                )
            return keys.load(self.data).sign(Token(made.no, int(made.created.timestamp())))

        return asyncio.run(add())

    def client(self, role: Role, organization: str, scopes: list[str] | None = None) -> httpx.Client:
        """An HTTP client that calls as a new client of this server."""
        headers = {"Authorization": f"Bearer {self.token(role, organization, scopes)}"}
        return httpx.Client(base_url=f"{self.base}/fhir", headers=headers, timeout=60)


def serve(url: str, data: Path, *, workers: int = 1, **settings: str) -> Server:
    """Start a real server on a database; ready when this returns."""
    environment = {**os.environ, "PEERFHIR_DATABASE_URL": url, "PEERFHIR_DATA": str(data)}
    environment |= {f"PEERFHIR_{name.upper()}": value for name, value in settings.items()}
    data.mkdir(parents=True, exist_ok=True)
    with (data / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "peerfhir", "serve", "--port", "0", "--workers", str(workers)],
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            text=True,
        )
    line = process.stdout.readline() if process.stdout else ""
    found = re.search(r"http://\S+?(?=/fhir)", line)
    if not found:
        process.kill()
        raise RuntimeError(f"the server did not start: {line} {(data / 'server.log').read_text()[-2000:]}")
    return Server(found[0], url, data, process)


def stop(server: Server) -> None:
    """Stop a server as an operator would."""
    server.process.terminate()
    server.process.wait(30)
    if server.process.stdout:
        server.process.stdout.close()
    assert findings(server.data / "server.log") == []  # no test makes the server log what it should not


@pytest.fixture(scope="session")
def server(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests, whose people have ids of their own; who needs another takes `start`."""
    running = serve(cluster.fresh(), tmp_path_factory.mktemp("data"))
    yield running
    stop(running)


@pytest.fixture(scope="session")
def pair(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of two workers: what they serialize, they serialize in the database."""
    running = serve(cluster.fresh(), tmp_path_factory.mktemp("data"), workers=2)
    yield running
    stop(running)


@pytest.fixture(scope="module")
def start(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts servers with settings of a test's own; they are stopped in the end."""
    started: list[Server] = []

    def begin(**settings: str | int) -> Server:
        workers = int(settings.pop("workers", 1))
        texts = {name: str(value) for name, value in settings.items()}
        started.append(serve(cluster.fresh(), tmp_path_factory.mktemp("data"), workers=workers, **texts))
        return started[-1]

    yield begin
    for server in started:
        stop(server)


@pytest.fixture(scope="module")
def admin(server: Server) -> Iterator[httpx.Client]:
    """The administrator's client: it may write everything, the directory too."""
    with server.client(Role.ADMIN, "HOME") as opened:
        yield opened


@pytest.fixture
def settle(server: Server) -> Iterator[Callable[..., Agency]]:
    """Makes agencies, each with a client of its own: `settle()`, `settle(Role.PAYER)`, `settle(at=other_server)`."""
    with ExitStack() as opened:

        def make(role: Role = Role.PROVIDER, at: Server = server, state: State = MONTANA) -> Agency:
            return opened.enter_context(closing(Agency(at, role, state)))

        yield make
