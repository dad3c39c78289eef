"""Measure PeerFHIR beside the bare route: one run, one database, both servers as processes.

Each group of workloads is run in turns with the bare route it is compared with (A B A B ...), and medians are kept: the
figure to look at is CPU-seconds, which noise moves least, as a ratio to the bare route's.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from benchmarks import bodies, report, servers, stored, workloads
from benchmarks.drive import Cell, Shots, Target, all_of, drive, middle
from benchmarks.machine import busy, model
from peerfhir.store.sight import Role

CLIENTS, STREAMS = 16, 4
MEMBERS, VISITS = 2000, 100
_PEOPLE = 20  # members a Bundle
_REST = 0.3  # seconds between two measurements
NOISE = 0.4  # cores used by others above which a measurement is made once more
_PATIENCE = 20  # seconds to wait for a quiet machine

Measure = Callable[[], Awaitable[Cell]]
Cells = dict[str, dict[str, float]]


@dataclass
class Scene:
    """Everything that runs, and what is stored in it."""

    bare: Target
    ehr: Target
    payer: Target
    members: int
    seconds: float
    fids: list[str]

    def cells(self, group: str) -> dict[str, Measure]:
        """The measurements of a group, the bare route first."""
        bare, ehr, payer = self.bare.address, self.ehr.address, self.payer.address
        create: dict[str, Measure] = {
            "bare create": lambda: self._run(self.bare, workloads.creates(bare, self.members)),
        }
        read: dict[str, Measure] = {"bare read": lambda: self._run(self.bare, workloads.reads(bare, self.fids))}
        match group:
            case "b":
                return create | {"create": lambda: self._run(self.ehr, workloads.creates(ehr, self.members))}
            case "c":
                return read | {"read": lambda: self._run(self.ehr, workloads.reads(ehr, self.fids))}
            case "d":
                return read | {
                    "search": lambda: self._run(self.ehr, workloads.searches(ehr, self.members, VISITS)),
                    "usage": lambda: self._run(self.payer, workloads.usages(payer, self.members)),
                }
            case _:
                synthea = workloads.Synthea()
                return create | {
                    "transaction": lambda: self._run(self.ehr, workloads.transactions(ehr), STREAMS),
                    "synthea": lambda: self._synthea(synthea),
                }

    async def _run(self, target: Target, shots: Shots, clients: int = CLIENTS) -> Cell:
        return await drive(target, shots, clients=clients, seconds=self.seconds)

    async def _synthea(self, synthea: workloads.Synthea) -> Cell:
        connection = await self.ehr.address.connect()
        for text, request in synthea.opening(self.ehr.address):
            synthea.learn(text, await connection.send(request))
        connection.close()
        return await all_of(self.ehr, synthea.patients(self.ehr.address), clients=1)


async def people(target: Target, members: int) -> None:
    """Store the directory, the members, and one visit, through the server."""
    starts = range(0, members, _PEOPLE)
    served = [[r for number in range(start, start + _PEOPLE) for r in bodies.member(number)] for start in starts]
    address = target.address
    requests = [address.send("POST", "", bodies.put_all(group)) for group in (bodies.directory(), *served)]
    connection = await address.connect()
    for request in [*requests, next(workloads.creates(address, members)).request]:
        answer = await connection.send(request)
        if answer.status not in (200, 201):
            raise RuntimeError(f"The people were refused: {answer.status} {answer.body[:1000]!r}")
    connection.close()


async def quiet() -> None:
    """Wait until the machine has little else to do, but not for ever."""
    for _ in range(_PATIENCE):
        before = busy()
        await asyncio.sleep(1)
        if busy() - before < NOISE:
            return


async def measure(scene: Scene, only: list[str], rounds: int) -> dict[str, Cells]:
    """Every group: its cells in turns, so many times, and the median of each."""
    groups: dict[str, Cells] = {}
    for group in only:
        cells = scene.cells(group)
        taken: dict[str, list[dict[str, float]]] = {name: [] for name in cells}
        for turn in range(rounds):
            for name, run in cells.items():
                cell = await run()
                if cell.others > NOISE:
                    await quiet()
                    cell = min(cell, await run(), key=lambda one: one.others)
                taken[name].append(cell.figures())
                print(f"{group} {name} {turn + 1}/{rounds}: {taken[name][-1]} {dict(cell.wrong) or ''}", flush=True)
                await asyncio.sleep(_REST)
        groups[group] = {name: middle(figures) for name, figures in taken.items()}
    return groups


def run(only: list[str], members: int, rounds: int, seconds: float) -> tuple[dict[str, Cells], dict[str, Any]]:
    """Start everything, measure, stop everything."""
    with tempfile.TemporaryDirectory(prefix="peerfhir-bench-") as folder, servers.database(Path(folder)) as database:
        data = Path(folder) / "data"
        data.mkdir()
        ours, started = servers.start_up(database, data)
        beside = servers.bare(database)
        try:
            about: dict[str, Any] = {
                "machine": model(),
                "postgresql": database.version,
                "encounters": members * VISITS,
                "clients": CLIENTS,
                "rounds": rounds,
                "seconds": seconds,
                "start": started._asdict(),
            }

            async def all_groups() -> dict[str, Cells]:
                ehr = ours.target(database, await servers.token(database, data, Role.PROVIDER, bodies.AGENCY))
                await people(ehr, members)  # the payer's Organization with them, while nobody else acts for it
                payer = ours.target(database, await servers.token(database, data, Role.PAYER, bodies.PAYER))
                fids = await stored.fill(database.of(servers.OURS), database.of(servers.BARE), members, VISITS)
                scene = Scene(beside.target(database), ehr, payer, members, seconds, fids)
                return await measure(scene, only, rounds)

            groups = uvloop.run(all_groups())
            about["rss_under_load_mb"] = max(
                cell["rss_mb"] for cells in groups.values() for name, cell in cells.items() if "bare" not in name
            )
        finally:
            ours.stop()
            beside.stop()
    return groups, about


def main() -> None:
    """Take the arguments and go."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20,000 encounters stored, short runs")
    parser.add_argument("--only", default="c,d,b,e", help="b create, c read, d search and usage, e Bundles")
    parser.add_argument("--rounds", type=int, help="turns of each group (3; quick: 2)")
    parser.add_argument("--seconds", type=float, help="of each measurement (6; quick: 3)")
    given = parser.parse_args()
    only = [group for group in "cdbe" if group in given.only.split(",")]  # what writes comes last
    rounds, seconds = (2, 3.0) if given.quick else (3, 6.0)
    groups, about = run(
        only, MEMBERS // 10 if given.quick else MEMBERS, given.rounds or rounds, given.seconds or seconds
    )
    report.show(groups, about)
    print(f"kept in {report.keep(groups, about, '-quick' if given.quick else '')}")


if __name__ == "__main__":
    main()
