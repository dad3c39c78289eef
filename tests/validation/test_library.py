"""The library: lazy, cheap to start, safe from growing by what it is sent."""

import subprocess
import sys

from peerfhir.validation.check import check
from peerfhir.validation.library import Library

PROBE = """
import sys
import psutil
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
found = check({"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"}}, Library())
print(len(found), "fhirpathpy" in sys.modules, psutil.Process().memory_info().rss < 150 * 2**20)
"""


def test_starting_is_cheap() -> None:
    """A first check needs no FHIRPath engine and stays under 150 MB."""
    told = subprocess.run([sys.executable, "-c", PROBE], check=True, capture_output=True, text=True)
    assert told.stdout.split() == ["0", "False", "True"]


def test_a_walk_is_compiled_once() -> None:
    """The same structure gives the same check."""
    library = Library()
    assert library.walk("Period") is library.walk("Period")
    assert library.walk("Element") is not library.walk("Element", lone=False)


def test_names_that_do_not_exist_are_not_kept() -> None:
    """A thousand unknown names leave the tables as they were."""
    library = Library()
    check({"resourceType": "Patient", **{f"x{n}": 1 for n in range(900)}}, library)
    table = library.walk("Patient").__closure__
    sizes = [len(c.cell_contents) for c in table or () if isinstance(c.cell_contents, dict)]
    assert [s for s in sizes if s > 100] == []
