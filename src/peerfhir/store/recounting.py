"""What the ledger is counted again from: sources, the rulings about them, and sums over all that is kept.

Read in batches by ascending numbers, for whoever maintains the store; nothing here is under a caller's sight.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

import asyncpg

from peerfhir.store.rulings import Ruled

_RULED = """
SELECT DISTINCT ON (source) source, version, kind, at, program, pack, body
  FROM ruling WHERE source > $1::bigint AND kind IN ('e', 'c') ORDER BY source, version DESC LIMIT $2"""

_RECORDS = """
SELECT r.pk, r.rtype, r.fid, r.vid, r.deleted, m.root, r.body
  FROM resource r LEFT JOIN member m ON m.no = r.member WHERE r.pk = ANY ($1::bigint[])"""

_DECISIONS = """
SELECT source, version, kind, at, program, pack, body
  FROM ruling WHERE source = ANY ($1::bigint[]) AND kind = 'd' ORDER BY source, version"""

_PAID = """
SELECT m.root, l.program, l.paid_by, l.day, sum(l.units)
  FROM member m JOIN ledger l ON l.member = m.no
 WHERE m.root = ANY ($1::int[]) AND l.kind = 'p' AND l.paid_by <> '' AND l.paid_by NOT LIKE '%/%'
 GROUP BY m.root, l.program, l.paid_by, l.day HAVING sum(l.units) <> 0
 ORDER BY m.root, l.program, l.paid_by, l.day"""

_AUTHORIZED = """
SELECT paid_by, sum(units) FROM ledger WHERE paid_by LIKE '%/%' AND paid_by > $1::text AND kind IN ('p', 'h')
 GROUP BY paid_by ORDER BY paid_by LIMIT $2"""


class Record(NamedTuple):
    """A source as it stands: `root` is the number of the person it belongs to."""

    pk: int
    rtype: int
    fid: str
    vid: int
    deleted: bool
    root: int | None
    body: bytes


class Paid(NamedTuple):
    """Units that a limit paid for on a day of a person."""

    root: int
    program: str
    limit: str
    day: date
    units: int


async def ruled(connection: asyncpg.Connection, after: int, limit: int) -> dict[int, Ruled]:
    """The newest ruling about each of the next `limit` encounters and claims above the pk `after`, ascending."""
    return {row[0]: Ruled(*row) for row in await connection.fetch(_RULED, after, limit)}


async def records(connection: asyncpg.Connection, pks: Collection[int]) -> dict[int, Record]:
    """The sources that are stored, by pk."""
    return {row[0]: Record(*row) for row in await connection.fetch(_RECORDS, list(pks))}


async def decisions(connection: asyncpg.Connection, answers: Collection[int]) -> dict[int, list[Ruled]]:
    """What payers decided about these answers (pks of ClaimResponses), oldest first."""
    found: dict[int, list[Ruled]] = {pk: [] for pk in answers}
    for row in await connection.fetch(_DECISIONS, list(answers)):
        found[row[0]].append(Ruled(*row))
    return found


async def roots(connection: asyncpg.Connection, members: Collection[int]) -> dict[int, int]:
    """The number that stands for the whole person, of each of these members."""
    rows = await connection.fetch("SELECT no, root FROM member WHERE no = ANY ($1::int[])", list(members))
    return {row[0]: row[1] for row in rows}


async def persons(connection: asyncpg.Connection, after: int, limit: int) -> list[int]:
    """The next `limit` persons above the number `after`, ascending."""
    rows = await connection.fetch(
        "SELECT DISTINCT root FROM member WHERE root > $1::int ORDER BY root LIMIT $2", after, limit
    )
    return [row[0] for row in rows]


async def paid_by_limits(connection: asyncpg.Connection, persons: Sequence[int]) -> list[Paid]:
    """Units paid within limits, by person, program, limit and day."""
    return [Paid(*row) for row in await connection.fetch(_PAID, persons)]


async def authorized(connection: asyncpg.Connection, after: str, limit: int) -> list[tuple[str, int]]:
    """The next `limit` authorizations ("Type/id") above `after` that paid for units, with the units paid or pended."""
    return [(row[0], row[1]) for row in await connection.fetch(_AUTHORIZED, after, limit)]


async def last(connection: asyncpg.Connection) -> int:
    """The greatest pk of a source."""
    sql = "SELECT greatest((SELECT max(source) FROM ledger), (SELECT max(source) FROM ruling), 0)"
    return int(await connection.fetchval(sql))
