"""Conditional create: the criteria are locked, then searched, in the transaction that creates.

http://hl7.org/fhir/R4/http.html#ccreate. Two systems that send the same criteria at the same time find one resource.
"""

from collections.abc import Iterable
from datetime import tzinfo
from urllib.parse import parse_qsl, urlencode

from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.ground import Ground
from peerfhir.store.database import Transaction
from peerfhir.store.identity import lock_key
from peerfhir.store.reading import Stored, read
from peerfhir.store.search import match
from peerfhir.store.sight import Caller
from peerfhir.store.writing import AuditRow, Writing, write


async def lock(transaction: Transaction, criteria: Iterable[tuple[str, str]]) -> None:
    """Lock (type, criteria) pairs, in one order for all; however they are escaped, the same criteria are one lock."""
    for key in sorted({lock_key("criteria", type_, _canonical(text)) for type_, text in criteria}):
        await transaction.connection.execute("SELECT pg_advisory_xact_lock($1)", key)


def _canonical(criteria: str) -> str:
    return urlencode(sorted(parse_qsl(criteria.lstrip("?"), keep_blank_values=True)))


async def existing(transaction: Transaction, caller: Caller, type_: str, criteria: str, zone: tzinfo) -> Stored | None:
    """The one resource that matches; None when none does; `Refused(STALE)` (412) when several do."""
    found = await match(transaction.connection, caller, type_, criteria.lstrip("?"), zone)
    if len(found) > 1:
        raise refused(Kind.STALE, "multiple-matches", f"Several {type_} match the criteria")
    stored = await read(transaction.connection, caller, type_, found[0].fid) if found else None
    return stored if stored and not stored.deleted else None


async def disclosed(transaction: Transaction, ground: Ground, caller: Caller, request: str, found: Stored) -> None:
    """Note in the audit that a resource which was there already was shown."""
    row = AuditRow(request, "R", 200, found.rtype, found.pk, found.patient, 1)
    await write(transaction, Writing(caller.client, ground.era, ground.clock(), audit=[row]))
