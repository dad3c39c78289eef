"""HL7's FHIRPath tests for R4: what fhirpathpy passes we pass, and where we differ stands in a list with its reason."""

import tarfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest

from peerfhir.fhir import json, xml
from peerfhir.validation.fhirpath import Malformed, TooCostly, Undecided, Untold, compiled

FOLDER = Path(__file__).parent
NO_ANSWER = (Malformed, Undecided, Untold, TooCostly)


class Case(NamedTuple):
    """One test: what the expression gives, or that it must be refused."""

    name: str
    resource: str
    expression: str
    refused: bool
    outputs: list[str]
    exists: bool  # only whether there is an answer is asked


def _in_order(observation: bytes) -> bytes:
    """The suite's Observation has an extension after its status; in XML, elements have an order."""
    root = ET.fromstring(observation)  # noqa: S314 - a file of ours
    late = [child for child in root if child.tag.endswith("}extension")]
    status = next(place for place, child in enumerate(root) if child.tag.endswith("}status"))
    for child in late:
        root.remove(child)
    for child in reversed(late):
        root.insert(status, child)
    return ET.tostring(root)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The files of the suite by name."""
    with tarfile.open(FOLDER / "suite.tar.xz") as archive:
        streams = {member.name: archive.extractfile(member) for member in archive}
        return {name: stream.read() for name, stream in streams.items() if stream is not None}


@pytest.fixture(scope="module")
def resources(files) -> dict[str, dict[str, Any]]:
    """The resources of the suite."""
    name = "observation-example.xml"
    files[name] = _in_order(files[name])
    read = {".xml": xml.decode, ".json": json.decode}
    return {n: read[Path(n).suffix](body) for n, body in files.items() if n != "tests-fhir-r4.xml"}


@pytest.fixture(scope="module")
def cases(files, resources) -> list[Case]:
    """The tests whose resource is at hand."""
    root = ET.fromstring(files["tests-fhir-r4.xml"])  # noqa: S314 - a file of ours
    return [case for case in _cases(root) if case.resource in resources]


def _cases(root: ET.Element) -> Iterator[Case]:
    seen: Counter[str] = Counter()
    for test in root.iter("test"):
        name = test.get("name") or ""
        seen[name] += 1
        expression = test.find("expression")
        assert expression is not None
        yield Case(
            name if seen[name] == 1 else f"{name}#{seen[name]}",
            test.get("inputfile", "patient-example.xml"),
            expression.text or "",
            expression.get("invalid") is not None,
            [output.text or "" for output in test.findall("output")],
            test.get("predicate") == "true",
        )


def _text(value: Any) -> str:
    """A value in one way of writing it, whoever wrote it."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = text.removeprefix("@").removeprefix("T")
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def _passes(case: Case, resource: dict[str, Any]) -> bool:
    try:
        answer = compiled(case.expression)(resource, {"resource": resource, "rootResource": resource})
    except NO_ANSWER:
        return case.refused
    if case.exists:
        return (answer not in ([], [False])) == (case.outputs == ["true"])
    return not case.refused and [_text(v) for v in answer] == [_text(o) for o in case.outputs]


def _listed(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def passed(cases, resources) -> set[str]:
    """The names of the tests we pass."""
    return {case.name for case in cases if _passes(case, resources[case.resource])}


def test_we_differ_where_we_say_and_nowhere_else(cases, passed) -> None:
    """Of 930 tests, those that differ are those listed with their reason; a test that agrees must leave the list."""
    differ = {line.partition(": ")[0] for line in _listed("differ.txt")}
    assert (len(cases), {case.name for case in cases} - passed) == (930, differ)


def test_what_fhirpathpy_passes_we_pass(passed) -> None:
    """All of it, but the use of `as()` on several items, which R4's own rule dom-3 needs."""
    assert set(_listed("fhirpathpy.txt")) - passed == {"testFHIRPathAsFunction21"}
