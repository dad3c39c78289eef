"""Objects: the elements they may, must and must not have (http://hl7.org/fhir/R4/json.html)."""

from typing import Any

import pytest

from peerfhir.validation.check import check
from peerfhir.validation.visit import MOST_ISSUES

ENCOUNTER = {"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"}}


def _patient(**more: Any) -> Any:
    return {"resourceType": "Patient", **more}


@pytest.mark.parametrize(
    ("resource", "errors"),
    [
        (_patient(), []),
        (_patient(nickname="x"), [("structure", "Patient.nickname")]),
        (_patient(name=[{"family": "x"}, {"first": "x"}]), [("structure", "Patient.name[1].first")]),
        (_patient(_name=[{"id": "x"}]), [("structure", "Patient.name")]),  # only primitives have a _name
        (_patient(**{"not a name": 1}), [("structure", "Patient")]),
        (_patient(name={"family": "x"}), [("structure", "Patient.name")]),
        (_patient(gender=["male"]), [("structure", "Patient.gender")]),
        (_patient(maritalStatus=[{"text": "x"}]), [("structure", "Patient.maritalStatus")]),
        (_patient(maritalStatus="M"), [("structure", "Patient.maritalStatus")]),
        (_patient(maritalStatus={}), [("invariant", "Patient.maritalStatus")]),
        (_patient(maritalStatus={"id": "x"}), [("invariant", "Patient.maritalStatus")]),
        (_patient(maritalStatus=None), [("structure", "Patient.maritalStatus")]),
        (_patient(gender=None), [("structure", "Patient.gender")]),
        (_patient(name=[]), [("structure", "Patient.name")]),
        (_patient(name=[None]), [("structure", "Patient.name[0]")]),
        (_patient(name=[{"given": []}]), [("structure", "Patient.name[0].given")]),
        (_patient(name=[{"given": ["x", None]}]), [("structure", "Patient.name[0].given[1]")]),
        (_patient(name=[{"given": ["x", ["y"]]}]), [("structure", "Patient.name[0].given[1]")]),
    ],
)
def test_what_an_object_may_hold(resource, errors, find) -> None:
    """Unknown elements, one for many, many for one, empty and null are each told at their place."""
    assert find(resource) == errors


@pytest.mark.parametrize(
    ("missing", "errors"),
    [
        ("status", [("required", "Encounter")]),
        ("class", [("required", "Encounter")]),
    ],
)
def test_what_an_object_must_hold(missing, errors, find) -> None:
    """An element with minimum one must be there."""
    assert find({k: v for k, v in ENCOUNTER.items() if k != missing}) == errors


def test_an_unknown_element_gets_a_hint(library) -> None:
    """A name that is nearly right is told the right one."""
    texts = [i.text for i in check(_patient(birthdate="2000-01-01", shoeSize=1), library)]
    assert texts == [
        "Patient has no element 'birthdate'; did you mean 'birthDate'?",
        "Patient has no element 'shoeSize'",
    ]


def test_a_missing_element_is_named(library) -> None:
    """The message names the missing element by its path."""
    texts = [i.text for i in check({"resourceType": "Encounter", "participant": [{}]}, library)]
    assert texts == ["An object must not be empty", "Encounter.status is missing", "Encounter.class is missing"]


REASON = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}


def test_a_required_element_may_have_an_extension_for_a_value(find) -> None:
    """`_birthDate` with an extension stands for a date that is not known, and so does one in a CodeableConcept."""
    patient = {"resourceType": "Patient", "communication": [{"language": REASON}], "_birthDate": REASON}
    assert find(patient) == []


@pytest.mark.parametrize(
    ("resource", "at"),
    [
        ({"resourceType": "Patient", "_gender": REASON}, "Patient.gender"),
        ({"resourceType": "Encounter", "_status": REASON, "class": {"code": "AMB"}}, "Encounter.status"),
        ({"resourceType": "Patient", "name": [{"text": "x", "_use": REASON}]}, "Patient.name[0].use"),
        (
            {
                "resourceType": "HealthcareService",
                "availableTime": [{"daysOfWeek": ["mon", None], "_daysOfWeek": [None, REASON]}],
            },
            "HealthcareService.availableTime[0].daysOfWeek[1]",
        ),
    ],
)
def test_an_extension_is_no_code_of_a_required_binding(resource, at, find) -> None:
    """Required: the concept of the element SHALL be of the value set (R4 terminologies.html#required); as HL7's."""
    assert find(resource) == [("code-invalid", at)]


@pytest.mark.parametrize(
    ("more", "errors"),
    [
        ({"valueString": "x"}, []),
        ({"valueQuantity": {"value": 1}}, []),
        ({"valueString": "x", "_valueString": {"id": "v"}}, []),
        ({"valueString": "x", "valueBoolean": True}, [("structure", "Observation")]),
        (
            {"valueString": "x", "_valueBoolean": {"id": "v"}},
            [("structure", "Observation"), ("invariant", "Observation.value.ofType(boolean)")],
        ),
        ({"valueMoney": {"value": 1}}, [("structure", "Observation.valueMoney")]),
        ({"value": "x"}, [("structure", "Observation.value")]),
        ({"valueQuantity": {"value": "1"}}, [("structure", "Observation.value.ofType(Quantity).value")]),
    ],
)
def test_a_choice_is_made_once_and_among_its_types(more, errors, find) -> None:
    """value[x] has one of the types of the element, under the name that says which."""
    found = find({"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **more})
    assert sorted(found) == sorted(errors)


def test_content_references_are_followed(find) -> None:
    """Questionnaire.item.item is built as Questionnaire.item is."""
    inner = {"linkId": "2", "type": "string", "colour": "red"}
    item = {"linkId": "1", "type": "group", "item": [inner, {"type": "string"}]}
    assert find({"resourceType": "Questionnaire", "status": "draft", "item": [item]}) == [
        ("structure", "Questionnaire.item[0].item[0].colour"),
        ("required", "Questionnaire.item[0].item[1]"),
    ]


def test_every_issue_is_told_at_once(find) -> None:
    """Nothing that is wrong hides anything else that is wrong."""
    resource = {
        "resourceType": "Encounter",
        "id": "not valid",
        "status": "done",
        "subject": {"reference": "Organization/o"},
        "participant": [{"individual": {"reference": "Patient/p"}}, {"role": "x"}],
        "period": {"start": "2026-02-30", "end": "2026-01-01"},
    }
    assert find(resource) == [
        ("value", "Encounter.id"),
        ("code-invalid", "Encounter.status"),
        ("structure", "Encounter.subject"),
        ("structure", "Encounter.participant[0].individual"),
        ("structure", "Encounter.participant[1].role"),
        ("value", "Encounter.period.start"),
        ("invariant", "Encounter.period"),
        ("required", "Encounter"),
    ]


def test_an_answer_has_a_limit(library) -> None:
    """A body of any size gets at most `MOST_ISSUES` issues and one that says so."""
    found = check(_patient(name=[{"x": 1}] * (2 * MOST_ISSUES)), library)
    assert (len(found), found[-1].code) == (MOST_ISSUES + 1, "incomplete")


WRONG = {"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M"}


@pytest.mark.parametrize("warnings", [0, MOST_ISSUES - 1, MOST_ISSUES, 2 * MOST_ISSUES])
@pytest.mark.parametrize("strict", [False, True])
def test_no_number_of_warnings_hides_an_error(warnings, strict, library) -> None:
    """R4 validation.html: a resource with an error is not valid, whatever else is said of it."""
    unheard = {"system": "https://unheard.org/codes"} if strict else {}
    codings = [{**WRONG, **unheard, "display": f"wrong {n}"} for n in range(warnings)]
    said = {"maritalStatus": {"coding": codings}} if codings else {}
    found = check(_patient(**said, birthDate="x", gender="x"), library, strict=strict)
    assert [i.expression[0] for i in found if i.refuses] == ["Patient.birthDate", "Patient.gender"]
    assert len(found) <= MOST_ISSUES + 1


def test_messages_repeat_no_text_and_no_long_value(library) -> None:
    """What stands in free text never comes back in a message; a code comes back cut at 80 characters."""
    resource = _patient(gender="g" * 500, name=[{"family": 7, "text": "Jane\u0000Doe"}], active="Jane Doe")
    texts = " ".join(i.text for i in check(resource, library))
    assert ("Jane" in texts, "Doe" in texts, "g" * 79 in texts, "g" * 80 in texts) == (False, False, True, False)
