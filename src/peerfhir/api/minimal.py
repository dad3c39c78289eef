"""The least that R4 asks of a resource of a type, as an example to begin with; made from the tables, so always valid.

References lead to people of the sandbox, so that it can be sent there as it is.
"""

from typing import Any

from peerfhir.api.offered import OFFERED
from peerfhir.fhir.definitions import Definitions, Element, definitions
from peerfhir.fhir.issues import outcome

Json = dict[str, Any]

_KNOWN = {
    "Patient": "mt-m1",
    "PractitionerRole": "mt-peer",
    "Practitioner": "mt-peer",
    "Organization": "ORG-MT",
    "Coverage": "mt-c1",
    "Condition": "mt-dx1",
}
_PLAIN: dict[str, Any] = {
    "boolean": True,
    "code": "example",
    "canonical": "https://example.org/fhir/Questionnaire/example",
    "date": "2026-11-09",
    "dateTime": "2026-11-09T10:00:00-07:00",
    "decimal": 1,
    "instant": "2026-11-09T10:00:00-07:00",
    "integer": 1,
    "markdown": "Example",
    "positiveInt": 1,
    "string": "Example",
    "unsignedInt": 1,
    "uri": "https://example.org/example",
    "url": "https://example.org/example",
    "Attachment": {"title": "Example"},
    "CodeableConcept": {"text": "Example"},
    "Coding": {"system": "https://example.org/codes", "code": "example"},
    "Identifier": {"system": "https://example.org/numbers", "value": "SYN-1"},
    "Money": {"value": 15, "currency": "USD"},
    "Period": {"start": "2026-11-09"},
    "Quantity": {"value": 1},
}
_PREFERRED = ("active", "final", "completed", "finished", "order", "claim", "complete", "person")
# What an invariant asks for besides.
_BESIDES: dict[str, Json] = {
    "AllergyIntolerance": {
        "clinicalStatus": {
            "coding": [
                {"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}
            ]
        }
    },
    "Appointment": {
        "status": "proposed",
        "participant": [{"actor": {"reference": "Patient/mt-m1"}, "status": "accepted"}],
    },
    "Consent": {"policyRule": {"text": "Example"}},
    "InsurancePlan": {"name": "Example"},
    "Organization": {"name": "Zz-Example"},
    "Patient": {"name": [{"text": "Zz-Example"}]},
}


_WHEN = "2026-11-16T12:00:00.000Z"
KEPT_ID = "syn-example"
_GENERAL: tuple[tuple[str, str, Json], ...] = (
    ("Page", "Nothing was found", {"resourceType": "Bundle", "type": "searchset", "total": 0}),
    ("Versions", "No versions", {"resourceType": "Bundle", "type": "history"}),
    ("Transaction", "Nothing to do", {"resourceType": "Bundle", "type": "transaction"}),
    ("Well", "Nothing is wrong", outcome(())),
    ("Nothing", "There is nothing to tell", {"resourceType": "Parameters"}),
    (
        "Decision",
        "All that is pended is approved",
        {"resourceType": "Parameters", "parameter": [{"name": "decision", "valueCode": "approve"}]},
    ),
    (
        "Statement",
        "Cut to what is required",
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": "2026-11-24",
            "kind": "instance",
            "fhirVersion": "4.0.1",
            "format": ["json"],
        },
    ),
)


def components() -> dict[str, Json]:
    """For each type the least that R4 asks for, as it is sent and as it is kept (`Type.kept`); and what is general."""
    made: dict[str, Json] = {}
    for type_ in OFFERED:
        sent = minimal(type_, definitions())
        named = {"resourceType": type_, "id": KEPT_ID, "meta": {"versionId": "1", "lastUpdated": _WHEN}}
        made[type_] = {"summary": "The least that R4 asks for", "value": sent}
        made[f"{type_}.kept"] = {"summary": "The same as it is kept", "value": named | sent}
    return made | {name: {"summary": text, "value": value} for name, text, value in _GENERAL}


def minimal(type_: str, tables: Definitions) -> Json:
    """A resource of the type with what is required, and the person it is about, where it can name one."""
    made: Json = {"resourceType": type_} | _object(type_, tables) | _BESIDES.get(type_, {})
    for name in ("patient", "subject"):
        element = tables.structure(type_).elements.get(name)
        if element and "Patient" in element.targets and name not in made:
            made[name] = {"reference": "Patient/mt-m1"}
    return made


def _object(path: str, tables: Definitions) -> Json:
    made: Json = {}
    for name, element in tables.structure(path).elements.items():
        if not element.min:
            continue
        type_ = _chosen(element)
        value = _value(type_, element, tables)
        key = f"{name}{type_[0].upper()}{type_[1:]}" if element.choice else name
        made[key] = [value] if element.many else value
    return made


def _chosen(element: Element) -> str:
    return next((one for one in ("CodeableConcept", "Reference", "dateTime") if one in element.types), element.types[0])


def _value(type_: str, element: Element, tables: Definitions) -> Any:
    if type_ == "Reference":
        return _reference(element)
    if type_ == "code":
        return _code(element, tables)
    return _PLAIN[type_] if type_ in _PLAIN else _object(type_, tables)


def _reference(element: Element) -> Json:
    for type_, fid in _KNOWN.items():
        if not element.targets or type_ in element.targets:
            return {"reference": f"{type_}/{fid}"}
    return {"display": "Example"}


def _code(element: Element, tables: Definitions) -> str:
    if element.codes is None:
        return str(_PLAIN["code"])
    codes = {code for system in tables.codes(element.codes).values() for code in system}
    return next((code for code in _PREFERRED if code in codes), min(codes))
