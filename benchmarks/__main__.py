"""Measure PeerFHIR beside the bare route: one run, one database, both servers as processes.

Each group of workloads is run in turns with the bare route it is compared with (A B A B ...), and medians are kept: the
figure to look at is CPU-seconds, which noise moves least, as a ratio to the bare route's.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import uvloop

from benchmarks import bodies, measured, report, servers, stored, validation, workloads
from benchmarks.drive import Cell, Shots, Target, all_of, drive, middle
from benchmarks.machine import busy, model
from benchmarks.wire import Answer
from peerfhir.fhir import json
from peerfhir.store.sight import Role

CLIENTS, STREAMS = 16, 4
_PEOPLE = 20  # members a Bundle
ORDER = "vacdfbem"  # what writes comes last
VALIDATION = "v"  # without a server
MEASURES = "m"  # on a database of its own
_REST = 0.3  # seconds between two measurements
NOISE = 0.4  # cores used by others above which a measurement is made once more
_PATIENCE = 20  # seconds to wait for a quiet machine
_BEFORE = 1000  # visits stored when usage is asked for the first time

Measure = Callable[[], Awaitable[Cell]]
Cells = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Size:
    """How much is stored, and how long it is measured."""

    members: int  # with `visits` a year each
    visits: int
    roster: int  # members of the payer in all
    rounds: int
    seconds: float
    patient: bool  # whether a measurement that others disturbed is made again
    year: int  # members whose year is measured


FULL = Size(2000, 100, 10_000, 3, 6.0, patient=True, year=5000)
QUICK = Size(400, 50, 1000, 2, 2.0, patient=False, year=400)


@dataclass
class Scene:
    """Everything that runs, and what is stored in it."""

    bare: Target
    ehr: Target
    payer: Target
    size: Size
    fids: stored.Fids

    def cells(self, group: str) -> dict[str, Measure]:
        """The measurements of a group, the bare route first."""
        bare, ehr, payer, size = self.bare.address, self.ehr.address, self.payer.address, self.size
        create: dict[str, Measure] = {
            "bare create": lambda: self._run(self.bare, workloads.bare_creates(bare, size.members)),
        }
        read: dict[str, Measure] = {"bare read": lambda: self._run(self.bare, workloads.reads(bare, self.fids))}
        seen = len({of for of, _ in self.fids})  # members who have visits
        match group:
            case "a":
                return read | {"usage of few": lambda: self._run(self.payer, workloads.usages(payer, seen))}
            case "b":
                return create | {"create": lambda: self._run(self.ehr, workloads.creates(ehr, size.members))}
            case "c":
                return read | {"read": lambda: self._run(self.ehr, workloads.reads(ehr, self.fids))}
            case "d":
                return read | {
                    "search": lambda: self._run(self.ehr, workloads.searches(ehr, size.members, size.visits)),
                    "usage": lambda: self._run(self.payer, workloads.usages(payer, size.members)),
                    "roster": lambda: self._run(self.payer, workloads.rosters(payer), STREAMS),
                }
            case "f":
                claims = workloads.submits(ehr, size.members, size.visits, self.fids)
                return create | {"submit": lambda: self._run(self.ehr, claims, STREAMS)}
            case _:
                synthea = workloads.Synthea()
                return create | {
                    "transaction": lambda: self._run(self.ehr, workloads.transactions(ehr, size.members), STREAMS),
                    "synthea": lambda: self._synthea(synthea),
                }

    async def _run(self, target: Target, shots: Shots, clients: int = CLIENTS) -> Cell:
        return await drive(target, shots, clients=clients, seconds=self.size.seconds)

    async def _synthea(self, synthea: workloads.Synthea) -> Cell:
        connection = await self.ehr.address.connect()
        for text, request in synthea.opening(self.ehr.address):
            synthea.learn(text, await connection.send(request))
        connection.close()
        return await all_of(self.ehr, synthea.patients(self.ehr.address), clients=1)


async def people(target: Target, members: int) -> None:
    """Store the directory, the members, and one visit, through the server."""
    address = target.address
    directory = bodies.directory(members)
    groups = [directory[start : start + 100] for start in range(0, len(directory), 100)]
    groups += [
        [resource for number in range(start, min(start + _PEOPLE, members)) for resource in bodies.member(number)]
        for start in range(0, members, _PEOPLE)
    ]
    connection = await address.connect()
    for group in groups:
        _stored(await connection.send(address.send("POST", "", bodies.put_all(group))))
    first = bodies.visit(stored.PATTERN, bodies.hour(stored.PATTERN, bodies.DAYS - 1, late=True), "first")
    _stored(await connection.send(address.send("POST", "/Encounter", json.encode(first))))
    connection.close()


def _stored(answer: Answer) -> None:
    if answer.status not in (200, 201):
        raise RuntimeError(f"The people were refused: {answer.status} {answer.body[:1000]!r}")


async def quiet() -> None:
    """Wait until the machine has little else to do, but not for ever."""
    for _ in range(_PATIENCE):
        before = busy()
        await asyncio.sleep(1)
        if busy() - before < NOISE:
            return


async def measure(scene: Scene, group: str) -> Cells:
    """The cells of a group in turns, so many times, and the median of each."""
    cells = scene.cells(group)
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in cells}
    for turn in range(scene.size.rounds):
        for name, run in cells.items():
            cell = await run()
            if cell.others > NOISE and scene.size.patient and name != "submit":
                await quiet()
                cell = min(cell, await run(), key=lambda one: one.others)
            taken[name].append(cell.figures())
            print(
                f"{group} {name} {turn + 1}/{scene.size.rounds}: {taken[name][-1]} {dict(cell.wrong) or ''}", flush=True
            )
            await asyncio.sleep(_REST)
    return {name: middle(figures) for name, figures in taken.items()}


async def all_groups(
    database: servers.Database, data: Path, beside: Target, ours: servers.Server, only: list[str], size: Size
) -> dict[str, Cells]:
    """Store everything and measure every group; usage is asked before most is stored, and after."""
    token = await servers.token(database, data, Role.PROVIDER, bodies.AGENCY)
    ehr = ours.target(database, token)
    await people(ehr, size.roster)  # the payer's Organization with them, while nobody else acts for it
    payer = ours.target(database, await servers.token(database, data, Role.PAYER, bodies.PAYER))
    scene = Scene(beside, ehr, payer, size, {})
    places = database.of(servers.OURS), database.of(servers.BARE)
    few = _BEFORE // size.visits
    parts = [
        stored.numbers(range(few), size.visits),
        stored.numbers(range(few, size.members), size.visits),
        stored.numbers(range(size.members, size.roster), size.visits, recent=True),
    ]
    groups: dict[str, Cells] = {}
    for number, part in enumerate(parts):
        scene.fids |= await stored.fill(*places, part, size.visits)
        if number == 0 and "a" in only:
            groups["a"] = await measure(scene, "a")
    for group in only:
        if group != "a":
            groups[group] = await measure(scene, group)
    return groups


def run(only: list[str], size: Size) -> tuple[dict[str, Cells], dict[str, Any]]:
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
                "clients": CLIENTS,
                "start": started._asdict(),
                "size": asdict(size),
            }
            groups = uvloop.run(all_groups(database, data, beside.target(database), ours, only, size))
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
    parser.add_argument(
        "--only",
        default=ORDER,
        help="v validator; a, c, d reads; f claims; b creates; e Bundles; m measures: docs/benchmarks.md",
    )
    parser.add_argument("--validator", metavar="COMMAND", help="HL7's validator as a filter, to measure beside ours")
    parser.add_argument("--rounds", type=int, help="turns of each group (3; quick: 2)")
    parser.add_argument("--seconds", type=float, help="of each measurement (6; quick: 2)")
    given = parser.parse_args()
    only = [group for group in ORDER if group in given.only]
    size = QUICK if given.quick else FULL
    size = replace(size, rounds=given.rounds or size.rounds, seconds=given.seconds or size.seconds)
    checked = validation.measure(given.validator) if VALIDATION in only else {}
    served = [group for group in only if group not in (VALIDATION, MEASURES)]
    groups, about = run(served, size) if served else ({}, {"machine": model(), "size": asdict(size)})
    year = measured.run(size.year, size.rounds, people) if MEASURES in only else {}
    if groups:
        report.show(groups, about)
    if checked:
        validation.show(checked)
    if year:
        measured.show(year)
    about |= {"validator": checked, "measures": year}
    print(f"kept in {report.keep(groups, about, '-quick' if given.quick else '')}")


if __name__ == "__main__":
    main()
