"""Bindings of profiles by strength (http://hl7.org/fhir/R4/terminologies.html#strength)."""

from typing import Any

import pytest

SYSTEM = "https://example.org/s"
LETTERS: Any = {
    "resourceType": "ValueSet",
    "url": "https://example.org/ValueSet/letters",
    "status": "active",
    "compose": {"include": [{"system": SYSTEM, "concept": [{"code": "a"}, {"code": "b"}]}]},
}
ALL: Any = {
    "resourceType": "ValueSet",
    "url": "https://example.org/ValueSet/all",
    "status": "active",
    "compose": {"include": [{"system": "https://example.org/unheard"}]},
}
CONDITION: Any = {"resourceType": "Condition", "subject": {"reference": "Patient/p"}}


def _bound(profile, strength, value_set=None, **more):
    binding = {"strength": strength, "valueSet": (value_set or LETTERS)["url"], **more}
    return profile("bound", "Condition", {"Condition.code": {"binding": binding}})


def _coded(*codes: str):
    return {**CONDITION, "code": {"coding": [{"system": SYSTEM, "code": code} for code in codes]}}


@pytest.mark.parametrize(
    ("strength", "severities"),
    [("required", ["error"]), ("extensible", ["warning"]), ("preferred", []), ("example", [])],
)
def test_outside(strength, severities, profile, issues) -> None:
    """A code outside a required binding is an error, outside an extensible one a warning, else nothing."""
    told = issues(_coded("x"), _bound(profile, strength), LETTERS)
    assert [(i.severity, i.expression) for i in told] == [(s, ("Condition.code",)) for s in severities]


def test_one_coding_is_enough(profile, issues) -> None:
    """http://hl7.org/fhir/R4/datatypes.html#CodeableConcept: one of the codings is from the value set."""
    bound = _bound(profile, "required")
    assert issues(_coded("x", "a"), bound, LETTERS) == []
    assert [i.code for i in issues({**CONDITION, "code": {"text": "a"}}, bound, LETTERS)] == ["code-invalid"]


def test_a_maximum(profile, issues) -> None:
    """The elementdefinition-maxValueSet of a binding is required, whatever the strength."""
    url = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"
    bound = _bound(profile, "preferred", ALL, extension=[{"url": url, "valueCanonical": LETTERS["url"]}])
    assert [i.severity for i in issues(_coded("x"), bound, LETTERS, ALL)] == ["error"]
    assert issues(_coded("b"), bound, LETTERS, ALL) == []


def test_what_cannot_be_told(profile, issues) -> None:
    """A value set of a code system that is not at hand refuses nothing; where all is reported it is said."""
    bound = _bound(profile, "required", ALL)
    condition = {**CONDITION, "code": {"coding": [{"system": "https://example.org/unheard", "code": "x"}]}}
    assert issues(condition, bound, ALL) == []
    told = [i for i in issues(condition, bound, ALL, strict=True) if i.expression == ("Condition.code",)]
    assert [i.severity for i in told] == ["information"]


def test_other_coded_types(profile, lacks) -> None:
    """code, Coding and Quantity have one code."""
    binding = {"binding": {"strength": "required", "valueSet": LETTERS["url"]}}
    bound = profile("bound", "Observation", {"Observation.value[x]": binding})
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    assert lacks({**observation, "valueQuantity": {"value": 1, "system": SYSTEM, "code": "a"}}, bound, LETTERS) == []
    assert lacks({**observation, "valueQuantity": {"value": 1}}, bound, LETTERS) == []
    assert lacks({**observation, "valueQuantity": {"value": 1, "system": SYSTEM, "code": "x"}}, bound, LETTERS) == [
        ("code-invalid", "Observation.value.ofType(Quantity)")
    ]
    security = profile("security", "Observation", {"Observation.meta.tag": binding})
    assert lacks({**observation, "meta": {"tag": [{"system": SYSTEM, "code": "x"}]}}, security, LETTERS) == [
        ("code-invalid", "Observation.meta.tag[0]")
    ]
