"""A peer has no more members in their care than the program allows (NE-71)."""

from datetime import date

from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding


def bearable(members: int, program: Program, today: date) -> tuple[Finding, ...]:
    """A warning for an episode with which so many members are in the care of one peer.

    Counted are members with an active episode of the program that the peer leads, this one's among them.
    """
    law = program.law.caseload
    if law is None or members <= (most := law.max.on(today)).value:
        return ()
    return program.finding(
        most.rule,
        "warning",
        path="EpisodeOfCare.careManager",
        detail=f"{members} of {most.value} members in the care of this peer on {today}",
        hint="Name another peer as careManager, or end episodes that are over",
        measured=members,
        limit=most.value,
    )
