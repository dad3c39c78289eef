"""What processes cost, from /proc: CPU-seconds and memory of a process with all its descendants."""

import os
import re
import time
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")
_TIMES = slice(11, 15)  # utime, stime and those of children waited for, counted behind the name in /proc/PID/stat


def _processes() -> dict[int, list[str]]:
    """The fields of /proc/PID/stat behind the name, of every process."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found[int(entry.name)] = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
    return found


def tree(pid: int) -> dict[int, list[str]]:
    """A process and all its descendants."""
    every = _processes()
    children: dict[int, list[int]] = {}
    for child, fields in every.items():
        children.setdefault(int(fields[1]), []).append(child)
    found, todo = {}, [pid]
    while todo:
        at = todo.pop()
        if at in every:
            found[at] = every[at]
        todo += children.get(at, [])
    return found


def cpu(pid: int) -> float:
    """CPU-seconds that a tree of processes has used, its children that ended included."""
    return sum(int(ticks) for fields in tree(pid).values() for ticks in fields[_TIMES]) / _TICKS


def memory(pid: int) -> float:
    """Resident memory of a tree of processes in MB."""
    total = 0
    for process in tree(pid):
        try:
            found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
        except OSError:
            continue
        total += int(found[1]) if found else 0
    return round(total / 1024, 1)


def parent(pid: int) -> int:
    """The parent of a process."""
    return int(_processes()[pid][1])


def model() -> str:
    """The processor as the kernel names it, with the number of cores."""
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} x {found[1] if found else 'unknown'}"


def busy() -> float:
    """CPU-seconds that the whole machine has worked."""
    spent = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(spent) - spent[3] - spent[4]) / _TICKS  # all but idle and waiting


class Reading(NamedTuple):
    """What the clocks show at one moment."""

    at: float
    server: float
    database: float
    driver: float
    machine: float

    @classmethod
    def of(cls, server: int, database: int) -> "Reading":
        """Read them; server and database are process ids."""
        return cls(time.perf_counter(), cpu(server), cpu(database), time.process_time(), busy())
