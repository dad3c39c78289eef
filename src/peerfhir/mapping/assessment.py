"""When a member's needs were assessed: an Observation or QuestionnaireResponse that is a needs assessment inventory."""

from datetime import date

from peerfhir.fhir.papers import DOC
from peerfhir.mapping.elements import Json, codes, item, listed, text
from peerfhir.mapping.times import day

INVENTORY = "needs-assessment-inventory"
_MADE = frozenset({"final", "amended", "corrected", "completed"})


def assessed_on(resource: Json) -> date | None:
    """The day of a needs assessment; None of anything else, and of one that is not finished or not dated.

    A QuestionnaireResponse is one when its questionnaire is named so (`.../needs-assessment-inventory`).
    """
    if text(resource.get("status")) not in _MADE:
        return None
    match resource.get("resourceType"):
        case "Observation":
            concepts = [resource.get("code"), *listed(resource.get("category"))]
            said = INVENTORY in codes(concepts, DOC)
            when = [resource.get("effectiveDateTime"), item(resource.get("effectivePeriod")).get("start")]
            when += [resource.get("effectiveInstant"), resource.get("issued")]
        case "QuestionnaireResponse":
            named = str(resource.get("questionnaire", "")).split("|")[0]
            said, when = named.rsplit("/", 1)[-1] == INVENTORY, [resource.get("authored")]
        case _:
            return None
    return next((found for found in map(day, when) if found), None) if said else None
