"""Measures of members in care: their plans, the reviews of them, the consultations about them."""

from collections import defaultdict
from datetime import date, timedelta

from peerfhir.fhir import json
from peerfhir.journeys.measures.facts import around, gathered
from peerfhir.journeys.measures.inquiry import Inquiry
from peerfhir.mapping import posts
from peerfhir.mapping.reviewed import reviewed
from peerfhir.policy.measures import reviews as law
from peerfhir.policy.measures.case import Case
from peerfhir.policy.measures.reviews import Care, Planned
from peerfhir.store import exchanges, served

_DAYS = "D"  # the unit of a cadence that counts days
_BACK = 2  # cadences before the period in which the last consultation is looked for


async def due(inquiry: Inquiry) -> list[Case]:
    """Each admission: the plan was made in time (NE-30)."""
    found = inquiry.program.law.plan
    period = (inquiry.scope.first, inquiry.scope.last)
    return law.due(await _care(inquiry), found, period, inquiry.today) if found else []


async def review(inquiry: Inquiry) -> list[Case]:
    """Each member who is in an episode of the program, or is served, in the period: the plan is reviewed (ID-19)."""
    found = inquiry.program.law.plan
    period = (inquiry.scope.first, inquiry.scope.last)
    return law.reviews(await _care(inquiry), found, period, inquiry.today) if found else []


async def consultation(inquiry: Inquiry) -> list[Case]:
    """Each member who is in an episode of the program: a consultant was talked to every so many days (NE-49)."""
    said, scope = inquiry.program.law.supervision, inquiry.scope
    cadence = said.cadence.on(scope.last).value if said and said.cadence else None
    if cadence is None or not cadence.endswith(_DAYS):
        return []
    days = int(cadence[1:-1])
    span = around(scope.first - timedelta(days=_BACK * days), scope.last)
    parties = await exchanges.communications(inquiry.connection, "clinical-consultation", *span)
    held: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for one in gathered(parties, (), inquiry.program, inquiry.ground.zone):
        for who in one.about:
            held[who].append((one.on, one.key))
    return law.consultations(await _care(inquiry), held, days, (scope.first, scope.last), inquiry.today)


async def in_care(inquiry: Inquiry) -> posts.Spans:
    """The members (roots) who are in an episode of the program in the period, with its first and last days."""
    rows = await served.episodes(inquiry.connection, inquiry.caller, inquiry.scope)
    return posts.spans([(one.who, json.decode(one.body)) for one in rows], inquiry.program.id)


async def _care(inquiry: Inquiry) -> list[Care]:
    """The members in care in the period, those who are served without an episode too, with their plans."""
    program, scope = inquiry.program, inquiry.scope
    said = program.law.plan
    type_ = said.type.on(scope.last).value if said and said.type else None
    spans = await in_care(inquiry)
    people = {one.who for one in await inquiry.months()} | spans.keys()
    plans: dict[int, list[Planned]] = defaultdict(list)
    for root, pk, body in await exchanges.of_members(inquiry.connection, people, ("CarePlan",)):
        one = reviewed(json.decode(body), program.id, type_)
        if one is not None:
            plans[root].append(Planned(pk, one.made, one.reviews, one.signed_off, one.ended))
    return [Care(who, spans.get(who, ()), plans.get(who, ())) for who in sorted(people)]
