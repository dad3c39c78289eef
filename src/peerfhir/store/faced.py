"""How long each member was met in which way, month by month; and contacts that were tried and missed.

The way of a contact is looked for in its bytes, where nearly every encounter has it in the same words; what says it in
others is left to be read.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import asyncpg

from peerfhir.fhir.issues import CANONICAL
from peerfhir.fhir.searching import TYPE_CODES, parameters
from peerfhir.store.served import PROVIDER, Scope, given_by, standing, visible
from peerfhir.store.sight import Caller
from peerfhir.store.values import code_hash

_ENCOUNTER, _COMMUNICATION = TYPE_CODES["Encounter"], TYPE_CODES["Communication"]
_STATUS, _DATE = (parameters("Encounter")[name].id for name in ("status", "date"))
_NOT_DONE, _SENT = (parameters("Communication")[name].id for name in ("status", "sent"))
_SAID = f'"url":"{CANONICAL}/StructureDefinition/modality","valueCode":"'

_BY_WAY = """
WITH stands AS ({stands}),
contact AS (
    SELECT g.root, date_trunc('month', s.day)::date AS month, s.encounter,
           (SELECT max(a.ends - a.starts) FROM attendance a WHERE a.encounter = s.encounter {by}) AS took,
           (SELECT w.ord FROM unnest({ways}::bytea[]) WITH ORDINALITY w (said, ord)
             WHERE position(w.said IN r.body) > 0 LIMIT 1) AS way
      FROM stands s JOIN member g ON g.no = s.member JOIN resource r ON r.pk = s.encounter {join}
     WHERE {where}
)
SELECT root, month, way, CASE WHEN way IS NULL THEN encounter END AS unread,
       sum(extract(epoch FROM took))::bigint, count(*), min(encounter)
  FROM contact WHERE took IS NOT NULL
 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""

_MISSED = """
SELECT g.root, r.pk, d.lo, r.body
  FROM index_key s
  JOIN index_date d ON d.pk = s.pk AND d.param = $3 AND d.lo < $5::timestamptz AND d.hi > $4::timestamptz
  JOIN resource r ON r.pk = s.pk AND r.rtype = $6 AND NOT r.deleted
  JOIN member g ON g.no = r.member
 WHERE s.param = $1 AND s.value = $2 ORDER BY r.pk"""


class Faced(NamedTuple):
    """Contacts of a member (root) in a month: `way` is the number of the way from 1 on, None of one left `unread`."""

    who: int
    month: date
    way: int | None
    unread: int | None
    seconds: int
    contacts: int
    evidence: int


class Missed(NamedTuple):
    """What may log that a member was not met: its pk, when it was, its body."""

    who: int
    key: int
    at: datetime
    body: bytes


async def by_way(connection: asyncpg.Connection, caller: Caller, scope: Scope, ways: Sequence[str]) -> list[Faced]:
    """The contacts of each member, by month and by which of these modalities they state."""
    args: list[Any] = []
    stands = standing(scope, args)
    join, seen = visible(caller, "Encounter", "s.encounter", args)
    where = [seen]
    if scope.organization is not None:
        where.append(given_by(scope.organization, PROVIDER, "s.encounter", args))
    by = ""
    if scope.practitioner is not None:
        args.append(scope.practitioner)
        by = f"AND a.peer = ${len(args)}::bigint"
    args.append([f'{_SAID}{way}"'.encode() for way in ways])
    sql = _BY_WAY.format(stands=stands, join=join, by=by, ways=f"${len(args)}", where=" AND ".join(where))
    return [Faced(*row) for row in await connection.fetch(sql, *args)]


async def missed(connection: asyncpg.Connection, first: datetime, last: datetime) -> list[Missed]:
    """Cancelled Encounters and Communications that were not done, from `first` to `last`, whoever keeps them."""
    asked = (
        (_STATUS, code_hash("cancelled"), _DATE, first, last, _ENCOUNTER),
        (_NOT_DONE, code_hash("not-done"), _SENT, first, last, _COMMUNICATION),
    )
    return [Missed(*row) for one in asked for row in await connection.fetch(_MISSED, *one)]
