"""The roster: the members a caller sees, by how much of their limits is used, most used first (design section 6)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import asyncpg

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.policy.billing import Spent
from peerfhir.store.ledger import Window, balances
from peerfhir.store.sight import Caller, predicate

_PATIENT = TYPE_CODES["Patient"]
_PERCENT = 100  # of the ten-thousandths that shares are told in

# A probe of the ledger for each member and span: sums over all of a program's entries would read those of everybody.
_RANKED = """
WITH patients (pk) AS ({patients}),
ranked AS (
    SELECT r.pk, r.fid, r.member, (
        SELECT coalesce(max(u.units * 10000 / greatest(w.allowed, 1)), 0)
          FROM unnest($1::text[], $2::date[], $3::date[], $4::int[]) w (program, first, last, allowed)
         CROSS JOIN LATERAL (
            SELECT greatest(sum(l.units) FILTER (WHERE l.kind = 'r'), sum(l.units) FILTER (WHERE l.kind IN ('p', 'h')))
              FROM member m
              JOIN member g ON g.root = m.root
              JOIN ledger l ON l.member = g.no AND l.program = w.program AND l.day BETWEEN w.first AND w.last
             WHERE m.no = r.member AND l.recorded <= $5::timestamptz
            ) u (units)
         WHERE w.allowed IS NOT NULL) AS share
      FROM patients JOIN resource r USING (pk)
     WHERE NOT r.deleted AND {seen}
    OFFSET 0
)
SELECT pk, fid, member, share FROM ranked
 WHERE share >= $6::int AND ($7::bigint IS NULL OR (share, pk) < ($7::bigint, $8::bigint))
 ORDER BY share DESC, pk DESC LIMIT $9::int"""


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
    spans without a cap do not count, units where none is allowed count as if one were.
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
) -> list[Load]:
    """At most `count` live Patients whom the caller sees and of whose limits `threshold` percent are used, or more.

    The most used first, then the newest; after the rank `after`. What was recorded later than `known_at` does not
    count, so that the pages of one question, asked with one instant, do not shift. A person with several Patients that
    the caller sees is listed once for each.
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
    ]
    seen = predicate(caller, _PATIENT, "r", args)
    if caller.sees_all:
        patients = "SELECT p.pk FROM resource p WHERE p.rtype = " + str(_PATIENT)
    else:  # begin at the caller's own, not at all Patients there are
        args.append(caller.party)
        patients = (
            f"SELECT s.patient FROM sight s WHERE s.party = ${len(args)}"
            f" UNION SELECT p.pk FROM resource p WHERE p.owner = ${len(args)} AND p.rtype = {_PATIENT}"
        )
    rows = await connection.fetch(_RANKED.format(patients=patients, seen=seen), *args)
    windows = [Window(row[2], span.program, span.first, span.last) for row in rows for span in spans]
    spent = await balances(connection, windows, known_at)
    width = len(spans)
    return [
        Load(pk, fid, member, share, tuple(spent[width * place : width * (place + 1)]))
        for place, (pk, fid, member, share) in enumerate(rows)
    ]
