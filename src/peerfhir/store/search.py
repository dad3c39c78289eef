"""Search: a `Query` as one statement that reads a page, and the next page from where the last one ended.

Pages go by a key and the row number (keyset), never by an offset, up to the highest row that existed when the first
page was read: what is stored later shifts nothing. Without `_sort` the newest resources come first. With a date, its
beginning counts (of several values the earliest ascending, the latest descending) and resources without one come last.

A search by one patient begins at the rows that refer to it, in order; with a date to sort by, at the dates of the
patient's member. All others are left to the planner. Sight is a condition of every statement, of totals too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import blake2b
from urllib.parse import parse_qsl

import asyncpg

from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.searching import TYPE_CODES, compartment
from peerfhir.store import cursor
from peerfhir.store.conditions import Args, Condition, References, target
from peerfhir.store.cursor import Place
from peerfhir.store.query import RESULT_PARAMETERS, Query, parse
from peerfhir.store.sight import Caller, predicate

_COLUMNS = "r.pk, r.fid, r.vid, r.updated, r.body"
_PATIENT = ("Patient",)


@dataclass(frozen=True, slots=True)
class Row:
    """A resource that was found: its id, version, instant and exact bytes, and its row number for the audit."""

    fid: str
    vid: int
    updated: datetime
    body: bytes
    pk: int


@dataclass(frozen=True, slots=True)
class Page:
    """What a search found: one page of rows, the cursor of the next, and the total where it was asked for."""

    rows: list[Row]
    next: str | None
    total: int | None


async def search(
    connection: asyncpg.Connection, caller: Caller, query: Query, *, limit: int, cursor_key: bytes
) -> Page:
    """At most `limit` resources after the query's cursor; `Refused(BAD_REQUEST)` for a cursor of another search."""
    binding = _binding(caller, query)
    place = cursor.unseal(query.cursor, binding, cursor_key) if query.cursor else None
    if query.only_total:
        return Page([], None, await _count(connection, caller, query, None))
    args = Args()
    found = await connection.fetch(_statement(caller, query, place, limit + 1, args), *args)
    mark = place.mark if place else (found[0]["mark"] if found else 0)
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = cursor.seal(Place(mark, last["pk"], last["key"]), binding, cursor_key)
    total = await _count(connection, caller, query, mark) if query.total else None
    return Page([Row(r["fid"], r["vid"], r["updated"], r["body"], r["pk"]) for r in found[:limit]], following, total)


async def match(
    connection: asyncpg.Connection, caller: Caller, type_: str, criteria: str, zone: tzinfo, base: str | None = None
) -> list[Row]:
    """The resources, two at most, that the criteria of a conditional interaction name (`identifier=system|value`).

    `Refused(BAD_REQUEST)` when there are none to go by, or when they hold anything but search parameters.
    """
    params = parse_qsl(criteria.removeprefix("?"), keep_blank_values=True)
    if not params or any(name in RESULT_PARAMETERS for name, _ in params):
        raise refused(Kind.BAD_REQUEST, "invalid", "A condition consists of one or more search parameters")
    query = parse(type_, params, lenient=False, zone=zone, base=base)
    args = Args()
    found = await connection.fetch(_statement(caller, query, None, 2, args), *args)
    return [Row(r["fid"], r["vid"], r["updated"], r["body"], r["pk"]) for r in found]


def _binding(caller: Caller, query: Query) -> bytes:
    """What a cursor holds for: the caller, the type, and all that decides what is found and in which order."""
    said = [str(caller.client), query.type]
    said += [f"{name}={text}" for name, text in query.applied if name not in ("_count", "_total", "_summary")]
    return blake2b("\0".join(said).encode(), digest_size=16).digest()


async def _count(connection: asyncpg.Connection, caller: Caller, query: Query, mark: int | None) -> int:
    args = Args()
    source, where = _source(query, args)
    where += _filters(caller, query, args)
    if mark is not None:
        where.append(f"r.pk <= {args.bind(mark)}::bigint")
    return int(await connection.fetchval(f"SELECT count(*) FROM {source} WHERE {' AND '.join(where)}", *args))


def _statement(caller: Caller, query: Query, place: Place | None, limit: int, args: Args) -> str:
    """The SELECT of one page: the columns of a row, its sort value as `key`, and the `mark`."""
    mark = "(SELECT max(pk) FROM resource)"
    bounds = []
    if place:
        mark = f"{args.bind(place.mark)}::bigint"
        bounds.append(f"r.pk <= {mark}")
    select = _Select(query, args, [*_filters(caller, query, args), *bounds], mark, place, limit)
    if query.sort is None:
        return select.by_number()
    if query.sort.param is None:
        return select.by_updated()
    return select.by_date(query.sort.param)


def _filters(caller: Caller, query: Query, args: Args) -> list[str]:
    """Type, life and sight, and every condition but the one that `_source` has taken."""
    taken = _patient(query.conditions)
    seen = predicate(caller, query.rtype, "r", args)
    rest = [c.sql(args) for c in query.conditions if c is not taken]
    return [f"r.rtype = {query.rtype}", "NOT r.deleted", seen, *rest]


def _patient(conditions: Iterable[Condition]) -> References | None:
    """The condition that names one patient and nothing else, when there is one."""
    for condition in conditions:
        if isinstance(condition, References) and not condition.others and len(condition.local) == 1:
            types, _ = condition.local[0]
            if types == _PATIENT:
                return condition
    return None


def _source(query: Query, args: Args) -> tuple[str, list[str]]:
    """Where the rows `r` come from: all resources, or those that refer to the one patient (each once, by number)."""
    patient = _patient(query.conditions)
    if patient is None:
        return "resource r", []
    types, id_ = patient.local[0]
    joined = "index_reference n JOIN resource r ON r.pk = n.pk"
    return joined, [f"n.param = {patient.param}", f"n.target {target(types, id_, args)}"]


@dataclass(frozen=True, slots=True)
class _Select:
    """The three orders of a page."""

    query: Query
    args: Args
    filters: list[str]
    mark: str
    place: Place | None
    limit: int

    def by_number(self, *, descending: bool = True, without: int | None = None) -> str:
        """By row number; `without`: only those that have no value of this date parameter."""
        source, where = _source(self.query, self.args)
        number = "n.pk" if source.startswith("index_reference") else "r.pk"
        if without is not None:
            where.append(f"NOT EXISTS (SELECT 1 FROM index_date w WHERE w.pk = r.pk AND w.param = {without})")
        if self.place and self.place.key is None:
            where.append(f"{number} {_after(descending)} {self.args.bind(self.place.pk)}::bigint")
        return self._ordered("NULL::timestamptz", source, where, f"{number} {_direction(descending)}")

    def by_updated(self) -> str:
        """By the instant of the last change."""
        source, where = _source(self.query, self.args)
        return self._keyed("r.updated", "r.pk", source, where)

    def by_date(self, param: int) -> str:
        """By the beginning of a date, those without one after all others."""
        rest = self.by_number(descending=self._descending, without=param)
        if self.place and self.place.key is None:
            return rest
        better = "<" if not self._descending else ">"
        others = f"b.pk = d.pk AND b.param = {param} AND (b.lo, b.hi) {better} (d.lo, d.hi)"
        dates = [f"d.param = {param}", f"NOT EXISTS (SELECT 1 FROM index_date b WHERE {others})"]
        patient = _patient(self.query.conditions)
        if patient is None:
            dated = self._keyed("d.lo", "d.pk", "index_date d JOIN resource r ON r.pk = d.pk", dates)
        elif compartment(self.query.type):
            dated = self._of_member(patient, dates)
        else:
            source, where = _source(self.query, self.args)
            dated = self._keyed("d.lo", "d.pk", f"{source} JOIN index_date d ON d.pk = n.pk", where + dates)
        return f"({dated}) UNION ALL ({rest}) LIMIT {self.args.bind(self.limit)}::int"

    def _of_member(self, patient: References, dates: list[str]) -> str:
        """By date among those of the patient's member (and of none: what belongs to several patients has none)."""
        _, id_ = patient.local[0]
        of_patient = (
            f"SELECT t.member FROM resource t WHERE t.rtype = {TYPE_CODES['Patient']}"
            f" AND t.fid = {self.args.bind(id_)}::text"
        )
        group = f"SELECT no FROM member WHERE root = (SELECT root FROM member WHERE no = ({of_patient}))"
        source = "index_date d JOIN resource r ON r.pk = d.pk"
        refers = patient.sql(self.args)
        own = self._keyed("d.lo", "d.pk", source, [*dates, "d.member = g.no", refers])
        nobody = self._keyed("d.lo", "d.pk", source, [*dates, "d.member IS NULL", refers])
        direction = _direction(self._descending)
        return (
            f"SELECT * FROM ((SELECT o.* FROM ({group}) g CROSS JOIN LATERAL ({own}) o) UNION ALL ({nobody})) u"
            f" ORDER BY u.key {direction}, u.pk {direction} LIMIT {self.args.bind(self.limit)}::int"
        )

    @property
    def _descending(self) -> bool:
        return self.query.sort is not None and self.query.sort.descending

    def _keyed(self, key: str, number: str, source: str, where: list[str]) -> str:
        where = list(where)
        if self.place and self.place.key is not None:
            last = f"({self.args.bind(self.place.key)}::timestamptz, {self.args.bind(self.place.pk)}::bigint)"
            where.append(f"({key}, {number}) {_after(self._descending)} {last}")
        direction = _direction(self._descending)
        return self._ordered(key, source, where, f"{key} {direction}, {number} {direction}")

    def _ordered(self, key: str, source: str, where: list[str], order: str) -> str:
        return (
            f"SELECT {_COLUMNS}, {key} AS key, {self.mark} AS mark FROM {source}"
            f" WHERE {' AND '.join([*where, *self.filters])} ORDER BY {order} LIMIT {self.args.bind(self.limit)}::int"
        )


def _after(descending: bool) -> str:  # noqa: FBT001 - a private word of this module
    return "<" if descending else ">"


def _direction(descending: bool) -> str:  # noqa: FBT001
    return "DESC" if descending else "ASC"
