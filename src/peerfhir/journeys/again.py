"""A stored claim is adjudicated again, as if it came when it came, with what is known now; nothing is written.

For who is told that paid lines are no longer payable, and for who asks what another law would have paid.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from peerfhir.fhir import json
from peerfhir.journeys.claimed import Basis, basis, claim_of, past
from peerfhir.journeys.draft import Draft
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.original import Original
from peerfhir.policy.claim import adjudicate, after, docket
from peerfhir.policy.lines import Case
from peerfhir.policy.ruling import Finding
from peerfhir.policy.verdict import Outcome
from peerfhir.store.database import Transaction
from peerfhir.store.ledger import Counted
from peerfhir.store.sight import Caller

Judged = tuple[Case | Finding, Outcome]


@dataclass(frozen=True, slots=True)
class Stored:
    """A claim that was adjudicated: where it is, whose, what it says, and when it came."""

    pk: int
    fid: str
    member: int
    body: bytes
    received: datetime


async def reread(transaction: Transaction, ground: Ground, caller: Caller, claim: Stored) -> Basis:
    """What the claim rests on now. A ground without programs reads enough for whichever program judges it."""
    draft = Draft("PUT", "Claim", claim.fid, json.decode(claim.body))
    known = await basis(transaction, ground, caller, draft, locked=False)
    known.work.pk, known.work.member = claim.pk, claim.member
    return known


async def again(
    transaction: Transaction,
    ground: Ground,
    known: Basis,
    claim: Stored,
    gone: Iterable[tuple[int, Counted]],
    earlier: Iterable[Judged] = (),
) -> list[Judged]:
    """What becomes of each line under the ground's programs.

    Of what the ledger holds, `gone` (pk of the source, entry) is left out, the claim's own among it; in its place count
    the `earlier` lines as they were judged.
    """
    said = claim_of(known, ground, Original("open"))  # what it took back it has taken back
    cases = docket(replace(said, received=claim.received), ground.programs)
    before = await past(transaction, known, cases, gone)
    for case, outcome in earlier:
        before = after(before, case, outcome) if isinstance(case, Case) else before
    outcomes = adjudicate(cases, before)
    return [(case, outcome) for (_, case), outcome in zip(cases.cases, outcomes, strict=True)]
