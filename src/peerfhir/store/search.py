"""Search: a `Query` as one statement that reads a page, and the next page from where the last one ended.

Pages go by a key and the row number (keyset), never by an offset, up to the highest row that existed when the first
page was read: what is stored later shifts nothing. Without `_sort` the newest resources come first. With a date, its
beginning counts (of several values the earliest ascending, the latest descending) and resources without one come last.

A search by id, by identifier or by one patient begins there (sorted by a date, and the patient the one that records
belong to, at the dates of the member), and its plan does not depend on the values. Where to begin with all others is
left to the planner. Sight is a condition of every statement, of totals too.
"""

import contextlib
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import blake2b
from typing import TypeGuard
from urllib.parse import parse_qsl

import asyncpg

from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.searching import TYPE_CODES, belonging, parameters
from peerfhir.store import cursor
from peerfhir.store.conditions import Args, Condition, Dates, Ids, Keys, References, Updated, target
from peerfhir.store.cursor import Place
from peerfhir.store.query import RESULT_PARAMETERS, Query, parse
from peerfhir.store.sight import Caller, predicate

_COLUMNS = "r.fid, r.vid, r.updated, r.body, r.pk, r.patient"
_WIDTH = len(_COLUMNS.split(", "))
_PATIENT = ("Patient",)


@dataclass(frozen=True, slots=True)
class Row:
    """A resource that was found: its id, version, instant and exact bytes; for the audit, its number and patient."""

    fid: str
    vid: int
    updated: datetime
    body: bytes
    pk: int
    patient: int | None


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
    found = await _read(connection, *statement(caller, query, place, limit + 1))
    mark = place.mark if place else (found[0]["mark"] if found else 0)
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = cursor.seal(Place(mark, last["pk"], last["key"]), binding, cursor_key)
    total = await _count(connection, caller, query, mark) if query.total else None
    return Page([Row(*r[:_WIDTH]) for r in found[:limit]], following, total)


async def match(
    connection: asyncpg.Connection, caller: Caller, type_: str, criteria: str, zone: tzinfo, limit: int = 2
) -> list[Row]:
    """The resources, `limit` at most, that the criteria of a conditional interaction name (`identifier=system|value`).

    `Refused(BAD_REQUEST)` when there are none to go by, or when they hold anything but search parameters.
    """
    params = parse_qsl(criteria.removeprefix("?"), keep_blank_values=True)
    if not params or any(name in RESULT_PARAMETERS for name, _ in params):
        raise refused(Kind.BAD_REQUEST, "invalid", "A condition consists of one or more search parameters")
    query = parse(type_, params, lenient=False, zone=zone)
    found = await _read(connection, *statement(caller, query, None, limit))
    return [Row(*r[:_WIDTH]) for r in found]


def _binding(caller: Caller, query: Query) -> bytes:
    """What a cursor holds for: the caller, the type, and all that decides what is found and in which order."""
    said = [str(caller.client), query.type]
    said += [f"{name}={text}" for name, text in query.applied if name not in ("_count", "_total", "_summary")]
    return blake2b("\0".join(said).encode(), digest_size=16).digest()


async def _read(connection: asyncpg.Connection, sql: str, args: Args) -> list[asyncpg.Record]:
    """Run a statement. One whose beginning is left to the planner is planned for its values, each time.

    A plan made once for any values reads every `finished` encounter to find the newest twenty.
    """
    if args.driven:
        found: list[asyncpg.Record] = await connection.fetch(sql, *args)
        return found
    await connection.execute("SET plan_cache_mode = force_custom_plan")
    try:
        planned: list[asyncpg.Record] = await connection.fetch(sql, *args)
        return planned
    finally:
        if not connection.is_closed():
            with contextlib.suppress(asyncpg.InFailedSQLTransactionError):  # then the rollback takes it back
                await connection.execute("RESET plan_cache_mode")


async def _count(connection: asyncpg.Connection, caller: Caller, query: Query, mark: int | None) -> int:
    args, driver = _begin(query)
    source, where = _source(driver, args)
    where += _filters(caller, query, driver, args)
    if mark is not None:
        where.append(f"r.pk <= {args.bind(mark)}::bigint")
    found = await _read(connection, f"SELECT count(*) FROM {source} WHERE {' AND '.join(where)}", args)
    return int(found[0][0])


def statement(caller: Caller, query: Query, place: Place | None, limit: int) -> tuple[str, Args]:
    """The SELECT of one page: the columns of a row, its sort value as `key`, and the `mark`; and its arguments."""
    args, driver = _begin(query)
    mark = "(SELECT max(pk) FROM resource)"
    bounds = []
    if place:
        mark = f"{args.bind(place.mark)}::bigint"
        bounds.append(f"r.pk <= {mark}")
    filters = [*_filters(caller, query, driver, args, query.sort.param if query.sort else None), *bounds]
    select = _Select(query, driver, args, filters, mark, place, limit)
    if query.sort is None:
        return select.by_number(), args
    if query.sort.param is None:
        return select.by_updated(), args
    return select.by_date(query.sort.param), args


def _begin(query: Query) -> tuple[Args, Condition | None]:
    """The condition that a statement begins at: ids, an identifier, or one patient; None leaves it to the planner."""
    conditions = query.conditions
    driver: Condition | None = next((c for c in conditions if isinstance(c, Ids)), None)
    driver = driver or next((c for c in conditions if isinstance(c, Keys) and c.rare), None)
    driver = driver or next((c for c in conditions if isinstance(c, References) and _names_patient(c)), None)
    unhelped = all(isinstance(c, Updated) for c in conditions)  # the order itself leads to the rows
    dated = query.sort is not None and query.sort.param is not None
    number = "n.pk" if isinstance(driver, References) and not (dated and _by_member(query.type, driver)) else "r.pk"
    return Args(driven=driver is not None or unhelped, number=number), driver


def _names_patient(condition: References) -> bool:
    """Whether it names one patient and nothing else."""
    return not condition.others and len(condition.local) == 1 and condition.local[0][0] == _PATIENT


def _by_member(type_: str, patient: References) -> bool:
    """Whether what refers so to a patient belongs to that patient's member, or, as it names several, to none.

    The source of an answer, or a performer of a request, may be another than the patient whose record it is.
    """
    return any(p.id == patient.param and belonging(type_).issuperset(p.places) for p in parameters(type_).values())


def _source(driver: Condition | None, args: Args) -> tuple[str, list[str]]:
    """Where the rows `r` come from, each once: from those that refer to the one patient, in order, or from all."""
    if isinstance(driver, References):
        types, id_ = driver.local[0]
        joined = "index_reference n JOIN resource r ON r.pk = n.pk"
        return joined, [f"n.param = {driver.param}", f"n.target {target(types, id_, args)}"]
    if isinstance(driver, Keys):
        return "resource r", [driver.driving(args)]
    return "resource r", [driver.sql(args)] if driver else []


def _filters(caller: Caller, query: Query, driver: Condition | None, args: Args, along: int | None = None) -> list[str]:
    """Type, life and sight, and every condition but the driver and those on the one date a page goes `along`."""
    seen = predicate(caller, query.rtype, "r", args)
    rest = [c.sql(args) for c in query.conditions if c is not driver and not _on_sort(c, along)]
    return [f"r.rtype = {query.rtype}", "NOT r.deleted", seen, *rest]


def _on_sort(condition: Condition, param: int | None) -> TypeGuard[Dates]:
    """Whether it speaks of the one date that a resource is sorted by: the walk along the dates fulfils it."""
    return isinstance(condition, Dates) and condition.single and condition.param == param


@dataclass(frozen=True, slots=True)
class _Select:
    """The three orders of a page."""

    query: Query
    driver: Condition | None
    args: Args
    filters: list[str]
    mark: str
    place: Place | None
    limit: int

    def by_number(self, *, descending: bool = True, without: int | None = None) -> str:
        """By row number; `without`: only those that have no value of this date parameter."""
        source, where = _source(self.driver, self.args)
        number = "n.pk" if isinstance(self.driver, References) else "r.pk"
        if without is not None:
            where.append(f"NOT EXISTS (SELECT 1 FROM index_date w WHERE w.pk = r.pk AND w.param = {without})")
        if self.place and self.place.key is None:
            where.append(f"{number} {_after(descending)} {self.args.bind(self.place.pk)}::bigint")
        return self._ordered("NULL::timestamptz", source, where, f"{number} {_direction(descending)}")

    def by_updated(self) -> str:
        """By the instant of the last change."""
        source, where = _source(self.driver, self.args)
        return self._keyed("r.updated", "r.pk", source, where)

    def by_date(self, param: int) -> str:
        """By the beginning of a date, those without one after all others."""
        sought = [c for c in self.query.conditions if _on_sort(c, param)]
        undated = not sought  # a resource without the date does not fulfil a condition on it
        rest = self.by_number(descending=self._descending, without=param) if undated else ""
        if undated and self.place and self.place.key is None:
            return rest
        parted = next((c for c in sought if c.parted), None) if self.driver is None else None
        dates = [f"d.param = {param}", *(f"({c.where('d', self.args)})" for c in sought if c is not parted)]
        if not self._single(param):
            better = ">" if self._descending else "<"
            others = f"b.pk = d.pk AND b.param = {param} AND (b.lo, b.hi) {better} (d.lo, d.hi)"
            dates.append(f"NOT EXISTS (SELECT 1 FROM index_date b WHERE {others})")
        ways = parted.ranges[0].ways("d", self.args.bind) if parted else ["true"]
        dated = self._merged([self._dated([*dates, way]) for way in ways])
        return f"({dated}) UNION ALL ({rest}) LIMIT {self.args.bind(self.limit)}::int" if undated else dated

    def _dated(self, dates: list[str]) -> str:
        if isinstance(self.driver, References) and _by_member(self.query.type, self.driver):
            return self._of_member(self.driver, dates)
        if self.driver is None:
            return self._keyed("d.lo", "d.pk", "index_date d JOIN resource r ON r.pk = d.pk", dates)
        source, where = _source(self.driver, self.args)
        return self._keyed("d.lo", "d.pk", f"{source} JOIN index_date d ON d.pk = r.pk", where + dates)

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
        return self._merged([f"SELECT o.* FROM ({group}) g CROSS JOIN LATERAL ({own}) o", nobody])

    def _merged(self, parts: list[str]) -> str:
        """Pages that have no row in common as one page."""
        if len(parts) == 1:
            return parts[0]
        united, direction = " UNION ALL ".join(f"({part})" for part in parts), _direction(self._descending)
        order = f"u.key {direction}, u.pk {direction}"
        return f"SELECT * FROM ({united}) u ORDER BY {order} LIMIT {self.args.bind(self.limit)}::int"

    def _single(self, param: int) -> bool:
        return any(p.single for p in parameters(self.query.type).values() if p.id == param)

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
