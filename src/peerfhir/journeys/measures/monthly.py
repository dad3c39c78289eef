"""Measures that count by month: supervision, meetings and reports (MT-23 to MT-26)."""

from peerfhir.journeys.measures.facts import around, episodes, gathered, posted, served
from peerfhir.journeys.measures.inquiry import Inquiry
from peerfhir.policy.measure_law import Meeting, Report
from peerfhir.policy.measures import meetings, supervision
from peerfhir.policy.measures.case import Case
from peerfhir.policy.measures.exchange import Exchange
from peerfhir.store import exchanges

_PROGRESS_NOTE = "34904-3"  # LOINC: mental health progress note


async def peer_supervision(inquiry: Inquiry) -> list[Case]:
    """Each peer, each month of service: supervised (MT-23)."""
    found = served(await inquiry.months())
    posts = await posted(inquiry.connection, {one.who for one in found}, inquiry.program)
    held = await _communications(inquiry, "supervision")
    return supervision.of_peers(found, held, posts, inquiry.program, inquiry.today)


async def member_supervision(inquiry: Inquiry) -> list[Case]:
    """Each member, each month of service: looked at in supervision (MT-24)."""
    found = served(await inquiry.months())
    begun = await episodes(inquiry.connection, {one.who for one in found}, inquiry.program)
    held = await _communications(inquiry, "supervision")
    return supervision.of_members(found, held, begun, inquiry.today)


async def meeting(inquiry: Inquiry) -> list[Case]:
    """Each peer, each month of service: the parties were met (MT-26)."""
    law = inquiry.measure.law(Meeting)
    found = served(await inquiry.months())
    posts = await posted(inquiry.connection, {one.who for one in found}, inquiry.program)
    types = {party for value in law.who.root for party in value.value}
    held = await _communications(inquiry, f"{law.id}-meeting", *types)
    return meetings.meetings(found, held, {who: post.begun for who, post in posts.items()}, law, inquiry.today)


async def progress(inquiry: Inquiry) -> list[Case]:
    """Each member, each month of service: a report or a progress note went to the party (MT-25)."""
    law = inquiry.measure.law(Report)
    found = served(await inquiry.months())
    begun = await episodes(inquiry.connection, {one.who for one in found}, inquiry.program)
    types = {value.value for value in law.to.root}
    held = [
        one for type_ in sorted(types) for one in await _communications(inquiry, f"{type_}-progress-report", *types)
    ]
    notes = await exchanges.documents(
        inquiry.connection, _PROGRESS_NOTE, *around(inquiry.scope.first, inquiry.scope.last)
    )
    held += gathered(notes, types, inquiry.program, inquiry.ground.zone)
    return meetings.reports(found, held, begun, law, inquiry.today)


async def _communications(inquiry: Inquiry, category: str, *types: str) -> list[Exchange]:
    """The Communications of a category in the months asked about; with the types of agency that matter."""
    span = around(inquiry.scope.first, inquiry.scope.last)
    parties = await exchanges.communications(inquiry.connection, category, *span)
    return gathered(parties, types, inquiry.program, inquiry.ground.zone)
