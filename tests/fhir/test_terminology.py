"""ValueSet and CodeSystem reduced to what tells membership, hierarchy and texts."""

import pytest

from peerfhir.fhir.terminology import code_system, value_set


def test_a_value_set() -> None:
    """Compose and expansion stay, prose goes."""
    include = {"system": "urn:x", "version": "1", "concept": [{"code": "a", "display": "A", "designation": []}]}
    filtered = {"system": "urn:y", "filter": [{"property": "concept", "op": "is-a", "value": "z", "extension": []}]}
    contains = [{"system": "urn:x", "code": "a", "inactive": True, "contains": [{"code": "b"}]}]
    definition = {
        "resourceType": "ValueSet",
        "url": "urn:v",
        "version": "2",
        "description": "prose",
        "compose": {"include": [include, filtered], "exclude": [{"valueSet": ["urn:w"]}]},
        "expansion": {"timestamp": "2026-01-01", "contains": contains},
    }
    assert value_set(definition) == {
        "resourceType": "ValueSet",
        "url": "urn:v",
        "version": "2",
        "compose": {
            "include": [
                {"system": "urn:x", "version": "1", "concept": [{"code": "a", "display": "A"}]},
                {"system": "urn:y", "filter": [{"property": "concept", "op": "is-a", "value": "z"}]},
            ],
            "exclude": [{"valueSet": ["urn:w"]}],
        },
        "expansion": {"contains": [{"system": "urn:x", "code": "a", "contains": [{"code": "b"}]}]},
    }


def test_a_code_system() -> None:
    """Codes, texts, properties and hierarchy stay, definitions go."""
    inner = {"code": "b", "property": [{"code": "status", "valueCode": "retired", "extension": []}]}
    concept = {"code": "a", "display": "A", "definition": "prose", "concept": [inner]}
    definition = {
        "url": "urn:s",
        "content": "complete",
        "concept": [concept],
        "property": [{"code": "status", "type": "code"}],
    }
    assert code_system(definition) == {
        "url": "urn:s",
        "content": "complete",
        "property": [{"code": "status"}],
        "concept": [
            {
                "code": "a",
                "display": "A",
                "concept": [{"code": "b", "property": [{"code": "status", "valueCode": "retired"}]}],
            }
        ],
    }


def test_texts_that_are_not_free() -> None:
    """Codes stay without their texts."""
    concept = {"code": "a", "display": "A", "designation": [{"value": "B"}]}
    assert code_system({"url": "urn:s", "concept": [concept]}, lambda _: False)["concept"] == [{"code": "a"}]
    kept = value_set({"compose": {"include": [{"system": "urn:s", "concept": [concept]}]}}, lambda _: False)
    assert kept["compose"]["include"][0]["concept"] == [{"code": "a"}]


@pytest.mark.parametrize(
    "compose",
    [None, 1, [], {"include": 1}, {"include": [1, {"concept": "a"}, {"concept": [{"code": 1}]}, {"valueSet": "x"}]}],
)
def test_unexpected_shapes_are_left_out(compose) -> None:
    """A broken value set holds nothing, and breaks nothing."""
    kept = value_set({"compose": compose, "expansion": compose})
    assert [
        c for i in kept.get("compose", {}).get("include", ()) for c in (*i.get("concept", ()), *i.get("valueSet", ()))
    ] == []
