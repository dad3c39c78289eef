"""What stands on file of members, of some types, now or as it stood at an instant, and whether the caller sees it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.store.sight import Caller, predicate
from peerfhir.store.standing import STANDING

_ON_FILE = """
SELECT m.no, v.body, {seen}
  FROM member m
  JOIN member g ON g.root = m.root
  JOIN index_date d ON d.param = $1 AND d.member = g.no
 CROSS JOIN LATERAL ({version}) v
 WHERE m.no = ANY ($2::int[])
 ORDER BY d.pk"""


class OnFile(NamedTuple):
    """The body of a resource, and whether the caller sees it."""

    body: bytes
    seen: bool


async def on_file(
    connection: asyncpg.Connection,
    caller: Caller,
    members: Sequence[int],
    types: Iterable[str],
    known_at: datetime | None = None,
) -> dict[int, list[OnFile]]:
    """The standing resources of these types of each person, over all of their Patients, whoever sees them.

    With `known_at` each in the version that was current then; what did not exist then, or is deleted now, is left out.
    """
    args: list[Any] = [STANDING, members, [TYPE_CODES[name] for name in types], known_at]
    sql = _ON_FILE.format(seen=predicate(caller, None, "v", args), version=version("d.pk", "$3", "$4"))
    found: dict[int, list[OnFile]] = {member: [] for member in members}
    for member, body, seen in await connection.fetch(sql, *args):
        found[member].append(OnFile(body, seen))
    return found


def version(pk: str, types: str, known_at: str) -> str:
    """SQL for what a version says that was current at an instant (NULL: now), of a live resource of these types.

    Columns owner, patient, rtype and body: its own patient and owner say who sees it. Looked up by its number, whatever
    the planner thinks of that.
    """
    return f"""
    SELECT c.owner, c.patient, r.rtype, c.body
      FROM resource r
     CROSS JOIN LATERAL (
        SELECT r.owner, r.patient, r.deleted, r.body
         WHERE {known_at}::timestamptz IS NULL OR r.updated <= {known_at}
         UNION ALL
       (SELECT h.owner, h.patient, h.deleted, h.body FROM resource_history h
         WHERE r.updated > {known_at} AND h.pk = r.pk AND h.updated <= {known_at} ORDER BY h.vid DESC LIMIT 1)
        ) c
     WHERE r.pk = {pk} AND r.rtype = ANY ({types}::smallint[]) AND NOT r.deleted AND NOT c.deleted
    OFFSET 0"""
