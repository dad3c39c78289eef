"""Measures of members in care: their plans and the reviews of them."""

from collections import defaultdict

from peerfhir.fhir import json
from peerfhir.journeys.measures.inquiry import Inquiry
from peerfhir.mapping import posts
from peerfhir.mapping.reviewed import reviewed
from peerfhir.policy.measures.case import Case
from peerfhir.policy.measures.reviews import Care, Planned
from peerfhir.policy.measures.reviews import reviews as law
from peerfhir.store import exchanges, served


async def review(inquiry: Inquiry) -> list[Case]:
    """Each member who is in an episode of the program, or is served, in the period (ID-19)."""
    program, scope = inquiry.program, inquiry.scope
    found = program.law.plan
    if found is None:
        return []
    type_ = found.type.on(scope.last).value if found.type else None
    ended = await _in_care(inquiry)
    plans: dict[int, list[Planned]] = defaultdict(list)
    for root, pk, body in await exchanges.of_members(inquiry.connection, ended.keys(), ("CarePlan",)):
        one = reviewed(json.decode(body), program.id, type_)
        if one is not None:
            plans[root].append(Planned(pk, one.made, one.reviews, one.ended))
    members = [Care(who, plans.get(who, ()), last) for who, last in sorted(ended.items())]
    return law(members, found, (scope.first, scope.last), inquiry.today)


async def _in_care(inquiry: Inquiry) -> posts.Ends:
    """The members (roots) in care, each with the last day of their episodes; None while one is open."""
    rows = await served.episodes(inquiry.connection, inquiry.caller, inquiry.scope)
    found = posts.ends([(root, json.decode(body)) for root, body in rows], inquiry.program.id)
    seen = {one.who: None for one in await inquiry.months()}
    return seen | found
