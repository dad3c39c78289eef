"""`peerfhir validate`: what it reads, what it prints, how it ends (docs/validator.md)."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from peerfhir import validate
from peerfhir.cli.main import build
from peerfhir.cli.validating import documents, processes
from peerfhir.cli.validating.documents import Document

PATIENT = '{"resourceType": "Patient", "active": true}'
WRONG = '{"resourceType": "Patient", "gender": "woman"}'
XML = '<Patient xmlns="http://hl7.org/fhir"><gender value="woman"/></Patient>'
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"
FILE = "http://hl7.org/fhir/StructureDefinition/operationoutcome-file"
PRETTY = json.dumps(json.loads(WRONG), indent=2)


def run(*words: str | Path, stdin: str | None = None) -> Result:
    """The command with these words."""
    return CliRunner().invoke(build(("validate",)), ["validate", *map(str, words)], input=stdin)


def outcomes(result: Result) -> list[tuple[str, bool]]:
    """(name of the resource, whether it is valid) of each line of ndjson."""
    return [summed(json.loads(line)) for line in result.stdout.splitlines()]


def summed(outcome: dict[str, Any]) -> tuple[str, bool]:
    """The name that an outcome has and whether it holds no error."""
    (name,) = [one["valueString"] for one in outcome["extension"] if one["url"] == FILE]
    return Path(name).name, not any(issue["severity"] in ("error", "fatal") for issue in outcome["issue"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of resources in every form, and of what is none."""
    (tmp_path / "a.json").write_text(PATIENT, encoding="utf-8")
    (tmp_path / "b.xml").write_text(XML, encoding="utf-8")
    (tmp_path / "c.ndjson").write_text(f"{PATIENT}\n\n{WRONG}\nno json\n{PATIENT}", encoding="utf-8")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "e.json").write_text(PRETTY, encoding="utf-8")
    (tmp_path / "readme.txt").write_text("no resource", encoding="utf-8")
    return tmp_path


def test_a_valid_file(folder):
    """Exit code 0, and one line."""
    done = run(folder / "a.json")
    assert (done.exit_code, done.stdout) == (0, "1 resource, 1 valid\n")


def test_errors_are_told_with_their_place(folder):
    """Exit code 1; the file, the element, what is wrong."""
    done = run(folder / "b.xml")
    assert done.exit_code == 1
    assert "b.xml: not valid" in done.stdout
    assert "Patient.gender" in done.stdout
    assert "'woman'" in done.stdout
    assert done.stdout.splitlines()[-1] == "1 resource, 0 valid, 1 not valid"


def test_a_folder_in_order(folder):
    """One line a resource, in the order of paths and lines; blank lines count, but are no resources."""
    done = run(folder, "--format", "ndjson")
    assert done.exit_code == 1
    assert outcomes(done) == [
        ("a.json", True),
        ("b.xml", False),
        ("c.ndjson:1", True),
        ("c.ndjson:3", False),
        ("c.ndjson:4", False),
        ("c.ndjson:5", True),
        ("e.json", False),
    ]


def test_inputs_in_the_order_they_are_named(folder):
    """A file may be named twice."""
    done = run(folder / "d", folder / "a.json", folder / "d" / "e.json", "--format", "ndjson")
    assert outcomes(done) == [("e.json", False), ("a.json", True), ("e.json", False)]


def test_json_of_one_and_of_several(folder):
    """An OperationOutcome alone; of several a Bundle, itself valid R4."""
    one = json.loads(run(folder / "b.xml", "--format", "json").stdout)
    several = json.loads(run(folder, "--format", "json").stdout)
    assert one["resourceType"] == "OperationOutcome"
    assert (several["resourceType"], several["type"]) == ("Bundle", "collection")
    told = [summed(entry["resource"]) for entry in several["entry"]]
    assert told == outcomes(run(folder, "--format", "ndjson"))
    assert validate(several).valid


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (PATIENT, ["-"]),
        (PRETTY, ["-"]),
        (f"\n{PRETTY}\n", ["-"]),
        (XML, ["-"]),
        (f"{PATIENT}\n\n", ["-"]),
        (f"{PATIENT}\n{WRONG}\n", ["-:1", "-:2"]),
        (f"\n{PATIENT}\n\n{WRONG}\n{PATIENT}", ["-:2", "-:4", "-:5"]),
        ("", ["-"]),
        ("no json", ["-"]),
    ],
)
def test_standard_input(text, names):
    """One resource in JSON or XML, or one a line; nothing at all is no resource."""
    done = run("-", "--format", "ndjson", stdin=text)
    assert [name for name, _ in outcomes(done)] == names
    assert done.exit_code == int(not all(valid for _, valid in outcomes(done)))


def test_a_profile(folder):
    """Every resource is checked against it."""
    done = run(folder / "a.json", "--profile", US_CORE)
    assert done.exit_code == 1
    assert f"profile {US_CORE}" in done.stdout


def test_definitions_of_ones_own(folder, tmp_path_factory):
    """A profile in XML that asks for a date of birth."""
    source = tmp_path_factory.mktemp("definitions") / "born.xml"
    source.write_text(
        '<StructureDefinition xmlns="http://hl7.org/fhir"><url value="https://example.org/born"/><name value="Born"/>'
        '<status value="active"/><kind value="resource"/><abstract value="false"/><type value="Patient"/>'
        '<baseDefinition value="http://hl7.org/fhir/StructureDefinition/Patient"/><derivation value="constraint"/>'
        '<differential><element id="Patient.birthDate"><path value="Patient.birthDate"/><min value="1"/></element>'
        "</differential></StructureDefinition>",
        encoding="utf-8",
    )
    done = run(folder / "a.json", "--definitions", source, "--profile", "https://example.org/born")
    assert done.exit_code == 1
    assert "profile https://example.org/born" in done.stdout


def test_mistakes_in_definitions_are_warned_of(folder, tmp_path_factory):
    """On standard error, with definition and element; the reports come all the same."""
    source = tmp_path_factory.mktemp("definitions") / "typo.json"
    wrong = {
        "resourceType": "StructureDefinition",
        "url": "https://example.org/typo",
        "kind": "resource",
        "type": "Patient",
        "derivation": "constraint",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
        "differential": {"element": [{"path": "Patient.birthdate", "min": 1}]},
    }
    source.write_text(json.dumps(wrong), encoding="utf-8")
    done = run(folder / "a.json", "--definitions", source)
    assert done.exit_code == 0
    assert "Warning: https://example.org/typo: the element Patient.birthdate does not exist" in done.stderr
    assert "1 valid" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("gone.json",),
        ("--profile", "https://example.org/nobody", "a.json"),
        ("--definitions", "gone.tgz", "a.json"),
        ("--definitions", "c.ndjson", "a.json"),
        ("--definitions", "empty", "a.json"),
        ("--definitions", "a.json", "a.json"),
        ("--format", "yaml", "a.json"),
        ("--jobs", "0", "a.json"),
        ("empty",),
    ],
)
def test_wrong_use(folder, monkeypatch, words):
    """Exit code 2, a sentence on standard error, nothing on standard output."""
    (folder / "empty").mkdir()
    monkeypatch.chdir(folder)
    done = run(*words)
    assert done.exit_code == 2
    assert done.stderr
    assert not done.stdout


def test_what_is_too_large(monkeypatch, tmp_path):
    """It is said, and what comes after it is read all the same."""
    monkeypatch.setattr(documents, "LARGEST", 200)
    long = json.dumps({**json.loads(PATIENT), "id": "x" * 10_000})
    (tmp_path / "a.json").write_text(long, encoding="utf-8")
    (tmp_path / "b.ndjson").write_text(f"{PATIENT}\n{long}\n{WRONG}\n{PATIENT}\n{long}", encoding="utf-8")
    told = outcomes(run(tmp_path, "--format", "ndjson"))
    assert [valid for _, valid in told] == [False, True, False, False, True, False]
    assert [name for name, _ in told] == ["a.json", *(f"b.ndjson:{line}" for line in range(1, 6))]
    assert outcomes(run("-", "--format", "ndjson", stdin=long)) == [("-", False)]


def test_a_file_that_goes_away_meanwhile():
    """It is one more resource that is not valid."""
    report = processes.Asked().judge(Document("gone.json", 1))
    assert [issue.severity for issue in report.issues] == ["fatal"]


def test_several_processes_say_the_same(monkeypatch, tmp_path):
    """In the same order, whoever is done first."""
    lines = [WRONG if number % 7 == 0 else PATIENT for number in range(900)]
    (tmp_path / "many.ndjson").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "zz.json").write_text(XML, encoding="utf-8")
    one = run(tmp_path, "--format", "ndjson", "--jobs", "1")
    monkeypatch.setattr(processes, "_WORTH", 0)
    two = run(tmp_path, "--format", "ndjson", "--jobs", "2")
    assert two.stdout == one.stdout
    assert len(outcomes(two)) == 901


def test_reading_stays_ahead_by_little(monkeypatch):
    """However much there is, only some batches are read before their reports are taken."""
    read = 0

    def endless():
        nonlocal read
        while True:
            read += 1
            yield Document(f"x:{read}", len(PATIENT), PATIENT.encode())

    monkeypatch.setattr(processes, "_WORTH", 0)
    found = processes.judged(endless(), processes.Asked(), 2)
    taken = [next(found)[0].name for _ in range(100)]
    del found
    assert taken == [f"x:{number}" for number in range(1, 101)]
    assert read < 3_000


def test_nothing_but_reports_is_printed(folder):
    """Standard output and standard error are for machines: no progress bar where there is no terminal."""
    words = [sys.executable, "-m", "peerfhir", "validate", "--format", "ndjson", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 7


def test_lines_of_a_stream_are_bounded(monkeypatch):
    """A line without end is not kept: its size is told, its text is not."""
    monkeypatch.setattr(documents, "LARGEST", 100)
    told = list(documents.documents(["-"], io.BytesIO(b"{}\n" + b"x" * 5_000)))
    assert [(one.name, one.size, one.body) for one in told] == [("-:1", 3, b"{}\n"), ("-:2", 5_000, None)]


def test_addresses_for_examples_are_allowed_unless_they_are_not(tmp_path):
    """`--no-example-urls` refuses example.org, in this process as in others."""
    body = {"resourceType": "Patient", "photo": [{"contentType": "image/png", "url": "https://example.org/x.png"}]}
    (tmp_path / "photo.json").write_text(json.dumps(body), encoding="utf-8")
    assert run(tmp_path / "photo.json").exit_code == 0
    assert run("--no-example-urls", tmp_path / "photo.json").exit_code == 1
    made, arguments = processes.Asked(example_urls=False).__reduce__()
    assert made(*arguments) == processes.Asked(example_urls=False)
