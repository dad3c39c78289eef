"""Lines of claims that are paid: by whom they were rendered, and what encounter documents them; and late records.

A line counts while the ledger holds units of it that were paid and not taken back. Only what the caller may see counts.
"""

from datetime import date
from typing import Any, NamedTuple

import asyncpg

from peerfhir.fhir.searching import parameters
from peerfhir.store.served import PROVIDER, Scope, given_by, standing, visible
from peerfhir.store.sight import Caller

_BILLED_BY = parameters("Claim")["provider"].id

_PAID = """
SELECT l.program, l.member, l.day, l.source, l.line, l.encounter, sum(l.units) AS units
  FROM ledger l {join}
 WHERE l.kind = 'p' AND l.day BETWEEN $1::date AND $2::date AND {where}
 GROUP BY l.program, l.member, l.day, l.source, l.line, l.encounter HAVING sum(l.units) > 0"""

# A line that bills no encounter is documented by any that stands of the member in the program on the day.
_DOCUMENTED = """
WITH paid AS ({paid}), stands AS MATERIALIZED ({stands})
SELECT g.root, p.encounter <> 0 AS billed,
       CASE WHEN p.encounter <> 0 THEN e.encounter IS NOT NULL ELSE d.member IS NOT NULL END AS documented,
       count(*), array_agg(DISTINCT p.source) FILTER (WHERE e.encounter IS NULL AND d.member IS NULL)
  FROM paid p
  JOIN member g ON g.no = p.member
  LEFT JOIN (SELECT DISTINCT encounter FROM stands) e ON p.encounter <> 0 AND e.encounter = p.encounter
  LEFT JOIN (SELECT DISTINCT o.root AS member, s.program, s.day FROM stands s JOIN member o ON o.no = s.member) d
       ON p.encounter = 0 AND d.member = g.root AND d.program = p.program AND d.day = p.day
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""

_RENDERED = """
WITH paid AS ({paid})
SELECT a.peer, p.program, p.day, count(*), array_agg(DISTINCT p.source)
  FROM paid p JOIN attendance a ON a.encounter = p.encounter
 WHERE {where}
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""

_UNBILLED = """
WITH paid AS ({paid})
SELECT p.program, p.day, p.source, p.line, v.body
  FROM paid p
  JOIN LATERAL (
    SELECT u.body FROM ruling u WHERE u.source = p.source AND u.kind = 'c' ORDER BY u.version DESC LIMIT 1) v ON true
 WHERE p.encounter = 0 ORDER BY p.source, p.line"""

# Days from the date of service to the day, in the zone the contact was dated in, on which it was first recorded.
_RECORDED = """
WITH stands AS ({stands})
SELECT a.peer, s.program, (s.recorded AT TIME ZONE s.zone)::date - s.day > late.days AS late, count(*),
       array_agg(s.encounter) FILTER (WHERE (s.recorded AT TIME ZONE s.zone)::date - s.day > late.days)
  FROM stands s
  JOIN attendance a ON a.encounter = s.encounter
  {join}
  JOIN unnest({programs}::text[], {firsts}::date[], {lasts}::date[], {days}::int[]) late (program, first, last, days)
       ON late.program = s.program AND s.day BETWEEN late.first AND late.last
 WHERE {where}
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""


class Documented(NamedTuple):
    """Paid lines of a member (root): whether they bill an encounter, and whether one stands; the claims of the rest."""

    member: int
    billed: bool
    documented: bool
    lines: int
    claims: list[int] | None


class Rendered(NamedTuple):
    """Paid lines of a peer (pk of the Practitioner) on a day, and their claims."""

    peer: int
    program: str
    day: date
    lines: int
    claims: list[int]


class Unbilled(NamedTuple):
    """A paid line that bills no encounter: its claim (pk), its number there, and the ruling about it (JSON)."""

    program: str
    day: date
    claim: int
    line: int
    ruling: bytes


class Late(NamedTuple):
    """A time in which so many days are allowed between a contact of a program and its record."""

    program: str
    first: date
    last: date
    days: int


class Recorded(NamedTuple):
    """Contacts of a peer: late or not, how many, and which are late."""

    peer: int
    program: str
    late: bool
    contacts: int
    encounters: list[int] | None


async def documented(connection: asyncpg.Connection, caller: Caller, scope: Scope) -> list[Documented]:
    """The paid lines of each member by whether an encounter documents them."""
    args: list[Any] = []
    paid = _paid(caller, scope, args)
    everyone = Scope(scope.program, scope.first, scope.last, patient=scope.patient)
    sql = _DOCUMENTED.format(paid=paid, stands=standing(everyone, args))
    return [Documented(*row) for row in await connection.fetch(sql, *args)]


async def rendered(connection: asyncpg.Connection, caller: Caller, scope: Scope) -> list[Rendered]:
    """The paid lines that bill an encounter, by who rendered it, and day."""
    args: list[Any] = []
    paid = _paid(caller, scope, args)
    where = "true"
    if scope.practitioner is not None:
        args.append(scope.practitioner)
        where = f"a.peer = ${len(args)}::bigint"
    rows = await connection.fetch(_RENDERED.format(paid=paid, where=where), *args)
    return [Rendered(*row) for row in rows]


async def unbilled(connection: asyncpg.Connection, caller: Caller, scope: Scope) -> list[Unbilled]:
    """The paid lines that bill no encounter; who rendered them, the ruling tells."""
    args: list[Any] = []
    rows = await connection.fetch(_UNBILLED.format(paid=_paid(caller, scope, args)), *args)
    return [Unbilled(*row) for row in rows]


async def recorded(connection: asyncpg.Connection, caller: Caller, scope: Scope, allowed: list[Late]) -> list[Recorded]:
    """The contacts of each peer by whether they were recorded later than is allowed."""
    args: list[Any] = []
    stands = standing(scope, args)
    join, seen = visible(caller, "Encounter", "s.encounter", args)
    where = [seen]
    if scope.practitioner is not None:
        args.append(scope.practitioner)
        where.append(f"a.peer = ${len(args)}::bigint")
    if scope.organization is not None:
        where.append(given_by(scope.organization, PROVIDER, "s.encounter", args))
    columns = [list(column) for column in zip(*allowed, strict=True)] or [[], [], [], []]
    args += columns
    names = [f"${len(args) - 3 + place}" for place in range(4)]
    sql = _RECORDED.format(
        stands=stands,
        join=join,
        where=" AND ".join(where),
        **dict(zip(("programs", "firsts", "lasts", "days"), names, strict=True)),
    )
    return [Recorded(*row) for row in await connection.fetch(sql, *args)]


def _paid(caller: Caller, scope: Scope, args: list[Any]) -> str:
    args += [scope.first, scope.last]
    join, seen = visible(caller, "Claim", "l.source", args)
    where = [seen]
    if scope.patient is not None:
        args.append(scope.patient)
        where.append(
            "l.member IN (SELECT o.no FROM resource q JOIN member m ON m.no = q.member"
            f" JOIN member o ON o.root = m.root WHERE q.pk = ${len(args)}::bigint)"
        )
    if scope.organization is not None:
        where.append(given_by(scope.organization, _BILLED_BY, "l.source", args))
    return _PAID.format(join=join, where=" AND ".join(where))
