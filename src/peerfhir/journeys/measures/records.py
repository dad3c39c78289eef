"""Measures over every program: what was paid after a lapse, or without a record; what was recorded late."""

from collections.abc import Iterable

import msgspec

from peerfhir.fhir import json
from peerfhir.journeys.measures.inquiry import Inquiry
from peerfhir.journeys.weigh import links
from peerfhir.mapping.credentials import credentials
from peerfhir.mapping.trail import Trail
from peerfhir.policy.facts import Peer
from peerfhir.policy.measures import records as law
from peerfhir.policy.measures.case import Case
from peerfhir.policy.measures.records import Paid
from peerfhir.store import exchanges, settled
from peerfhir.store.settled import Late, Unbilled


async def paid_after_lapse(inquiry: Inquiry) -> list[Case]:
    """The paid lines of each peer and day, whether the peer was certified then."""
    connection, scope = inquiry.connection, inquiry.scope
    lines = [
        Paid(one.peer, one.program, one.day, one.lines, tuple(one.claims))
        for one in await settled.rendered(connection, inquiry.caller, scope)
    ]
    lines += await _named(inquiry, await settled.unbilled(connection, inquiry.caller, scope))
    if scope.practitioner is not None:
        lines = [one for one in lines if one.peer == scope.practitioner]
    bodies = await exchanges.bodies(connection, {one.peer for one in lines})
    related = await _issuers(inquiry, bodies.values())
    peers = {
        pk: Peer("Practitioner", known=True, credentials=credentials(json.decode(body), Trail(related)), key=str(pk))
        for pk, body in bodies.items()
    }
    return law.lapsed(lines, peers, inquiry.ground.programs)


async def paid_without_encounter(inquiry: Inquiry) -> list[Case]:
    """The paid lines of each member, whether an encounter documents them."""
    return [
        law.undocumented(
            one.member, billed=one.billed, documented=one.documented, lines=one.lines, claims=tuple(one.claims or ())
        )
        for one in await settled.documented(inquiry.connection, inquiry.caller, inquiry.scope)
    ]


async def recorded_late(inquiry: Inquiry) -> list[Case]:
    """The contacts of each peer, whether they were recorded in time."""
    allowed = [
        Late(program.id, *span) for program in inquiry.ground.programs.values() for span in law.allowances(program)
    ]
    return [
        law.late(one.peer, late=one.late, contacts=one.contacts, encounters=tuple(one.encounters or ()))
        for one in await settled.recorded(inquiry.connection, inquiry.caller, inquiry.scope, allowed)
    ]


async def _named(inquiry: Inquiry, lines: Iterable[Unbilled]) -> list[Paid]:
    """Lines that bill no encounter, by the peers whom their ruling names."""
    found = [
        (one, name)
        for one in lines
        for line in msgspec.json.decode(one.ruling)["lines"]
        if line["number"] == one.line
        for name in line["peers"]
    ]
    known = await exchanges.people(inquiry.connection, {name for _, name in found})
    return [Paid(known[name], one.program, one.day, 1, (one.claim,)) for one, name in found if name in known]


async def _issuers(inquiry: Inquiry, bodies: Iterable[bytes]) -> dict[str, dict[str, object]]:
    """The organizations that these practitioners name: the law knows issuers by their identifiers."""
    names = {name for body in bodies for name in links(body) if name.startswith("Organization/")}
    return {name: json.decode(body) for name, body in (await exchanges.by_name(inquiry.connection, names)).items()}
