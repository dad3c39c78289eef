"""HL7's own validator test cases: the base cases, as far as base R4 alone can answer them."""

import json as plain
import tarfile
from pathlib import Path

import pytest

from peerfhir.fhir import json
from peerfhir.fhir.issues import Refused
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

ARCHIVE = Path(__file__).parent / "validator.tar.xz"

# Where we differ and why. A name that agrees again must leave the list: it may only become shorter.
DISPLAYS = "a wrong display of a LOINC or CVX code needs a terminology server, and would be a warning on write"
PROFILE = "a profile of the test, not base R4"
OPTION = "the verdict of an option of HL7's test runner"
DIFFER = {
    "PulseOxBundle_25Oct2022": DISPLAYS,
    "StructureDefinition-Slice23": "the making of profiles is not judged",
    "ab-list-slicing": "links inside a narrative are not followed",
    "bad-markdown-no-html": OPTION,
    "bundle-id-2": "that a link relation stands once is not said in R4",
    "bundle-id-4": DISPLAYS,
    "contained-resource-bad-id-ignore": OPTION,
    "dr-example-org": OPTION,
    "encounter-period": "R4: a date means all of its day, so 2023-06-21 is not after 06:20 of that day",
    "fixed-quantity-binding-observation": PROFILE,
    "nested-questionnaire-nested-valueset": "an unknown extension is allowed",
    "parameters-reference-bad": "whether a reference leads somewhere is the store's to say",
    "patient-ig-bad": PROFILE,
}


@pytest.fixture(scope="module")
def verdicts(library: Library) -> dict[str, bool]:
    """Whether each case went as HL7's validator says."""
    agreed = {}
    with tarfile.open(ARCHIVE) as archive:
        cases = archive.extractfile("cases.json")
        assert cases is not None
        for case in plain.loads(cases.read()):
            stream = archive.extractfile(f"files/{case['file']}")
            assert stream is not None
            agreed[case["name"]] = _refuses(stream.read(), library) == case["expect_error"]
    return agreed


@pytest.fixture(scope="module")
def library() -> Library:
    """The base R4 checks."""
    return Library()


def _refuses(body: bytes, library: Library) -> bool:
    try:
        return any(i.severity == "error" for i in check(json.decode(body), library))
    except Refused:
        return True


def test_we_differ_where_we_say_and_nowhere_else(verdicts) -> None:
    """Of 73 cases, those that differ are those listed with their reason."""
    assert (len(verdicts), {name for name, agreed in verdicts.items() if not agreed}) == (73, set(DIFFER))
