"""How many members are in the care of each peer on the last day of the period (NE-71)."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from peerfhir.fhir import json
from peerfhir.journeys.measures.inquiry import Inquiry
from peerfhir.mapping.episode import episode
from peerfhir.policy.admitted import local
from peerfhir.policy.measures.case import Case
from peerfhir.policy.measures.caseloads import caseloads
from peerfhir.policy.span import contains
from peerfhir.store import exchanges, served


async def caseload(inquiry: Inquiry) -> list[Case]:
    """Each peer who leads an episode of the program on that day, or today when the period is not over.

    An episode that is over is no longer led on its last day.
    """
    said, program = inquiry.program.law.caseload, inquiry.program
    if said is None:
        return []
    on = min(inquiry.scope.last, inquiry.today)
    rows = await served.episodes(inquiry.connection, inquiry.caller, replace(inquiry.scope, first=on, last=on))
    led: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in rows:
        found = episode(json.decode(one.body))
        if found is None or found.manager is None or program.id not in found.programs:
            continue
        ended = None if found.active else local(found.span.last, program) or date.min
        if contains(found.span, on, None, program) and (ended is None or on < ended):
            led[found.manager].append((one.who, one.key))
    known = await exchanges.people(inquiry.connection, led)
    members, keys = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for manager, those in led.items():
        if manager in known:
            members[known[manager]] |= {who for who, _ in those}
            keys[known[manager]] |= {key for _, key in those}
    return caseloads(
        {who: frozenset(those) for who, those in members.items()},
        {who: tuple(sorted(those)) for who, those in keys.items()},
        said,
        on,
    )
