"""The table, and the JSON that keeps it."""

import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from peerfhir.fhir import json

RESULTS = Path(__file__).parent / "results"
# Of each workload: what it is compared with, the floor, the aim; CPU against the bare route, or CPU-s per 1,000.
TARGETS: dict[str, tuple[str, float | None, float | None]] = {
    "create": ("bare create", 6.0, 4.0),
    "submit": ("bare create", 40.0, 20.0),
    "read": ("bare read", 1.6, 1.1),
    "search": ("bare read", 6.0, 3.0),
    "usage of few": ("bare read", 6.0, 3.0),
    "usage": ("bare read", 6.0, 3.0),
    "roster": ("bare read", None, None),
}
# Where the bare create takes 0.38 s: aims of CPU-s per 1,000 resources, so 2.1 bare creates.
PER_RESOURCE = {"transaction": ("bare create", None, 0.8 / 0.38), "synthea": ("bare create", None, 0.8 / 0.38)}
# How much dearer usage may be when everything is stored than when little was.
GROWTH = 1.5


def ratio(name: str, groups: dict[str, dict[str, dict[str, float]]]) -> float | None:
    """CPU of a workload (of a resource where it carries several) against its bare route in the same group."""
    for cells in groups.values():
        if name in cells and (name in TARGETS or name in PER_RESOURCE):
            figure = "cpu_per_resource" if name in PER_RESOURCE else "cpu"
            against = (TARGETS | PER_RESOURCE)[name][0]
            return round(cells[name][figure] / cells[against]["cpu"], 2) if cells[against]["cpu"] else None
    return None


def growth(groups: dict[str, dict[str, dict[str, float]]]) -> float | None:
    """Usage with everything stored against usage with little, both by their bare reads."""
    few, all_ = ratio("usage of few", groups), ratio("usage", groups)
    return round(all_ / few, 2) if few and all_ else None


def show(groups: dict[str, dict[str, dict[str, float]]], about: dict[str, Any]) -> None:
    """Print it."""
    table = Table("", "req/s", "res/s", "p95 ms", "server", "PostgreSQL", "CPU-s/1000", "a resource", "x bare", "aim")
    table.title = "CPU-seconds per 1,000 requests"
    for letter, cells in groups.items():
        for name, cell in cells.items():
            aim = (TARGETS | PER_RESOURCE).get(name)
            said = f"{aim[2]:.1f}" + (f" (floor {aim[1]:.1f})" if aim[1] else "") if aim and aim[2] else ""
            wrong = f" [red]{cell['wrong']:.0f} wrong[/]" if cell["wrong"] else ""
            table.add_row(
                f"{letter} {name}{wrong}",
                f"{cell['requests_per_s']:.0f}",
                f"{cell['resources_per_s']:.0f}",
                f"{cell['p95_ms']:.1f}",
                f"{cell['server_cpu']:.3f}",
                f"{cell['database_cpu']:.3f}",
                f"{cell['cpu']:.3f}",
                f"{cell['cpu_per_resource']:.3f}",
                f"{ratio(name, groups) or ''}",
                said,
            )
        table.add_section()
    console = Console(width=128)
    console.print(table)
    grown = growth(groups)
    if grown is not None:
        console.print(f"usage, everything stored against little: {grown} x (floor {GROWTH})")
    for name, value in about.items():
        console.print(f"{name}: {value}")


def keep(groups: dict[str, dict[str, dict[str, float]]], about: dict[str, Any], label: str) -> Path:
    """Write it down under the time of now."""
    at = time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
    ratios = {name: found for cells in groups.values() for name in cells if (found := ratio(name, groups)) is not None}
    grown = growth(groups)
    ratios |= {} if grown is None else {"growth of usage": grown}
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{at}{label}.json"
    path.write_bytes(json.encode({"at": at, "about": about, "ratios": ratios, "groups": groups}) + b"\n")
    return path
