"""What stands about a member: resources that say something lasting, found by the member alone.

Each has a row under parameter `STANDING` in index_date, open at both ends; of an inpatient stay, its period. One range
scan by member finds them all. Whether what they say counts (a refuted Condition, a cancelled Coverage) is for the law.
"""

from datetime import datetime
from typing import Any

from peerfhir.fhir.issues import CANONICAL
from peerfhir.fhir.papers import kind_named, kind_of
from peerfhir.fhir.searching import parameters
from peerfhir.store.values import OPEN_END, OPEN_START

STANDING = 0  # no search parameter has this number
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
INPATIENT = frozenset({"IMP", "ACUTE", "NONAC"})  # of v3-ActCode
_ALWAYS = frozenset({"Patient", "Coverage", "EpisodeOfCare", "CarePlan"})
_EXCLUSION = f"{CANONICAL}/StructureDefinition/exclusion-criterion"
_APPROVAL = f"{CANONICAL}/StructureDefinition/cpo-approval"
_DISABILITY = f"{CANONICAL}/StructureDefinition/disability"
_PAPERS = frozenset({"DocumentReference", "Observation", "Procedure"})
_DATE = parameters("Encounter")["date"].id

Dates = dict[tuple[int, datetime, datetime], None]


def standing(resource: dict[str, Any], dates: Dates) -> Dates:
    """The standing rows of a resource, none for most; `dates` are its own rows of index_date."""
    name = resource["resourceType"]
    if name == "Encounter":
        inpatient = resource.get("class", {}).get("code") in INPATIENT
        return {(STANDING, lo, hi): None for param, lo, hi in dates if param == _DATE} if inpatient else {}
    return {(STANDING, OPEN_START, OPEN_END): None} if name in _ALWAYS or _says(name, resource) else {}


def _says(name: str, resource: dict[str, Any]) -> bool:
    match name:
        case "Condition":
            codings = resource.get("code", {}).get("coding", [])
            said = any(coding.get("system") == ICD for coding in codings)
            said = said or _extended(resource, _EXCLUSION, _DISABILITY)
        case "RelatedPerson":
            said = "identifier" in resource
        case "ClaimResponse":
            said = resource.get("use") == "preauthorization"
        case "ServiceRequest":
            said = _extended(resource, _APPROVAL)
        case "QuestionnaireResponse":
            said = kind_named(str(resource.get("questionnaire", ""))) is not None
        case _:
            said = name in _PAPERS and _is_paper(resource)
    return said


def _is_paper(resource: dict[str, Any]) -> bool:
    """Whether it is a paper of the member's file by a code of its own (`fhir.papers`)."""
    category = resource.get("category", [])
    concepts = [resource.get("code", {}), resource.get("type", {}), *(category if isinstance(category, list) else [])]
    codings = [coding for concept in concepts for coding in concept.get("coding", [])]
    return any(kind_of(one.get("system", ""), one.get("code", "")) is not None for one in codings)


def _extended(resource: dict[str, Any], *urls: str) -> bool:
    return any(extension.get("url") in urls for extension in resource.get("extension", []))
