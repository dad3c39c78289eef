"""How long the validator takes, in one process: four bodies with all their profiles, the compilation, the memory.

Beside ours stand the figures of HL7's validator when a command for it is given (see `scripts/differential`): it answers
the same bodies so many times and says in `micros` what each took. Medians and best times of warm runs are kept. Ours
are CPU time, theirs what a clock showed, which on a busy machine says less: compared are the best of both.
"""

import json as plain
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks import bodies
from peerfhir.fhir import json
from peerfhir.fhir.shelf import shelf
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
from scripts.differential.sources import PACKAGES, ROOT, sources

PROFILES = "https://peerfhir.org/fhir/StructureDefinition/"
ENOUGH = 0.5  # seconds spent on each body
ASKED = 500_000  # bytes of each body to HL7's validator, in at least ten times; the first half only warms it

Cells = dict[str, dict[str, float]]


class Case(NamedTuple):
    """A body, and the most microseconds it may take."""

    body: bytes
    micros: float


def cases() -> dict[str, Case]:
    """The bodies by name."""
    known = sources()
    encounter = known["ours/Encounter-mt-session.json"]
    visits = [bodies.visit(of, bodies.hour(of, 7), f"v-{of}") | {"id": f"v-{of}"} for of in range(100)]
    lines = [(bodies.FIRST_DAY, f"v-{number}") for number in range(10)]
    claim = bodies.claim(0, "claim-1", lines) | {"meta": {"profile": [f"{PROFILES}peer-support-claim"]}}
    for visit in visits:
        visit["meta"] = {"profile": [f"{PROFILES}peer-support-encounter"]}
    return {
        "peer-support-encounter": Case(encounter, 200),
        "Claim of ten lines": Case(json.encode(claim), 600),
        "PAS request Bundle": Case(known["pas/Bundle-ReferralAuthorizationBundleExample.json"], 5000),
        "Bundle of 100 entries": Case(bodies.put_all(visits), 12_000),
    }


def ours(found: Mapping[str, Case]) -> Cells:
    """Medians of `check` on each body as decoded, all profiles of what it claims and is, and the errors it has."""
    library, cells = Library(shelf()), {}
    for name, case in found.items():
        resource = json.decode(case.body)
        errors = sum(issue.refuses for issue in check(resource, library, strict=True))
        taken: list[float] = []
        until = time.perf_counter() + ENOUGH
        while time.perf_counter() < until:
            begun = time.process_time()  # others may be at work on this machine
            check(resource, library)
            taken.append((time.process_time() - begun) * 1e6)
        cells[name] = {"micros": statistics.median(taken), "best": min(taken), "aim": case.micros, "errors": errors}
    return cells


def theirs(found: Mapping[str, Case], command: str) -> Cells:
    """Medians and best times of HL7's validator on each body, in microseconds, definitions loaded and warm."""
    texts = [(name, case.body.decode()) for name, case in found.items()]
    lines = [(plain.dumps({"id": name, "text": text}) + "\n", max(10, ASKED // len(text))) for name, text in texts]
    asked = "".join(line * times for line, times in lines)
    told = subprocess.run(shlex.split(command), input=asked, stdout=subprocess.PIPE, text=True, check=True)
    taken: dict[str, list[float]] = {}
    for line in told.stdout.splitlines():
        answer = plain.loads(line)
        taken.setdefault(answer["id"], []).append(answer["micros"])
    warm = {name: micros[len(micros) // 2 :] for name, micros in taken.items()}
    return {name: {"theirs": statistics.median(each), "theirs_best": min(each)} for name, each in warm.items()}


_COMPILE = """
import json, sys, time
from pathlib import Path
import psutil
begun = time.perf_counter()
from peerfhir.fhir import packages
from peerfhir.fhir.shelf import shelf
from peerfhir.validation.library import Library
imported = time.perf_counter()
cache = Path(sys.argv[1])
brought = [Path(one) for one in sys.argv[2:]]
known = shelf().above(*packages.layers(brought, cache)) if brought else shelf()
read = time.perf_counter()
library = Library(known)
profiles = sum(library.profile(structure.url) is not None for structure in known.structures())
done = time.perf_counter()
resident = psutil.Process().memory_info().rss / 2**20
print(json.dumps({"import_s": imported - begun, "read_s": read - imported, "compile_s": done - read,
                  "profiles": profiles, "rss_mb": resident}))
"""


def compilation() -> Cells:
    """Seconds in fresh processes: importing, reading the packages that a user brings, compiling every profile.

    `built in`: what comes with us; `brought`: US Core, PAS and PDex once more, as archives; `from cache`: that again.
    """
    archives = [str(ROOT / "vendor" / "packages" / name) for name in PACKAGES.values()]
    with tempfile.TemporaryDirectory(prefix="peerfhir-bench-") as cache:
        runs = {"built in": [], "brought": archives, "from cache": archives}
        return {name: _fresh(cache, *brought) for name, brought in runs.items()}


def _fresh(*arguments: str) -> dict[str, float]:
    told = subprocess.run([sys.executable, "-c", _COMPILE, *arguments], stdout=subprocess.PIPE, check=True, cwd=ROOT)
    found: dict[str, float] = plain.loads(told.stdout)
    return found


def measure(command: str | None) -> Cells:
    """All of it; `theirs` stands in a cell where a command of HL7's validator is given."""
    found = cases()
    cells = ours(found)
    for name, cell in (theirs(found, command) if command else {}).items():
        cells[name] |= cell
    return cells | compilation()


def show(cells: Cells) -> None:
    """Print it."""
    table = Table("", "ours µs", "best", "aim", "HL7's µs", "best", "best by best", title="The validator, warm")
    for name, cell in cells.items():
        if "micros" in cell:
            table.add_row(
                name + (f" [red]{cell['errors']:.0f} errors[/]" if cell["errors"] else ""),
                f"{cell['micros']:.0f}",
                f"{cell['best']:.0f}",
                f"{cell['aim']:.0f}",
                *(f"{cell[figure]:.0f}" for figure in ("theirs", "theirs_best") if figure in cell),
                *([f"{cell['theirs_best'] / cell['best']:.0f} x"] if "theirs_best" in cell else []),
            )
    Console(width=100).print(table)
    for name, cell in cells.items():
        if "compile_s" in cell:
            read = f"read in {cell['read_s']:.2f} s, " if cell["read_s"] else ""
            told = f"{cell['profiles']:.0f} profiles compiled in {cell['compile_s']:.2f} s"
            print(f"{name}: imported in {cell['import_s']:.2f} s, {read}{told}, {cell['rss_mb']:.0f} MB resident")
