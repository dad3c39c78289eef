"""Read, vread and history: stored bytes, each under the caller's sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.store.sight import Caller, predicate

_COLUMNS = "pk, rtype, fid, vid, updated, method, deleted, patient, body"


@dataclass(frozen=True, slots=True)
class Stored:
    """A version as it is kept."""

    pk: int
    rtype: int
    fid: str
    vid: int
    updated: datetime
    method: str
    deleted: bool
    patient: int | None
    body: bytes


async def read(connection: asyncpg.Connection, caller: Caller, type_: str, fid: str) -> Stored | None:
    """The current version, deleted or not; None when there is none that the caller sees."""
    args: list[Any] = [TYPE_CODES[type_], fid]
    seen = predicate(caller, TYPE_CODES[type_], "r", args)
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM resource r WHERE r.rtype = $1 AND r.fid = $2 AND {seen}", *args
    )
    return Stored(*row) if row else None


async def read_version(connection: asyncpg.Connection, caller: Caller, type_: str, fid: str, vid: int) -> Stored | None:
    """One version, current or superseded; None when there is none that the caller sees."""
    history = await instance_history(connection, caller, type_, fid, vid=vid, limit=1)
    return history[0] if history else None


async def instance_history(
    connection: asyncpg.Connection,
    caller: Caller,
    type_: str,
    fid: str,
    *,
    limit: int,
    vid: int | None = None,
    below: int | None = None,
    since: datetime | None = None,
) -> list[Stored]:
    """Versions of one resource, newest first: all of them, or `vid`, or those `below` a version number.

    Each version is seen or not by what it says itself: one that named another patient is that patient's.
    """
    args: list[Any] = [TYPE_CODES[type_], fid, vid, below, since, limit]
    seen = predicate(caller, TYPE_CODES[type_], "v", args)
    columns = f"{_COLUMNS}, owner"
    rows = await connection.fetch(
        f"WITH it AS (SELECT {columns} FROM resource WHERE rtype = $1 AND fid = $2),"
        f" v AS (SELECT * FROM it UNION ALL SELECT {columns} FROM resource_history WHERE pk = (SELECT pk FROM it))"
        f" SELECT {_COLUMNS} FROM v WHERE ($3::int IS NULL OR vid = $3) AND ($4::int IS NULL OR vid < $4)"
        f" AND ($5::timestamptz IS NULL OR updated >= $5) AND {seen} ORDER BY vid DESC LIMIT $6",
        *args,
    )
    return [Stored(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the order of commits: era, transaction, and the version within it. Feeds and pages go by it."""

    era: int
    xid: int
    pk: int
    vid: int


async def feed(
    connection: asyncpg.Connection,
    caller: Caller,
    types: Sequence[str],
    *,
    limit: int,
    before: Moment | None = None,
    since: datetime | None = None,
) -> list[tuple[Moment, Stored]]:
    """Versions of these types in the order of commits, newest first, up to the oldest transaction still running.

    What commits later has a later place, so that a page read once never changes (design section 7).
    """
    found: list[tuple[Moment, Stored]] = []
    for type_ in types:
        found += await _feed_of(connection, caller, TYPE_CODES[type_], limit, before, since)
    found.sort(key=lambda pair: (pair[0].era, pair[0].xid, pair[0].pk, pair[0].vid), reverse=True)
    return found[:limit]


async def _feed_of(
    connection: asyncpg.Connection,
    caller: Caller,
    rtype: int,
    limit: int,
    before: Moment | None,
    since: datetime | None,
) -> list[tuple[Moment, Stored]]:
    place = (before.era, str(before.xid), before.pk, before.vid) if before else (None, None, None, None)
    args: list[Any] = [rtype, limit, since, *place]
    seen = predicate(caller, rtype, "r", args)
    columns = f"{_COLUMNS}, era, xid"
    where = (
        "WHERE rtype = $1 AND (era, xid) < ((SELECT max(no) FROM era), pg_snapshot_xmin(pg_current_snapshot()))"
        " AND ($3::timestamptz IS NULL OR updated >= $3)"
        " AND ($4::smallint IS NULL OR (era, xid, pk, vid) < ($4, $5::text::xid8, $6::bigint, $7::int))"
    )
    order = "ORDER BY era DESC, xid DESC, pk DESC, vid DESC LIMIT $2"
    own = f"SELECT {columns} FROM resource r {where} AND {seen} {order}"
    past = f"SELECT {columns} FROM resource_history r {where} AND {seen} {order}"
    rows = await connection.fetch(f"SELECT * FROM (({own}) UNION ALL ({past})) v {order}", *args)
    width = len(_COLUMNS.split(", "))
    return [(Moment(row[width], int(row[width + 1]), row[0], row[3]), Stored(*row[:width])) for row in rows]


async def live(connection: asyncpg.Connection, after: int, limit: int) -> list[tuple[int, int, str]]:
    """(pk, rtype, id) of the live resources whose pk is above `after`, ascending; for whoever maintains the store."""
    rows = await connection.fetch(
        "SELECT pk, rtype, fid FROM resource WHERE pk > $1 AND NOT deleted ORDER BY pk LIMIT $2", after, limit
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def numbers(connection: asyncpg.Connection, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The pk of each of these (type, id) that is stored."""
    rows = await connection.fetch(
        "SELECT w.ord, r.pk FROM unnest($1::smallint[], $2::text[]) WITH ORDINALITY w (t, i, ord)"
        " JOIN resource r ON r.rtype = w.t AND r.fid = w.i",
        [TYPE_CODES[type_] for type_, _ in names],
        [fid for _, fid in names],
    )
    return {names[row[0] - 1]: row[1] for row in rows}


async def seen(
    connection: asyncpg.Connection, caller: Caller, names: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of these (type, id) that the caller may read now."""
    args: list[Any] = [[TYPE_CODES[type_] for type_, _ in names], [fid for _, fid in names]]
    sight = predicate(caller, None, "r", args)
    rows = await connection.fetch(
        "SELECT w.ord FROM unnest($1::smallint[], $2::text[]) WITH ORDINALITY w (t, i, ord)"
        f" JOIN resource r ON r.rtype = w.t AND r.fid = w.i WHERE {sight}",
        *args,
    )
    return {names[row[0] - 1] for row in rows}


async def current(
    connection: asyncpg.Connection, names: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], tuple[int, bytes]]:
    """Version and body of each of these (type, id) that is stored, whoever may see it; of a deleted one no body."""
    if not names:
        return {}
    rows = await connection.fetch(
        "SELECT w.ord, r.vid, r.body FROM unnest($1::smallint[], $2::text[]) WITH ORDINALITY w (t, i, ord)"
        " JOIN resource r ON r.rtype = w.t AND r.fid = w.i",
        [TYPE_CODES[type_] for type_, _ in names],
        [fid for _, fid in names],
    )
    return {names[row[0] - 1]: (row[1], row[2]) for row in rows}
