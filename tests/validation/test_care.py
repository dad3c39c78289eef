"""Profiles of plans, goals, sessions and contacts: what the programs ask of them, and what they must not refuse.

The rules are those of the five programs that a profile states; their severity is what the programs' catalogue says.
"""

import json as plain
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from peerfhir.cli.people import people
from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

Json = dict[str, Any]

ROOT = Path(__file__).parents[2]
PROFILES = ROOT / "profiles"
CALLS = ROOT / "src" / "peerfhir" / "api" / "examples"
OURS = "https://peerfhir.org/fhir/StructureDefinition"
TYPES = {"CarePlan", "Communication", "Condition", "DocumentReference", "Encounter", "Goal", "Observation"}
TYPES |= {"QuestionnaireResponse"}
ERRORS = (
    *("MT-20", "MT-21", "ID-15", "ID-16", "ID-20", "ID-21", "ID-34", "ID-36", "ID-37", "ID-38", "ID-39", "ID-42"),
    *("ID-43", "ID-44", "ID-52", "ID-53", "ID-54", "CMS-04", "CMS-06", "NE-02", "NE-03", "NE-14", "NE-20", "NE-21"),
    *("NE-22", "NE-23", "NE-24", "NE-25", "NE-26", "NE-27", "NE-28", "NE-29", "NE-32", "NE-33", "NE-36", "NE-37"),
    "NE-72",
)
WARNINGS = ("NE-02", "NE-03", "CMH-12", "ID-17", "ID-22")
NAMED = (  # interventions that a program names, each in an open list
    *("MT-04", "MT-05", "MT-06", "MT-07", "MT-08", "MT-09", "MT-10", "NE-11", "NE-12", "NE-13", "NE-41", "NE-42"),
    *("NE-43", "NE-44", "NE-45", "NE-46", "NE-47", "CMH-05", "CMH-07", "CMH-08", "CMH-09", "CMH-10", "CMH-13"),
    *("CMH-17", "CMH-18", "CMH-19", "ID-05", "ID-23", "ID-24", "ID-25", "ID-26", "ID-27", "ID-28", "ID-29", "ID-30"),
    *("ID-31", "ID-45", "ID-46", "ID-47", "ID-48", "ID-49", "ID-50", "CMS-12", "CMS-13", "CMS-14", "CMS-15", "CMS-16"),
)
LIBRARY = Library()


@cache
def examples(kind: str) -> dict[str, Json]:
    """The published examples of a kind that are of our types, by the name of the file."""
    found = {file.stem: json.decode(file.read_bytes()) for file in (PROFILES / "examples" / kind).glob("*.json")}
    return {name: one for name, one in sorted(found.items()) if one["resourceType"] in TYPES}


def rule_of(name: str) -> str:
    """`NE-27` of `NE-27-no-discharge-plan`."""
    found = re.match(r"[A-Z]+-\d+", name)
    assert found, f"{name} begins with no rule"
    return found[0]


def rules(issues: list[Issue]) -> set[str]:
    """The rules behind the issues."""
    return {rule for issue in issues for rule in re.findall(r"[A-Z]+-\d+", issue.rule or "")}


@cache
def stated() -> set[str]:
    """The rules that a constraint of a profile states: by the key of an invariant, or at the head of a comment."""
    found: set[str] = set()
    for file in (PROFILES / "package").glob("StructureDefinition-*.json"):
        for element in plain.loads(file.read_text(encoding="utf-8"))["differential"]["element"]:
            words = [constraint["key"] for constraint in element.get("constraint", [])]
            words.append(element.get("comment", "").partition(":")[0])
            found.update(re.findall(r"\b(?:MT|NE|CMH|ID|CMS)-\d+", " ".join(words)))
    return found


@pytest.mark.parametrize("rule", sorted({*ERRORS, *WARNINGS, *NAMED}))
def test_a_rule_is_a_constraint(rule):
    """A profile states it under its id."""
    assert rule in stated()


@pytest.mark.parametrize("rule", ERRORS)
def test_a_rule_that_refuses_has_an_example(rule):
    """What breaks it is published."""
    assert rule in {rule_of(name) for name in examples("refused")}


@pytest.mark.parametrize("rule", WARNINGS)
def test_a_rule_that_warns_has_an_example(rule):
    """What it notices is published."""
    assert rule in {rule_of(name) for name in examples("noticed")}


@pytest.mark.parametrize("rule", NAMED)
def test_an_intervention_that_is_named_passes_without_a_word(rule):
    """MT-04 and the like: a code of the program's list; the list is open, so that another is only noticed."""
    said = [one for name, one in examples("accepted").items() if re.match(rf"{rule}\D", name)]
    assert said
    assert [rule for one in said for rule in rules(check(one, LIBRARY, strict=True))] == []


@pytest.mark.parametrize("rule", NAMED)
def test_an_intervention_that_is_not_named_is_noticed(rule):
    """Severity information, with the rules that name the others."""
    noticed = [check(one, LIBRARY) for one in examples("noticed").values()]
    assert [issues for issues in noticed if rule in rules([i for i in issues if i.severity == "information"])]


@pytest.mark.parametrize("name", examples("accepted"))
def test_an_accepted_example(name):
    """No error."""
    assert [issue for issue in check(examples("accepted")[name], LIBRARY, strict=True) if issue.refuses] == []


@pytest.mark.parametrize("name", examples("refused"))
def test_a_refused_example(name):
    """One fault, and it is the rule's."""
    refusing = [issue for issue in check(examples("refused")[name], LIBRARY, strict=True) if issue.refuses]
    assert [rules([issue]) for issue in refusing] == [{rule_of(name)}]


@pytest.mark.parametrize("name", examples("noticed"))
def test_a_noticed_example(name):
    """It is kept, and the finding is told."""
    issues = check(examples("noticed")[name], LIBRARY)
    assert [issue for issue in issues if issue.refuses] == []
    assert rule_of(name) in rules(issues)


def program_of(resource: Json) -> str:
    """What the profiles of the program that a resource names begin with: `mt-sdmi-hcbs-`; nothing for the generic."""
    said = [e["valueCode"] for e in resource.get("extension", []) if e["url"] == f"{OURS}/program"]
    return f"{said[0]}-" if said and LIBRARY.profile(f"{OURS}/{said[0]}-recovery-plan") else ""


@cache
def sent() -> dict[str, Json]:
    """What the calls that the documentation shows send as an Encounter of a program, and the server keeps."""
    calls = {file.stem: plain.loads(file.read_text(encoding="utf-8")) for file in sorted(CALLS.glob("*.json"))}
    kept = {
        name: json.decode(plain.dumps(call["request"]["body"]).encode())
        for name, call in calls.items()
        if call["operation"] in ("createEncounter", "updateEncounter") and call["response"]["status"] in (200, 201)
    }
    return {name: one for name, one in kept.items() if program_of(one)}


@pytest.mark.parametrize("name", sent())
def test_an_encounter_that_the_documentation_shows(name):
    """It goes through without a warning."""
    issues = check(sent()[name], LIBRARY, [f"{OURS}/{program_of(sent()[name])}peer-support-encounter"])
    assert [issue for issue in issues if issue.severity != "information"] == []


@pytest.mark.parametrize(
    "kept", [one for one in people() if one["resourceType"] == "CarePlan"], ids=lambda one: one["id"]
)
def test_a_plan_of_the_sandbox(kept):
    """It keeps to the profile of its program."""
    issues = check(json.decode(json.encode(kept)), LIBRARY, [f"{OURS}/{program_of(kept)}recovery-plan"], strict=True)
    assert [issue for issue in issues if issue.refuses] == []
