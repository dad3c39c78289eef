"""What ordinary writes may not touch: adjudicated claims and their answers, and what only payers say.

Design section 6. `guard` is called by `keep` after the drafts have found their places, `alongside` when it is known
whose they are.
"""

from collections.abc import Sequence
from typing import Any

from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused, refused
from peerfhir.fhir.searching import TYPE_NAMES
from peerfhir.journeys.circumstances import decoded
from peerfhir.journeys.weigh import Work
from peerfhir.mapping.authorization import authorization, authorizes
from peerfhir.mapping.authorization_faults import beside, faults
from peerfhir.store import reading, rulings
from peerfhir.store.database import Transaction
from peerfhir.store.facts import Facts
from peerfhir.store.sight import Caller, Role

_PAYERS = (Role.PAYER, Role.ADMIN)
_GUARDED = frozenset({"Claim", "ClaimResponse", "ServiceRequest"})


async def guard(transaction: Transaction, works: Sequence[Work], caller: Caller) -> None:
    """`Refused` when a draft changes what was decided (CONFLICT), or says what is not its caller's to say (NO_SCOPE).

    INVALID, with every issue of every draft, for authorizations that say nothing.
    """
    issues: list[Issue] = []
    for work in works:
        if work.draft.type not in _GUARDED or not work.changed:
            continue
        try:
            await _guard(transaction, work, caller)
        except Refused as refusal:
            raise work.draft.entry(refusal) from None
        if _authorizing(work):
            issues += [work.draft.at(issue) for issue in faults(work.draft.resource or {})]
    if any(issue.refuses for issue in issues):
        raise Refused(Kind.INVALID, tuple(issues))


async def alongside(transaction: Transaction, works: Sequence[Work], facts: Facts, caller: Caller) -> None:
    """Tell each authorization that changes what it has in common with others of its member; adds to its findings.

    Others that the caller may not read say nothing. `Refused(INVALID)` when another one bears its number.
    """
    given = [work for work in works if work.changed and work.member is not None and _authorizing(work)]
    if not given:
        return
    rewritten = {work.pk for work in works}
    stored = {(TYPE_NAMES[one.rtype], one.fid): one for one in facts.standing if one.pk not in rewritten}
    told = {name: authorization(decoded(one.body or b"")) for name, one in stored.items()}
    held = {name: one for name, one in told.items() if one is not None}
    seen = await reading.seen(transaction.connection, caller, sorted(held)) if held else set()
    theirs = [(facts.root(stored[name].member), held[name]) for name in sorted(seen)]
    theirs += [
        (facts.root(work.member), one) for work in given if (one := authorization(_identified(work))) is not None
    ]
    for work in given:
        others = [one for root, one in theirs if root == facts.root(work.member)]
        work.findings += beside(_identified(work), others)
    issues = [work.draft.at(issue) for work in given for issue in work.findings]
    if any(issue.refuses for issue in issues):
        raise Refused(Kind.INVALID, tuple(issues))


def _authorizing(work: Work) -> bool:
    return work.draft.resource is not None and authorizes(work.draft.resource)


def _identified(work: Work) -> dict[str, Any]:
    return {**(work.draft.resource or {}), "id": work.draft.fid}


async def _guard(transaction: Transaction, work: Work, caller: Caller) -> None:
    draft, found = work.draft, work.found
    name = f"{draft.type}/{draft.fid}"
    if draft.type == "Claim":
        if found is not None and await rulings.adjudicated(transaction.connection, found.pk):
            text = f"{name} was adjudicated; it is no longer changed or deleted"
            hint = "Send a replacement (claim-frequency 7) or a void (8) to Claim/$submit, with this claim as prior"
            raise refused(Kind.CONFLICT, "conflict", text, diagnostics=hint)
        return
    said = [draft.resource or {}, json.decode(found.body) if found is not None and found.body else {}]
    if any(_answers_a_claim(one) for one in said):
        text = "The answer to a claim is made by Claim/$submit and changed by ClaimResponse/$decide, by nothing else"
        raise refused(Kind.NO_SCOPE, "forbidden", text, "ClaimResponse.use")
    if any(authorizes(one) for one in said) and caller.role not in _PAYERS:
        text = "Authorizations and approvals are written by payers and administrators"
        raise refused(Kind.NO_SCOPE, "forbidden", text, draft.type)


def _answers_a_claim(resource: dict[str, Any]) -> bool:
    return resource.get("resourceType") == "ClaimResponse" and resource.get("use") == "claim"
