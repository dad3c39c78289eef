"""The one writer: versions, their search values, ledger entries, sight, members, audit and the answer to a retry.

Everything of one request is one statement of data-modifying CTEs, made only of the parts it has rows for, so that a
create of one resource and a Bundle of a thousand take the same single round trip.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from peerfhir.store.database import Transaction
from peerfhir.store.retries import Answer
from peerfhir.store.rows import IndexRows
from peerfhir.store.standing import STANDING


class Version(NamedTuple):
    """A version about to be written, under a pk that is drawn already."""

    pk: int
    rtype: int
    fid: str
    vid: int
    updated: datetime
    method: str  # P of POST, U of PUT, D of DELETE
    owner: int
    patient: int | None
    member: int | None
    digest: bytes
    body: bytes
    deleted: bool = False


class LedgerEntry(NamedTuple):
    """Units on a day; negative units with `reverses` take back what that version of the source counted."""

    member: int
    program: str
    day: date
    kind: str
    units: int
    source: int
    version: int
    line: int
    encounter: int
    reverses: int
    paid_by: str
    zone: str
    rounding: str
    pack: bytes


class RulingRow(NamedTuple):
    """What was ruled about a version of a source: `kind` is e (encounter), c (claim) or d (decision).

    `body` is JSON; `pack` the digest of the pack it was ruled under, empty when no program could be told.
    """

    source: int
    version: int
    kind: str
    program: str
    pack: bytes
    body: bytes


class AttendanceRow(NamedTuple):
    """A rendering peer (pk of the Practitioner) at an encounter: [starts, ends), at most a day; the group session."""

    encounter: int
    peer: int
    starts: datetime
    ends: datetime
    grouped: bool
    session: int | None


class AuditRow(NamedTuple):
    """Who did what, and how it ended."""

    request: str
    action: str
    status: int
    rtype: int
    resource: int | None
    patient: int | None
    entries: int


@dataclass(slots=True)
class Writing:
    """All that one transaction writes. Each list is the rows of one part of `_PARTS`, which bears its name."""

    client: int
    era: int
    now: datetime
    versions: list[Version] = field(default_factory=list)
    keys: list[tuple[int, int, int, int | None, int]] = field(default_factory=list)
    references: list[tuple[int, int, int | None, int]] = field(default_factory=list)
    dates: list[tuple[int, datetime, datetime, int | None, int]] = field(default_factory=list)
    strings: list[tuple[int, str, int | None, int]] = field(default_factory=list)
    numbers: list[tuple[int, float, float, int, int, int | None, int]] = field(default_factory=list)
    sight: list[tuple[str, int, int]] = field(default_factory=list)  # organization, patient, source
    entries: list[LedgerEntry] = field(default_factory=list)
    rulings: list[RulingRow] = field(default_factory=list)
    attendance: list[AttendanceRow] = field(default_factory=list)
    members: list[tuple[int, int]] = field(default_factory=list)  # number, root
    member_keys: list[tuple[int, int]] = field(default_factory=list)  # key, member
    audit: list[AuditRow] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def index(self, rows: IndexRows, pk: int, member: int | None, targets: Mapping[tuple[str, str], int]) -> None:
        """Add the search values of a resource; `targets` gives the pk of each local reference.

        What is no member's stands about nobody.
        """
        self.keys += [(param, value, system, member, pk) for param, value, system in rows.keys]
        self.references += [(param, targets[type_, fid], member, pk) for param, type_, fid in rows.references]
        dates = rows.dates if member is not None else [row for row in rows.dates if row[0] != STANDING]
        self.dates += [(param, lo, hi, member, pk) for param, lo, hi in dates]
        self.strings += [(param, value, member, pk) for param, value in rows.strings]
        self.numbers += [(*number, member, pk) for number in rows.numbers]


class _Part(NamedTuple):
    """Where the rows of one list go: columns with their types, then columns that the whole transaction shares."""

    table: str
    columns: str  # "name type, name type"
    shared: str = ""
    conflict: str = ""


_CLIENT, _ERA, _NOW = "$1::int", "$2::smallint", "$3::timestamptz"
_SHARED = {"client": _CLIENT, "era": _ERA, "recorded": _NOW, "at": _NOW, "member": "$4::int", "pk": "$5::bigint"}
_SEARCHED = frozenset({"keys", "references", "dates", "strings", "numbers"})
_NEWER = ("vid", "xid", "era", "updated", "method", "deleted", "client", "owner", "patient", "member", "digest", "body")
_PARTS = {
    "versions": _Part(
        "resource",
        "pk bigint, rtype smallint, fid text, vid int, updated timestamptz, method text, owner int, patient bigint,"
        " member int, digest bytea, body bytea, deleted boolean",
        "client era",
        f"ON CONFLICT (pk) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in _NEWER)}",
    ),
    "keys": _Part("index_key", "param int, value bigint, system int, member int, pk bigint"),
    "references": _Part("index_reference", "param int, target bigint, member int, pk bigint"),
    "dates": _Part("index_date", "param int, lo timestamptz, hi timestamptz, member int, pk bigint"),
    "strings": _Part("index_string", "param int, value text, member int, pk bigint"),
    "numbers": _Part("index_number", "param int, lo float8, hi float8, system int, code bigint, member int, pk bigint"),
    "entries": _Part(
        "ledger",
        "member int, program text, day date, kind text, units int, source bigint, version int, line int,"
        " encounter bigint, reverses int, paid_by text, zone text, rounding text, pack bytea",
        "era recorded",
    ),
    "rulings": _Part("ruling", "source bigint, version int, kind text, program text, pack bytea, body bytea", "at era"),
    "attendance": _Part(
        "attendance",
        "encounter bigint, peer bigint, starts timestamptz, ends timestamptz, grouped boolean, session bigint",
    ),
    "members": _Part("member", "no int, root int"),
    "member_keys": _Part("member_key", "key bigint, member int"),
    "audit": _Part(
        "audit",
        "request text, action text, status smallint, rtype smallint, resource bigint, patient bigint, entries int",
        "client at",
    ),
    "answers": _Part(
        "idempotency", "key text, body_hash bytea, status smallint, headers bytea, answer bytea", "client at"
    ),
    "sight": _Part("", "organization text, patient bigint, source bigint"),
}
_SIGHT = """
sight_named AS (SELECT * FROM {rows} n (organization, patient, source)),
sight_parties AS (
    INSERT INTO party (organization) SELECT DISTINCT organization FROM sight_named ORDER BY 1
    ON CONFLICT (organization) DO UPDATE SET organization = excluded.organization RETURNING no, organization
),
sight_written AS (
    INSERT INTO sight (party, patient, source)
    SELECT DISTINCT p.no, n.patient, n.source FROM sight_named n JOIN sight_parties p USING (organization)
)"""
_INDEXES = ("index_key", "index_reference", "index_date", "index_string", "index_number")
_UNINDEXED = ", ".join(f"{table}_gone AS (DELETE FROM {table} WHERE pk = ANY ($1::bigint[]))" for table in _INDEXES)

_UNSEEN = (
    "sight_gone AS (DELETE FROM sight WHERE source = ANY ($1::bigint[])),"
    " attendance_gone AS (DELETE FROM attendance WHERE encounter = ANY ($1::bigint[]))"
)


async def forget(transaction: Transaction, pks: Sequence[int]) -> None:
    """Move the current versions of these resources to the history; drop search values, sight and attendance."""
    columns = ", ".join(("pk", "rtype", "fid", *_NEWER))
    await transaction.connection.execute(
        f"WITH {_UNINDEXED}, {_UNSEEN} INSERT INTO resource_history ({columns})"
        f" SELECT {columns} FROM resource WHERE pk = ANY ($1::bigint[])",
        list(pks),
    )


async def unindex(transaction: Transaction, pks: Sequence[int]) -> None:
    """Drop the search values of these resources."""
    await transaction.connection.execute(f"WITH {_UNINDEXED} SELECT", list(pks))


async def write(transaction: Transaction, writing: Writing) -> None:
    """Write everything and note the transaction's id. What is replaced must have been `forget`-ed before."""
    lone = writing.versions[0] if len(writing.versions) == 1 else None
    shape: list[tuple[str, int]] = []
    args: list[object] = [writing.client, writing.era, writing.now]
    if lone is not None:
        args += [lone.member, lone.pk]
    for name in _PARTS:
        rows = getattr(writing, name)
        if not rows:
            continue
        shape.append((name, min(len(rows), 2)))
        width = len(rows[0]) - 2 if lone is not None and name in _SEARCHED else len(rows[0])
        args += rows[0][:width] if len(rows) == 1 else islice(map(list, zip(*rows, strict=True)), width)
    if not shape:
        return  # everything was there already, and nobody asked for a retry to be known
    transaction.xid = await transaction.connection.fetchval(_statement(tuple(shape), lone is not None), *args)


@lru_cache(512)
def _statement(shape: tuple[tuple[str, int], ...], lone: bool) -> str:  # noqa: FBT001 - a key of the cache
    """The statement for a set of parts, each of one row or of many; there are few, and a connection prepares each once.

    One row travels as scalars, many as arrays. `lone`: one resource is written, so that its search values share
    their last two columns, $4 and $5.
    """
    written, taken = [], 5 if lone else 3
    for name, many in shape:
        part = _PARTS[name]
        columns = [column.split() for column in part.columns.split(", ")]
        shared = list(part.shared.split())
        if lone and name in _SEARCHED:
            columns, shared = columns[:-2], ["member", "pk"]
        types = [type_ for _, type_ in columns]
        bound = [f"${taken + place}::{type_}{'[]' * (many - 1)}" for place, type_ in enumerate(types, 1)]
        taken += len(types)
        source = f"unnest({', '.join(bound)})" if many > 1 else f"(SELECT {', '.join(bound)})"
        if name == "sight":
            written.append(_SIGHT.format(rows=source))
            continue
        names = ", ".join([*(column for column, _ in columns), *shared])
        values = ", ".join(["u.*", *(_SHARED[column] for column in shared)])
        insert = f"INSERT INTO {part.table} ({names}) SELECT {values} FROM {source} u {part.conflict}"
        written.append(f"{name}_written AS ({insert})")
    used = ", ".join([_CLIENT, _ERA, _NOW, *((_SHARED["member"], _SHARED["pk"]) if lone else ())])
    return f"WITH {', '.join(written)} SELECT pg_current_xact_id()::text, {used}"
