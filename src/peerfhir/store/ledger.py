"""The ledger, read: sums over windows, and what a source has counted. Only `writing` adds to it.

Entries hold days, never windows, so that limits and packs can change; a balance is an index-only sum over
(member, program, day) of all members merged with this one.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import asyncpg

from peerfhir.policy.billing import Spent

_SUMS = """
SELECT w.ord,
       coalesce(sum(l.units) FILTER (WHERE l.kind = 'r'), 0) AS rendered,
       coalesce(sum(l.units) FILTER (WHERE l.kind = 'c'), 0) AS claimed,
       coalesce(sum(l.units) FILTER (WHERE l.kind = 'p'), 0) AS paid,
       coalesce(sum(l.units) FILTER (WHERE l.kind = 'h'), 0) AS pended
  FROM unnest($1::int[], $2::text[], $3::date[], $4::date[]) WITH ORDINALITY w (member, program, first, last, ord)
  LEFT JOIN member m ON m.no = w.member
  LEFT JOIN member g ON g.root = m.root
  LEFT JOIN ledger l ON l.member = g.no AND l.program = w.program AND l.day BETWEEN w.first AND w.last
       AND ($5::timestamptz IS NULL OR l.recorded <= $5)
 GROUP BY w.ord ORDER BY w.ord"""

_COUNTED = """
SELECT member, program, day, kind, line, encounter, paid_by, zone, rounding, pack, max(version), sum(units)
  FROM ledger WHERE source = $1
 GROUP BY member, program, day, kind, line, encounter, paid_by, zone, rounding, pack HAVING sum(units) <> 0"""


class Window(NamedTuple):
    """Days of one program, first and last included, for a member."""

    member: int
    program: str
    first: date
    last: date


class Counted(NamedTuple):
    """What a source has in the ledger, reversals already taken off."""

    member: int
    program: str
    day: date
    kind: str
    line: int
    encounter: int
    paid_by: str
    zone: str
    rounding: str
    pack: bytes
    version: int
    units: int


async def balances(
    connection: asyncpg.Connection, windows: Sequence[Window], known_at: datetime | None = None
) -> list[Spent]:
    """What was spent in each window (X-10), in their order; with `known_at`, of what was recorded by then.

    A member that is being made has spent nothing.
    """
    if not windows:
        return []
    columns = [list(column) for column in zip(*windows, strict=True)]
    rows = await connection.fetch(_SUMS, *columns, known_at)
    return [Spent(row[1], row[2], row[3], row[4]) for row in rows]


async def counted(connection: asyncpg.Connection, source: int) -> list[Counted]:
    """What this resource has counted so far."""
    return [Counted(*row) for row in await connection.fetch(_COUNTED, source)]
