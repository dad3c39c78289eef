"""URIs that must be absolute."""

import pytest

from peerfhir.validation.check import check
from peerfhir.validation.library import Library

QUESTIONNAIRE = {"resourceType": "QuestionnaireResponse", "status": "completed"}


@pytest.mark.parametrize(
    ("canonical", "errors"),
    [
        ("https://example.org/Questionnaire/q|1", []),
        ("urn:oid:1.2.3", []),
        ("Questionnaire/q", [("value", "QuestionnaireResponse.questionnaire")]),
        ("#q", [("value", "QuestionnaireResponse.questionnaire")]),
    ],
)
def test_a_canonical(canonical, errors, find) -> None:
    """A canonical is absolute or the fragment of a contained resource."""
    assert find({**QUESTIONNAIRE, "questionnaire": canonical}) == errors


def test_a_canonical_of_a_contained_resource(find) -> None:
    """`#id` is the canonical of what is contained."""
    form = {"resourceType": "Questionnaire", "id": "q", "status": "draft"}
    assert find({**QUESTIONNAIRE, "contained": [form], "questionnaire": "#q"}) == []


@pytest.mark.parametrize(("system", "wrong"), [("https://example.org", False), ("urn:oid:1.2", False), ("mrn", True)])
def test_a_system(system, wrong, find) -> None:
    """The system of an identifier or a coding means the same everywhere."""
    patient = {
        "resourceType": "Patient",
        "identifier": [{"system": system, "value": "1"}],
        "maritalStatus": {"coding": [{"system": system, "code": "M"}]},
    }
    places = ["Patient.identifier[0].system", "Patient.maritalStatus.coding[0].system"]
    assert find(patient) == ([("value", p) for p in places] if wrong else [])


@pytest.mark.parametrize(("system", "wrong"), [("http://unitsofmeasure.org", False), ("ucum", True)])
def test_the_system_of_a_unit(system, wrong, find) -> None:
    """A unit's system too means the same everywhere."""
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "Height"},
        "valueQuantity": {"value": 1, "system": system, "code": "m"},
    }
    place = ("value", "Observation.value.ofType(Quantity).system")
    assert (place in find(observation)) == wrong


@pytest.mark.parametrize(("url", "wrong"), [("https://example.org/Library/x", False), ("Library/x", True)])
def test_the_url_of_a_definition(url, wrong, find) -> None:
    """Others name a definition by its url, so it is absolute (http://hl7.org/fhir/R4/resource.html#canonical)."""
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/library-type", "code": "logic-library"}]}
    library = {"resourceType": "Library", "url": url, "status": "draft", "type": kind}
    assert find(library) == ([("value", "Library.url")] if wrong else [])


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("https://example.org/fhir/x", True),
        ("http://files.example.com:8080/x", True),
        ("http://user@example.net", True),
        ("https://example.organization.org/x", False),
        ("https://notexample.org/x", False),
        ("https://files.peerfhir.org/example.org", False),
    ],
)
def test_an_address_that_is_only_for_examples(url, wrong) -> None:
    """RFC 2606 keeps example.com, .net and .org for examples; who wants none of them says so."""
    photo = {"resourceType": "Patient", "photo": [{"contentType": "image/png", "url": url}]}
    found = [i.expression for i in check(photo, Library(example_urls=False))]
    assert found == ([("Patient.photo[0].url",)] if wrong else [])
    assert check(photo, Library()) == []
