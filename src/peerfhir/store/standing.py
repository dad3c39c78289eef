"""What stands about a member: resources that say something lasting, found by the member alone.

Each has a row under parameter `STANDING` in index_date, open at both ends; of an inpatient stay, its period. One range
scan by member finds them all. Whether what they say counts (a refuted Condition, a cancelled Coverage) is for the law.
"""

from datetime import datetime
from typing import Any

from peerfhir.fhir.issues import CANONICAL
from peerfhir.fhir.searching import parameters
from peerfhir.store.values import OPEN_END, OPEN_START

STANDING = 0  # no search parameter has this number
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
INPATIENT = frozenset({"IMP", "ACUTE", "NONAC"})  # of v3-ActCode
_ALWAYS = frozenset({"Patient", "Coverage", "EpisodeOfCare", "CarePlan"})
_EXCLUSION = f"{CANONICAL}/StructureDefinition/exclusion-criterion"
_APPROVAL = f"{CANONICAL}/StructureDefinition/cpo-approval"
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
            return any(coding.get("system") == ICD for coding in codings) or _extended(resource, _EXCLUSION)
        case "RelatedPerson":
            return "identifier" in resource
        case "ClaimResponse":
            return resource.get("use") == "preauthorization"
        case "ServiceRequest":
            return _extended(resource, _APPROVAL)
    return False


def _extended(resource: dict[str, Any], url: str) -> bool:
    return any(extension.get("url") == url for extension in resource.get("extension", []))
