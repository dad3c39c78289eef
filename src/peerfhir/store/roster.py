"""The roster: the members a caller sees, by how much of their limits is used, most used first (design section 6)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import asyncpg

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.policy.billing import Spent
from peerfhir.store.ledger import Window, balances
from peerfhir.store.on_file import version
from peerfhir.store.sight import Caller, predicate
from peerfhir.store.standing import STANDING

_PATIENT = TYPE_CODES["Patient"]
_PERCENT = 100  # of the ten-thousandths that shares are told in

# A probe of the ledger for each member and span: sums over all of a program's entries would read those of everybody.
# The raised caps are one object, for it is looked into by key; a table of them would be read through for every member.
_RANKED = """
WITH patients (pk) AS ({patients}),
ranked AS (
    SELECT r.pk, r.fid, r.member, (
        SELECT coalesce(max(u.units * 10000 / greatest(c.allowed, 1)), 0)
          FROM unnest($1::text[], $2::date[], $3::date[], $4::int[]) WITH ORDINALITY w (program, first, last, cap, ord)
         CROSS JOIN LATERAL (SELECT $10::jsonb -> m.root::text -> (w.ord - 1)::text) o (cap)
         CROSS JOIN LATERAL (SELECT CASE WHEN o.cap IS NULL THEN w.cap ELSE nullif(o.cap, 'null')::int END) c (allowed)
         CROSS JOIN LATERAL (
            SELECT greatest(sum(l.units) FILTER (WHERE l.kind = 'r'), sum(l.units) FILTER (WHERE l.kind IN ('p', 'h')))
              FROM member g
              JOIN ledger l ON l.member = g.no AND l.program = w.program AND l.day BETWEEN w.first AND w.last
             WHERE g.root = m.root AND l.recorded <= $5::timestamptz
            ) u (units)
         WHERE c.allowed IS NOT NULL) AS share
      FROM patients JOIN resource r USING (pk) JOIN member m ON m.no = r.member
     WHERE NOT r.deleted AND {seen}
    OFFSET 0
)
SELECT pk, fid, member, share FROM ranked
 WHERE share >= $6::int AND ($7::bigint IS NULL OR (share, pk) < ($7::bigint, $8::bigint))
 ORDER BY share DESC, pk DESC LIMIT $9::int"""

_STANDING = """
WITH patients (pk) AS ({patients}),
people (root) AS MATERIALIZED (
    SELECT DISTINCT m.root FROM patients JOIN resource r USING (pk) JOIN member m ON m.no = r.member
     WHERE NOT r.deleted AND {seen} AND EXISTS (
        SELECT 1
          FROM unnest($2::text[], $3::date[], $4::date[]) w (program, first, last)
          JOIN member g ON g.root = m.root
          JOIN ledger l ON l.member = g.no AND l.program = w.program AND l.day BETWEEN w.first AND w.last
        OFFSET 0)
)
SELECT p.root, v.body
  FROM people p
 CROSS JOIN LATERAL (
    SELECT d.pk FROM member g JOIN index_date d ON d.param = $1 AND d.member = g.no WHERE g.root = p.root OFFSET 0
    ) d
 CROSS JOIN LATERAL ({version}) v
 WHERE position($7::bytea IN v.body) > 0"""


class Span(NamedTuple):
    """The window of a limit: days of a program, and the units that are allowed in them (None: no cap)."""

    program: str
    first: date
    last: date
    allowed: int | None


class Rank(NamedTuple):
    """Where a page ended: the share of its last row, and that row's Patient (pk)."""

    share: int
    patient: int


class Load(NamedTuple):
    """A Patient whom the caller sees: how much of the limits is used, and the sums of each span, in their order.

    `share` is the greatest of the spans' max(rendered, paid + pended) / allowed, in ten-thousandths, rounded down;
    allowed is the raised cap where there is one. Spans without a cap do not count, units where none is allowed count as
    if one were.
    """

    patient: int
    fid: str
    member: int
    share: int
    spent: tuple[Spent, ...]


async def roster(
    connection: asyncpg.Connection,
    caller: Caller,
    spans: Sequence[Span],
    *,
    count: int,
    known_at: datetime,
    threshold: int = 0,
    after: Rank | None = None,
    raised: Mapping[int, Mapping[int, int | None]] | None = None,
) -> list[Load]:
    """At most `count` live Patients whom the caller sees and of whose limits `threshold` percent are used, or more.

    The most used first, then the newest; after the rank `after`. `raised` caps (None: no cap) are by the root of a
    member and the number of the span, counted from 0. What was recorded later than `known_at` does not count, so that
    the pages of one question, asked with one instant, do not shift. A person with several Patients that the caller sees
    is listed once for each.
    """
    args: list[Any] = [
        [span.program for span in spans],
        [span.first for span in spans],
        [span.last for span in spans],
        [span.allowed for span in spans],
        known_at,
        threshold * _PERCENT,
        *(after or (None, None)),
        count,
        json.dumps(raised or {}),
    ]
    sql = _RANKED.format(patients=_patients(caller, args), seen=predicate(caller, _PATIENT, "r", args))
    rows = await connection.fetch(sql, *args)
    windows = [Window(row[2], span.program, span.first, span.last) for row in rows for span in spans]
    spent = await balances(connection, windows, known_at)
    width = len(spans)
    return [
        Load(pk, fid, member, share, tuple(spent[width * place : width * (place + 1)]))
        for place, (pk, fid, member, share) in enumerate(rows)
    ]


async def standing(
    connection: asyncpg.Connection,
    caller: Caller,
    spans: Sequence[Span],
    types: Iterable[str],
    *,
    mentioning: bytes,
    known_at: datetime,
) -> list[tuple[int, bytes]]:
    """(root, body) of the standing resources of those members whom the caller sees and who have units in these spans.

    Of these types, as they stood at `known_at`, whoever sees them; those whose bytes have `mentioning` in them.
    """
    args: list[Any] = [
        STANDING,
        [span.program for span in spans],
        [span.first for span in spans],
        [span.last for span in spans],
        [TYPE_CODES[name] for name in types],
        known_at,
        mentioning,
    ]
    sql = _STANDING.format(
        patients=_patients(caller, args),
        seen=predicate(caller, _PATIENT, "r", args),
        version=version("d.pk", "$5", "$6"),
    )
    return [(row[0], row[1]) for row in await connection.fetch(sql, *args)]


def _patients(caller: Caller, args: list[Any]) -> str:
    """SQL for the Patients that the caller may see: it begins at its own, not at all there are."""
    if caller.sees_all:
        return f"SELECT p.pk FROM resource p WHERE p.rtype = {_PATIENT}"
    args.append(caller.party)
    party = f"${len(args)}"
    return (
        f"SELECT s.patient FROM sight s WHERE s.party = {party}"
        f" UNION SELECT p.pk FROM resource p WHERE p.owner = {party} AND p.rtype = {_PATIENT}"
    )
