"""Required bindings (http://hl7.org/fhir/R4/terminologies.html#required)."""

import pytest

from peerfhir.validation.check import check

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"


@pytest.mark.parametrize(
    ("gender", "errors"),
    [("female", []), ("F", [("code-invalid", "Patient.gender")]), (" female", [("value", "Patient.gender")])],
)
def test_a_code(gender, errors, find) -> None:
    """A code of a required binding is one of the value set, to the letter."""
    assert find({"resourceType": "Patient", "gender": gender}) == errors


def test_codes_that_repeat(find) -> None:
    """Each of several codes is checked at its index."""
    timing = {"url": "https://example.org/x", "valueTiming": {"repeat": {"dayOfWeek": ["mon", "monday"]}}}
    found = find({"resourceType": "Patient", "extension": [timing]})
    assert found == [("code-invalid", "Patient.extension[0].value.ofType(Timing).repeat.dayOfWeek[1]")]


@pytest.mark.parametrize(
    ("status", "errors"),
    [
        ({"coding": [{"system": CLINICAL, "code": "active"}]}, []),
        ({"coding": [{"system": "https://example.org", "code": "1"}, {"system": CLINICAL, "code": "active"}]}, []),
        ({"coding": [{"system": CLINICAL, "code": "sleeping"}]}, [("code-invalid", "Condition.clinicalStatus")]),
        ({"coding": [{"code": "active"}]}, [("code-invalid", "Condition.clinicalStatus")]),
        ({"text": "active"}, [("code-invalid", "Condition.clinicalStatus")]),
        ({"extension": [{"url": "https://example.org/why", "valueCode": "unknown"}]}, []),
        (
            {"coding": "active"},
            [("structure", "Condition.clinicalStatus.coding"), ("code-invalid", "Condition.clinicalStatus")],
        ),
    ],
)
def test_a_concept(status, errors, find) -> None:
    """One coding of a CodeableConcept must be in the value set, unless extensions say why there is none."""
    condition = {"resourceType": "Condition", "subject": {"reference": "Patient/p"}, "clinicalStatus": status}
    assert find(condition) == errors


def test_the_message_names_what_is_allowed(library) -> None:
    """A sender is told the codes that may stand there."""
    (issue,) = check({"resourceType": "Patient", "gender": "F"}, library)
    assert issue.text == "'F' is not one of the codes allowed here: female, male, other, unknown"


def test_value_sets_that_cannot_be_expanded_are_not_checked(find) -> None:
    """Media types and currencies are not in the package, so only the form of the code counts."""
    photo = {"contentType": "image/x-unheard-of", "url": "https://example.org/p"}
    assert find({"resourceType": "Patient", "photo": [photo]}) == []
