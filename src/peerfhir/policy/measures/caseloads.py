"""No peer has more members in their care than the program allows (NE-71)."""

from collections.abc import Mapping
from datetime import date

from peerfhir.policy.measures.case import Case
from peerfhir.policy.member_law import Caseload

TOO_MANY = "too many members"


def caseloads(
    members: Mapping[int, frozenset[int]], episodes: Mapping[int, tuple[int, ...]], law: Caseload, on: date
) -> list[Case]:
    """A case for each peer: the members whom they lead on a day, each once; `episodes` are the records of it."""
    most = law.max.on(on).value
    return [
        Case(
            who,
            "missed" if len(those) > most else "met",
            reasons=(TOO_MANY,) if len(those) > most else (),
            detail=f"{len(those)} of {most} members on {on}",
            evidence=episodes.get(who, ()),
            numbers=(("members", len(those)), ("members allowed", most)),
        )
        for who, those in sorted(members.items())
    ]
