"""A closed loop: so many clients, each sending its next request when the last one is answered."""

import asyncio
import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from benchmarks.machine import Reading, memory
from benchmarks.wire import Address, Answer

WARM = 0.5  # seconds before the clocks are read
_SAMPLES = 3


class Shot(NamedTuple):
    """A request, what is a right answer to it, and how many resources it carries. `right` says what is wrong."""

    request: bytes
    wrong: Callable[[Answer], str | None]
    resources: int = 1


Shots = Iterator[Shot]


@dataclass(frozen=True)
class Target:
    """A server under load: its address, and the process ids of itself and its database."""

    address: Address
    server: int
    database: int


@dataclass
class Cell:
    """One measurement."""

    requests: int = 0
    resources: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)  # seconds
    seconds: float = 0.0
    server: float = 0.0  # CPU-seconds
    database: float = 0.0
    others: float = 0.0  # cores used by the rest of the machine
    memory: float = 0.0  # MB

    def figures(self) -> dict[str, float]:
        """The numbers of this measurement; CPU-seconds are per 1,000 requests and resources."""
        per, each = 1000 / max(1, self.requests), 1000 / max(1, self.resources)
        ordered = sorted(self.latencies) or [0.0]
        return {
            "requests": self.requests,
            "requests_per_s": round(self.requests / self.seconds, 1),
            "resources_per_s": round(self.resources / self.seconds, 1),
            "p50_ms": round(ordered[len(ordered) // 2] * 1000, 2),
            "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 2),
            "server_cpu": round(self.server * per, 4),
            "database_cpu": round(self.database * per, 4),
            "cpu": round((self.server + self.database) * per, 4),
            "cpu_per_resource": round((self.server + self.database) * each, 4),
            "rss_mb": self.memory,
            "others_cores": round(self.others, 2),
            "wrong": self.wrong.total(),
        }


async def drive(target: Target, shots: Shots, *, clients: int, seconds: float) -> Cell:
    """Run the loop and measure; stops early when there are no more shots."""
    cell = Cell()
    measuring = False
    until = time.perf_counter() + WARM + seconds

    async def client() -> None:
        connection = await target.address.connect()
        try:
            for shot in shots:
                began = time.perf_counter()
                answer = await connection.send(shot.request)
                ended = time.perf_counter()
                if measuring:
                    _note(cell, shot, answer, ended - began)
                if ended > until:
                    return
        finally:
            connection.close()

    gc.collect()
    gc.disable()
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(client())
            await asyncio.sleep(WARM)
            before, measuring = Reading.of(target.server, target.database), True
            await asyncio.sleep(seconds)
            after, measuring = Reading.of(target.server, target.database), False
    finally:
        gc.enable()
    _settle(cell, before, after)
    cell.memory = memory(target.server)
    return cell


async def all_of(target: Target, shots: Shots, *, clients: int) -> Cell:
    """Send every shot, measured from the first to the last."""
    cell = Cell()
    before = Reading.of(target.server, target.database)

    async def client() -> None:
        connection = await target.address.connect()
        for shot in shots:
            began = time.perf_counter()
            _note(cell, shot, await connection.send(shot.request), time.perf_counter() - began)
        connection.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(client())
    _settle(cell, before, Reading.of(target.server, target.database))
    cell.memory = memory(target.server)
    return cell


def _note(cell: Cell, shot: Shot, answer: Answer, took: float) -> None:
    cell.requests += 1
    cell.resources += shot.resources
    cell.latencies.append(took)
    wrong = shot.wrong(answer)
    if wrong:
        cell.wrong[wrong if len(cell.wrong) < _SAMPLES else "more"] += 1


def _settle(cell: Cell, before: Reading, after: Reading) -> None:
    cell.seconds = after.at - before.at
    cell.server, cell.database = after.server - before.server, after.database - before.database
    used = after.machine - before.machine - cell.server - cell.database - (after.driver - before.driver)
    cell.others = used / cell.seconds


def middle(cells: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure over several measurements; wrong answers are summed."""
    found = {name: median(cell[name] for cell in cells) for name in cells[0]}
    return found | {"wrong": sum(cell["wrong"] for cell in cells)}
