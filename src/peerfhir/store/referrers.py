"""Who still refers to a resource: what stands in the way of deleting it."""

from collections.abc import Sequence
from typing import NamedTuple

import asyncpg

_SHOWN = 10


class Referrer(NamedTuple):
    """A live resource that refers to another, the target."""

    target: int
    rtype: int
    fid: str
    owner: int


async def referrers(connection: asyncpg.Connection, targets: Sequence[int], rewritten: Sequence[int]) -> list[Referrer]:
    """Up to ten resources that refer to any of `targets`, those `rewritten` in the same transaction left out."""
    rows = await connection.fetch(
        "SELECT DISTINCT x.target, r.rtype, r.fid, r.owner FROM index_reference x JOIN resource r ON r.pk = x.pk"
        f" WHERE x.target = ANY ($1::bigint[]) AND NOT x.pk = ANY ($2::bigint[]) LIMIT {_SHOWN}",
        targets,
        rewritten,
    )
    return [Referrer(*row) for row in rows]
