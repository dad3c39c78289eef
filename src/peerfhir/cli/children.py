"""The supervisor's side of its children: how each is started, told what it needs, and ended.

Each has a pipe to the supervisor. A child starts importing at once and is told the database's URL when there is one;
a pipe that closes tells a child that its supervisor is gone, and the supervisor that its child is.
"""

import contextlib
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

READY = b"ready\n"
READY_SECONDS = 120.0


class Worker:
    """One process that serves requests from the listening socket it is given."""

    def __init__(self, listener: socket.socket, environment: dict[str, str]) -> None:
        self._control, theirs = socket.socketpair()
        numbers = (listener.fileno(), theirs.fileno())
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "peerfhir.cli.worker", *map(str, numbers)],
                stdin=subprocess.DEVNULL,
                pass_fds=numbers,
                env=environment,
                start_new_session=True,  # an interrupt at the terminal is the supervisor's to handle
            )
        self.buried = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """What it ended with: negative for a signal, None while it runs."""
        return self._process.returncode

    def go(self, url: str) -> None:
        """Tell it where the database is; then it serves."""
        with contextlib.suppress(OSError):  # it is dead, and will be noticed to be
            self._control.sendall(f"{url}\n".encode())

    def await_ready(self) -> bool:
        """Wait until it serves; False when it ended or took too long."""
        self._control.settimeout(READY_SECONDS)
        try:
            return self._control.recv(len(READY)) == READY
        except OSError:
            return False

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask it to finish what it has in hand and end."""
        if self.alive():
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it now."""
        if self.alive():
            self._process.kill()
            self._process.wait()
        self.bury()

    def bury(self) -> None:
        """Close what it left open."""
        self._control.close()
        self.buried = True


class Migration:
    """The process that looks at what the workers need before they do, and makes and changes the tables."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "peerfhir.cli.migrating"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
            start_new_session=True,
        )

    def finish(self, url: str) -> str:
        """Tell it where the database is and wait for its end; why the server cannot start, or nothing."""
        said, _ = self._process.communicate(f"{url}\n")
        return "" if self._process.returncode == 0 else said.strip() or "The database could not be prepared"

    def kill(self) -> None:
        """End it now, if it still runs."""
        self._process.kill()
        self._process.communicate()


@contextlib.contextmanager
def migrate(environment: dict[str, str]) -> Iterator[Migration]:
    """A migration that has begun to import what it needs."""
    migration = Migration(environment)
    try:
        yield migration
    finally:
        migration.kill()
