"""A resource comes in; it is kept, or the client is told exactly why not.

The story of one write, of one resource or of many: the locks and the facts in one statement, what the facts say of
each draft, what the law says, then everything in one statement, then the commit, and only then the answer.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import Any

from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused
from peerfhir.fhir.reference import renamed
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.journeys import conditional
from peerfhir.journeys.asked import ask
from peerfhir.journeys.belonging import belongings
from peerfhir.journeys.draft import Draft, Kept, Reply, Visit
from peerfhir.journeys.foresee import foresee
from peerfhir.journeys.forewarned import forewarned
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.guarded import alongside, guard
from peerfhir.journeys.judge import judge
from peerfhir.journeys.weigh import Work, gather, nameless, others, place, references, removable, twins
from peerfhir.store import retries, sight, writing
from peerfhir.store.database import Transaction, transact
from peerfhir.store.facts import Name, read
from peerfhir.store.retries import Answer
from peerfhir.store.sight import Caller
from peerfhir.store.writing import AuditRow, Version, Writing
from peerfhir.validation.check import check

_METHOD = {"POST": ("P", "C"), "PUT": ("U", "U"), "DELETE": ("D", "D")}  # as stored, and as audited
_NO_BODY = b""
_REPLAYED = {"Idempotent-Replayed": "true"}
UNREPEATABLE = Issue(
    "warning",
    "incomplete",
    "Nothing tells a retry of this request from a new record",
    diagnostics="Send an identifier with system and value, or an Idempotency-Key, or If-None-Exist",
)


async def record(ground: Ground, caller: Caller, draft: Draft, visit: Visit) -> Reply:
    """Keep one resource. `Refused` when it is invalid, against a rule, unknown, stale, or in conflict."""
    if draft.resource is not None:
        issues = tuple(check(draft.resource, ground.library))
        if issues:
            draft = replace(draft, issues=issues)
        if any(issue.refuses for issue in issues):
            raise Refused(Kind.INVALID, issues + await foresee(ground, caller, draft) + forewarned(draft))

    async def story(transaction: Transaction) -> Reply:
        reply = await retried(transaction, ground, caller, visit)
        if reply is None and draft.if_none_exist is not None:
            await conditional.lock(transaction, [(draft.type, draft.if_none_exist)])
            found = await conditional.existing(transaction, caller, draft.type, draft.if_none_exist, ground.zone)
            if found:
                reply = visit.render([Kept(draft.type, found.fid, found.vid, found.updated, found.body, 200)])
                await conditional.disclosed(transaction, ground, caller, visit.request, found, for_retry(visit, reply))
        return reply or await keep(transaction, ground, caller, [draft], visit)

    return await transact(ground.pool, story)


def refuse(issues: Sequence[Issue]) -> None:
    """Raise `Refused(INVALID)` with all issues when any of them refuses."""
    if any(issue.refuses for issue in issues):
        raise Refused(Kind.INVALID, tuple(issues))


async def retried(transaction: Transaction, ground: Ground, caller: Caller, visit: Visit) -> Reply | None:
    """The answer this request was given before, when its key says that it is a retry."""
    if visit.key is None:
        return None
    answer = await retries.answered(transaction, caller.client, visit.key, visit.body_hash)
    if answer is None:
        return None
    seen = AuditRow(visit.request, "R", answer.status, 0, None, None, 1)
    await writing.write(transaction, Writing(caller.client, ground.era, ground.clock(), audit=[seen]))
    return Reply(answer.status, retries.unpacked(answer.headers) | _REPLAYED, answer.answer)


def for_retry(visit: Visit, reply: Reply) -> list[Answer]:
    """The answer as it is kept for a retry, when the request can be known again."""
    if visit.key is None:
        return []
    return [Answer(visit.key, visit.body_hash, reply.status, retries.packed(reply.headers), reply.body)]


async def keep(
    transaction: Transaction,
    ground: Ground,
    caller: Caller,
    drafts: Sequence[Draft],
    visit: Visit,
    there: AbstractSet[Name] = frozenset(),
) -> Reply:
    """Write drafts in a transaction that is open, and make the answer; everything or nothing.

    `there` are those that were found to be stored already, under the names they have there.
    """
    works = [Work.of(draft, ground.zone) for draft in drafts]
    twins(works)
    wanted = gather(works, caller, there)
    ask(wanted, works, ground.programs)
    facts = await read(transaction, wanted)
    now = ground.clock()
    facts.going = {
        facts.resources[w.name].pk for w in works if w.draft.method == "DELETE" and w.name in facts.resources
    }
    refusals = []
    for work in works:
        try:
            place(work, facts, caller)
        except Refused as refusal:
            refusals.append(work.draft.entry(refusal))
    names = {f"{w.draft.type}/{w.draft.fid}": f"{w.draft.type}/{w.found.fid}" for w in works if w.elsewhere and w.found}
    if names and len(works) > 1:
        # What refers to them says the same as before only once it names what is there: all are looked at again.
        there = there | {(w.draft.type, w.found.fid) for w in works if w.elsewhere and w.found}
        return await keep(transaction, ground, caller, [_led(draft, names) for draft in drafts], visit, there)
    if refusals:
        raise refusals[0]
    await others(transaction, works, caller)
    await guard(transaction, works, caller)
    targets = references(works, facts, caller)
    await removable(transaction, works, caller)
    sheet = Writing(caller.client, ground.era, now)
    await belongings(transaction, works, facts, caller, sheet)
    await alongside(transaction, works, facts, caller)
    await judge(transaction, ground, caller, works, facts, sheet)
    for work in works:
        if visit.key is None and nameless(work):
            work.findings.append(work.draft.at(UNREPEATABLE))
        work.findings += forewarned(work.draft)
        enter(work, caller, now, targets, sheet, visit.request)
    kept = [work.kept for work in works if work.kept is not None]
    reply = visit.render(kept)
    sheet.answers += for_retry(visit, reply)
    replaced = [work.pk for work in works if work.changed and work.found is not None]
    if replaced:
        await writing.forget(transaction, replaced)
    await writing.write(transaction, sheet)
    return reply


def _led(draft: Draft, names: dict[str, str]) -> Draft:
    """The draft when others of its Bundle were stored before: it is, or refers to, what is there."""
    name = names.get(f"{draft.type}/{draft.fid}", f"{draft.type}/{draft.fid}")
    resource = renamed(draft.resource, lambda link: names.get(link, link))
    return replace(draft, fid=name.split("/")[1], resource=resource)


def enter(
    work: Work, caller: Caller, now: datetime, targets: dict[tuple[str, str], int], sheet: Writing, request: str
) -> None:
    """Add one work to the sheet: its version, its search values, whom it opens its patient to, its audit row."""
    draft = work.draft
    rtype = TYPE_CODES[draft.type]
    method, action = _METHOD[draft.method]
    if work.changed:
        vid = work.found.vid + 1 if work.found else 1
        body = json.encode(_stamped(draft.resource, draft.fid, vid, now)) if draft.resource is not None else _NO_BODY
        owner = work.found.owner if work.found else caller.party
        deleted = draft.method == "DELETE"
        version = Version(
            work.pk, rtype, draft.fid, vid, now, method, owner, work.patient, work.member, work.digest, body, deleted
        )
        sheet.versions.append(version)
        if draft.resource is not None:
            sheet.index(work.rows, work.pk, work.member, targets)
            patient, organizations = sight.sources(draft.resource)
            if patient and work.patient is not None:
                sheet.sight += [(organization, work.patient, work.pk) for organization in organizations]
        status = 204 if deleted else 201 if work.found is None or work.found.deleted else 200
        work.kept = Kept(draft.type, draft.fid, vid, now, body, status, tuple(work.findings))
    elif work.found is not None:
        found = work.found
        status = 204 if draft.method == "DELETE" else 200
        kept = (draft.type, found.fid, found.vid, found.updated, found.body or _NO_BODY, status, tuple(work.findings))
        work.kept = Kept(*kept)
    status = work.kept.status if work.kept else 204
    sheet.audit.append(AuditRow(request, action, status, rtype, work.pk or None, work.patient, 1))


def _stamped(resource: dict[str, Any], fid: str, vid: int, now: datetime) -> dict[str, Any]:
    """The resource as it is answered: id and meta are ours, everything else as it came."""
    updated = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    meta = {"versionId": str(vid), "lastUpdated": updated}
    meta |= {name: value for name, value in resource.get("meta", {}).items() if name not in meta}
    rest = {name: value for name, value in resource.items() if name not in ("resourceType", "id", "meta")}
    return {"resourceType": resource["resourceType"], "id": fid, "meta": meta, **rest}
