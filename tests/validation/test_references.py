"""References: form and target (http://hl7.org/fhir/R4/references.html)."""

from typing import Any

import pytest

UUID = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"
OTHER = "urn:uuid:c757873d-ec9a-4326-a141-556f43239521"


def _patient(reference: Any, **more: Any) -> Any:
    return {"resourceType": "Patient", "managingOrganization": {"reference": reference}, **more}


def _bundle(reference: Any, target: Any) -> Any:
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"fullUrl": UUID, "resource": target, "request": {"method": "POST", "url": target["resourceType"]}},
            {"fullUrl": OTHER, "resource": _patient(reference), "request": {"method": "POST", "url": "Patient"}},
        ],
    }


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("Organization/1", None),
        ("Organization/1/_history/2", None),
        ("https://example.org/fhir/Organization/1", None),
        ("urn:oid:1.2.3", None),
        (UUID, None),
        ("Organisation/1", "value"),
        ("Organization/a b", "value"),
        ("Organization/" + "x" * 65, "value"),
        ("Organization/1?x", "value"),
        ("/Organization/1", "value"),
        ("organization/1", "value"),
        ("Organization", "value"),
        ("https://example.org/a b", "value"),
        ("Organization?identifier=1", "value"),  # only in a Bundle
        ("", "value"),
    ],
)
def test_the_form(reference, code, find) -> None:
    """A literal reference is Type/id, with a version or not, an absolute URL, or #id."""
    at = "Patient.managingOrganization.reference"
    assert find(_patient(reference)) == ([(code, at)] if code else [])


@pytest.mark.parametrize(
    "reference", ["Patient/1", "https://example.org/fhir/Patient/1", "http://example.org/Patient/1/_history/2"]
)
def test_the_type_that_the_text_states(reference, find) -> None:
    """A reference must point to one of the types that the element allows, as far as it says."""
    assert find(_patient(reference)) == [("structure", "Patient.managingOrganization")]


def test_the_type_of_a_contained_target(find) -> None:
    """`#id` points to the contained resource of this id, which has a type."""
    inside = [{"resourceType": "Organization", "id": "o", "name": "x"}, {"resourceType": "Patient", "id": "p"}]
    link = [{"other": {"reference": "#p"}, "type": "seealso"}]
    assert find(_patient("#o", contained=inside, link=link)) == []
    assert find(_patient("#p", contained=inside[1:])) == [("structure", "Patient.managingOrganization")]


def test_a_contained_target_must_be_there(find) -> None:
    """ref-1: there is a contained resource for every `#id`; `#` is the container, seen from inside."""
    at = "Patient.managingOrganization.reference"
    assert find(_patient("#o")) == [("invariant", at)]
    assert find(_patient("#")) == [("invariant", at)]
    basic = {"resourceType": "Basic", "id": "b", "code": {"text": "x"}, "subject": {"reference": "#"}}
    assert find({"resourceType": "Patient", "contained": [basic]}) == []


@pytest.mark.parametrize(
    ("target", "errors"),
    [
        ({"resourceType": "Organization", "name": "x"}, []),
        (
            {"resourceType": "Practitioner", "active": True},
            [("structure", "Bundle.entry[1].resource.managingOrganization")],
        ),
    ],
)
def test_the_type_of_a_bundled_target(target, errors, find) -> None:
    """`urn:uuid:` points to the entry of this fullUrl, which has a type."""
    assert find(_bundle(UUID, target)) == errors


def test_a_conditional_reference_in_a_transaction(find) -> None:
    """`Type?criteria` is resolved when a transaction is processed; its type counts."""
    organization = {"resourceType": "Organization", "name": "x"}
    assert find(_bundle("Organization?identifier=https://example.org|1", organization)) == []
    assert find(_bundle("Group?identifier=1", organization)) == [
        ("structure", "Bundle.entry[1].resource.managingOrganization")
    ]


def test_the_stated_type_agrees(find) -> None:
    """Reference.type is the type of what Reference.reference points to."""
    agreeing, other = ({"reference": "Organization/1", "type": t} for t in ("Organization", "Practitioner"))
    assert find({"resourceType": "Patient", "managingOrganization": agreeing}) == []
    assert find({"resourceType": "Patient", "managingOrganization": other}) == [
        ("structure", "Patient.managingOrganization")
    ]


def test_a_logical_reference(find) -> None:
    """An identifier alone is a reference, and so is a display."""
    known = {"type": "Organization", "identifier": {"system": "https://example.org", "value": "1"}}
    assert find({"resourceType": "Patient", "managingOrganization": known}) == []
    assert find({"resourceType": "Patient", "managingOrganization": {"display": "x"}}) == []


def test_the_container_has_a_type(find) -> None:
    """`#` in a contained resource refers to its container (references.html#contained), which has a type too."""
    agency = {"resourceType": "Organization", "id": "o", "name": "x", "partOf": {"reference": "#"}}
    contact = {"resourceType": "Basic", "id": "b", "code": {"text": "x"}, "author": {"reference": "#"}}
    assert find({"resourceType": "Patient", "contained": [contact]}) == []
    assert find({"resourceType": "Patient", "contained": [agency]}) == [("structure", "Patient.contained[0].partOf")]
