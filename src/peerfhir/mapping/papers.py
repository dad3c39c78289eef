"""Papers of a member's file: assessments, copies of them, efforts to obtain one, screenings (NE-15..19, NE-38).

A paper is a DocumentReference, Observation or Procedure with one of their codes, or a QuestionnaireResponse whose
questionnaire is named by one (`.../mh-assessment`).
"""

from typing import Any

from peerfhir.fhir.papers import ASSESSMENT, kind_named, kind_of
from peerfhir.mapping.credentials import qualified_by
from peerfhir.mapping.elements import Json, codings, item, items, listed, text
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.remembered import remembered
from peerfhir.mapping.times import moment
from peerfhir.mapping.trail import Related, Trail
from peerfhir.policy.facts import Credential, Paper

EFFORTS = "assessment-request-efforts"
TYPES = frozenset({"DocumentReference", "Observation", "Procedure", "QuestionnaireResponse"})
_DONE = frozenset({"final", "amended", "corrected", "completed", "current"})


@remembered
def papers(resource: Json) -> tuple[Paper, ...]:
    """What a resource is of, by each of its codes; nothing when it is not finished, or an error."""
    if text(resource.get("status")) not in _DONE or resource.get("docStatus") in (
        "entered-in-error",
        "preliminary",
    ):
        return ()
    return tuple([_paper(kind, resource) for kind in sorted(kinds(resource))])


def kinds(resource: Json) -> frozenset[str]:
    """What papers a resource is, by its codes or by its questionnaire (`fhir.papers`)."""
    if resource.get("resourceType") == "QuestionnaireResponse":
        found = [kind_named(text(resource.get("questionnaire")) or "")]
    else:
        concepts = [resource.get("code"), resource.get("type"), *listed(resource.get("category"))]
        found = [kind_of(*one) for one in codings(concepts)]
    return frozenset(filter(None, found))


def is_assessment(resource: Json) -> bool:
    """Whether it is an assessment, in whatever state."""
    return text(resource.get("resourceType")) in TYPES and any(kind.endswith(ASSESSMENT) for kind in kinds(resource))


def assessors(resource: Json, related: Related) -> tuple[tuple[tuple[Credential, ...] | None, ...], str]:
    """What qualifies each who made a paper (None: they are not known here), and the element that says who did."""
    type_, trail = text(resource.get("resourceType")) or "", Trail(related)
    element = "author" if type_ in ("DocumentReference", "QuestionnaireResponse") else "performer"
    given = resource.get(element)
    named = [one.get("actor", one) for one in items(given if type(given) is list else [given])]
    return tuple([qualified_by(one, trail) for one in named]), f"{type_}.{element}"


def efforts(care_plan: Json) -> tuple[Paper, ...]:
    """Efforts that a CarePlan tells of in the extension assessment-efforts; when the assessment was, it cannot say."""
    return tuple([Paper(EFFORTS, None) for _ in Extensions(care_plan).parts("assessment-efforts")])


def _paper(kind: str, resource: Json) -> Paper:
    found = next((one for one in map(moment, _times(kind, resource)) if one is not None and one.day), None)
    attachments = [item(one.get("attachment")) for one in items(resource.get("content"))]
    copy = any(one.get("url") or one.get("data") for one in attachments)
    return Paper(kind, found.day if found else None, found.at if found else None, copy=copy)


def _times(kind: str, resource: Json) -> list[Any]:
    """When it was made, the best answer first; of efforts only the time that they say the assessment was made."""
    context = item(item(resource.get("context")).get("period"))
    told = [context.get("end"), context.get("start")]
    if kind == EFFORTS:
        return told
    effective, performed = item(resource.get("effectivePeriod")), item(resource.get("performedPeriod"))
    told += [resource.get("effectiveDateTime"), effective.get("end"), effective.get("start")]
    told += [resource.get("effectiveInstant"), resource.get("performedDateTime"), performed.get("end")]
    return [*told, performed.get("start"), resource.get("authored"), resource.get("date"), resource.get("issued")]
