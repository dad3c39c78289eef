"""Measures of members who are met face to face (NE-74, NE-76, CMH-40)."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from peerfhir.fhir import json
from peerfhir.journeys.measures.facts import around
from peerfhir.journeys.measures.inquiry import Inquiry
from peerfhir.journeys.measures.plans import in_care
from peerfhir.mapping.faced import WAYS, Way, missed, way
from peerfhir.policy.measures import faces as law
from peerfhir.policy.measures.case import Case
from peerfhir.policy.measures.faces import NEVER, Faced
from peerfhir.policy.program import zone
from peerfhir.store import exchanges, faced


async def hours(inquiry: Inquiry) -> list[Case]:
    """Each member in care, each month: an hour face to face (NE-74)."""
    said = inquiry.program.law.f2f
    if said is None:
        return []
    spans = await in_care(inquiry)
    return law.hours(spans, await _by_month(inquiry), said, (inquiry.scope.first, inquiry.scope.last), inquiry.today)


async def logs(inquiry: Inquiry) -> list[Case]:
    """Each member in care, each month without a face-to-face: an attempt is logged (NE-76)."""
    said, scope = inquiry.program.law.f2f, inquiry.scope
    if said is None:
        return []
    spans, tried = await in_care(inquiry), defaultdict[tuple[int, date], list[int]](list)
    for one in await faced.missed(inquiry.connection, *around(scope.first, scope.last)):
        if missed(json.decode(one.body)):
            day = one.at.astimezone(zone(inquiry.program.zone(one.at.date()))).date()
            tried[one.who, day.replace(day=1)].append(one.key)
    found = await _by_month(inquiry)
    return law.logs(spans, found, tried, said, (scope.first, scope.last), inquiry.today)


async def majority(inquiry: Inquiry) -> list[Case]:
    """Each member with contacts in the days before the end of the period: mostly face to face (CMH-40)."""
    said, scope = inquiry.program.law.f2f, inquiry.scope
    if said is None:
        return []
    last = min(scope.last, inquiry.today)
    first = last - timedelta(days=said.window_days.on(last).value - 1)
    found: dict[int, Faced] = {}
    for (who, _), one in (await _by_month(replace(inquiry, scope=replace(scope, first=first, last=last)))).items():
        found[who] = _sum(found.get(who, NEVER), one)
    return law.majority(found, said, last)


async def _by_month(inquiry: Inquiry) -> dict[tuple[int, date], Faced]:
    rows = await faced.by_way(inquiry.connection, inquiry.caller, inquiry.scope, WAYS)
    unread = {one.unread for one in rows if one.unread is not None}
    bodies = await exchanges.bodies(inquiry.connection, unread) if unread else {}
    found: dict[tuple[int, date], Faced] = {}
    for one in rows:
        body = bodies.get(one.unread or 0)
        how = WAYS[one.way - 1] if one.way else way(json.decode(body)) if body else "in-person"
        more = _faced(how, one)
        found[one.who, one.month] = _sum(found.get((one.who, one.month), NEVER), more)
    return found


def _faced(how: Way, one: faced.Faced) -> Faced:
    here, video = how == "in-person", how == "audio-video"
    return Faced(
        one.seconds * here,
        one.seconds * video,
        one.contacts * here,
        one.contacts * video,
        one.contacts,
        (one.evidence,),
    )


def _sum(one: Faced, other: Faced) -> Faced:
    return Faced(
        one.in_person + other.in_person,
        one.video + other.video,
        one.met_in_person + other.met_in_person,
        one.met_by_video + other.met_by_video,
        one.contacts + other.contacts,
        one.evidence + other.evidence,
    )
