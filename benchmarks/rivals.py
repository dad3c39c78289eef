"""One FHIR validator against the verdicts of HL7's own: `python benchmarks/rivals.py NAME`.

It needs the standard library and the validator that is asked, so that each can be installed beside nothing else:

    python -m venv other && other/bin/pip install pyrofile-validator==0.3.0
    other/bin/python benchmarks/rivals.py pyrofile-validator

The verdicts are those of `tests/conformance` (test cases of HL7's validator, with and without profiles) and of
`tests/data/r4-examples` (official examples of R4). A validator that raises has refused.
"""

import argparse
import contextlib
import io
import json
import re
import statistics
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "conformance" / "validator.tar.xz"
EXAMPLES = ROOT / "tests" / "data" / "r4-examples" / "r4-examples.tar.xz"
ENCOUNTER = ROOT / "profiles" / "examples" / "accepted" / "Encounter-mt-session.json"
CORE = ROOT / "vendor" / "packages" / "hl7.fhir.r4.core-4.0.1.tgz"

_URL = re.compile(rb'<url value="([^"]+)"')
Accepts = Callable[[bytes], bool]  # of the text of a resource
Makes = Callable[[Sequence[str], Path | None], Accepts]  # of profiles to check against, and a folder of definitions


class Question(NamedTuple):
    """A resource, what it is checked against, and whether HL7's validator accepts it."""

    body: bytes
    profiles: tuple[str, ...]
    definitions: Mapping[str, bytes]  # files by name, JSON or XML
    valid: bool


def _peerfhir(profiles: Sequence[str], definitions: Path | None) -> Accepts:
    from peerfhir import Validator  # noqa: PLC0415 - only the validator that is asked is installed

    validator = Validator(profiles=profiles, definitions=[definitions] if definitions else [])
    return lambda body: validator.validate(body).valid


def _fhir_resources(_: Sequence[str], __: Path | None) -> Accepts:
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415, TID251

    def accepts(body: bytes) -> bool:
        resource = json.loads(body)
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        return True

    return accepts


def _fhirkit(_: Sequence[str], __: Path | None) -> Accepts:
    import fhirkit  # type: ignore[import-not-found]  # noqa: PLC0415

    return lambda body: not any(str(issue).startswith("error") for issue in fhirkit.validate(body))


def _defines(name: str, body: bytes) -> bool:
    """Whether a file holds a definition; some cases bring what theirs refers to (a Questionnaire) as well."""
    kinds = ("StructureDefinition", "ValueSet", "CodeSystem", "ImplementationGuide")
    return not name.endswith(".json") or json.loads(body).get("resourceType") in kinds


def _pyrofile(profiles: Sequence[str], definitions: Path | None) -> Accepts:
    from pyrofile_validator.config import ValidatorConfig  # type: ignore[import-not-found]  # noqa: PLC0415
    from pyrofile_validator.core.engine import Validator  # type: ignore[import-not-found]  # noqa: PLC0415

    read = [json.loads(file.read_text("utf-8")) for file in sorted(definitions.glob("*.json"))] if definitions else []
    types = {one.get("url"): one.get("type", "") for one in read}
    asked: dict[str, list[str]] = {}
    for profile in profiles:
        asked.setdefault(types.get(profile, ""), []).append(profile)
    paths = [str(CORE), *([str(definitions)] if definitions else [])]
    said = {"localPackagePaths": paths, "profiles": asked, "errorOnUnknownProfile": False}
    validator = Validator(ValidatorConfig.load_dict(said))

    def accepts(body: bytes) -> bool:
        report = validator.validate_resource(json.loads(body))
        return all(issue.severity.value.lower() != "error" for issue in report.issues)

    return accepts


VALIDATORS: Mapping[str, Makes] = {
    "peerfhir": _peerfhir,
    "fhir.resources": _fhir_resources,
    "fhirkit-rs": _fhirkit,
    "pyrofile-validator": _pyrofile,
}


def cases() -> Iterator[Question]:
    """HL7's test cases."""
    files = {name.removeprefix("files/"): body for name, body in _archive(CASES).items()}
    for case in json.loads(files["cases.json"]):
        named, profiles = list(case["supporting"]), [case["profile"]] if case["profile"] else []
        if profiles and not profiles[0].startswith("http"):
            named += profiles
            body = files[profiles[0]]
            profiles = [_URL.findall(body)[0].decode() if body.lstrip()[:1] == b"<" else json.loads(body)["url"]]
        definitions = {name.replace("/", "-"): files[name] for name in named if _defines(name, files[name])}
        yield Question(files[case["file"]], tuple(profiles), definitions, not case["expect_error"])


def examples() -> Iterator[Question]:
    """The official examples that HL7's validator accepts."""
    files = _archive(EXAMPLES)
    for line in files["oracle.ndjson"].splitlines():
        verdict = json.loads(line)
        if verdict["valid"]:
            yield Question(files[verdict["id"]], (), {}, valid=True)


def _archive(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        streams = {member.name: archive.extractfile(member) for member in archive}
        return {name: stream.read() for name, stream in streams.items() if stream is not None}


def accepted(makes: Makes, question: Question, known: dict[tuple[()], Accepts]) -> bool:
    """What a validator says; one without definitions is made once."""
    try:
        if question.profiles or question.definitions:
            with tempfile.TemporaryDirectory() as folder:
                for name, body in question.definitions.items():
                    (Path(folder) / name).write_bytes(body)
                return makes(question.profiles, Path(folder) if question.definitions else None)(question.body)
        if () not in known:
            known[()] = makes((), None)
        return known[()](question.body)
    except Exception:  # noqa: BLE001 - whatever it raises, it does not accept
        return False


def micros(makes: Makes) -> float:
    """The median of what an Encounter takes, warm, without profiles."""
    encounter = json.loads(ENCOUNTER.read_text(encoding="utf-8"))
    del encounter["meta"]["profile"]
    body, accepts = json.dumps(encounter).encode(), makes((), None)
    taken: list[float] = []
    end = time.perf_counter() + 2
    while time.perf_counter() < end:
        begun = time.perf_counter()
        accepts(body)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1e6


def main(arguments: list[str]) -> None:
    """Print the figures of one validator."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("name", choices=VALIDATORS)
    makes = VALIDATORS[parser.parse_args(arguments).name]
    known: dict[tuple[()], Accepts] = {}
    with contextlib.redirect_stdout(io.StringIO()):  # some print as they go
        judged = [(question.valid, accepted(makes, question, known)) for question in cases()]
        false = [accepted(makes, question, known) for question in examples()]
        speed = micros(makes)
    agreed = sum(theirs == ours for theirs, ours in judged)
    alarms = sum(theirs and not ours for theirs, ours in judged)
    print(f"agrees with HL7's validator on {agreed} of {len(judged)} test cases")
    print(f"refuses {alarms} of {sum(theirs for theirs, _ in judged)} that it accepts")
    print(f"accepts {len(judged) - agreed - alarms} of {sum(not theirs for theirs, _ in judged)} that it refuses")
    print(f"refuses {false.count(False)} of {len(false)} official examples that it accepts")
    print(f"an Encounter takes {speed:,.0f} microseconds")


if __name__ == "__main__":
    main(sys.argv[1:])
