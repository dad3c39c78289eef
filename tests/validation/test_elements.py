"""Primitive extensions: `_name` beside `name` (http://hl7.org/fhir/R4/json.html#primitive)."""

import pytest

EXTENSION = {"url": "https://example.org/x", "valueCode": "a"}
LACKING = {"extension": [EXTENSION]}


@pytest.mark.parametrize(
    ("patient", "errors"),
    [
        ({"birthDate": "2000-01-01", "_birthDate": {"id": "b"}}, []),
        ({"birthDate": "2000-01-01", "_birthDate": LACKING}, []),
        ({"_birthDate": LACKING}, []),
        ({"_birthDate": {"id": "b"}}, [("invariant", "Patient.birthDate")]),
        ({"birthDate": "2000-01-01", "_birthDate": {}}, [("invariant", "Patient.birthDate")]),
        ({"_birthDate": None}, [("structure", "Patient.birthDate")]),
        ({"_birthDate": [LACKING]}, [("structure", "Patient.birthDate")]),
        ({"birthDate": "2000-01-01", "_birthDate": {"url": "x"}}, [("structure", "Patient.birthDate.url")]),
        (
            {"_birthDate": {"extension": [{"url": "https://example.org/x"}]}},
            [("invariant", "Patient.birthDate.extension[0]")],
        ),
        ({"_birthDate": {"extension": []}}, [("structure", "Patient.birthDate.extension")]),
        (
            {"_active": {"fhir_comments": ["x"]}},
            [("structure", "Patient.active"), ("invariant", "Patient.active")],
        ),
    ],
)
def test_beside_one_value(patient, errors, find) -> None:
    """`_birthDate` is an Element: with a value it may be just an id, without one it needs an extension."""
    assert find({"resourceType": "Patient", **patient}) == errors


@pytest.mark.parametrize(
    ("name", "errors"),
    [
        ({"given": ["a", "b"], "_given": [None, {"id": "g"}]}, []),
        ({"given": ["a", None], "_given": [None, LACKING]}, []),
        ({"_given": [LACKING]}, []),
        ({"given": ["a", None], "_given": [None, {"id": "g"}]}, [("invariant", "Patient.name[0].given[1]")]),
        (
            {"given": ["a", None], "_given": [LACKING, None]},
            [("structure", "Patient.name[0].given[1]"), ("structure", "Patient.name[0].given[1]")],
        ),
        ({"given": ["a", "b"], "_given": [LACKING]}, [("structure", "Patient.name[0].given")]),
        ({"given": ["a"], "_given": [None, LACKING]}, [("structure", "Patient.name[0].given")]),
        ({"given": ["a"], "_given": LACKING}, [("structure", "Patient.name[0].given")]),
        ({"given": ["a"], "_given": []}, [("structure", "Patient.name[0].given")]),
    ],
)
def test_beside_an_array(name, errors, find) -> None:
    """Two arrays of the same length; null stands where the other array has something."""
    assert find({"resourceType": "Patient", "name": [name]}) == errors


@pytest.mark.parametrize(
    ("extension", "errors"),
    [
        ({"url": "https://example.org/x", "extension": [{"url": "part", "valueCode": "a"}]}, []),
        ({"url": "part", "valueCode": "a"}, [("value", "Patient.extension[0].url")]),
        ({"url": "https://example.org/x", "valueCode": " a"}, [("value", "Patient.extension[0].value.ofType(code)")]),
        ({"valueCode": "a"}, [("required", "Patient.extension[0]")]),
        ({"url": "https://example.org/x", "valueFoo": "a"}, [("structure", "Patient.extension[0].valueFoo")]),
    ],
)
def test_an_extension_nobody_has_defined(extension, errors, find) -> None:
    """Unknown extensions are allowed as long as they are well formed."""
    found = find({"resourceType": "Patient", "extension": [extension]})
    assert found == errors
