"""Discriminators of slicings (http://hl7.org/fhir/R4/profiling.html#discriminator)."""

import pytest


def _profile(kind, path, discriminator):
    slicing = {"discriminator": [{"type": "value", "path": discriminator}], "rules": "open"}
    return {
        "resourceType": "StructureDefinition",
        "url": "https://example.org/StructureDefinition/x",
        "name": "X",
        "status": "draft",
        "kind": "resource",
        "abstract": False,
        "type": kind,
        "baseDefinition": f"http://hl7.org/fhir/StructureDefinition/{kind}",
        "derivation": "constraint",
        "differential": {"element": [{"id": kind, "path": kind}, {"id": path, "path": path, "slicing": slicing}]},
    }


@pytest.mark.parametrize(
    ("kind", "path", "discriminator", "wrong"),
    [
        ("Patient", "Patient.identifier", "system", False),
        ("Patient", "Patient.identifier", "type.coding.code", False),
        ("Patient", "Patient.identifier", "$this", False),
        ("Patient", "Patient.identifier", "extension('https://example.org/x').value", False),
        ("Patient", "Patient.extension", "url", False),
        ("Patient", "Patient.extension", "type", True),
        ("Patient", "Patient.contact", "relationship", False),
        ("Patient", "Patient.contact", "system", True),
        ("Observation", "Observation.value[x]", "code", False),
        ("Bundle", "Bundle.entry", "resource", False),
        ("Bundle", "Bundle.entry.resource", "code", False),
        ("Patient", "Patient.identifier.type.coding", "display", False),
    ],
)
def test_a_discriminator_is_an_element_of_what_is_sliced(kind, path, discriminator, wrong, find) -> None:
    """An Extension has a url and no type; what the type of a choice has counts too."""
    place = ("value", "StructureDefinition.differential.element[1].slicing.discriminator[0]")
    assert (place in find(_profile(kind, path, discriminator))) == wrong
