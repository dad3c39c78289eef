"""Claims that are paid, in the order in which they came, with what their adjudication rested on: for the worklist."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg

from peerfhir.fhir.searching import TYPE_CODES, TYPE_NAMES
from peerfhir.store.facts import Name
from peerfhir.store.ledger import Window
from peerfhir.store.sight import Caller, predicate
from peerfhir.store.standing import STANDING

_CLAIM = TYPE_CODES["Claim"]
_BEYOND = """
SELECT w.ord, coalesce(sum(l.units), 0)
  FROM unnest($1::int[], $2::text[], $3::date[], $4::date[]) WITH ORDINALITY w (member, program, first, last, ord)
  LEFT JOIN member m ON m.no = w.member
  LEFT JOIN member g ON g.root = m.root
  LEFT JOIN ledger l ON l.member = g.no AND l.program = w.program AND l.day BETWEEN w.first AND w.last
       AND l.kind IN ('p', 'h') AND (l.paid_by LIKE '%/%' OR l.paid_by = 'review')
 GROUP BY w.ord ORDER BY w.ord"""


class Paid(NamedTuple):
    """An adjudicated claim: where it stands in the order, its body, and its ruling (JSON)."""

    pk: int
    fid: str
    updated: datetime
    member: int
    body: bytes
    version: int
    ruling: bytes


async def paid(
    connection: asyncpg.Connection, caller: Caller, after: tuple[datetime, int] | None, limit: int
) -> list[Paid]:
    """The next adjudicated claims that the caller sees and that have paid units, after (updated, pk); oldest first."""
    args: list[Any] = [_CLAIM, *(after or (None, None)), limit]
    seen = predicate(caller, _CLAIM, "c", args)
    rows = await connection.fetch(
        "SELECT c.pk, c.fid, c.updated, c.member, c.body, r.version, r.body FROM resource c"
        " JOIN ruling r ON r.source = c.pk AND r.kind = 'c' AND r.version = c.vid"
        " WHERE c.rtype = $1 AND ($2::timestamptz IS NULL OR (c.updated, c.pk) > ($2, $3::bigint)) AND NOT c.deleted"
        f" AND (SELECT sum(units) FROM ledger l WHERE l.source = c.pk AND l.kind = 'p') > 0 AND {seen}"
        " ORDER BY c.updated, c.pk LIMIT $4",
        *args,
    )
    return [Paid(*row) for row in rows]


async def versions(connection: asyncpg.Connection, names: Sequence[Name]) -> dict[Name, int]:
    """The current version of each of these that is stored; 0 of a deleted one."""
    rows = await connection.fetch(
        "SELECT w.ord, CASE WHEN r.deleted THEN 0 ELSE r.vid END"
        " FROM unnest($1::smallint[], $2::text[]) WITH ORDINALITY w (t, i, ord)"
        " JOIN resource r ON r.rtype = w.t AND r.fid = w.i",
        [TYPE_CODES[type_] for type_, _ in names],
        [fid for _, fid in names],
    )
    return {names[row[0] - 1]: row[1] for row in rows}


async def standing(connection: asyncpg.Connection, members: Sequence[int]) -> dict[int, set[Name]]:
    """What says something lasting about each of these members."""
    rows = await connection.fetch(
        "SELECT w.no, r.rtype, r.fid FROM unnest($1::int[]) w (no) JOIN member m ON m.no = w.no"
        f" JOIN member g ON g.root = m.root JOIN index_date d ON d.param = {STANDING} AND d.member = g.no"
        " JOIN resource r ON r.pk = d.pk",
        members,
    )
    found: dict[int, set[Name]] = {member: set() for member in members}
    for member, rtype, fid in rows:
        found[member].add((TYPE_NAMES[rtype], fid))
    return found


async def beyond(connection: asyncpg.Connection, windows: Sequence[Window]) -> list[int]:
    """Units paid or pended in each window that no limit has to bear: an authorization pays them, or a review does."""
    if not windows:
        return []
    columns = [list(column) for column in zip(*windows, strict=True)]
    return [row[1] for row in await connection.fetch(_BEYOND, *columns)]
