"""Fixed values, patterns and limits (http://hl7.org/fhir/R4/elementdefinition.html)."""

import pytest

PATIENT = {"resourceType": "Patient"}
PHONE = {"system": "phone", "value": "1"}


@pytest.mark.parametrize(
    ("telecom", "found"),
    [
        (PHONE, []),
        ({"value": "1", "system": "phone"}, []),
        ({**PHONE, "use": "home"}, [("value", "Patient.telecom[0].use")]),
        ({"system": "phone", "value": "2"}, [("value", "Patient.telecom[0].value")]),
        ({"system": "phone"}, [("value", "Patient.telecom[0]")]),
    ],
)
def test_a_fixed_value(telecom, found, profile, lacks) -> None:
    """The value must be equal: nothing other, nothing less, nothing more."""
    fixed = profile("fixed", "Patient", {"Patient.telecom": {"fixedContactPoint": PHONE}})
    assert lacks({**PATIENT, "telecom": [telecom]}, fixed) == found


@pytest.mark.parametrize(
    ("codings", "good"),
    [
        ([{"system": "https://example.org/s", "code": "a", "display": "A"}], True),
        ([{"system": "https://example.org/o", "code": "b"}, {"system": "https://example.org/s", "code": "a"}], True),
        ([{"system": "https://example.org/s", "code": "b"}], False),
        ([{"code": "a"}], False),
        (None, False),
    ],
)
def test_a_pattern(codings, good, profile, lacks) -> None:
    """The value has at least what the pattern has; for each of its items some item."""
    pattern = {"coding": [{"system": "https://example.org/s", "code": "a"}]}
    married = profile("married", "Patient", {"Patient.maritalStatus": {"patternCodeableConcept": pattern}})
    status = {"text": "x"} if codings is None else {"coding": codings}
    found = lacks({**PATIENT, "maritalStatus": status}, married)
    assert found == ([] if good else [("value", "Patient.maritalStatus")])


def test_only_of_what_is_there(profile, lacks) -> None:
    """A fixed value or pattern does not make an element needed."""
    female = profile("female", "Patient", {"Patient.gender": {"fixedCode": "female"}})
    active = profile("active", "Patient", {"Patient.active": {"patternBoolean": True}})
    assert lacks(PATIENT, female) == []
    assert lacks({**PATIENT, "gender": "male"}, female) == [("value", "Patient.gender")]
    assert lacks({**PATIENT, "active": True}, active) == []
    assert lacks({**PATIENT, "active": False}, active) == [("value", "Patient.active")]


def test_decimals_are_equal_as_numbers(profile, lacks) -> None:
    """http://hl7.org/fhir/R4/datatypes.html#decimal: precision is kept, equality is of the number."""
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    one = profile("one", "Observation", {"Observation.value[x].value": {"fixedDecimal": 1}})
    assert lacks({**observation, "valueQuantity": {"value": 1.0}}, one) == []
    assert lacks({**observation, "valueQuantity": {"value": 1.5}}, one) == [
        ("value", "Observation.value.ofType(Quantity).value")
    ]


@pytest.mark.parametrize(
    ("born", "good"), [("2000", True), ("2000-01-01", True), ("1999-12-31", False), ("2010-12", True), ("2011", False)]
)
def test_limits_of_dates(born, good, profile, lacks) -> None:
    """MinValue and maxValue include themselves; what is only partly known is not certainly beyond."""
    said = {"minValueDate": "2000-01-01", "maxValueDate": "2010-12-31"}
    young = profile("young", "Patient", {"Patient.birthDate": said})
    assert lacks({**PATIENT, "birthDate": born}, young) == ([] if good else [("value", "Patient.birthDate")])


@pytest.mark.parametrize(
    ("quantity", "good"),
    [
        ({"value": 3, "code": "kg", "system": "http://unitsofmeasure.org"}, True),
        ({"value": 2.9, "code": "kg", "system": "http://unitsofmeasure.org"}, False),
        ({"value": 0.0029, "code": "t", "system": "http://unitsofmeasure.org"}, False),
        ({"value": 3000, "code": "g", "system": "http://unitsofmeasure.org"}, True),
        ({"value": 2999999, "code": "mg", "system": "http://unitsofmeasure.org"}, False),
        ({"value": 6.7, "code": "[lb_av]", "system": "http://unitsofmeasure.org"}, True),
        ({"value": 6.6, "code": "[lb_av]", "system": "http://unitsofmeasure.org"}, False),
        ({"value": 5, "code": "cm", "system": "http://unitsofmeasure.org"}, False),  # no weight at all
        ({"value": 2, "code": "[iU]", "system": "http://unitsofmeasure.org"}, True),
        ({"value": 2, "unit": "sacks"}, True),
        ({"value": 2, "comparator": ">", "code": "kg", "system": "http://unitsofmeasure.org"}, True),
        ({"unit": "kg"}, True),
    ],
)
def test_limits_of_quantities(quantity, good, profile, lacks) -> None:
    """Quantities are compared by what they measure (UCUM); what measures something else is never within a limit."""
    least = {"value": 3, "unit": "kg", "code": "kg", "system": "http://unitsofmeasure.org"}
    heavy = profile("heavy", "Observation", {"Observation.value[x]": {"minValueQuantity": least}})
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "valueQuantity": quantity}
    assert lacks(observation, heavy) == ([] if good else [("value", "Observation.value.ofType(Quantity)")])


def test_limits_of_numbers_and_lengths(profile, lacks) -> None:
    """Integers by their value, strings by their length in characters."""
    said = {"Patient.multipleBirth[x]": {"maxValueInteger": 3}, "Patient.name.family": {"maxLength": 3}}
    small = profile("small", "Patient", said)
    assert lacks({**PATIENT, "multipleBirthInteger": 3, "name": [{"family": "äöü"}]}, small) == []
    assert lacks({**PATIENT, "multipleBirthInteger": 4, "name": [{"family": "äöüß"}]}, small) == [
        ("value", "Patient.multipleBirth.ofType(integer)"),
        ("too-long", "Patient.name[0].family"),
    ]


@pytest.mark.parametrize(
    ("quantity", "told"),
    [
        ({"value": 2, "code": "[iU]", "system": "http://unitsofmeasure.org"}, True),
        ({"value": 2, "unit": "sacks"}, True),
        ({"value": 3, "code": "kg", "system": "http://unitsofmeasure.org"}, False),
        ({"value": 3000, "code": "g", "system": "http://unitsofmeasure.org"}, False),
    ],
)
def test_what_cannot_be_compared_is_said(quantity, told, profile, issues) -> None:
    """A unit that is not known, or arbitrary, is a warning where all is reported, and nothing on write."""
    least = {"value": 3, "unit": "kg", "code": "kg", "system": "http://unitsofmeasure.org"}
    heavy = profile("heavy", "Observation", {"Observation.value[x]": {"minValueQuantity": least}})
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "valueQuantity": quantity}
    assert [i for i in issues(observation, heavy) if "compared" in i.text] == []
    found = [(i.severity, i.code) for i in issues(observation, heavy, strict=True) if "compared" in i.text]
    assert found == ([("warning", "not-supported")] if told else [])
