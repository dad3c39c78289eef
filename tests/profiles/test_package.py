"""The committed definitions and examples: each says what it is, parses, and holds the codes that the law uses."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from peerfhir import data
from peerfhir.fhir import json
from peerfhir.fhir.types import document

ROOT = Path(__file__).parents[2]
PF = "https://peerfhir.org/fhir"
Json = dict[str, Any]


def read(folder: str) -> dict[str, Json]:
    """The resources of a folder of profiles/, by file name."""
    return {file.name: json.decode(file.read_bytes()) for file in sorted((ROOT / "profiles" / folder).glob("*.json"))}


PACKAGE = read("package")
EXAMPLES = {f"{kind}/{n}": r for kind in ("accepted", "noticed") for n, r in read(f"examples/{kind}").items()}


@pytest.mark.parametrize("name", PACKAGE)
def test_a_definition_says_what_it_is(name):
    """Its canonical is that of its type and id; a title where R4 has one, and a sentence that ends with a full stop."""
    found = PACKAGE[name]
    assert name == f"{found['resourceType']}-{found['id']}.json"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", found["id"])
    assert found["status"] == "active"
    if found["resourceType"] == "NamingSystem":  # has neither url nor title
        assert [one["value"] for one in found["uniqueId"]] == [f"{PF}/NamingSystem/{found['id']}"]
    else:
        assert found["url"] == f"{PF}/{found['resourceType']}/{found['id']}"
    if found["resourceType"] not in ("NamingSystem", "SearchParameter"):
        assert found["title"][0].isupper()
    assert re.match(r"[A-Z].{15,}\.$", found["description"])


@pytest.mark.parametrize("name", PACKAGE)
def test_a_definition_parses(name):
    """fhir.resources reads it."""
    assert document(PACKAGE[name])


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_parses(name):
    """fhir.resources reads what is accepted or noticed."""
    assert document(EXAMPLES[name])


def test_names_are_distinct():
    """No two definitions of a type share the name that programs know them by."""
    for type_ in {r["resourceType"] for r in PACKAGE.values()}:
        names = [r["name"] for r in PACKAGE.values() if r["resourceType"] == type_]
        assert sorted(set(names)) == sorted(names)


def test_profiles_are_differentials():
    """No snapshot is committed: what a profile inherits is said once, by its base."""
    structures = [r for r in PACKAGE.values() if r["resourceType"] == "StructureDefinition"]
    assert structures
    assert [r["id"] for r in structures if "snapshot" in r or not r["differential"]["element"]] == []


def test_what_is_named_is_there():
    """Every canonical of ours that a definition or an example names is defined."""
    there = {r["url"] for r in PACKAGE.values() if "url" in r} | {
        one["value"] for r in PACKAGE.values() if r["resourceType"] == "NamingSystem" for one in r["uniqueId"]
    }
    kinds = "StructureDefinition|ValueSet|CodeSystem|NamingSystem"
    named = {
        (found[0], name)
        for name, resource in (PACKAGE | EXAMPLES).items()
        for found in re.finditer(rf"{PF}/(?:{kinds})/[A-Za-z0-9-]+", json.encode(resource).decode())
    }
    assert sorted((url, name) for url, name in named if url not in there) == []


def concepts(id_: str) -> set[str]:
    """Every code of a code system of ours."""
    found, left = set(), list(PACKAGE[f"CodeSystem-{id_}.json"]["concept"])
    while left:
        concept = left.pop()
        assert concept["code"] not in found
        found.add(concept["code"])
        left += concept.get("concept", ())
    return found


# The keys of the packs whose values are codes on the wire, with the code systems that they are of (names.md).
CODES = {
    "id": ("program",),
    "member.coverage_plan": ("program",),
    "lived_experience.any_of": ("lived-experience",),
    "family.provider_any_of": ("lived-experience",),
    "training.competencies": ("competency",),
    "supervision.supervisor_types": ("license", "ne-license"),
    "supervision.kinds.licensed-mhp": ("license",),
    "supervision.kinds.state-defined-mhp": ("license",),
    "employment.agency_program": ("enrollment",),
    "plan.type": ("plan-type",),
    "scope.focus": ("peer-intervention",),
    "scope.activities": ("peer-intervention",),
    "scope.prohibited": ("peer-intervention",),
    "payment.nonbillable_codes": ("service",),
}


def codes(part: Any) -> set[str]:
    """The codes in a value of a pack, which may be dated, a list, or an object with a code."""
    if isinstance(part, list):
        return {code for one in part for code in codes(one)}
    if isinstance(part, dict):
        return codes(part.get("value", part.get("code", [])))
    return {part} if isinstance(part, str) else set()


@pytest.mark.parametrize("file", sorted(data.programs().glob("*.yaml")), ids=lambda file: file.stem)
def test_every_code_of_the_law_is_in_a_code_system(file):
    """What a pack asks of a record can be said with a code that is defined."""
    pack = yaml.safe_load(file.read_text(encoding="utf-8"))
    missing = {}
    for key, systems in CODES.items():
        value: Any = pack
        for name in key.split("."):
            value = value.get(name, {}) if isinstance(value, dict) else {}
        unknown = codes(value) - {code for system in systems for code in concepts(system)}
        if unknown:
            missing[key] = unknown
    assert missing == {}


def test_the_kinds_of_lived_experience_are_those_of_the_law():
    """self-smi is a kind of self-mh, family-smi and family-sed of family-member (domain.md 11)."""
    kinds = {
        below["code"]: concept["code"]
        for concept in PACKAGE["CodeSystem-lived-experience.json"]["concept"]
        for below in concept.get("concept", ())
    }
    assert kinds == {"self-smi": "self-mh", "family-smi": "family-member", "family-sed": "family-member"}
