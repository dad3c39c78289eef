"""URIs that must be absolute."""

import pytest

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
