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

_BILLED_FOR = """
SELECT member, program, day, kind, 0, encounter, '', '', '', ''::bytea, 0, sum(units)
  FROM ledger WHERE encounter = $1 AND kind IN ('p', 'h')
 GROUP BY member, program, day, kind, encounter HAVING sum(units) <> 0"""

_CLAIMED = """
SELECT encounter, sum(units) FROM ledger WHERE encounter = ANY ($1::bigint[]) AND kind IN ('p', 'h')
 GROUP BY encounter"""

_USED = """
SELECT paid_by, sum(units) FROM ledger WHERE paid_by = ANY ($1::text[]) AND paid_by LIKE '%/%' AND kind IN ('p', 'h')
   AND ($2::timestamptz IS NULL OR recorded <= $2)
 GROUP BY paid_by"""

# The kind is an argument: of a constant the planner can tell that an index of this kind alone holds all there is, and
# having planned while that was small, it read the whole of it for every claim.
_BILLED = """
SELECT e.source, max(e.version) FILTER (WHERE e.reverses = 0), e.line, e.program, e.day, e.encounter, sum(e.units)
  FROM (
    SELECT DISTINCT l.source, l.version, l.line, l.program, l.day, l.encounter, l.reverses, l.paid_by, l.member, l.units
      FROM unnest($2::text[], $3::date[], $4::date[]) w (program, first, last)
      JOIN member m ON m.no = $1::int
      JOIN member g ON g.root = m.root
      JOIN ledger l ON l.member = g.no AND l.program = w.program AND l.day BETWEEN w.first AND w.last AND l.kind = $5
    ) e
 GROUP BY e.source, e.line, e.program, e.day, e.encounter HAVING sum(e.units) > 0
 ORDER BY e.source, e.line, e.day, e.encounter"""

_RECOUNT = """
WITH next AS (SELECT DISTINCT source FROM ledger WHERE source > $1::bigint ORDER BY source LIMIT $2::int)
SELECT source, member, program, day, kind, line, encounter, paid_by, zone, rounding, pack, max(version), sum(units)
  FROM next JOIN ledger USING (source)
 GROUP BY source, member, program, day, kind, line, encounter, paid_by, zone, rounding, pack
 ORDER BY source, line, day, kind"""

_OF_PERSON = """
SELECT source, l.member, program, day, kind, line, encounter, paid_by, zone, rounding, pack, max(version), sum(units)
  FROM member m JOIN ledger l ON l.member = m.no WHERE m.root = $1::int
 GROUP BY source, l.member, program, day, kind, line, encounter, paid_by, zone, rounding, pack HAVING sum(units) <> 0"""


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


class BilledLine(NamedTuple):
    """Units of a claim's line on a day that stand claimed; `version` is that of the claim that counted them."""

    claim: int
    version: int
    line: int
    program: str
    day: date
    encounter: int
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


async def billed_for(connection: asyncpg.Connection, encounter: int) -> list[Counted]:
    """What claims were paid, or wait to be paid, for this encounter, by member, program and day."""
    return [Counted(*row) for row in await connection.fetch(_BILLED_FOR, encounter)]


async def claimed(connection: asyncpg.Connection, encounters: Sequence[int]) -> dict[int, int]:
    """Units paid or pended for each of these encounters (pks), over all claims, reversals taken off; of none, 0."""
    rows = await connection.fetch(_CLAIMED, encounters)
    return dict.fromkeys(encounters, 0) | {row[0]: row[1] for row in rows}


async def used(
    connection: asyncpg.Connection, authorizations: Sequence[str], known_at: datetime | None = None
) -> dict[str, int]:
    """Units paid or pended under each of these ("ClaimResponse/id", "ServiceRequest/id"), whoever's and whenever.

    With `known_at` those that were recorded by then.
    """
    rows = await connection.fetch(_USED, authorizations, known_at)
    return dict.fromkeys(authorizations, 0) | {row[0]: row[1] for row in rows}


async def billed(
    connection: asyncpg.Connection, member: int, spans: Sequence[tuple[str, date, date]]
) -> list[BilledLine]:
    """Lines that claims of a person were not wholly denied for, on days of (program, first, last).

    `rulings.of_versions` of their (claim, version) tells what they were for.
    """
    if not spans:
        return []
    programs, firsts, lasts = (list(column) for column in zip(*spans, strict=True))
    return [BilledLine(*row) for row in await connection.fetch(_BILLED, member, programs, firsts, lasts, "c")]


async def of_person(connection: asyncpg.Connection, person: int) -> dict[int, list[Counted]]:
    """What each source of a person (the root of a member) has in the ledger, reversals taken off."""
    found: dict[int, list[Counted]] = {}
    for source, *entry in await connection.fetch(_OF_PERSON, person):
        found.setdefault(source, []).append(Counted(*entry))
    return found


async def recount(connection: asyncpg.Connection, after: int, limit: int) -> dict[int, list[Counted]]:
    """What each of the next `limit` sources above the pk `after` has in the ledger, ascending, reversals taken off.

    A source whose entries all were taken back has an empty list; one that never had any is not among them.
    """
    found: dict[int, list[Counted]] = {}
    for source, *entry in await connection.fetch(_RECOUNT, after, limit):
        kept = found.setdefault(source, [])
        if entry[-1]:
            kept.append(Counted(*entry))
    return found
