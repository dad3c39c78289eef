"""Documents and messages (http://hl7.org/fhir/R4/documents.html#content, messaging.html#bundle)."""

from typing import Any

import pytest

URLS = [f"urn:uuid:00000000-0000-4000-8000-00000000000{n}" for n in range(9)]


def _bundle(kind: str, *resources: Any) -> Any:
    return {
        "resourceType": "Bundle",
        "type": kind,
        "identifier": {"system": "https://example.org/documents", "value": "1"},
        "timestamp": "2026-11-16T12:00:00Z",
        "entry": [{"fullUrl": url, "resource": each} for url, each in zip(URLS, resources, strict=False)],
    }


def _composition(**more: Any) -> Any:
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "x"},
        "date": "2026-11-16",
        "author": [{"display": "x"}],
        "title": "x",
        "subject": {"reference": URLS[1]},
    } | more


PATIENT = {"resourceType": "Patient", "active": True}
BEFORE = "Bundle.entry[0].resource."


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ({}, None),
        ({"subject": {"display": "x"}, "author": [{"reference": URLS[1]}]}, None),
        ({"encounter": {"reference": "Encounter/e"}}, "encounter"),
        ({"author": [{"reference": URLS[1]}, {"reference": "https://example.org/fhir/Practitioner/p"}]}, "author[1]"),
        ({"attester": [{"mode": "legal", "party": {"reference": URLS[5]}}]}, "attester[0].party"),
        ({"custodian": {"reference": "Organization/o"}}, "custodian"),
        ({"event": [{"detail": [{"reference": "Procedure/p"}]}]}, "event[0].detail[0]"),
        (
            {"section": [{"title": "x", "section": [{"title": "y", "entry": [{"reference": "List/l"}]}]}]},
            "section[0].section[0].entry[0]",
        ),
        ({"author": [{"reference": "#a"}], "contained": [{"resourceType": "Practitioner", "id": "a"}]}, None),
    ],
)
def test_what_a_composition_refers_to(more, at, find) -> None:
    """It is in the document; a display or identifier alone, or a contained resource, needs no entry."""
    found = find(_bundle("document", _composition(**more), PATIENT))
    assert found == ([("not-found", BEFORE + at)] if at else [])


def test_nothing_else_is_in_a_document(find) -> None:
    """Each entry is linked with the Composition, either way and over any number of steps."""
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    linked = {**observation, "subject": {"reference": URLS[1]}}
    far = {"resourceType": "Provenance", "target": [{"reference": URLS[2]}], "recorded": "2026-11-16T12:00:00Z"}
    far["agent"] = [{"who": {"display": "x"}}]
    assert find(_bundle("document", _composition(), PATIENT, linked, far)) == []
    assert find(_bundle("document", _composition(), PATIENT, observation)) == [("structure", "Bundle.entry[2]")]
    assert find(_bundle("collection", PATIENT, observation)) == []


def test_the_focus_of_a_message(find) -> None:
    """What a message is about is in its Bundle."""
    header = {
        "resourceType": "MessageHeader",
        "eventUri": "https://example.org/event",
        "source": {"endpoint": "https://example.org"},
        "focus": [{"reference": URLS[1]}, {"reference": "Patient/p"}],
    }
    assert find(_bundle("message", header, PATIENT)) == [("not-found", BEFORE + "focus[1]")]


def test_an_address_is_not_another(find) -> None:
    """A relative reference is relative to its entry's fullUrl (http://hl7.org/fhir/R4/bundle.html#references)."""
    bundle = _bundle("document", _composition(), {**PATIENT, "id": "p"})
    bundle["entry"][0]["resource"]["subject"] = {"reference": "Patient/p"}
    at = BEFORE + "subject"
    assert find(bundle) == [
        ("not-found", f"{at}.reference"),
        ("not-found", at),
        ("structure", "Bundle.entry[1]"),
    ]
    bundle["entry"][0]["fullUrl"] = "https://example.org/fhir/Composition/c"
    bundle["entry"][0]["resource"]["id"] = "c"
    bundle["entry"][1]["fullUrl"] = "https://example.org/fhir/Patient/p"
    assert find(bundle) == []
