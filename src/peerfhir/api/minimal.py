"""The least that R4 asks of a resource of a type, as an example to begin with; made from the tables, so always valid.

References lead to people of the sandbox, so that it can be sent there as it is.
"""

from typing import Any

from peerfhir.fhir.definitions import Definitions, Element

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


def minimal(type_: str, definitions: Definitions) -> Json:
    """A resource of the type with what is required, and the person it is about, where it can name one."""
    made: Json = {"resourceType": type_} | _object(type_, definitions) | _BESIDES.get(type_, {})
    for name in ("patient", "subject"):
        element = definitions.structure(type_).elements.get(name)
        if element and "Patient" in element.targets and name not in made:
            made[name] = {"reference": "Patient/mt-m1"}
    return made


def _object(path: str, definitions: Definitions) -> Json:
    made: Json = {}
    for name, element in definitions.structure(path).elements.items():
        if not element.min:
            continue
        type_ = _chosen(element)
        value = _value(type_, element, definitions)
        key = f"{name}{type_[0].upper()}{type_[1:]}" if element.choice else name
        made[key] = [value] if element.many else value
    return made


def _chosen(element: Element) -> str:
    return next((one for one in ("CodeableConcept", "Reference", "dateTime") if one in element.types), element.types[0])


def _value(type_: str, element: Element, definitions: Definitions) -> Any:
    if type_ == "Reference":
        return _reference(element)
    if type_ == "code":
        return _code(element, definitions)
    return _PLAIN[type_] if type_ in _PLAIN else _object(type_, definitions)


def _reference(element: Element) -> Json:
    for type_, fid in _KNOWN.items():
        if not element.targets or type_ in element.targets:
            return {"reference": f"{type_}/{fid}"}
    return {"display": "Example"}


def _code(element: Element, definitions: Definitions) -> str:
    if element.codes is None:
        return str(_PLAIN["code"])
    codes = {code for system in definitions.codes(element.codes).values() for code in system}
    return next((code for code in _PREFERRED if code in codes), min(codes))
