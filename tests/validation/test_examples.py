"""The official R4 examples against the recorded verdicts of HL7's validator: no error that it does not have."""

import json as plain
import tarfile
from pathlib import Path

import pytest

from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

ARCHIVE = Path(__file__).parents[1] / "data" / "r4-examples" / "r4-examples.tar.xz"

# What HL7's validator refuses and we accept, and why; it may only become shorter.
ACCEPTED = {
    "Measure-hiv-indicators.json": "that CQL criteria need a library is advice of the Measure pages, not of R4 core",
}
# What we refuse and HL7's validator accepts, and why; it may only become shorter.
REFUSED = {
    "Observation-example-genetics-brcapat.json": "its extension is one of US Core, which that verdict was made without",
}


@pytest.fixture(scope="module")
def ours(library: Library) -> dict[str, list[Issue]]:
    """Our errors in each example."""
    found = {}
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None and member.name.endswith(".json"):
                issues = check(json.decode(stream.read()), library)
                found[member.name] = [i for i in issues if i.severity == "error"]
    return found


@pytest.fixture(scope="module")
def theirs() -> dict[str, list[str]]:
    """The expressions of HL7's errors in each example."""
    with tarfile.open(ARCHIVE) as archive:
        stream = archive.extractfile("oracle.ndjson")
        assert stream is not None
        verdicts = [plain.loads(line) for line in stream]
    return {v["id"]: [e["expression"] for e in v["errors"]] for v in verdicts}


def test_all_are_there(ours, theirs) -> None:
    """366 examples, 49 of which HL7's validator refuses."""
    assert (len(ours), ours.keys() == theirs.keys(), sum(map(bool, theirs.values()))) == (366, True, 49)


def test_no_false_error(ours, theirs) -> None:
    """What HL7's validator accepts has no error, but for what is listed with its reason."""
    assert {name for name, found in ours.items() if found and not theirs[name]} == REFUSED.keys()


def test_what_is_refused(ours, theirs) -> None:
    """What HL7's validator refuses is refused, but for what is listed with its reason."""
    assert {name for name, found in theirs.items() if found and not ours[name]} == ACCEPTED.keys()
