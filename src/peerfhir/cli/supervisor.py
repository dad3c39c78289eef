"""One process that keeps the others running: the embedded database and the workers that serve requests.

    supervisor --child--> postgres              (unless PEERFHIR_DATABASE_URL names another)
               --child--> migrating             ends when the tables are there
               --child--> worker x N            uvicorn on the socket that the supervisor opened

It imports neither the web framework nor the database's driver, so that it stays small. Children that die are started
again; when the supervisor itself dies, its pipes close and the children stop.
"""

import contextlib
import errno
import os
import select
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil
import structlog

from peerfhir import __version__
from peerfhir.cli.children import Worker, migrate
from peerfhir.settings import Settings
from peerfhir.store import embedded, folder
from peerfhir.store.cannot import CannotError
from peerfhir.store.embedded import Embedded

BACKLOG = 2048
PORT_PATIENCE = 3.0  # seconds for the workers of a killed supervisor to let the port go
SLOWEST_RETRY = 10.0
STABLE_SECONDS = 30.0  # a child that ran this long is started again at once

log = structlog.get_logger()


class CannotServeError(CannotError):
    """The server cannot start; the text says why."""


@dataclass
class _Patience:
    """How long to wait before starting something again: nothing, then longer each time it fails soon."""

    began: float = 0.0
    delay: float = 0.0
    next: float = 0.0

    def died(self) -> None:
        now = time.monotonic()
        stable = now - self.began > STABLE_SECONDS
        self.delay = 0.0 if stable else min(SLOWEST_RETRY, self.delay * 2 or 0.25)
        self.next = now + self.delay

    def due(self) -> bool:
        return time.monotonic() >= self.next

    def started(self) -> None:
        self.began = time.monotonic()


@dataclass
class Supervisor:
    """Runs a server from its start to its end."""

    settings: Settings
    host: str
    port: int
    count: int
    prepare: Callable[[str], None] | None = None  # called with the database's URL when its tables are there
    announce: Callable[[str], None] | None = None  # called with the server's URL when it answers
    _database: Embedded | None = None
    _workers: list[Worker] = field(default_factory=list)
    _patience: dict[int, _Patience] = field(default_factory=dict)
    _stops: int = 0

    def run(self) -> None:
        """Serve until a signal says stop. Raises `CannotError` when it cannot start."""
        with (
            _listening(self.host, self.port) as listener,
            _counters(self.settings.data, self.count),
            self._stopping_at_once(),
        ):
            try:
                url = self._start(listener)
                self._keep_running(listener, url)
            finally:
                self._stop()

    def _start(self, listener: socket.socket) -> str:
        """Start everything, with the slow imports of the children running beside the database's start."""
        environment = environment_of(self.settings)
        self._workers = [Worker(listener, environment) for _ in range(self.count)]
        with migrate(environment) as migration:
            url = self.settings.database_url
            if url is None:
                self._database = embedded.start(self.settings.data)
                url = self._database.url
            wrong = migration.finish(url)
            if wrong:
                raise CannotServeError(wrong)
        if self.prepare is not None:
            self.prepare(url)
        for worker in self._workers:
            worker.go(url)
        for worker in self._workers:
            if not worker.await_ready():
                raise CannotServeError("A worker could not start; its log says why")
        self._say_ready(listener)
        return url

    def _say_ready(self, listener: socket.socket) -> None:
        host, port = listener.getsockname()[:2]
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
        address = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
        workers = "1 worker" if self.count == 1 else f"{self.count} workers"
        place = "its own database"
        if self._database is not None:
            place = f"PostgreSQL in {os.path.relpath(self._database.cluster.folder)}"
            if not self._database.cluster.folder.is_relative_to(self.settings.data.resolve()):
                place = f"PostgreSQL in {self._database.cluster.folder} (user {self._database.cluster.account.name})"
        elif self.settings.database_url is not None:
            place = "the PostgreSQL of PEERFHIR_DATABASE_URL"
        print(f"PeerFHIR {__version__} is ready at {address}/fhir with {workers} and {place}", flush=True)  # noqa: T201
        if self.announce is not None:
            self.announce(address)

    def _keep_running(self, listener: socket.socket, url: str) -> None:
        environment = environment_of(self.settings)
        with self._counting_stops() as wake:
            while not self._stops:
                self._keep_database()
                for slot in range(self.count):
                    self._keep_worker(slot, listener, environment, url)
                select.select([wake], [], [], 1.0)
                with contextlib.suppress(BlockingIOError):
                    os.read(wake, 4096)
            self._drain()

    def _keep_database(self) -> None:
        if self._database is None or self._database.alive():
            return
        patience = self._patience.setdefault(-1, _Patience())
        if not patience.due():
            return
        try:
            log.warning("database died")
            self._database.ensure()
            log.warning("database runs again", pid=self._database.pid)
        except (embedded.CannotStartError, OSError):
            log.error("database does not start", log=str(self.settings.data / "postgres.log"))  # noqa: TRY400
        patience.died()
        patience.started()

    def _keep_worker(self, slot: int, listener: socket.socket, environment: dict[str, str], url: str) -> None:
        worker = self._workers[slot]
        if worker.alive():
            return
        patience = self._patience.setdefault(slot, _Patience())
        if not worker.buried:
            worker.bury()
            patience.died()
            log.warning("worker died", pid=worker.pid, code=worker.code)
        if patience.due():
            patience.started()
            self._workers[slot] = Worker(listener, environment)
            self._workers[slot].go(url)

    def _drain(self) -> None:
        """Let requests in flight finish; a second signal, or the time set for it, ends them."""
        for worker in self._workers:
            worker.stop()
        until = time.monotonic() + self.settings.graceful_timeout + 5
        while any(worker.alive() for worker in self._workers):
            if self._stops > 1 or time.monotonic() > until:
                return
            time.sleep(0.02)

    def _stop(self) -> None:
        for worker in self._workers:
            worker.kill()
        if self._database is not None:
            self._database.stop()

    @contextlib.contextmanager
    def _stopping_at_once(self) -> Iterator[None]:
        """While starting, a signal ends everything where it stands."""

        def leave(number: int, _: FrameType | None) -> None:
            raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

        before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextlib.contextmanager
    def _counting_stops(self) -> Iterator[int]:
        """While serving, a signal is counted; it or a child's death wakes the loop through a pipe."""

        def count(_: int, __: FrameType | None) -> None:
            self._stops += 1

        read, write = os.pipe()
        os.set_blocking(read, False)
        os.set_blocking(write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, count)
        try:
            yield read
        finally:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(read)
            os.close(write)


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment in which a child reads the same settings; the database's URL is told it by pipe."""
    shown = settings.model_dump(exclude={"database_url"}, exclude_none=True)
    shown["data"] = settings.data.absolute()
    if settings.programs is not None:
        shown["programs"] = settings.programs.absolute()
    return {**os.environ, **{f"PEERFHIR_{name.upper()}": str(value) for name, value in shown.items()}}


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The socket that all workers accept from; or what is wrong with the address."""
    until = time.monotonic() + PORT_PATIENCE
    while True:
        try:
            listener = socket.create_server((host, port), family=_family(host), backlog=BACKLOG)
        except UnicodeError:
            raise CannotServeError(f"{host} is not the name of a host") from None
        except OSError as error:
            if time.monotonic() > until or error.errno != errno.EADDRINUSE:
                raise CannotServeError(f"{host}:{port} cannot be used: {error.strerror or error}") from None
            time.sleep(0.1)
        else:
            with listener:
                yield listener
            return


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


@contextlib.contextmanager
def _counters(data: Path, count: int) -> Iterator[None]:
    """A folder for the workers' metrics when there are several; those of killed supervisors are swept up."""
    if count == 1:
        yield
        return
    own = data.absolute() / f"metrics-{os.getpid()}"
    for old in data.absolute().glob("metrics-*"):
        number = old.name.removeprefix("metrics-")
        if old == own or (number.isdecimal() and not psutil.pid_exists(int(number))):
            shutil.rmtree(old, ignore_errors=True)
    folder.make(data)
    own.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(own)
    try:
        yield
    finally:
        del os.environ["PROMETHEUS_MULTIPROC_DIR"]
        shutil.rmtree(own, ignore_errors=True)
