"""Which episodes of care somebody may lead: those that name them, or a role of theirs."""

from typing import NamedTuple

import asyncpg

from peerfhir.fhir.searching import TYPE_CODES, parameters
from peerfhir.store.indexing import UNCOVERED

_ROLES = "SELECT r.fid FROM index_reference x JOIN resource r ON r.pk = x.pk WHERE x.target = $1 AND x.param = $2"
_LED = """
SELECT DISTINCT r.pk, r.body, m.root
  FROM (SELECT $1::bigint UNION ALL SELECT x.pk FROM index_reference x WHERE x.target = $1 AND x.param = $2) who (pk)
  JOIN index_reference y ON y.target = who.pk AND y.param = ANY ($3::int[])
  JOIN resource r ON r.pk = y.pk AND r.rtype = $4 AND NOT r.deleted
  LEFT JOIN member m ON m.no = r.member"""


class Led(NamedTuple):
    """An EpisodeOfCare: its number, its body, and the root of its member."""

    pk: int
    body: bytes
    root: int | None


async def roles(connection: asyncpg.Connection, practitioner: int) -> set[str]:
    """The ids of the PractitionerRoles of a Practitioner (pk)."""
    rows = await connection.fetch(_ROLES, practitioner, parameters("PractitionerRole")["practitioner"].id)
    return {row[0] for row in rows}


async def led(connection: asyncpg.Connection, practitioner: int) -> list[Led]:
    """The live EpisodesOfCare that name a Practitioner (pk) or a role of theirs, whoever owns them.

    Whether they lead it, whether it is active and of which program, its body says.
    """
    rows = await connection.fetch(
        _LED,
        practitioner,
        parameters("PractitionerRole")["practitioner"].id,
        [parameters("EpisodeOfCare")["care-manager"].id, UNCOVERED],
        TYPE_CODES["EpisodeOfCare"],
    )
    return [Led(*row) for row in rows]
