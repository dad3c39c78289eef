"""A payer decides on what is pended: it is paid or denied, and the answer to the claim gets a new version (X-17, X-18).

What was claimed, pended and decided stays in the ledger: pended units are taken back, paid ones added, each an entry.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, Refused, refused
from peerfhir.journeys.draft import Draft, Reply, Visit
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.record import enter, for_retry, retried
from peerfhir.journeys.reversal import reversal
from peerfhir.journeys.weigh import Work, unknown
from peerfhir.mapping import decision as mapped
from peerfhir.mapping import ruling
from peerfhir.mapping.decision import Asked
from peerfhir.mapping.response import decided
from peerfhir.policy.decision import decide as settled
from peerfhir.policy.verdict import Grant, Outcome
from peerfhir.store import ledger, reading, rulings, writing
from peerfhir.store.database import Transaction, transact
from peerfhir.store.facts import Found, Name, Wanted, read
from peerfhir.store.ledger import Counted
from peerfhir.store.rulings import Ruled
from peerfhir.store.sight import Caller, Role
from peerfhir.store.writing import LedgerEntry, RulingRow, Writing

Json = dict[str, Any]

_DECISION = "d"
_MOST = 1000  # decisions on one answer


async def decide(ground: Ground, caller: Caller, fid: str, sent: Json, visit: Visit) -> Reply:
    """Decide as the Parameters say; the answer is the new version of the ClaimResponse.

    `Refused`: NO_SCOPE for who is no payer, NOT_FOUND for what the caller does not see, INVALID for wrong parameters,
    CONFLICT when nothing of it is pended.
    """
    if caller.role not in (Role.PAYER, Role.ADMIN):
        raise refused(Kind.NO_SCOPE, "forbidden", "The payer of the member decides on what is pended")
    asked = mapped.read(sent)
    if not isinstance(asked, Asked):
        raise Refused(Kind.INVALID, tuple(asked))

    async def story(transaction: Transaction) -> Reply:
        reply = await retried(transaction, ground, caller, visit)
        return reply or await _decide(transaction, ground, caller, fid, asked, visit)

    return await transact(ground.pool, story)


async def _decide(
    transaction: Transaction, ground: Ground, caller: Caller, fid: str, asked: Asked, visit: Visit
) -> Reply:
    connection = transaction.connection
    name = await _claimed(transaction, caller, fid)
    facts = await read(transaction, Wanted(caller.party, written={("ClaimResponse", fid)}))
    found = facts.resources.get(("ClaimResponse", fid))
    answer = _answer(found, fid, caller)
    assert found is not None  # noqa: S101 - its answer was read from it
    await _pays(transaction, caller, answer)
    pk = (await reading.numbers(connection, [name]))[name]
    first = await rulings.newest(connection, pk)
    before = _outcomes(first, await rulings.of_source(connection, found.pk, limit=_MOST)) if first else ()
    waiting = tuple(one for one in before if one.waiting and _within(one.pended, asked))
    if first is None or answer["status"] != "active" or not waiting:
        raise refused(Kind.CONFLICT, "conflict", f"Nothing of ClaimResponse/{fid} is pended")
    after, now = settled(waiting, asked.decision), ground.clock()
    claim = json.decode((await reading.current(connection, [name]))[name][1])
    note = [f"The payer: {asked.decision.note}"] if asked.decision.note else []
    work = Work.of(Draft("PUT", "ClaimResponse", fid, decided(answer, claim, after, now, note)), ground.zone)
    work.found, work.pk, work.patient, work.member = found, found.pk, found.patient, found.member
    sheet = Writing(caller.client, ground.era, now)
    targets = await reading.numbers(connection, sorted({(type_, id_) for _, type_, id_ in work.rows.references}))
    enter(work, caller, now, targets, sheet, visit.request)
    sheet.entries += await _entries(transaction, after, await ledger.counted(connection, pk), pk)
    said = {"kind": asked.decision.kind, "units": asked.decision.units, "note": asked.decision.note}
    body = ruling.of_decision("/".join(name), said, after, [(f"ClaimResponse/{fid}", found.vid)])
    sheet.rulings.append(RulingRow(work.pk, found.vid + 1, _DECISION, first.program, first.pack, json.encode(body)))
    reply = visit.render([work.kept] if work.kept else [])
    sheet.answers += for_retry(visit, reply)
    await writing.forget(transaction, [work.pk])
    await writing.write(transaction, sheet)
    return reply


async def _claimed(transaction: Transaction, caller: Caller, fid: str) -> Name:
    """Lock the claim that an answer is about, with its member, before the answer itself: as what takes it back does.

    Which claim that is was said when the answer was made, and stays; all else is read under the locks.
    """
    name = ("ClaimResponse", fid)
    _, body = (await reading.current(transaction.connection, [name])).get(name, (0, b""))
    said = json.decode(body) if body else {}
    claim = _name(said["request"]) if _answers(said) else name
    await read(transaction, Wanted(caller.party, written={claim}, counted=True))
    return claim


def _answer(found: Found | None, fid: str, caller: Caller) -> Json:
    """The answer to a claim, as it stands."""
    if found is None or not caller.sees(found.rtype, found.owner, served=found.served):
        raise unknown("ClaimResponse", fid)
    if found.deleted:
        raise refused(Kind.GONE, "deleted", f"ClaimResponse/{fid} was deleted")
    answer = json.decode(found.body or b"")
    if not _answers(answer):
        raise refused(Kind.CONFLICT, "conflict", f"ClaimResponse/{fid} is not the answer to a claim")
    return answer


def _answers(said: Json) -> bool:
    return said.get("use") == "claim" and "request" in said


async def _pays(transaction: Transaction, caller: Caller, answer: Json) -> None:
    """`Refused(NO_SCOPE)` for a payer whose Coverage the claim was not sent to."""
    focal = [_name(one["coverage"]) for one in answer.get("insurance", ()) if one.get("focal")]
    bodies = await reading.current(transaction.connection, focal)
    payors = {
        payor.get("reference") for _, body in bodies.values() if body for payor in json.decode(body).get("payor", ())
    }
    if caller.role is not Role.ADMIN and f"Organization/{caller.organization}" not in payors:
        raise refused(Kind.NO_SCOPE, "forbidden", "Another payer decides: the claim's coverage is not of this one")


def _outcomes(first: Ruled, decisions: Sequence[Ruled]) -> tuple[Outcome, ...]:
    """What became of each line by now; `decisions` newest first."""
    found = {one.number: one for one in ruling.outcomes(msgspec.json.decode(first.body))}
    for decision in reversed(decisions):
        found |= {one.number: one for one in ruling.outcomes(msgspec.json.decode(decision.body))}
    return tuple(found[number] for number in sorted(found))


def _within(pended: Iterable[Grant], asked: Asked) -> bool:
    """Whether all that is pended of a line lies in the days that are decided."""
    return all(
        (asked.first is None or asked.first <= one.day) and (asked.last is None or one.day <= asked.last)
        for one in pended
    )


async def _entries(
    transaction: Transaction, after: Sequence[Outcome], counted: Sequence[Counted], claim: int
) -> list[LedgerEntry]:
    """What decided lines had pended, taken back; what they are paid now and were not before, added."""
    names = {grant.encounter for outcome in after for grant in outcome.paid if grant.encounter}
    pks = await reading.numbers(transaction.connection, sorted(_split(name) for name in names)) if names else {}
    encounters = {"/".join(name): pk for name, pk in pks.items()}
    made: list[LedgerEntry] = []
    for outcome in after:
        own = [one for one in counted if one.line == outcome.number]
        gone = [one for one in own if one.kind == "h" or (one.kind == "c" and not outcome.claimed)]
        made += [reversal(one, claim, one.version) for one in gone]
        paid = {(one.day, one.encounter, one.paid_by): one.units for one in own if one.kind == "p"}
        for grant in outcome.paid:
            key = (grant.day, encounters.get(grant.encounter or "", 0), grant.paid_by)
            units = grant.units - paid.get(key, 0)
            if units:
                made.append(_paid(own[0], key[1], replace(grant, units=units), claim))
    return made


def _paid(like: Counted, encounter: int, grant: Grant, claim: int) -> LedgerEntry:
    """Units of a line that are paid; member, program and pack are those the line was counted with."""
    return LedgerEntry(
        member=like.member,
        program=like.program,
        day=grant.day,
        kind="p",
        units=grant.units,
        source=claim,
        version=like.version,
        line=like.line,
        encounter=encounter,
        reverses=0,
        paid_by=grant.paid_by,
        zone=grant.zone,
        rounding=grant.rounding,
        pack=like.pack,
    )


def _name(reference: Json) -> tuple[str, str]:
    return _split(str(reference.get("reference", "")))


def _split(text: str) -> tuple[str, str]:
    type_, _, fid = text.partition("/")
    return type_, fid
