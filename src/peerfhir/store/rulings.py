"""Rulings, read: what was ruled about each version of an encounter, a claim or a decision. Only `writing` adds to them.

A ruling is a record (design section 7): it is never changed, and stays when its source is deleted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg

_COLUMNS = "source, version, kind, at, program, pack, body"


class Ruled(NamedTuple):
    """A ruling as it is kept: `kind` is e (encounter), c (claim) or d (decision), `body` the JSON that was written."""

    source: int
    version: int
    kind: str
    at: datetime
    program: str
    pack: bytes
    body: bytes


async def of_source(
    connection: asyncpg.Connection, source: int, *, limit: int, below: int | None = None
) -> list[Ruled]:
    """At most `limit` rulings about versions of one source, newest first; those `below` a version number."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM ruling WHERE source = $1 AND ($2::int IS NULL OR version < $2)"
        " ORDER BY version DESC LIMIT $3",
        source,
        below,
        limit,
    )
    return [_ruled(row) for row in rows]


async def newest(connection: asyncpg.Connection, source: int) -> Ruled | None:
    """The ruling about the newest version that was ruled about; None when there is none."""
    found = await of_source(connection, source, limit=1)
    return found[0] if found else None


async def of_versions(
    connection: asyncpg.Connection, versions: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], Ruled]:
    """The rulings about these (source, version), by them; what was never ruled about is left out."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM unnest($1::bigint[], $2::int[]) w (source, version)"
        " JOIN ruling USING (source, version)",
        [source for source, _ in versions],
        [version for _, version in versions],
    )
    return {(row[0], row[1]): _ruled(row) for row in rows}


async def adjudicated(connection: asyncpg.Connection, claim: int) -> bool:
    """Whether a claim (its pk) was adjudicated: then it is no longer changed or deleted."""
    sql = "SELECT EXISTS (SELECT 1 FROM ruling WHERE source = $1 AND kind = 'c')"
    return bool(await connection.fetchval(sql, claim))


def _ruled(row: asyncpg.Record) -> Ruled:
    source, version, kind, at, program, pack, body = row
    return Ruled(source, version, kind, at, program, pack, body)
