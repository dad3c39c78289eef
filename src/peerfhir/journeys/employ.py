"""A PractitionerRole of a program comes in: its peer is held against all that the program asks of those who serve."""

from peerfhir.fhir.issues import Issue
from peerfhir.journeys.circumstances import Circumstances
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.weigh import Work
from peerfhir.mapping.finding import issue
from peerfhir.mapping.person import role
from peerfhir.policy.contact import unloaded
from peerfhir.policy.day import today
from peerfhir.policy.peers import employable


def findings(work: Work, around: Circumstances, ground: Ground) -> list[Issue]:
    """The findings of every program that the role names; a warning for one that no pack is loaded for.

    Who serves in no program is nobody's to judge, nor is a role that has ended or never was (`active` false).
    """
    resource = work.draft.resource or {}
    if resource.get("active") is False:
        return []
    peer = role(resource, around.related)
    found: list[Issue] = []
    for name in dict.fromkeys(peer.employment.programs if peer.employment else ()):
        program = ground.programs.get(name)
        if program is None:
            found.append(issue(unloaded(name, ground.programs, "PractitionerRole.extension")))
        else:
            found += [issue(one) for one in employable(peer, program, today(program, ground.clock()))]
    return found
