"""Cardinality and types (http://hl7.org/fhir/R4/profiling.html, http://hl7.org/fhir/R4/elementdefinition.html)."""

import pytest

PATIENT = {"resourceType": "Patient"}
NAME = {"family": "Lakota"}


def test_a_minimum(profile, lacks) -> None:
    """An element that base R4 lets be absent, needed by the profile, is told at the element it belongs to."""
    named = profile("named", "Patient", {"Patient.name": {"min": 2}, "Patient.name.family": {"min": 1}})
    assert lacks({**PATIENT, "name": [NAME, NAME]}, named) == []
    assert lacks({**PATIENT, "name": [NAME, {"text": "x"}]}, named) == [("required", "Patient.name[1]")]
    assert lacks({**PATIENT, "name": [NAME]}, named) == [("required", "Patient")]
    assert lacks(PATIENT, named) == [("required", "Patient")]


def test_a_primitive_is_there_with_extensions_only(profile, lacks) -> None:
    """http://hl7.org/fhir/R4/json.html#primitive: an element may have extensions in place of a value."""
    born = profile("born", "Patient", {"Patient.birthDate": {"min": 1}})
    unknown = {"extension": [{"url": "https://example.org/why", "valueCode": "unknown"}]}
    assert lacks({**PATIENT, "birthDate": "2020"}, born) == []
    assert lacks({**PATIENT, "_birthDate": unknown}, born) == []
    assert lacks(PATIENT, born) == [("required", "Patient")]


@pytest.mark.parametrize(
    ("maximum", "names", "found"),
    [("1", 1, []), ("1", 2, [("structure", "Patient")]), ("0", 1, [("structure", "Patient")]), ("*", 9, [])],
)
def test_a_maximum(maximum, names, found, profile, lacks) -> None:
    """No more than the profile's maximum."""
    few = profile("few", "Patient", {"Patient.name": {"max": maximum}})
    assert lacks({**PATIENT, "name": [NAME] * names}, few) == found


def test_primitives_that_repeat(profile, lacks) -> None:
    """Each value counts, and each that has extensions only."""
    two = profile("two", "Patient", {"Patient.name.given": {"min": 2, "max": "2"}})
    beside = [None, {"extension": [{"url": "https://example.org/why", "valueCode": "unknown"}]}]
    assert lacks({**PATIENT, "name": [{"given": ["A", "B"]}]}, two) == []
    assert lacks({**PATIENT, "name": [{"given": ["A", None], "_given": beside}]}, two) == []
    assert lacks({**PATIENT, "name": [{"given": ["A"]}]}, two) == [("required", "Patient.name[0]")]
    assert lacks({**PATIENT, "name": [{"given": ["A", "B", "C"]}]}, two) == [("structure", "Patient.name[0]")]


def test_the_types_of_a_choice(profile, lacks) -> None:
    """A profile leaves some of the types of value[x]; its rules about one apply to that one."""
    dead = profile(
        "dead",
        "Patient",
        {"Patient.deceased[x]": {"min": 1, "type": [{"code": "dateTime"}]}},
    )
    assert lacks({**PATIENT, "deceasedDateTime": "2020"}, dead) == []
    assert lacks({**PATIENT, "deceasedBoolean": True}, dead) == [("structure", "Patient.deceased.ofType(boolean)")]
    assert lacks(PATIENT, dead) == [("required", "Patient")]


@pytest.mark.parametrize("path", ["Observation.valueQuantity", "Observation.value[x]:valueQuantity"])
def test_the_short_way_to_a_type(path, profile, lacks) -> None:
    """`valueQuantity` in a path is the slice of that name of value[x]: other types stay allowed unless it is needed."""
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    elements = {path: {}, f"{path}.unit": {"min": 1}}
    measured = profile("measured", "Observation", elements)
    needed = profile("needed", "Observation", elements | {path: {"min": 1}})
    assert lacks({**observation, "valueString": "x"}, measured) == []
    assert lacks({**observation, "valueQuantity": {"value": 1, "unit": "kg"}}, needed) == []
    at = ("required", "Observation.value.ofType(Quantity)")
    assert lacks({**observation, "valueQuantity": {"value": 1}}, measured) == [at]
    assert lacks({**observation, "valueString": "x"}, needed) == [("required", "Observation")]


def test_a_chain(profile, lacks) -> None:
    """A profile of a profile has the rules of both, and the sharper of two."""
    first = profile("first", "Patient", {"Patient.name": {"min": 1}, "Patient.gender": {"min": 1}})
    elements = {"Patient.name": {"min": 0, "max": "1"}, "Patient.birthDate": {"min": 1}}
    second = profile("second", "Patient", elements, baseDefinition=first["url"])
    found = lacks(PATIENT, second, first)
    assert found == [("required", "Patient")] * 3


def test_who_said_it(profile, issues) -> None:
    """An issue names the profile of the chain that made the rule, and the rule id of its comment."""
    first = profile("first", "Patient", {"Patient.name": {"min": 1, "comment": "NE-27: because"}})
    second = profile("second", "Patient", {"Patient.gender": {"min": 1}}, baseDefinition=first["url"])
    found = issues(PATIENT, second, first)
    assert [(i.profile, i.rule) for i in found] == [(first["url"], "NE-27"), (second["url"], None)]
    assert f"Profile: {first['url']}" in found[0].as_json()["diagnostics"]


def test_elements_without_ids(profile, lacks) -> None:
    """Where a differential has no ids, path and slice name say which element is meant."""
    sliced = profile(
        "sliced",
        "Patient",
        {
            "Patient.identifier": {
                "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "open"}
            },
            "Patient.identifier:a": {"min": 1},
            "Patient.identifier:a.system": {"fixedUri": "https://example.org/a"},
            "Patient.identifier:b": {},
            "Patient.identifier:b.system": {"fixedUri": "https://example.org/b"},
            "Patient.identifier:b.value": {"min": 1},
        },
    )
    for element in sliced["differential"]["element"]:
        del element["id"]
    a, b = {"system": "https://example.org/a"}, {"system": "https://example.org/b"}
    assert lacks({**PATIENT, "identifier": [a]}, sliced) == []
    assert lacks({**PATIENT, "identifier": [b]}, sliced) == [
        ("required", "Patient.identifier[0]"),
        ("required", "Patient"),
    ]


def test_what_base_r4_found_is_not_found_again(profile, lacks) -> None:
    """A profile that repeats a rule of R4 adds no second issue, and wrong shapes raise nothing."""
    again = profile("again", "Observation", {"Observation.status": {"min": 1}, "Observation.code.coding": {"min": 1}})
    assert lacks({"resourceType": "Observation", "code": {"coding": [{"code": "x"}]}}, again) == [
        ("required", "Observation")
    ]
    wrong = {"resourceType": "Observation", "status": "final", "code": "x", "component": {}, "value": 1}
    assert {code for code, _ in lacks(wrong, again)} == {"structure"}


def test_content_references(profile, lacks) -> None:
    """Rules below an element whose content is another's apply where they are stated."""
    nested = profile("nested", "Questionnaire", {"Questionnaire.item.item.text": {"min": 1}})
    inner = {"linkId": "2", "type": "display"}
    questionnaire = {
        "resourceType": "Questionnaire",
        "status": "active",
        "item": [{"linkId": "1", "type": "group", "item": [inner]}],
    }
    assert lacks(questionnaire, nested) == [("required", "Questionnaire.item[0].item[0]")]
