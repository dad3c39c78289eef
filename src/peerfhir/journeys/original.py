"""The claim that a replacement or a void takes back: what became of it, and how it is taken out of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused
from peerfhir.journeys.reversal import reversal
from peerfhir.journeys.weigh import Work
from peerfhir.mapping.claim import frequency, taken_back
from peerfhir.mapping.response import Taken, benefits
from peerfhir.store import ledger, rulings
from peerfhir.store.database import Transaction
from peerfhir.store.facts import Facts, Found, Wanted, read
from peerfhir.store.ledger import Counted
from peerfhir.store.sight import Caller, Role
from peerfhir.store.writing import LedgerEntry

Json = dict[str, Any]
State = Literal["open", "missing", "pending", "denied"]


@dataclass(frozen=True, slots=True)
class Original:
    """What became of an original; when it is open, its answer and what it has in the ledger."""

    state: State
    pk: int = 0
    claim: Json | None = None
    name: str | None = None  # "Claim/id"
    answer: Found | None = None
    counted: tuple[Counted, ...] = ()

    @property
    def taken(self) -> tuple[Taken, ...]:
        """What each of its lines loses."""
        if self.claim is None or self.answer is None or self.answer.body is None:
            return ()
        paid = benefits(json.decode(self.answer.body))
        units: dict[int, int] = {}
        for one in self.counted:
            if one.kind == "p":
                units[one.line] = units.get(one.line, 0) + one.units
        lines = [line for line in self.claim["item"] if line["sequence"] in units]
        return tuple(Taken(line, units[line["sequence"]], paid.get(line["sequence"])) for line in lines)

    @property
    def reversals(self) -> list[LedgerEntry]:
        """Everything it has in the ledger, taken back."""
        return [reversal(one, self.pk, one.version) for one in self.counted]


async def original(transaction: Transaction, work: Work, facts: Facts, caller: Caller) -> Original | None:
    """What became of the claim that this one takes back; None of an original.

    `Refused(INVALID)` when it is another organization's, or of another member.
    """
    resource = work.draft.resource or {}
    name = taken_back(resource)
    if frequency(resource) == "1":
        return None
    found = facts.resources.get(("Claim", name.partition("/")[2])) if name else None
    if name is None or found is None or found.pk == work.pk:
        return Original("missing")
    _same(work, found, facts, caller)
    ruled = await rulings.newest(transaction.connection, found.pk)
    if ruled is None or found.body is None:
        return Original("pending", found.pk, name=name)
    _, _, fid = msgspec.json.decode(ruled.body)["response"].partition("/")
    there = await read(transaction, Wanted(caller.party, written={("ClaimResponse", fid)}))
    answer = there.resources["ClaimResponse", fid]
    counted = tuple(await ledger.counted(transaction.connection, found.pk))
    return Original(
        _state(json.decode(answer.body or b""), counted), found.pk, json.decode(found.body), name, answer, counted
    )


def _state(answer: Json, counted: Sequence[Counted]) -> State:
    kinds = {one.kind for one in counted}
    if answer.get("status") == "cancelled":
        return "missing"
    if "h" in kinds:
        return "pending"
    return "open" if "p" in kinds else "denied"


def _same(work: Work, found: Found, facts: Facts, caller: Caller) -> None:
    resource = work.draft.resource or {}
    place = next(
        number
        for number, one in enumerate(resource["related"])
        if any(coding.get("code") == "prior" for coding in one.get("relationship", {}).get("coding", ()))
    )
    said = None
    if found.owner != caller.party and caller.role is not Role.ADMIN:
        said = "A claim is replaced or voided by the organization that sent it"
    elif facts.root(found.member) != facts.root(work.member):
        said = "The claim that this one takes back is of another member"
    if said:
        issue = Issue("error", "value", said, (f"Claim.related[{place}].claim",))
        raise Refused(Kind.INVALID, (work.draft.at(issue),))
