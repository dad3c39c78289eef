"""What stands on file of members, of some types, now or as it stood at an instant."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import asyncpg

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.store.standing import STANDING

_BODIES = """
SELECT m.no,
       CASE WHEN $4::timestamptz IS NULL OR r.updated <= $4 THEN r.body
            ELSE (SELECT h.body FROM resource_history h
                   WHERE h.pk = r.pk AND h.updated <= $4 AND NOT h.deleted ORDER BY h.vid DESC LIMIT 1)
       END
  FROM member m
  JOIN member g ON g.root = m.root
  JOIN index_date d ON d.param = $1 AND d.member = g.no
  JOIN resource r ON r.pk = d.pk AND r.rtype = ANY ($3::smallint[])
 WHERE m.no = ANY ($2::int[]) AND NOT r.deleted
 ORDER BY r.pk"""


async def on_file(
    connection: asyncpg.Connection, members: Sequence[int], types: Iterable[str], known_at: datetime | None = None
) -> dict[int, list[bytes]]:
    """The bodies of the standing resources of these types of each person, over all of their Patients.

    With `known_at` each in the version that was current then; what did not exist then, or is deleted now, is left out.
    """
    codes = [TYPE_CODES[name] for name in types]
    found: dict[int, list[bytes]] = {member: [] for member in members}
    for member, body in await connection.fetch(_BODIES, STANDING, members, codes, known_at):
        if body is not None:
            found[member].append(body)
    return found
