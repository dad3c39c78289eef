"""Members in care are screened at admission, and again (NE-38, NE-39)."""

from collections import defaultdict
from datetime import date

from peerfhir.fhir import json
from peerfhir.journeys.measures.inquiry import Inquiry
from peerfhir.journeys.measures.plans import in_care
from peerfhir.mapping.papers import TYPES, papers
from peerfhir.policy.measures.case import Case
from peerfhir.policy.measures.reviews import Care
from peerfhir.policy.measures.screenings import screenings
from peerfhir.store import exchanges

_SCREENING = "screening-"  # how a paper is called that is one


async def screening(inquiry: Inquiry) -> list[Case]:
    """Each member who is in an episode of the program in the period."""
    said, scope = inquiry.program.law.screening, inquiry.scope
    if said is None:
        return []
    spans = await in_care(inquiry)
    held = defaultdict[int, list[tuple[str, date, int]]](list)
    for root, pk, body in await exchanges.of_members(inquiry.connection, spans.keys(), sorted(TYPES)):
        for paper in papers(json.decode(body)):
            if paper.kind.startswith(_SCREENING) and paper.day is not None:
                held[root].append((paper.kind.removeprefix(_SCREENING), paper.day, pk))
    members = [Care(who, those) for who, those in sorted(spans.items())]
    return screenings(members, held, said, (scope.first, scope.last), inquiry.today)
