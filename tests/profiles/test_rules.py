"""Every rule that a profile enforces is a constraint of one, and has the examples that show it (issue: Profiles)."""

import re
from pathlib import Path

import pytest
import yaml

from peerfhir import data
from peerfhir.cli.catalogue.rules import programs, rules
from peerfhir.fhir import json
from peerfhir.policy.readings import READINGS, UNDETERMINED

ROOT = Path(__file__).parents[2]
RULES = {rule.id: rule for rule in rules(data.programs())}
OF_PROFILES = [rule for rule in RULES.values() if "profile" in rule.states]
COUNTS = {"cms-baseline": 23, "mt-sdmi-hcbs": 48, "ne-dhhs-peer": 88, "cmh-standard": 64, "id-adult-peer": 55}


def test_every_rule_is_listed():
    """278 rules of five programs, 92 of them marked for a profile, and the readings (rules.md)."""
    assert {program: sum(r.program == program for r in RULES.values()) for program in COUNTS} == COUNTS
    assert len(OF_PROFILES) == 92
    readings = {r.id for r in RULES.values() if r.program == "readings"}
    assert readings == {*(f"X-{n}" for n in range(1, 20)), "program-undetermined"}


def test_the_codes_of_rules_are_those_listed():
    """CodeSystem/rule holds these rules; beside them only what our profiles ask that is no rule of a program."""
    assert {concept["code"] for concept in listed()} == {*RULES, "requirement"}


def test_the_parts_of_a_rule_are_constraints_of_it():
    """`NE-29-triggers` stands under NE-29, and says what the invariant says."""
    parts = {part["code"]: (one["code"], part["display"]) for one in listed() for part in one.get("concept", [])}
    stated = {key: text.rstrip(".") for key, text in invariants().items() if key not in RULES}
    assert {key: display for key, (_, display) in parts.items()} == stated
    whole = {key: match[0] if (match := re.match(r"[A-Z]+-\d+", key)) else "requirement" for key in stated}
    assert {key: parent for key, (parent, _) in parts.items()} == whole


def test_every_code_of_a_finding_is_listed():
    """CodeSystem/rule is complete: it has the rules of the packs, of the source, and the keys of our invariants."""
    rule = re.compile(r"\b(?:CMS|MT|NE|CMH|ID|X)-\d+\b")
    source = [
        file for part in ("policy", "mapping", "journeys") for file in (ROOT / "src/peerfhir" / part).glob("*.py")
    ]
    emitted = {UNDETERMINED, *READINGS, *invariants()}
    emitted |= {found for file in source for found in rule.findall(file.read_text(encoding="utf-8"))}
    for pack in data.programs().glob("*.yaml"):
        emitted |= set(rule.findall(pack.read_text(encoding="utf-8")))
    every = {one["code"] for one in listed()} | {part["code"] for one in listed() for part in one.get("concept", [])}
    assert emitted - every == set()


def listed():
    """The concepts of CodeSystem/rule."""
    return json.decode((ROOT / "profiles/package/CodeSystem-rule.json").read_bytes())["concept"]


def invariants():
    """Key to text of the invariants that our profiles and extensions state."""
    files = (ROOT / "profiles/package").glob("StructureDefinition-*.json")
    elements = [e for file in files for e in json.decode(file.read_bytes())["differential"]["element"]]
    return {one["key"]: one["human"] for e in elements for one in e.get("constraint", [])}


@pytest.mark.parametrize("file", sorted(data.programs().glob("*.yaml")), ids=lambda file: file.stem)
def test_a_sentence_of_a_pack_is_that_of_its_code(file):
    """A finding and the code system say the same of a rule."""
    said = yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]
    assert {id_: RULES[id_].text for id_ in said} == {id_: rule["text"].replace('"', "'") for id_, rule in said.items()}


@pytest.mark.parametrize("rule", OF_PROFILES, ids=lambda rule: rule.id)
def test_a_rule_of_a_profile_is_a_constraint(rule):
    """An invariant with its id for a key, or an element whose comment begins with it."""
    assert rule.constraints


@pytest.mark.parametrize("rule", OF_PROFILES, ids=lambda rule: rule.id)
def test_a_rule_of_a_profile_has_its_examples(rule):
    """A refused one where it is an error, else one that is stored with the finding.

    Rules that name one code each of a list share a binding: what is on none of them shows it for all, and each has an
    accepted example with its own code.
    """
    folder = "refused" if rule.severity == "error" else "noticed"
    sharing = [r for r in OF_PROFILES if set(r.constraints) & set(rule.constraints)]
    assert [name for one in sharing for name in one.examples if name.startswith(folder)]
    assert [name for name in rule.examples if name.startswith((folder, "accepted"))]


@pytest.mark.parametrize("rule", [r for r in RULES.values() if r.test], ids=lambda rule: rule.id)
def test_the_test_that_is_named_is_about_the_rule(rule):
    """The file is there and names the rule."""
    assert re.search(rf"(?<![\w-]){re.escape(rule.id)}(?!\d)", (ROOT / rule.test).read_text(encoding="utf-8"))


def test_a_program_holds_its_parents_rules_too():
    """Three packs inherit from the federal floor (domain.md 10); the readings are everybody's."""
    assert programs() == {
        "cms-baseline": ("cms-baseline", "readings"),
        "mt-sdmi-hcbs": ("mt-sdmi-hcbs", "cms-baseline", "readings"),
        "ne-dhhs-peer": ("ne-dhhs-peer", "cms-baseline", "readings"),
        "cmh-standard": ("cmh-standard", "readings"),
        "id-adult-peer": ("id-adult-peer", "cms-baseline", "readings"),
        "readings": ("readings",),
    }
