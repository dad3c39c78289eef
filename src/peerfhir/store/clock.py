"""The clock of the sandbox: real time, or the instant that somebody set, for every worker at once.

The instant is a small file in the data folder, looked at whenever the time is asked: two microseconds, and no worker
can lag behind another. In production there is no such clock.
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

FILE = "clock"


class SandboxClock:
    """Called, it says what time it is; aware."""

    def __init__(self, folder: Path, real: Callable[[], datetime]) -> None:
        """`folder` is the data folder, `real` the time that holds while none is set."""
        self._path = folder / FILE
        self._real = real
        self._seen: tuple[int, int] | None = None
        self._set: datetime | None = None

    def __call__(self) -> datetime:
        """The instant that was set, else the real time."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 - at half the cost of Path.stat
        except FileNotFoundError:
            return self._real()
        mark = (found.st_ino, found.st_mtime_ns)
        if mark != self._seen or self._set is None:
            try:
                self._set = datetime.fromisoformat(self._path.read_text(encoding="ascii"))
            except FileNotFoundError:  # taken away between the two looks
                return self._real()
            self._seen = mark
        return self._set

    def put(self, instant: datetime) -> None:
        """Stand still at an aware instant, for every worker, from now on."""
        new = self._path.with_suffix(f".{os.getpid()}")
        new.write_text(instant.isoformat(), encoding="ascii")
        new.replace(self._path)

    def release(self) -> None:
        """Go back to real time."""
        self._path.unlink(missing_ok=True)
