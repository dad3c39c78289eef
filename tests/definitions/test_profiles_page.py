"""docs/profiles.md names every profile that there is, says what it is for, and what it states."""

from pathlib import Path
from typing import Any

import pytest

from scripts.profiles import page

CANONICAL = "https://peerfhir.org/fhir/StructureDefinition/"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
# The generic profiles of issue 5 with the US Core profile each is built on, where US Core has one.
BUILT_ON = {
    "peer-support-specialist": "us-core-practitioner",
    "peer-support-role": "us-core-practitionerrole",
    "clinical-supervisor": "us-core-practitioner",
    "peer-support-agency": "us-core-organization",
    "member": "us-core-patient",
    "caregiver": "us-core-relatedperson",
    "member-coverage": "us-core-coverage",
    "peer-support-episode": None,
    "recovery-plan": "us-core-careplan",
    "recovery-goal": "us-core-goal",
    "peer-support-encounter": "us-core-encounter",
    "supervision-contact": None,
    "peer-support-claim": None,
}


@pytest.fixture(scope="module")
def profiles() -> dict[str, dict[str, Any]]:
    """Every profile by its id."""
    return {one["id"]: one for one in page.profiles()}


def test_the_page_is_what_the_profiles_say():
    """`python -m scripts.profiles.page` would change nothing."""
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.written(text, page.profiles()) == text


def test_every_profile_is_on_the_page_and_its_file_is_there(profiles: dict[str, dict[str, Any]]):
    """A row for each, that leads to the compiled definition."""
    rows = [line for line in page.PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| [")]
    linked = [row.partition("](")[2].partition(")")[0] for row in rows]
    assert len(rows) == len(profiles)
    assert all((page.PAGE.parent / Path(link)).is_file() for link in linked)


def test_each_profile_has_a_title_and_one_sentence(profiles: dict[str, dict[str, Any]]):
    """A newcomer understands it: a title, and a sentence that ends once."""
    for id_, one in profiles.items():
        assert one["url"] == CANONICAL + id_
        assert one["title"]
        assert one["description"].endswith("."), id_
        assert ". " not in one["description"], id_


@pytest.mark.parametrize(("id_", "parent"), BUILT_ON.items())
def test_a_generic_profile_is_built_on_us_core(id_: str, parent: str | None, profiles: dict[str, dict[str, Any]]):
    """The issue's list; where US Core 6.1.0 has no such profile, R4's own type."""
    base = "http://hl7.org/fhir/StructureDefinition/" + profiles[id_]["type"] if parent is None else US_CORE + parent
    assert profiles[id_]["baseDefinition"] == base


def test_a_programs_profile_is_named_by_the_program(profiles: dict[str, dict[str, Any]]):
    """`ne-dhhs-peer-recovery-plan` is of the program `ne-dhhs-peer`, and builds on a profile of ours."""
    for id_, one in profiles.items():
        for context in one.get("useContext", []):
            program = context["valueCodeableConcept"]["coding"][0]["code"]
            assert id_.startswith(f"{program}-"), id_
            assert one["baseDefinition"].startswith(CANONICAL), id_
