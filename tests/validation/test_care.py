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
    """The rules that a constraint states: by the key of an invariant, at the head of a comment or of requirements."""
    found: set[str] = set()
    for file in (PROFILES / "package").glob("StructureDefinition-*.json"):
        for element in plain.loads(file.read_text(encoding="utf-8"))["differential"]["element"]:
            words = [constraint["key"] for constraint in element.get("constraint", [])]
            words += [element.get(name, "").partition(":")[0] for name in ("comment", "requirements")]
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


@pytest.mark.parametrize("named", [{"MT-04"}, {"NE-13", "NE-41"}, {"CMH-05", "CMH-07"}, {"ID-05", "ID-45"}, {"CMS-12"}])
def test_an_intervention_that_is_not_named_is_noticed(named):
    """Severity information, with the one or two rules that the program's list comes from."""
    noticed = [issue for one in examples("noticed").values() for issue in check(one, LIBRARY)]
    assert named in [rules([issue]) for issue in noticed if issue.severity == "information"]


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


@pytest.mark.parametrize(
    ("goal", "served"),
    [
        ("Goal/mt-g1", "Goal/mt-g1/_history/1"),
        ("https://fhir.example.org/r4/Goal/mt-g1", "Goal/mt-g1"),
        ("Goal/mt-g1/_history/2", "https://fhir.example.org/r4/Goal/mt-g1/_history/1"),
    ],
)
def test_a_goal_is_the_same_however_it_is_referred_to(goal, served):
    """MT-21: a reference to a version of a goal, or by its whole address, is one to that goal."""
    plan = plain.loads(plain.dumps(examples("accepted")["CarePlan-mt-pcrp"]))
    plan["goal"], plan["activity"][0]["detail"]["goal"] = [{"reference": goal}], [{"reference": served}]
    assert check(plan, LIBRARY) == []


def test_a_plan_whose_activities_serve_no_goal_is_told_so_once():
    """MT-21, and not for each goal again."""
    for name in ("MT-21-no-activity-for-a-goal", "MT-21-activity-of-another-goal"):
        assert [issue.rule for issue in check(examples("refused")[name], LIBRARY)] == ["MT-21"]
    noticed = check(examples("noticed")["MT-21-a-goal-without-activity"], LIBRARY)
    assert [(issue.severity, issue.rule) for issue in noticed] == [("warning", "MT-21-each-goal")]


def test_a_goal_that_is_referred_to_by_an_identifier():
    """MT-21: the goal and the activity that serves it may both name it by its number."""
    plan = plain.loads(plain.dumps(examples("accepted")["CarePlan-mt-pcrp"]))
    number = {"type": "Goal", "identifier": {"system": "https://ehr.example.org/goals", "value": "17"}}
    plan["goal"], plan["activity"][0]["detail"]["goal"] = [number], [number]
    assert [issue for issue in check(plan, LIBRARY) if issue.rule and issue.rule.startswith("MT-21")] == []


def coded(session: Json, **coding: str) -> list[tuple[str, str | None]]:
    """What is found of the session when one more intervention is coded, beside notes."""
    url = f"{OURS}/intervention"
    more = session | {"extension": [*session["extension"], {"url": url, "valueCoding": coding}]}
    return [(issue.severity, issue.rule) for issue in check(more, LIBRARY) if issue.severity != "information"]


@pytest.mark.parametrize("system", ["https://peerfhir.org/fhir/CodeSystem/peer-intervention", None])
def test_a_code_without_a_system_is_taken_for_ours(system):
    """ID-54, as the law reads it, and in Idaho alone."""
    said = {"system": system} if system else {}
    assert coded(examples("accepted")["Encounter-id-session"], code="errands", **said) == [("error", "ID-54")]
    session = examples("accepted")["Encounter-ne-session"]
    assert coded(session, code="errands", **said) == []


@pytest.mark.parametrize("code", ["errands", "transportation", "legal-advice", "non-peer", "skills-training"])
def test_a_code_of_another_system_says_nothing_of_ours(code):
    """ID-34..54: only our own codes are prohibited."""
    found = coded(examples("accepted")["Encounter-id-session"], system="https://ehr.example.org/local", code=code)
    assert found == []


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("NE-02-in-a-hospital-ward", "NE-02"),
        ("Encounter-cmh-session", "CMH-12"),
        ("Encounter-ne-family-session", "NE-37"),
    ],
)
def test_other_rules_read_codes_of_one_system_too(name, rule):
    """NE-02 of places of service, CMH-12 and NE-37 of interventions: a code of another system is none of theirs."""
    session = plain.loads(plain.dumps(examples("refused" if rule == "NE-02" else "accepted")[name]))
    for one in session["extension"]:
        if "valueCoding" in one:
            one["valueCoding"]["system"] = "https://ehr.example.org/local"
        if one["url"].endswith("/member-request"):
            one["extension"][0]["valueBoolean"] = False
    found = {issue.rule for issue in check(session, LIBRARY)}
    assert (rule in found) == (rule == "NE-37")


def test_no_intervention_and_only_another_activity_of_the_role():
    """ID-22: at least one intervention of the list, a warning; the activities of ID-05 and ID-45 do as well."""
    session = examples("accepted")["Encounter-id-session"]
    bare = session | {"extension": [e for e in session["extension"] if not e["url"].endswith("/intervention")]}
    assert [(issue.severity, issue.rule) for issue in check(bare, LIBRARY)] == [("warning", "ID-22")]
    ours = "https://peerfhir.org/fhir/CodeSystem/peer-intervention"
    assert coded(bare, system=ours, code="empower") == coded(bare, system=ours, code="set-goals") == []
    assert coded(bare, system="https://ehr.example.org/local", code="safety") == [("warning", "ID-22")]


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
