"""The people of the sandbox: synthetic, plain resources of the programs of Montana and Idaho.

Names begin with `Zz-`, NPIs with 9 (none is given out) and a valid check digit, member ids with `SYN-`; every resource
is tagged synthetic and labelled HTEST. They meet US Core 6.1.0.
"""

from datetime import date
from typing import Any

from peerfhir.cli.people import idaho, montana
from peerfhir.cli.people.shapes import Seed

__all__ = ["Seed", "base_year", "people", "seeds"]

_LAPSE_MONTH = 10  # the certificate of `id-peer` ends on the last day of September: from October the stories are told


def base_year(today: date) -> int:
    """The year the stories begin in, so that on `today` one certificate has lapsed and the others are in force."""
    return today.year if today.month >= _LAPSE_MONTH else today.year - 1


def seeds(year: int = 2026) -> list[Seed]:
    """Every resource with the organization that keeps it, each after those it refers to."""
    return [*idaho.organizations(), *montana.seeds(year), *idaho.seeds(year)]


def people(year: int = 2026) -> list[dict[str, Any]]:
    """Every resource of the sandbox, each after those it refers to; fresh dicts at every call."""
    return [seed.resource for seed in seeds(year)]
