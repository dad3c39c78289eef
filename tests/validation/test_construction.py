"""What the tables allow is accepted, and one fault in it is found at its place."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerfhir.fhir import json
from peerfhir.fhir.definitions import definitions
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
from tests.validation.strategies import faulty, resources

# Rules that chance hardly ever keeps; they have tests of their own.
RARE = {"Bundle", "StructureDefinition"}
KINDS = sorted(definitions().resources - RARE)
LIBRARY = Library()
SLOW = settings(deadline=None, max_examples=200, derandomize=True, suppress_health_check=list(HealthCheck))


@SLOW
@given(resource=st.sampled_from(KINDS).flatmap(resources))
def test_what_is_valid_by_construction_is_accepted(resource) -> None:
    """No error in it, after a round trip through JSON."""
    issues = check(json.decode(json.encode(resource)), LIBRARY)
    assert [(i.code, i.expression, i.text) for i in issues if i.severity == "error"] == []


@SLOW
@given(drawn=st.sampled_from(KINDS).flatmap(faulty))
def test_one_fault_is_found_at_its_place(drawn) -> None:
    """An error at the element, right above it or below it."""
    resource, fault = drawn
    issues = check(json.decode(json.encode(resource)), LIBRARY)
    errors = [i.expression[0] for i in issues if i.severity == "error"]
    place = re.sub(r"\[\d+\]$", "", fault.place)
    assert [e for e in errors if e == fault.parent or e.startswith(place)], (fault, errors)


@pytest.mark.parametrize("kind", ["Encounter", "Claim", "CarePlan", "Patient", "Observation", "ClaimResponse"])
def test_types_are_drawn(kind) -> None:
    """The strategies do draw the types that matter."""
    drawn: list[str] = []

    @settings(deadline=None, max_examples=5, suppress_health_check=list(HealthCheck), database=None)
    @given(resource=resources(kind))
    def draw(resource) -> None:
        drawn.append(resource["resourceType"])

    draw()
    assert set(drawn) == {kind}
