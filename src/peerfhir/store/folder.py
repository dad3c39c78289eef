"""The data folder: made with the mode it needs, and taken by one supervisor at a time."""

import fcntl
import os
from pathlib import Path
from typing import IO

from peerfhir.store.cluster import CannotStartError


class AlreadyRunningError(CannotStartError):
    """Another process supervises the database of this data folder."""


def make(data: Path) -> None:
    """Make a data folder if there is none. Raises `CannotStartError`.

    As root the way through it is open, or the database could not be inside; who puts secrets there closes them.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise _unusable(data, error) from None


def take(data: Path) -> IO[str]:
    """The lock of a data folder: it is ours until this is closed or we die. Raises `AlreadyRunningError` with whose."""
    try:
        lock = (data / "lock").open("a+", encoding="ascii")
    except OSError as error:
        raise _unusable(data, error) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise AlreadyRunningError(f"Process {holder} already serves the data folder {data}") from None
    return lock


def _unusable(data: Path, error: OSError) -> CannotStartError:
    return CannotStartError(
        f"The data folder {data} cannot be used: {error.strerror}; PEERFHIR_DATA or --data names another"
    )
