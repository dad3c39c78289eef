"""The shelf of definitions: what comes with us, versions, and a user's definitions on top."""

from typing import Any

import pytest

from peerfhir.fhir.shelf import shelf
from peerfhir.fhir.structures import MalformedError

US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"
MINE = "https://example.org/StructureDefinition/mine"


def _mine(version: str | None = "1.0.0", url: str = MINE, **more: Any) -> dict[str, Any]:
    definition = {
        "resourceType": "StructureDefinition",
        "url": url,
        "kind": "resource",
        "type": "Patient",
        "name": "Mine",
    }
    return definition | ({"version": version} if version else {}) | more


@pytest.mark.parametrize(
    ("canonical", "version", "kind"),
    [
        ("http://hl7.org/fhir/StructureDefinition/vitalsigns", "4.0.1", "Observation"),
        ("http://hl7.org/fhir/StructureDefinition/Patient", "4.0.1", "Patient"),
        (US_CORE, "6.1.0", "Patient"),
        ("http://hl7.org/fhir/us/davinci-pas/StructureDefinition/profile-claim", "2.2.1", "Claim"),
        (
            "http://hl7.org/fhir/us/davinci-pdex/StructureDefinition/pdex-priorauthorization",
            "2.2.0",
            "ExplanationOfBenefit",
        ),
        ("http://hl7.org/fhir/5.0/StructureDefinition/extension-Claim.encounter", "5.0", "Extension"),
    ],
)
def test_what_comes_with_us(canonical, version, kind) -> None:
    """R4, US Core, PAS, PDex and the stand-ins, each in the version that is vendored."""
    found = shelf().structure(canonical)
    assert found is not None
    assert (found.url, found.version, found.type) == (canonical, version, kind)


def test_a_profile_of_us_core() -> None:
    """http://hl7.org/fhir/us/core/STU6.1/StructureDefinition-us-core-patient.html: identifier 1..*, gender 1..1."""
    found = shelf().structure(US_CORE)
    assert found is not None
    least = {e.path: e.min for e in found.elements if e.min}
    assert {p for p in least if p.count(".") == 1} == {"Patient.identifier", "Patient.name", "Patient.gender"}


def test_terminology_comes_with_us() -> None:
    """Value sets and code systems of all packages, by canonical."""
    value_set = shelf().value_set("http://hl7.org/fhir/us/core/ValueSet/us-core-narrative-status")
    system = shelf().code_system("http://terminology.hl7.org/CodeSystem/v3-NullFlavor")
    assert value_set is not None
    assert system is not None
    assert value_set["compose"]["include"][0]["system"] == "http://hl7.org/fhir/narrative-status"
    assert (system["content"], system["concept"][0]["code"]) == ("complete", "NI")


@pytest.mark.parametrize("canonical", ["https://example.org/nothing", "https://example.org/nothing|1.0.0", ""])
def test_what_is_not_here(canonical) -> None:
    """None, and nothing to note."""
    here = shelf()
    assert (here.structure(canonical), here.value_set(canonical), here.code_system(canonical)) == (None, None, None)
    assert here.note(canonical) is None


@pytest.mark.parametrize(
    ("pin", "note"),
    [
        ("6.1.0", None),
        ("6.1", None),
        ("5.0.1", f"Version 5.0.1 of {US_CORE} is not here; version 6.1.0 was used"),
        ("6.1.0.1", f"Version 6.1.0.1 of {US_CORE} is not here; version 6.1.0 was used"),
    ],
)
def test_a_pin_on_a_version(pin, note) -> None:
    """A pin that nobody can meet falls back to the version there is, and says so."""
    found = shelf().structure(f"{US_CORE}|{pin}")
    assert found is not None
    assert (found.version, shelf().note(f"{US_CORE}|{pin}")) == ("6.1.0", note)


def test_the_newest_of_several_versions() -> None:
    """1.10.0 is newer than 1.9.0; a pin still finds the older."""
    both = shelf().beside([_mine("1.9.0"), _mine("1.10.0", kind="logical")])
    newest, older = both.structure(MINE), both.structure(f"{MINE}|1.9.0")
    assert newest is not None
    assert older is not None
    assert (newest.version, older.version) == ("1.10.0", "1.9.0")


def test_what_a_user_brings_stands_on_top() -> None:
    """Without a version the user's own is meant, also where ours is newer; a pin finds ours beneath."""
    theirs = shelf().beside([_mine("3.1.1", US_CORE)])
    top, beneath = theirs.structure(US_CORE), theirs.structure(f"{US_CORE}|6.1.0")
    assert top is not None
    assert beneath is not None
    assert (top.version, beneath.version) == ("3.1.1", "6.1.0")
    assert shelf().structure(US_CORE) == beneath


def test_resources_that_define_nothing_are_passed_over() -> None:
    """A user's folder may hold examples too."""
    assert (
        shelf().beside([{"resourceType": "Patient"}, {"resourceType": "ValueSet"}, _mine()]).structure(MINE) is not None
    )


def test_a_malformed_definition_is_said() -> None:
    """Nothing is silently left out."""
    with pytest.raises(MalformedError, match=MINE):
        shelf().beside([_mine(differential={"element": [{}]})])


def test_all_structures() -> None:
    """The base types, the profiles and extensions of each package, each once."""
    urls = [s.url for s in shelf().structures()]
    assert len(urls) == len(set(urls))
    assert {US_CORE, "http://hl7.org/fhir/StructureDefinition/Period"} <= set(urls)
    assert {s.url for s in shelf().ours()} == {u for u in urls if u.startswith("https://peerfhir.org/fhir/")}


def test_supplements() -> None:
    """A supplement is found by the code system that it supplements, not as one."""
    base = "https://example.org/CodeSystem/colours"
    supplement = {
        "resourceType": "CodeSystem",
        "url": f"{base}-de",
        "content": "supplement",
        "supplements": f"{base}|1",
    }
    here = shelf().beside([supplement])
    assert [s["url"] for s in here.supplements(base)] == [f"{base}-de"]
    assert here.code_system(base) is None


def test_decimals_keep_their_digits() -> None:
    """http://hl7.org/fhir/R4/ldlcholesterol.html: referenceRange.high is fixed to 3.0, not to 3."""
    found = shelf().structure("http://hl7.org/fhir/StructureDefinition/ldlcholesterol")
    assert found is not None
    assert [str(e.fixed["value"]) for e in found.elements if e.fixed_type == "Quantity"] == ["3.0"]
