"""A claim comes in; it is adjudicated line by line, and kept with the answer.

The story of one claim, in one transaction: a retry or the same claim again gets the first answer; then the locks and
the facts, what the claim names, what its lines may bill, what the law says of each line, and everything is written at
once: the claim, the units of each line, the answer, the ruling.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

import msgspec

from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, Refused, refused
from peerfhir.fhir.reference import local
from peerfhir.journeys import conditional
from peerfhir.journeys.belonging import belongings
from peerfhir.journeys.claimed import Basis, basis, claim_of, past
from peerfhir.journeys.draft import Draft, Kept, Reply, Visit
from peerfhir.journeys.foresee import foresee
from peerfhir.journeys.granted import entries
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.original import Original, original
from peerfhir.journeys.parties import parties
from peerfhir.journeys.record import UNREPEATABLE, enter, for_retry, retried
from peerfhir.journeys.weigh import Work, nameless, others, place, references
from peerfhir.mapping.claim import frequency
from peerfhir.mapping.claim_faults import faults
from peerfhir.mapping.response import Alert, cancelled, response
from peerfhir.mapping.ruling import of_claim
from peerfhir.policy.billing import Claim
from peerfhir.policy.claim import adjudicate, docket
from peerfhir.policy.verdict import Outcome
from peerfhir.store import reading, rulings, writing
from peerfhir.store.database import Transaction, transact
from peerfhir.store.facts import Found, Name
from peerfhir.store.identity import new_id
from peerfhir.store.sight import Caller, Role
from peerfhir.store.writing import RulingRow, Writing

Json = dict[str, Any]

_CLAIM = "c"


async def submit(ground: Ground, caller: Caller, draft: Draft, visit: Visit) -> Reply:
    """Adjudicate a claim that the validator has seen (`draft.issues`), and keep it with its answer.

    `Refused`: NO_SCOPE for who sends no claims, INVALID with every issue of what cannot be adjudicated, CONFLICT for a
    broken reference or an identifier that another claim bears.
    """
    if not submits(caller):
        raise refused(Kind.NO_SCOPE, "forbidden", "Claims are submitted by providers")
    issues = (*draft.issues, *(draft.at(issue) for issue in faults(draft.resource or {})))
    if any(issue.refuses for issue in issues):
        raise Refused(Kind.INVALID, issues + await foresee(ground, caller, draft))

    async def story(transaction: Transaction) -> Reply:
        reply = await retried(transaction, ground, caller, visit)
        return reply or await _submit(transaction, ground, caller, draft, visit)

    return await transact(ground.pool, story)


def submits(caller: Caller) -> bool:
    """Whether a caller may send claims."""
    return caller.role in (Role.PROVIDER, Role.ADMIN) or (caller.role is Role.ENGINEER and caller.sandbox)


async def _submit(
    transaction: Transaction,
    ground: Ground,
    caller: Caller,
    draft: Draft,
    visit: Visit,
    there: AbstractSet[Name] = frozenset(),
) -> Reply:
    known = await basis(transaction, ground, caller, draft, there)
    work, facts = known.work, known.facts
    place(work, facts, caller)
    if work.elsewhere and work.found is not None:  # it was stored before: under its own lock, it is read again
        name = ("Claim", work.found.fid)
        return await _submit(transaction, ground, caller, replace(draft, fid=name[1]), visit, frozenset({name}))
    if work.found is not None and await rulings.adjudicated(transaction.connection, work.pk):
        return await _again(transaction, ground, caller, work.pk, visit)
    await others(transaction, [work], caller)
    targets = references([work], facts, caller)
    sheet = Writing(caller.client, ground.era, known.now)
    await belongings(transaction, [work], facts, caller, sheet)
    parties(known, caller)
    first = await original(transaction, work, facts, caller)
    gone = [(first.pk, one) for one in first.counted] if first and first.state == "open" else []
    try:
        claim = claim_of(known, ground, first)
        cases = docket(claim, ground.programs)
        outcomes = adjudicate(cases, await past(transaction, known, cases, gone))
    except OverflowError:
        raise draft.beyond() from None
    if visit.key is None and nameless(work):
        work.findings.append(work.draft.at(UNREPEATABLE))
    enter(work, caller, known.now, targets, sheet, visit.request)
    vid = work.kept.vid if work.kept else 1
    answer = _answer(known, first, outcomes)
    answering = [_work(answer, facts.fresh.pop(), work, ground)]
    if gone and first is not None and first.answer is not None:
        answering.append(_cancelling(first.answer, work, ground))
        sheet.entries += first.reversals
    targets |= await _missing(transaction, answering, targets)
    for one in answering:
        enter(one, caller, known.now, targets, sheet, visit.request)
    sheet.entries += entries(outcomes, work, vid, known)
    sheet.rulings.append(_ruling(known, claim, outcomes, first, answering[0], vid))
    told = answering[0].kept
    assert told is not None  # noqa: S101 - a new resource is a new version
    reply = visit.render([replace(told, status=200, findings=tuple(work.findings))])
    sheet.answers += for_retry(visit, reply)
    replaced = [one.pk for one in answering if one.found is not None]
    if replaced:
        await writing.forget(transaction, replaced)
    await writing.write(transaction, sheet)
    return reply


async def _again(transaction: Transaction, ground: Ground, caller: Caller, claim: int, visit: Visit) -> Reply:
    """The answer that the claim was given."""
    ruled = await rulings.newest(transaction.connection, claim)
    type_, _, fid = msgspec.json.decode(ruled.body)["response"].partition("/") if ruled else ("ClaimResponse", "", "")
    found = await reading.read(transaction.connection, caller, type_, fid)
    if found is None:
        raise refused(Kind.NOT_FOUND, "not-found", "The answer to this claim is not shown to you")
    reply = visit.render([Kept(type_, fid, found.vid, found.updated, found.body, 200)])
    answers = for_retry(visit, reply)
    await conditional.disclosed(transaction, ground, caller, visit.request, found, answers)
    return reply


def _answer(known: Basis, first: Original | None, outcomes: Sequence[Outcome]) -> Json:
    """The ClaimResponse, under an id of its own."""
    work = known.work
    said = work.draft.resource or {}
    taken = first.taken if first is not None and first.state == "open" else ()
    alert: Alert = "N693" if frequency(said) == "8" else "N694"
    claim = {**said, "id": work.draft.fid, "insurer": _insurer(known)}
    made = response(claim, outcomes, known.now, taken, alert)
    return {"id": new_id(int(known.now.timestamp() * 1000)), **made}


def _insurer(known: Basis) -> Json:
    """Who insures: as the claim says, else the first organization that pays the focal coverage."""
    said = known.work.draft.resource or {}
    if "insurer" in said:
        return dict(said["insurer"])
    related = known.own.related if known.own else {}
    for one in said["insurance"]:
        coverage = related.get(one["coverage"].get("reference", ""), {}) if one.get("focal") else {}
        for payor in coverage.get("payor", ()):
            named = local(payor.get("reference", ""))
            if named is None or named.type == "Organization":
                return dict(payor)
    return {"display": "The payor of the focal coverage"}


def _work(resource: Json, pk: int, claim: Work, ground: Ground) -> Work:
    """The answer as something to write."""
    work = Work.of(Draft("POST", "ClaimResponse", resource["id"], resource), ground.zone)
    work.pk, work.patient, work.member = pk, claim.patient, claim.member
    return work


def _cancelling(answer: Found, claim: Work, ground: Ground) -> Work:
    """The answer of the original, cancelled."""
    resource = cancelled(json.decode(answer.body or b""))
    work = Work.of(Draft("PUT", "ClaimResponse", answer.fid, resource), ground.zone)
    work.found, work.pk, work.patient, work.member = answer, answer.pk, answer.patient, claim.member
    return work


async def _missing(transaction: Transaction, works: Sequence[Work], targets: dict[Name, int]) -> dict[Name, int]:
    """What these works refer to besides: a live resource that is referred to stays."""
    named = {(type_, fid) for work in works for _, type_, fid in work.rows.references}
    wanted = sorted(named - targets.keys())
    return await reading.numbers(transaction.connection, wanted) if wanted else {}


def _ruling(
    known: Basis, claim: Claim, outcomes: Sequence[Outcome], first: Original | None, answer: Work, vid: int
) -> RulingRow:
    facts = set(known.own.rested_on(known.work) if known.own else ())
    for one in known.encounters:
        facts |= set(known.around[f"Encounter/{one.draft.fid}"].rested_on(one))
    body = of_claim(claim.lines, outcomes, facts, known.now, f"ClaimResponse/{answer.draft.fid}")
    if first is not None and first.name is not None:
        body["original"] = first.name
    judged = [(one.program, one.digest) for one in outcomes if one.program and one.digest]
    program, pack = judged[0] if judged else ("", b"")
    return RulingRow(known.work.pk, vid, _CLAIM, program, pack, json.encode(body))
