"""All that was ruled about one person, in the order in which it was ruled: what is replayed under another law."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg

from peerfhir.fhir.searching import parameters

# Where the index finds what a person's encounters and claims are: each bears one of these dates.
_DATED = [parameters("Encounter")["date"].id, parameters("Claim")["created"].id]
_RULED = """
SELECT s.pk, s.rtype, s.fid, s.member, s.body, r.at, r.program, r.body
  FROM (SELECT DISTINCT d.pk FROM member m JOIN index_date d ON d.param = ANY ($2::int[]) AND d.member = m.no
         WHERE m.root = $1::int) theirs
  JOIN resource s ON s.pk = theirs.pk AND NOT s.deleted
  JOIN ruling r ON r.source = s.pk AND r.version = s.vid AND r.kind IN ('e', 'c')
 ORDER BY r.era, r.xid, s.pk"""


class Ruled(NamedTuple):
    """An encounter or a claim as it stands, with the ruling about it (JSON): when, and by which program's law."""

    pk: int
    rtype: int
    fid: str
    member: int
    body: bytes
    at: datetime
    program: str
    ruling: bytes


async def ruled(connection: asyncpg.Connection, person: int) -> Sequence[Ruled]:
    """Everything of a person (the root of a member) that a ruling stands about; oldest first."""
    return [Ruled(*row) for row in await connection.fetch(_RULED, person, _DATED)]
