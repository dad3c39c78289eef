"""Conditional create: the criteria are locked, then searched, in the transaction that creates.

http://hl7.org/fhir/R4/http.html#ccreate. Two systems that send the same criteria at the same time find one resource.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import tzinfo
from urllib.parse import parse_qsl, urlencode

from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.ground import Ground
from peerfhir.store.database import Transaction
from peerfhir.store.facts import Name
from peerfhir.store.identity import lock_key
from peerfhir.store.reading import Stored, read
from peerfhir.store.retries import Answer
from peerfhir.store.search import match
from peerfhir.store.sight import Caller
from peerfhir.store.writing import AuditRow, Writing, write


async def lock(transaction: Transaction, criteria: Iterable[tuple[str, str]]) -> None:
    """Lock (type, criteria) pairs, in one order for all.

    However they are escaped, the same criteria are one lock; so are different ones that name the same identifier.
    """
    labels = {("criteria", type_, label) for type_, text in criteria for label in same(text)}
    for key in sorted(lock_key(*label) for label in labels):
        await transaction.connection.execute("SELECT pg_advisory_xact_lock($1)", key)


def same(criteria: str) -> set[str]:
    """What makes two criteria the same: they as a whole, or an identifier's value whatever its system."""
    pairs = parse_qsl(criteria.lstrip("?"), keep_blank_values=True)
    sought = [value for name, text in pairs if name.split(":")[0] == "identifier" for value in text.split(",")]
    return {urlencode(sorted(pairs)), *(f"identifier={value.rpartition('|')[2]}" for value in sought)}


async def existing(
    transaction: Transaction,
    caller: Caller,
    type_: str,
    criteria: str,
    zone: tzinfo,
    gone: AbstractSet[Name] = frozenset(),
) -> Stored | None:
    """The one resource that matches; None when none does; `Refused(STALE)` (412) when several do.

    What the same Bundle deletes (`gone`) does not count: R4 deletes before it creates.
    """
    rows = await match(transaction.connection, caller, type_, criteria.lstrip("?"), zone, 2 + len(gone))
    found = [row for row in rows if (type_, row.fid) not in gone]
    if len(found) > 1:
        raise refused(Kind.STALE, "multiple-matches", f"Several {type_} match the criteria")
    stored = await read(transaction.connection, caller, type_, found[0].fid) if found else None
    return stored if stored and not stored.deleted else None


async def disclosed(
    transaction: Transaction,
    ground: Ground,
    caller: Caller,
    request: str,
    found: Stored,
    answers: Sequence[Answer] = (),
) -> None:
    """Note in the audit that a resource which was there already was shown; keep the answer for a retry."""
    row = AuditRow(request, "R", 200, found.rtype, found.pk, found.patient, 1)
    await write(transaction, Writing(caller.client, ground.era, ground.clock(), audit=[row], answers=list(answers)))
