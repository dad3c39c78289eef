"""The people of the sandbox: synthetic, plain resources of the programs of Montana and Idaho.

Names begin with `Zz-`, NPIs with 9 (none is given out) and a valid check digit, member ids with `SYN-`; every person
is tagged synthetic and labelled HTEST. They meet US Core 6.1.0.
"""

from typing import Any

from peerfhir.cli.people import idaho, montana
from peerfhir.cli.people.days import Days, base_year
from peerfhir.cli.people.shapes import Seed

__all__ = ["Days", "Seed", "base_year", "people", "seeds"]


def seeds(year: int = 2026) -> list[Seed]:
    """Every resource with the organization that keeps it, each after those it refers to."""
    return [*idaho.organizations(), *montana.seeds(year), *idaho.seeds(year)]


def people(year: int = 2026) -> list[dict[str, Any]]:
    """Every resource of the sandbox, each after those it refers to; fresh dicts at every call."""
    return [seed.resource for seed in seeds(year)]
