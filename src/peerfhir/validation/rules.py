"""The rules (invariants) of a structure as checks: native where `natives` or `questions` has them, else FHIRPath.

Severity comes from the definitions. Best practice (dom-6) is silent, and what the walk itself enforces is not repeated.
"""

from peerfhir.fhir.definitions import Element, Structure
from peerfhir.validation import bundles, documents, fhirpath, natives, questions, references, resources, slicings
from peerfhir.validation.visit import Json, Place, Visit, Walk, severity_of

ELSEWHERE = {
    "ele-1": "structure and elements",
    "dom-3": "dom-2",
    "dom-4": "dom-2",
    "dom-5": "dom-2",
    "dom-6": "best practice",
    "txt-1": "narrative",
    "txt-2": "narrative",
    "bdl-2": "bundles",
    "bdl-3": "bundles",
    "bdl-4": "bundles",
    "ref-1": "references",
    "ppc-2": "its code system 'something' does not exist, so it always holds",
    "ppc-3": "the same",
    "ppc-4": "the same",
    "ppc-5": "the same",
}
_NATIVE = natives.RULES | questions.RULES
WALKS: dict[str, Walk] = {"dom-2": resources.containing, "bdl-7": bundles.entries}
_ADDED: dict[str, tuple[Walk, ...]] = {
    "Questionnaire": (questions.conditions,),
    "StructureDefinition": (slicings.discriminators,),
    "Bundle": (documents.whole,),
    "Reference": (references.agrees,),
    "Attachment": (natives.attachment_size,),
    "Identifier": (natives.uri_identifier,),
}


def of(owner: Structure | Element, path: str, kind: str | None = None) -> list[Walk]:
    """The checks of the rules that a structure or an element states, and of those R4 states in words only.

    `kind` is the type of the values, where `path` is that of an element.
    """
    found: list[Walk] = list(_ADDED.get(path, ()))
    for key, (severity, expression) in owner.rules.items():
        if key in ELSEWHERE:
            continue
        native = _NATIVE.get(f"{path}:{key}") or _NATIVE.get(key)
        if key in WALKS:
            found.append(WALKS[key])
        elif native:
            found.append(_stated(key, severity, native))
        else:
            found.append(fhirpath.rule(key, severity, expression, kind or path))
    return found


def _stated(key: str, severity: str, native: natives.Rule) -> Walk:
    said, holds = native
    level = severity_of(severity)

    def walk(node: Json, place: Place, visit: Visit) -> None:
        if not holds(node):
            visit.add(place, "invariant", said, severity=level, rule=key)

    return walk
