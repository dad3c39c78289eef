"""Measures of peers: what they are certified for, were taught, and under whom they serve."""

from datetime import date

from peerfhir.fhir import json
from peerfhir.journeys.measures.inquiry import Inquiry
from peerfhir.journeys.weigh import links
from peerfhir.mapping.credentials import credentials
from peerfhir.mapping.elements import Json
from peerfhir.mapping.person import role
from peerfhir.mapping.trail import Related, Trail
from peerfhir.policy.facts import Contact, Credential, Moment, Peer
from peerfhir.policy.measures import education as law
from peerfhir.policy.measures.case import Case, met, missed
from peerfhir.policy.measures.months import Served, excused
from peerfhir.policy.program import Program
from peerfhir.policy.served import Served as Serving
from peerfhir.policy.supervision import supervised as supervised_by_law
from peerfhir.store import exchanges
from peerfhir.store.served import Month

_HOPS = 3  # from a role to its person and agency, to its supervisor, to the supervisor's person


async def education(inquiry: Inquiry) -> list[Case]:
    """Each peer who serves, each year of certification (MT-35)."""
    held = await _held(inquiry)
    found = inquiry.program.law.ce
    if found is None:
        return []
    return law.education(held, found, inquiry.program, (inquiry.scope.first, inquiry.scope.last), inquiry.today)


async def competencies(inquiry: Inquiry) -> list[Case]:
    """Each peer who serves: what their training taught (MT-36 to MT-46)."""
    training = inquiry.program.law.training
    return law.competencies(await _held(inquiry), training, inquiry.scope.last) if training else []


async def supervised(inquiry: Inquiry) -> list[Case]:
    """Each peer, each month of service: a role names a supervisor as the program asks for (ID-12).

    The rule is the one by which contacts are judged on write, asked for the first and the last contact of the month.
    """
    found = await inquiry.months()
    roles, related = await _roles(inquiry, {one.who for one in found})
    cases = []
    for one in found:
        peers = [(role(body, related), pk) for pk, body in roles.get(one.who, [])]
        excuse = excused(Served(one.who, one.month, one.encounter), (), inquiry.today, done=True)
        lacking = [_lacking(peer, one, inquiry.program) for peer, _ in peers]
        keys = tuple(pk for _, pk in peers)
        if excuse:
            cases.append(excuse)
        elif any(not each for each in lacking):
            cases.append(met(one.who, one.month, keys))
        else:
            reasons = min(lacking, key=len, default=("no role",))
            cases.append(missed(one.who, *reasons, month=one.month, evidence=(one.encounter, *keys)))
    return cases


def _lacking(peer: Peer, month: Month, program: Program) -> tuple[str, ...]:
    """What a role lacks on the first or last day of service in a month, as the law says it."""
    said = [
        f"{finding.rule}: {finding.detail.partition(';')[0]}"
        for day in sorted({month.first, month.last})
        if (serving := _serving(peer, day, program)) is not None
        for finding in supervised_by_law(peer, serving, program, peer.path)
    ]
    return tuple(dict.fromkeys(said))


def _serving(peer: Peer, day: date, program: Program) -> Serving | None:
    start = Moment(day.isoformat(), None, day)
    contact = Contact(
        finished=True, programs=(program.id,), stated=True, services=(), start=start, end=None, peers=(peer,)
    )
    return Serving.at_contact(contact, program)


async def _held(inquiry: Inquiry) -> dict[int, tuple[Credential, ...]]:
    """What the peers of the scope hold; of one who is asked for by name, without a contact, too."""
    who = {one.who for one in await inquiry.months()}
    if inquiry.scope.practitioner is not None:
        who.add(inquiry.scope.practitioner)
    found = await exchanges.bodies(inquiry.connection, who)
    return {pk: credentials(json.decode(body), Trail({})) for pk, body in found.items()}


async def _roles(inquiry: Inquiry, people: set[int]) -> tuple[dict[int, list[tuple[int, Json]]], Related]:
    """The roles of these people that serve the program, and all that the roles lead to."""
    roles: dict[int, list[tuple[int, Json]]] = {}
    related: dict[str, Json] = {}
    waiting: set[str] = set()
    for person, pk, body in await exchanges.roles(inquiry.connection, people):
        roles.setdefault(person, []).append((pk, json.decode(body)))
        waiting |= set(links(body))
    for _ in range(_HOPS):
        found = await exchanges.by_name(inquiry.connection, waiting - related.keys())
        related |= {name: json.decode(body) for name, body in found.items()}
        waiting = {link for body in found.values() for link in links(body)}
    return roles, related
