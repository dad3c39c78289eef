"""An assessment comes into a member's file: who made it (NE-16)."""

from peerfhir.fhir.issues import Issue
from peerfhir.journeys.circumstances import Circumstances
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.weigh import Work
from peerfhir.mapping.finding import issue
from peerfhir.mapping.member import member
from peerfhir.mapping.papers import assessors, papers
from peerfhir.policy.assessor import licensed_assessor


def findings(work: Work, around: Circumstances, ground: Ground) -> list[Issue]:
    """The findings of every program that the member is in, by their active episodes of care."""
    resource = work.draft.resource or {}
    day = next((one.day for one in papers(resource) if one.day), None)
    who, path = assessors(resource, around.related)
    episodes = member(around.standing(work), zone=ground.zone).episodes
    names = dict.fromkeys(name for one in episodes if one.active for name in one.programs)
    programs = [ground.programs[name] for name in names if name in ground.programs]
    return [issue(one) for program in programs for one in licensed_assessor(who, day, program, path)]
