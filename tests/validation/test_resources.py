"""Resources, contained ones and those of Bundles and Parameters (http://hl7.org/fhir/R4/references.html#contained)."""

from typing import Any

import pytest

from peerfhir.validation.check import check

ORGANIZATION = {"resourceType": "Organization", "id": "o", "name": "x"}


def _holding(*contained: Any, reference: Any = "#o") -> Any:
    return {"resourceType": "Patient", "contained": list(contained), "managingOrganization": {"reference": reference}}


@pytest.mark.parametrize(
    ("resource", "expressions"),
    [
        ({"resourceType": "Foo"}, [("Resource",)]),
        ({"resourceType": 1}, [("Resource",)]),
        ({"resourceType": ["Patient"]}, [("Resource",)]),
        ({"resourceType": "DomainResource"}, [("Resource",)]),  # abstract
        ({"resourceType": "Period"}, [("Resource",)]),  # a data type
        ({}, [("Resource",)]),
    ],
)
def test_what_is_no_resource(resource, expressions, library) -> None:
    """The type must be one of R4's resource types."""
    assert [i.expression for i in check(resource, library)] == expressions


def test_inside_is_checked_like_outside(find) -> None:
    """A contained resource is a resource of its type."""
    assert find(_holding(ORGANIZATION)) == []
    assert find(_holding({**ORGANIZATION, "nome": "x"})) == [("structure", "Patient.contained[0].nome")]
    assert find(_holding({"id": "o"})) == [("structure", "Patient.contained[0]")]
    assert find(_holding("o"))[0] == ("structure", "Patient.contained[0]")


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"contained": [{**ORGANIZATION, "id": "p"}], "partOf": {"reference": "#o"}}, "dom-2"),
        ({"meta": {"versionId": "1"}}, "dom-4"),
        ({"meta": {"lastUpdated": "2026-11-16T12:00:00Z"}}, "dom-4"),
        ({"meta": {"security": [{"code": "R"}]}}, "dom-5"),
        ({"id": "other"}, "dom-3"),
    ],
)
def test_what_has_no_life_of_its_own(more, rule, broken) -> None:
    """dom-2 to dom-5: nothing nested, no version, no security labels, and something that refers to it."""
    assert rule in broken(_holding({**ORGANIZATION, **more}))


def test_contained_ids_differ(find) -> None:
    """Of two contained resources with one id a reference could mean either."""
    other = {**ORGANIZATION, "name": "y"}
    assert find(_holding(ORGANIZATION, other)) == [("value", "Patient.contained[1].id")]
    both = _holding(ORGANIZATION, {"resourceType": "Practitioner", "id": "p"})
    assert find({**both, "generalPractitioner": [{"reference": "#p"}]}) == []


def test_a_bundle_is_walked(find) -> None:
    """What is wrong in an entry is told with the entry's index."""
    encounter = {"resourceType": "Encounter", "status": "done", "class": {"code": "AMB"}}
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": "https://example.org/fhir/Organization/o", "resource": ORGANIZATION},
            {"fullUrl": "https://example.org/fhir/Encounter/e", "resource": {**encounter, "id": "e"}},
        ],
    }
    assert find(bundle) == [("code-invalid", "Bundle.entry[1].resource.status")]


def test_a_bundle_of_bundles(find) -> None:
    """Parameters and Bundles hold resources at any depth, each with its own contained ones."""
    inner = {"resourceType": "Bundle", "type": "batch", "entry": [{"resource": _holding(ORGANIZATION), "request": {}}]}
    outer = {"resourceType": "Parameters", "parameter": [{"name": "x", "resource": inner}]}
    at = "Parameters.parameter[0].resource.entry[0].request"
    assert find(outer) == [("invariant", at), ("required", at), ("required", at)]


def test_scopes_do_not_leak(find) -> None:
    """A `#id` of one entry is not found in another."""
    lacking = {k: v for k, v in _holding().items() if k != "contained"}
    entries = [
        {"fullUrl": f"https://example.org/fhir/Patient/{n}", "resource": {**resource, "id": f"{n}"}}
        for n, resource in enumerate([_holding(ORGANIZATION), lacking, _holding(ORGANIZATION)])
    ]
    assert find({"resourceType": "Bundle", "type": "collection", "entry": entries}) == [
        ("invariant", "Bundle.entry[1].resource.managingOrganization.reference")
    ]
