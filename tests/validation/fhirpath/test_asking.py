"""What rules ask of the walk: resolve, memberOf, conformsTo, htmlChecks."""

from collections.abc import Callable
from typing import Any

import pytest

from peerfhir.fhir.issues import Issue
from peerfhir.validation import fhirpath
from peerfhir.validation.library import Library
from peerfhir.validation.visit import Visit

GENDERS = "http://hl7.org/fhir/ValueSet/administrative-gender"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"
PEER = {"resourceType": "Practitioner", "id": "1", "active": True}
PATIENT = {
    "resourceType": "Patient",
    "id": "9",
    "gender": "female",
    "contained": [{"resourceType": "Organization", "id": "o", "name": "Peers"}],
    "managingOrganization": {"reference": "#o"},
    "generalPractitioner": [{"reference": "Practitioner/1"}, {"reference": "Organization/2"}],
    "maritalStatus": {"coding": [{"system": "urn:x:y", "code": "z"}]},
}
Judge = Callable[..., list[Issue]]


@pytest.fixture
def judge(library: Library) -> Judge:
    """The issues of one rule on the patient, alone or in a Bundle."""

    def found(expression: str, bundle: dict[str, Any] | None = None, *, strict: bool = False) -> list[Issue]:
        visit = Visit(PATIENT, strict=strict)
        if bundle:
            visit.enter(bundle)
        rule = fhirpath.rule("x-1", "error", expression, "Patient", library=library)
        rule(PATIENT, (None, "Patient", -1), visit)
        return visit.issues

    return found


HOLD = [
    "managingOrganization.resolve().name = 'Peers'",
    "generalPractitioner.first().resolve() is Practitioner",
    "generalPractitioner.resolve().ofType(Organization).count() = 1",
    f"gender.memberOf('{GENDERS}')",
    f"maritalStatus.memberOf('{GENDERS}').not()",
    "conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')",
    "conformsTo('http://hl7.org/fhir/StructureDefinition/Person').not()",
    f"conformsTo('{US_CORE}').not()",  # it has no name, no identifier
    "contained.first().conformsTo('http://hl7.org/fhir/StructureDefinition/Organization')",
]


@pytest.mark.parametrize("expression", HOLD)
def test_what_is_at_hand_is_told(expression, judge: Judge) -> None:
    """A contained resource, the type that a reference states, value sets and profiles that come with us."""
    assert judge(expression) == []


def test_a_bundle_resolves(judge: Judge) -> None:
    """A reference to another entry gives the resource that stands there."""
    url = "http://example.org/fhir"
    entries = [
        {"fullUrl": f"{url}/Patient/9", "resource": PATIENT},
        {"fullUrl": f"{url}/Practitioner/1", "resource": PEER},
    ]
    expression = "generalPractitioner.first().resolve().active"
    assert [i.rule for i in judge(expression)] == ["x-1"]  # of a resource elsewhere only the type is known
    assert judge(expression, {"resourceType": "Bundle", "entry": entries}) == []


@pytest.mark.parametrize("expression", ["gender.memberOf('urn:x:none')", "conformsTo('urn:x:none')"])
def test_what_is_not_at_hand_breaks_nothing(expression, judge: Judge) -> None:
    """A write is silent about it; who asks for a validation is told."""
    assert judge(expression) == []
    assert [(i.severity, i.code, i.rule) for i in judge(expression, strict=True)] == [
        ("warning", "not-supported", "x-1")
    ]


@pytest.mark.parametrize("expression", ["active", "active = true", "name.given = 'x'", "gender < 5", "gender = 'male'"])
def test_only_true_keeps_a_rule(expression, judge: Judge) -> None:
    """No answer is not true: http://hl7.org/fhir/R4/conformance-rules.html#constraints."""
    assert [(i.severity, i.code, i.rule, i.expression) for i in judge(expression)] == [
        ("error", "invariant", "x-1", ("Patient",))
    ]
