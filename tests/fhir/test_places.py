"""Ways of JSON names as FHIRPath (http://hl7.org/fhir/R4/fhirpath.html)."""

import pytest

from peerfhir.fhir import json
from peerfhir.fhir.issues import Refused
from peerfhir.fhir.places import expression

PATIENT = {
    "resourceType": "Patient",
    "name": [{"family": "Zz-One"}, {"given": ["Zz"], "_given": [{"id": "a"}]}],
    "deceasedDateTime": "2026-01-01",
    "_deceasedDateTime": {"extension": [{"url": "https://example.org/x", "valueCoding": {"code": "x"}}]},
    "contained": [{"resourceType": "Condition", "onsetAge": {"value": 1}}],
    "unheardOf": {"a": {}},
}


@pytest.mark.parametrize(
    ("way", "place"),
    [
        ([], "Patient"),
        (["name", 1, "given", 0], "Patient.name[1].given[0]"),
        (["name", 1, "_given", 0], "Patient.name[1].given[0]"),
        (["deceasedDateTime"], "Patient.deceased.ofType(dateTime)"),
        (["_deceasedDateTime", "extension", 0], "Patient.deceased.ofType(dateTime).extension[0]"),
        (
            ["_deceasedDateTime", "extension", 0, "valueCoding", "code"],
            "Patient.deceased.ofType(dateTime).extension[0].value.ofType(Coding).code",
        ),
        (["contained", 0, "onsetAge", "value"], "Patient.contained[0].onset.ofType(Age).value"),
        (["unheardOf", "a"], None),
    ],
)
def test_a_way_is_a_place(way, place) -> None:
    """Choices name their type, primitives and what stands beside them have one place, resources say their type."""
    assert expression(PATIENT, way) == place


@pytest.mark.parametrize("kind", [None, 1, "Nothing", "Element", "Resource"])
def test_what_is_no_resource_has_no_places(kind) -> None:
    """Where the type is not known there is no FHIRPath."""
    assert expression({"resourceType": kind, "id": "x"}, ["id"]) is None


def test_a_doubled_key_is_told_at_its_object() -> None:
    """The decoder names the object in which a key stands twice."""
    body = b'{"resourceType":"Patient","name":[{},{"given":["a"],"given":["b"]}]}'
    with pytest.raises(Refused) as refused:
        json.decode(body)
    assert [issue.expression for issue in refused.value.issues] == [("Patient.name[1]",)]
