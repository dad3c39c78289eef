"""Codes: bindings by strength (http://hl7.org/fhir/R4/terminologies.html#strength), and what their systems say."""

from typing import Any

import pytest

from peerfhir.fhir import json
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

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
        (
            {"coding": [{"system": CLINICAL, "code": "sleeping"}]},
            [
                ("code-invalid", "Condition.clinicalStatus.coding[0].code"),
                ("code-invalid", "Condition.clinicalStatus"),
            ],
        ),
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


@pytest.mark.parametrize(
    ("kind", "errors"),
    [("image/x-unheard-of", []), ("photograph", [("code-invalid", "Patient.photo[0].contentType")])],
)
def test_codes_that_are_told_by_their_form(kind, errors, find) -> None:
    """No list of media types is at hand, but a type without subtype is none."""
    photo = {"contentType": kind, "url": "https://example.org/p"}
    assert find({"resourceType": "Patient", "photo": [photo]}) == errors


ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PLACE = "Observation.value.ofType(CodeableConcept).coding[0]"


def _seen(coding: dict[str, Any], library: Library, *, strict: bool) -> list[tuple[str, str]]:
    """Severity and place of each issue of a coding that no binding asks anything of."""
    resource = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    resource |= {"valueCodeableConcept": {"coding": [coding]}}
    issues = check(json.decode(json.encode(resource)), library, strict=strict)
    return [(i.severity, i.expression[0]) for i in issues if i.expression[0].startswith(PLACE)]


@pytest.mark.parametrize(
    ("coding", "written", "strict"),
    [
        ({"system": ACT, "code": "AMB"}, [], []),
        ({"system": ACT, "code": "AMB", "display": "Ambulatory"}, [], []),
        ({"system": ACT, "code": "ZZZ"}, [("error", ".code")], [("error", ".code")]),
        ({"system": ACT, "code": "amb"}, [("error", ".code")], [("error", ".code")]),
        ({"system": ACT, "code": "AMB", "display": "Walking"}, [("warning", ".display")], [("error", ".display")]),
        ({"system": ACT, "code": "AMB", "display": " ambulatory"}, [("warning", ".display")], [("error", ".display")]),
        ({"system": ACT, "version": "1850-01-01", "code": "ZZZ"}, [], [("warning", ".system")]),
        ({"system": "https://example.org/codes", "code": "x"}, [], [("warning", ".system")]),
        ({"system": "http://hl7.org/fhir/ValueSet/marital-status", "code": "M"}, [("error", ".system")], None),
        ({"code": "AMB"}, [], [("warning", "")]),
        ({"system": ACT}, [], []),
        ({"system": "http://unitsofmeasure.org", "code": "TAB"}, [("warning", ".code")], None),
        ({"system": "urn:ietf:rfc:3986", "code": "foo bar"}, [("error", ".code")], None),
        ({"system": "http://terminology.hl7.org/CodeSystem/v2-0136", "code": "y", "display": "yes"}, [], []),
    ],
)
def test_what_a_code_system_says_of_a_coding(coding, written, strict, library) -> None:
    """Recorded from HL7's validator: codes of known systems everywhere, displays but for case, no guess at others.

    On write a wrong display is a warning, and a system that is not at hand is silent.
    """
    expected = [written, written if strict is None else strict]
    seen = [_seen(coding, library, strict=mode) for mode in (False, True)]
    assert seen == [[(severity, PLACE + step) for severity, step in each] for each in expected]


def test_the_display_is_named(library) -> None:
    """Whoever reads the message can repair it."""
    tag = {"system": ACT, "code": "AMB", "display": "Walking"}
    (issue,) = check({"resourceType": "Patient", "meta": {"tag": [tag]}}, library)
    assert issue.text == f"'Walking' is not the display of {ACT}#AMB, which is 'ambulatory'"


@pytest.mark.parametrize(
    ("coding", "found"),
    [
        ({"system": ACT, "code": "AMB"}, []),
        ({"system": ACT, "code": "ACCTRECEIVABLE"}, [("warning", "Encounter.class")]),
        ({"system": "https://example.org/own", "code": "x"}, [("warning", "Encounter.class")]),
    ],
)
def test_extensible_bindings(coding, found, library) -> None:
    """Encounter.class is bound to v3-ActEncounterCode, extensible: another code is a warning, and of a write silent."""
    encounter = {"resourceType": "Encounter", "status": "finished", "class": coding}
    told = [(i.severity, i.expression[0]) for i in check(encounter, library, strict=True) if i.code == "code-invalid"]
    assert told == found
    assert check(encounter, library) == []


@pytest.mark.parametrize(("language", "errors"), [("en-US", []), ("haw", []), ("english", ["Patient.language"])])
def test_the_most_that_a_preferred_binding_allows(language, errors, library) -> None:
    """Resource.language prefers the common languages, but all must be languages (maxValueSet)."""
    issues = check({"resourceType": "Patient", "language": language}, library)
    assert [i.expression[0] for i in issues if i.severity == "error"] == errors


def test_units(library) -> None:
    """A quantity's code is judged like a coding's; a unit that UCUM does not know is a warning."""
    weight = {"value": 1, "unit": "lbs", "system": "http://unitsofmeasure.org", "code": "lbs"}
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "valueQuantity": weight}
    (issue,) = check(observation, library)
    assert (issue.severity, issue.expression) == ("warning", ("Observation.value.ofType(Quantity).code",))
