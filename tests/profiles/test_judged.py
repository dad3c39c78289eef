"""What HL7's validator says of our definitions and examples, as recorded by `python -m scripts.profiles.judged`."""

import json
import re
from pathlib import Path

import pytest

from peerfhir import data
from peerfhir.cli.catalogue.rules import rules
from scripts.profiles.judged import digest, files

RECORD = json.loads((Path(__file__).parent / "judged.json").read_text(encoding="utf-8"))
FILES = files()
RULES = {rule.id: rule for rule in rules(data.programs())}

# PDex 2.2.0 wants the Coverage of a prior authorization to keep a profile of HRex, a package that cannot be had here.
EXCEPTIONS = [
    ("ExplanationOfBenefit.insurance[0].coverage", "davinci-hrex/StructureDefinition/hrex-coverage"),
    (
        "ExplanationOfBenefit.insurance[0].coverage",
        "Invalid Resource target type. Found Coverage, but expected one of ([])",
    ),
]


def errors(name: str) -> list[tuple[str, str]]:
    """The errors of a file but for the exceptions."""
    found = [(place, text) for place, text in RECORD[name]["errors"]]
    return [(p, t) for p, t in found if not any(p == place and said in t for place, said in EXCEPTIONS)]


def test_what_is_committed_was_judged():
    """Nothing was changed since, and nothing judged is gone: else judge again."""
    assert {name: said["digest"] for name, said in RECORD.items()} == {name: digest(f) for name, f in FILES.items()}


@pytest.mark.parametrize("name", [name for name in RECORD if "/refused/" not in name])
def test_no_error_is_found(name):
    """In definitions, in accepted examples, and in those that are stored with a warning or a note."""
    assert errors(name) == []


@pytest.mark.parametrize("name", [name for name in RECORD if "/refused/" in name])
def test_a_refused_example_is_refused_for_its_reason(name):
    """By the invariant of the rule that it is named by, or by a profile that states the rule on an element."""
    found = errors(name)
    assert found
    named = re.match(r"examples/refused/([A-Z]+-\d+)-", name)
    if named:
        rule = RULES[named[1]]
        stated = {f"StructureDefinition/{one.profile}" for one in rule.constraints}
        reasons = [rf"\b{rule.id}\b", *stated, "than permitted (maximum|minimum) value"]
        assert [text for _, text in found if any(re.search(reason, text) for reason in reasons)]
