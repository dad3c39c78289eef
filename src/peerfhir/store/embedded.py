"""PostgreSQL 18 as a part of ours: started, watched, started again and stopped by one supervising process.

`start(data)` takes the lock of the data folder, clears away what an earlier life may have left (a killed supervisor
leaves a running postmaster, a killed postmaster leaves backends and `postmaster.pid`) and runs `postgres` as a child.
`ensure()` starts it again when it died. A small watcher stops the postmaster when the supervisor dies without a word.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil

from peerfhir.store import cluster as clusters
from peerfhir.store import folder as folders
from peerfhir.store.cluster import CannotStartError, Cluster
from peerfhir.store.folder import AlreadyRunningError

__all__ = ["AlreadyRunningError", "CannotStartError", "Embedded", "joined", "remove", "running", "start"]

READY_SECONDS = 600.0  # recovery after a crash reads up to max_wal_size of log
STOP_SECONDS = 30.0
LOG_BYTES = 8 * 1024 * 1024
STATUS_LINE = 7  # of postmaster.pid: starting, ready, stopping ...
SOCKET_LINE = 4

SETTINGS = {
    "listen_addresses": "",
    "port": str(clusters.PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "superuser_reserved_connections": "3",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",  # no query here runs long enough to earn its compilation back
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",  # three worker processes less; what is read is mostly in memory
    "max_locks_per_transaction": "256",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_wal_size": "2GB",
    "wal_compression": "pglz",
    "checkpoint_timeout": "15min",
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "60s",
    "autovacuum_vacuum_insert_scale_factor": "0.05",  # keeps the visibility map fresh for index-only sums
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # Failed statements and their values stay out of the log: they may hold what a record says.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}


class Embedded:
    """A running PostgreSQL. `url` reaches the database `peerfhir` as its owner over a unix socket."""

    def __init__(self, data: Path, lock: IO[str]) -> None:
        self._lock = lock
        self._log = data / "postgres.log"
        self.cluster: Cluster = clusters.find(data)
        _clear(self.cluster.folder)
        self._socket = clusters.socket_folder(self.cluster)
        self.url = _url(self._socket)
        self._process, self._watcher = self._run()

    @property
    def pid(self) -> int:
        """The postmaster's process id; another one after `ensure` started it again."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether the postmaster runs."""
        return self._process.poll() is None

    def ensure(self) -> bool:
        """Start the postmaster again if it died; True when that was needed. Raises `CannotStartError`."""
        if self.alive():
            return False
        _end(self._watcher)
        _clear(self.cluster.folder)
        self._process, self._watcher = self._run()
        return True

    def stop(self) -> None:
        """End all sessions, write everything down and stop. Doing it twice is no error."""
        for number, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if not self.alive():
                break
            self._process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        _end(self._watcher)
        if self._socket != self.cluster.folder:
            with contextlib.suppress(OSError):
                self._socket.rmdir()
        self._lock.close()

    def _run(self) -> tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]:
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        with self._open_log() as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603
                [
                    self.cluster.programs / "postgres",
                    "-D",
                    self.cluster.folder,
                    f"-cunix_socket_directories={self._socket}",
                    *options,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.cluster.folder,
                env=clusters.environment(),
                umask=0o077,
                start_new_session=True,  # an interrupt at the terminal is the supervisor's to handle
                **self.cluster.account.identity(),
            )
        watcher = self._watch(process.pid)
        try:
            self._await_ready(process)
        except BaseException:
            process.send_signal(signal.SIGQUIT)
            process.wait(STOP_SECONDS)
            _end(watcher)
            raise
        return process, watcher

    def _open_log(self) -> IO[bytes]:
        """The log, for its owner only: it names databases, users and programs. One grown too long is put aside."""
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
        handle = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.fchmod(handle, 0o600)  # one of an earlier version may be there
        return os.fdopen(handle, "ab")

    def _watch(self, pid: int) -> "subprocess.Popen[bytes]":
        """A shell that waits for the end of our pipe, which comes when we die however we die, and stops postgres."""
        return subprocess.Popen(  # type: ignore[no-any-return,call-overload]  # noqa: S603 - fixed script, number
            ["/bin/sh", "-c", 'read -r _; kill -INT "$1"', "peerfhir-postgres-watcher", str(pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=clusters.environment(),
            start_new_session=True,
            **self.cluster.account.identity(),
        )

    def _await_ready(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + READY_SECONDS
        while _status(self.cluster.folder, process.pid) != "ready":
            if process.poll() is not None or time.monotonic() > until:
                raise CannotStartError(f"PostgreSQL did not start; the end of {self._log}:\n{_tail(self._log)}")
            time.sleep(0.01)


def start(data: Path) -> Embedded:
    """Start the database of this data folder, making both if need be, and wait until it answers (0.1 s; first 1 s).

    Raises `AlreadyRunningError` when another process has it, `CannotStartError` with the reason otherwise.
    """
    data = data.absolute()
    folders.make(data)
    lock = folders.take(data)
    try:
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        return Embedded(data, lock)
    except BaseException:
        lock.close()
        raise


def running(data: Path) -> str | None:
    """The URL of the database of this data folder if one runs and answers now, else None."""
    folder = (data.absolute() / "postgres").resolve()
    lines = _pid_file(folder)
    if _status(folder, None) != "ready" or not _ours(int(lines[0]), folder):
        return None
    return _url(Path(lines[SOCKET_LINE]))


@contextlib.contextmanager
def joined(data: Path, patience: float = 30.0) -> Iterator[str]:
    """The URL of the database of this data folder: the running one's, or of one that runs for this long only."""
    until = time.monotonic() + patience
    while True:
        try:
            database = start(data)
        except AlreadyRunningError:
            url = running(data)  # it may be on its way up
            if url is not None:
                yield url
                return
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            try:
                yield database.url
            finally:
                database.stop()
            return


def remove(data: Path) -> None:
    """Delete the database of this data folder with everything in it. Raises `AlreadyRunningError` while one runs."""
    if not data.exists():
        return
    try:
        lock = folders.take(data)
    except AlreadyRunningError:
        raise AlreadyRunningError(f"The database of {data} is running; stop the server first") from None
    with lock:
        _clear((data.absolute() / "postgres").resolve())
        clusters.remove(data.absolute())


def _url(socket: Path) -> str:
    return f"postgresql://peerfhir@/peerfhir?host={quote(str(socket), safe='/')}&port={clusters.PORT}"


def _pid_file(folder: Path) -> list[str]:
    try:
        return (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _status(folder: Path, pid: int | None) -> str:
    """The state that the postmaster (of this process id) last wrote down; empty when there is none."""
    lines = _pid_file(folder)
    if len(lines) <= STATUS_LINE or pid not in (None, int(lines[0])):
        return ""
    return lines[STATUS_LINE].strip()


def _ours(pid: int, folder: Path) -> bool:
    """Whether this process is a postgres of this cluster: its processes all work in the cluster's folder."""
    with contextlib.suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        return process.name() == "postgres" and Path(process.cwd()) == folder
    return False


def _clear(folder: Path) -> None:
    """End what an earlier life left running in this folder, gently first; then its lock files are stale.

    Holding the lock we are the only supervisor, so whatever still runs here is an orphan. PostgreSQL itself refuses to
    start beside one, and also when another process, or a dead one not yet buried, has the id in a stale file.
    """
    for number, patience in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 10.0)):
        left = [p for p in psutil.process_iter(["name"]) if p.info["name"] == "postgres" and _ours(p.pid, folder)]
        if not left:
            for name in ("postmaster.pid", f".s.PGSQL.{clusters.PORT}", f".s.PGSQL.{clusters.PORT}.lock"):
                (folder / name).unlink(missing_ok=True)
            return
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        psutil.wait_procs(left, timeout=patience)
    raise CannotStartError(f"Processes of an earlier PostgreSQL in {folder} do not end")


def _end(watcher: "subprocess.Popen[bytes]") -> None:
    watcher.kill()
    watcher.wait()
    if watcher.stdin is not None:
        watcher.stdin.close()


def _tail(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 2000))
        return file.read().decode(errors="replace")
