"""HL7's own validator test cases, each without a profile and, where it names one, against it."""

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from peerfhir.fhir import packages
from peerfhir.validation.validator import Validator

ARCHIVE = Path(__file__).parent / "validator.tar.xz"

# Where we differ and why. A name that agrees again must leave the list: it may only become shorter.
OPTION = "the verdict of an option of HL7's test runner"
DIFFER = {
    "bad-markdown-no-html": OPTION,
    "contained-resource-bad-id-ignore": OPTION,
    "encounter-period": "R4: a date means all of its day, so 2023-06-21 is not after 06:20 of that day",
    "nested-questionnaire-nested-valueset": OPTION,
    "parameters-reference-bad": OPTION,
}

DEFINING = {"StructureDefinition", "ValueSet", "CodeSystem", "ImplementationGuide"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The unpacked archive."""
    found: Path = tmp_path_factory.mktemp("validator")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(found, filter="data")
    return found


@pytest.fixture(scope="module")
def verdicts(folder) -> dict[str, bool]:
    """Whether each case went as HL7's validator says; one against a profile is `name: profile`."""
    cases = json.loads((folder / "cases.json").read_bytes())
    return {_name(case): _refuses(case, folder / "files") == case["expect_error"] for case in cases}


def _name(case: dict[str, Any]) -> str:
    name: str = case["name"]
    return f"{name}: profile" if case["kind"] == "profile" else name


def _defines(file: Path) -> bool:
    """Whether it holds a definition; some cases bring what theirs refers to (a Questionnaire) as well."""
    return file.suffix != ".json" or json.loads(file.read_bytes()).get("resourceType") in DEFINING


def _refuses(case: dict[str, Any], folder: Path) -> bool:
    definitions = [folder / name for name in case["supporting"] if _defines(folder / name)]
    profiles = [case["profile"]] if case["profile"] else []
    if profiles and not profiles[0].startswith("http"):
        definitions.append(folder / profiles[0])
        profiles = [one["url"] for one in packages.definitions(definitions[-1])]
    validator = Validator(definitions=definitions, example_urls=case["opts"].get("examples", True))
    return not validator.validate((folder / case["file"]).read_bytes(), profiles).valid


def test_we_differ_where_we_say_and_nowhere_else(verdicts) -> None:
    """Of 95 cases, those that differ are those listed with their reason."""
    assert (len(verdicts), {name for name, agreed in verdicts.items() if not agreed}) == (95, set(DIFFER))
