"""What a claim rests on, read under the locks: its encounters as contacts, its original, and what was spent before."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from peerfhir.journeys.asked import HOPS, LAW_READS, ask
from peerfhir.journeys.circumstances import Circumstances, decoded
from peerfhir.journeys.draft import Draft
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.judge import recorded
from peerfhir.journeys.original import Original
from peerfhir.journeys.weigh import Work, gather
from peerfhir.mapping import claim as mapped
from peerfhir.mapping import ruling
from peerfhir.mapping.authorization import authorization
from peerfhir.policy import claim as policy
from peerfhir.policy.billing import Authorization, Billed, Claim, Past, Spent
from peerfhir.policy.claim import Docket
from peerfhir.policy.tally import spent
from peerfhir.store import ledger, reading, rulings
from peerfhir.store.database import Transaction
from peerfhir.store.facts import Facts, Name, Wanted, read
from peerfhir.store.ledger import Counted, Window
from peerfhir.store.sight import Caller

Json = dict[str, Any]

_BODIES = LAW_READS | {"Claim", "ClaimResponse", "Coverage", "Condition", "CareTeam", "Encounter"}
_MARGIN = timedelta(days=2)  # of a day in any zone
_TRIES = 5


@dataclass(slots=True)
class Basis:
    """A claim's work and those of its encounters, with the facts that were read for them."""

    work: Work
    encounters: list[Work]
    facts: Facts
    now: datetime
    around: dict[str, Circumstances] = field(default_factory=dict)  # by "Encounter/id"
    own: Circumstances | None = None


async def basis(
    transaction: Transaction,
    ground: Ground,
    caller: Caller,
    draft: Draft,
    there: AbstractSet[Name] = frozenset(),
    *,
    locked: bool = True,
) -> Basis:
    """Lock and read everything a claim rests on; `there` is the draft that was found to be stored already.

    The encounters are read before their locks are taken, for they name what is read with them; when one has changed by
    then, all is read again. Without `locked` nothing will be written.
    """
    names = [_name(name) for name in mapped.encounters(draft.resource or {})]
    for _ in range(_TRIES):
        work = Work.of(draft, ground.zone)
        before = await reading.current(transaction.connection, names)
        encounters = [
            Work.stored(Draft("PUT", *name, decoded(body)), body) for name, (_, body) in before.items() if body
        ]
        wanted = _wanted(ground, caller, work, encounters, there)
        if not locked:
            wanted.unlock()
            wanted.same, wanted.fresh = [], 0
        facts = await read(transaction, wanted)
        if all(name in facts.resources and facts.resources[name].vid == vid for name, (vid, _) in before.items()):
            break
    for one in encounters:
        one.found = facts.resources.get(one.name)
        if one.found is not None:
            one.pk, one.patient, one.member, one.changed = one.found.pk, one.found.patient, one.found.member, False
    return Basis(work, encounters, facts, ground.clock())


def _wanted(ground: Ground, caller: Caller, work: Work, encounters: Sequence[Work], there: AbstractSet[Name]) -> Wanted:
    works = [work, *encounters]
    wanted = gather(works, caller, there)
    ask(wanted, works, ground.programs)
    wanted.written |= _prior(work.draft.resource or {})
    wanted.bodies |= _BODIES
    wanted.hops, wanted.depth = HOPS, 2
    wanted.counted = wanted.standing = True
    wanted.windows = []  # which are asked for is known when the lines are
    wanted.around = _around(work.draft.resource or {}, wanted.around)
    wanted.fresh = 2  # the claim's and its answer's
    wanted.fresh_members = 0
    return wanted


def _prior(claim: Json) -> set[Name]:
    """The claim that a replacement or a void is for: whatever becomes of a claim is decided under its own lock.

    That lock is taken with the member's, before that of the answer to the claim; `decide` takes them in the same order.
    """
    name = mapped.taken_back(claim) if mapped.frequency(claim) != "1" else None
    return {_name(name)} if name else set()


def claim_of(basis: Basis, ground: Ground, original: Original | None) -> Claim:
    """The facts of the claim."""
    work, facts = basis.work, basis.facts
    basis.own = own = Circumstances([work], facts, ground.programs)
    standing = own.standing(work)
    basis.around = {
        f"Encounter/{one.draft.fid}": Circumstances([one], facts, ground.programs) for one in basis.encounters
    }
    found = {
        key: recorded(one, around, ground)[0]
        for one, (key, around) in zip(basis.encounters, basis.around.items(), strict=True)
    }
    return mapped.read(
        work.draft.resource or {},
        own.related,
        found,
        basis.now,
        standing,
        original.state if original else None,
        ground.zone,
    )


async def past(transaction: Transaction, basis: Basis, docket: Docket, without: Iterable[tuple[int, Counted]]) -> Past:
    """What the ledger and the records hold, `without` what sources (pk, entry) have in it.

    Its `claimed` tells of every encounter of the claim and of all that lie beside one.
    """
    connection, member = transaction.connection, basis.work.member or 0
    gone = list(without)
    needs = policy.needs(docket)
    sums = await ledger.balances(connection, [Window(member, *window) for window in needs])
    left = {window: _spent(one, window, gone) for window, one in zip(needs, sums, strict=True)}
    pks = {f"Encounter/{one.draft.fid}": one.pk for one in basis.encounters}
    pks |= {f"Encounter/{one.fid}": one.pk for one in basis.facts.beside}
    pks |= {f"Encounter/{one.fid}": one.encounter for near in basis.facts.attended for one in near if one.fid}
    units = await ledger.claimed(connection, sorted(set(pks.values()))) if pks else {}
    for _, entry in gone:
        if entry.kind in ("p", "h") and entry.encounter in units:
            units[entry.encounter] -= entry.units
    claimed = {key: units[pk] for key, pk in pks.items()}
    before = await _before(transaction, member, docket, {pk for pk, _ in gone})
    held = await _authorizations(transaction, basis, gone)
    return Past(left, held, before, claimed)


def _spent(one: Spent, window: tuple[str, date, date], gone: Sequence[tuple[int, Counted]]) -> Spent:
    """A window's sums without what is taken out."""
    out = spent((entry for _, entry in gone), window)
    return Spent(one.rendered - out.rendered, one.claimed - out.claimed, one.paid - out.paid, one.pended - out.pended)


async def _before(transaction: Transaction, member: int, docket: Docket, gone: AbstractSet[int]) -> tuple[Billed, ...]:
    """The lines of earlier claims on the days served, as their rulings tell them."""
    spans = [(program, day, day) for program, day in policy.days(docket)]
    lines = [one for one in await ledger.billed(transaction.connection, member, spans) if one.claim not in gone]
    if not lines:
        return ()
    ruled = await rulings.of_versions(transaction.connection, sorted({(one.claim, one.version) for one in lines}))
    bodies = {key: msgspec.json.decode(one.body) for key, one in ruled.items()}
    found = []
    for line in lines:
        told = bodies.get((line.claim, line.version), {}).get("lines", ())
        found += [ruling.billed(one, line.day) for one in told if one["number"] == line.line]
    return tuple(found)


async def _authorizations(
    transaction: Transaction, basis: Basis, gone: Sequence[tuple[int, Counted]]
) -> tuple[Authorization, ...]:
    """The member's authorizations, each with what stands used under it."""
    own = basis.own
    if own is None:
        return ()
    told = [one for one in own.standing(basis.work) if authorization(one) is not None]
    if not told:
        return ()
    related = await _roles(transaction, told, own.related)
    keys = [f"{one['resourceType']}/{one['id']}" for one in told]
    used = await ledger.used(transaction.connection, keys)
    for _, entry in gone:
        if entry.paid_by in used and entry.kind in ("p", "h"):
            used[entry.paid_by] -= entry.units
    found = (authorization(one, related, used[key]) for one, key in zip(told, keys, strict=True))
    return tuple(one for one in found if one is not None)


async def _roles(transaction: Transaction, told: Sequence[Json], related: Mapping[str, Json]) -> Mapping[str, Json]:
    """What is related, with the roles that authorizations name: they stand for their organizations."""
    named = {name for one in told for name in _links(one) if name.startswith("PractitionerRole/")}
    missing = [_name(name) for name in sorted(named - related.keys())]
    if not missing:
        return related
    found = await reading.current(transaction.connection, missing)
    return {**related, **{"/".join(name): decoded(body) for name, (_, body) in found.items() if body}}


def _links(node: Any) -> Iterable[str]:
    if isinstance(node, dict):
        if isinstance(node.get("reference"), str):
            yield node["reference"]
        for value in node.values():
            yield from _links(value)
    elif isinstance(node, list):
        for value in node:
            yield from _links(value)


def _around(claim: Json, spans: tuple[datetime, datetime] | None) -> tuple[datetime, datetime] | None:
    """The time that the lines and their encounters are about; None (all time) when a line does not tell its days."""
    days = [day for line in claim.get("item", ()) for day in _days(line)]
    try:
        lo = datetime.combine(min(days), datetime.min.time(), UTC) - _MARGIN
        hi = datetime.combine(max(days), datetime.min.time(), UTC) + _MARGIN
    except (ValueError, OverflowError):
        return None
    return (min(lo, spans[0]), max(hi, spans[1])) if spans else (lo, hi)


def _days(line: Json) -> Iterable[date]:
    period = line.get("servicedPeriod", {})
    for text in (line.get("servicedDate"), period.get("start"), period.get("end")):
        if text:
            yield date.fromisoformat(text[:10])


def _name(key: str) -> Name:
    type_, _, fid = key.partition("/")
    return type_, fid
