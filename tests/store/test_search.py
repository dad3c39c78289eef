"""Searching a real database: what is found, in which order, on which page, and by whom."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, Refused
from peerfhir.fhir.searching import TYPE_CODES, parameters
from peerfhir.store.conditions import Args, Dates
from peerfhir.store.indexing import index, patients
from peerfhir.store.prefixes import PREFIXES, DateRange, date_range, number_range
from peerfhir.store.query import parse
from peerfhir.store.search import Page, match, search, statement
from peerfhir.store.sight import Caller, Role
from peerfhir.store.values import OPEN_END, OPEN_START, REACH

DENVER = ZoneInfo("America/Denver")
KEY = b"k" * 32
ADMIN = Caller(1, Role.ADMIN, "HOME", 1, frozenset())
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
_TABLES = "resource, index_key, index_reference, index_date, index_string, index_number, member, sight"


@dataclass
class Shelf:
    """Puts resources with their index rows into a database, as the writer does."""

    connection: asyncpg.Connection
    pks: dict[tuple[str, str], int] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def put(self, resource: dict[str, Any], *, owner: int = 1, updated: datetime = NOW) -> int:
        """Store a resource; its references must be on the shelf already."""
        type_, fid = resource["resourceType"], resource["id"]
        pk: int = next(self.numbers)
        self.pks[type_, fid] = pk
        named = set(patients(resource))
        patient = pk if type_ == "Patient" else self.pks["Patient", min(named)] if len(named) == 1 else None
        if type_ == "Patient":
            await self.connection.execute("INSERT INTO member VALUES ($1, $1)", pk)
        await self.connection.execute(
            "INSERT INTO resource (pk, rtype, fid, vid, era, updated, method, deleted, client, owner, patient, member,"
            " digest, body) VALUES ($1, $2, $3, 1, 0, $4, 'P', false, 1, $5, $6, $6::bigint::int, '', $7)",
            pk, TYPE_CODES[type_], fid, updated, owner, patient, json.encode(resource),
        )  # fmt: skip
        rows = index(resource, DENVER)
        tables: dict[str, tuple[tuple[str, ...], list[Any]]] = {
            "index_key": (("param", "value", "system"), list(rows.keys)),
            "index_reference": (("param", "target"), [(p, self.pks[t, i]) for p, t, i in rows.references]),
            "index_date": (("param", "lo", "hi"), list(rows.dates)),
            "index_string": (("param", "value"), list(rows.strings)),
            "index_number": (("param", "lo", "hi", "system", "code"), list(rows.numbers)),
        }
        for table, (columns, values) in tables.items():
            records = [(*row, patient, pk) for row in values]
            await self.connection.copy_records_to_table(table, records=records, columns=[*columns, "member", "pk"])
        return pk

    async def find(self, type_: str, text: str, caller: Caller = ADMIN) -> list[str]:
        """The ids that one page of a search finds, sorted."""
        return sorted(row.fid for row in (await self.page(type_, text, caller)).rows)

    async def page(self, type_: str, text: str, caller: Caller = ADMIN, cursor: str | None = None) -> Page:
        """One page of a search."""
        params = [(name, value) for name, _, value in (p.partition("=") for p in text.split("&") if p)]
        query = parse(type_, params + ([("_cursor", cursor)] if cursor else []), lenient=False, zone=DENVER)
        return await search(self.connection, caller, query, limit=query.count, cursor_key=KEY)


@pytest.fixture(scope="module")
def home(cluster):
    """One database for all tests of this module."""
    return cluster.fresh()


@pytest.fixture(scope="module")
async def connection(home: str):
    """One connection to it."""
    opened = await asyncpg.connect(home)
    yield opened
    await opened.close()


@pytest.fixture
async def shelf(connection: asyncpg.Connection):
    """An empty shelf."""
    await connection.execute(f"TRUNCATE {_TABLES}")
    return Shelf(connection)


def encounter(fid: str, patient: str, start: str | None = None, **more: Any) -> dict[str, Any]:
    """An encounter of an hour."""
    period = {"period": {"start": start, "end": start}} if start else {}
    subject = {"subject": {"reference": f"Patient/{patient}"}}
    return {"resourceType": "Encounter", "id": fid, "status": "finished", **subject, **period, **more}


SYSTEM = "http://s"


@pytest.fixture
async def filled(shelf: Shelf):
    """Two patients and their encounters."""
    for fid, family in (("anna", "Núñez"), ("bo", "Nu")):
        await shelf.put({"resourceType": "Patient", "id": fid, "name": [{"family": family}]})
    coded = {"type": [{"coding": [{"system": SYSTEM, "code": "H0038"}]}]}
    await shelf.put(encounter("a1", "anna", "2026-11-09", identifier=[{"system": SYSTEM, "value": "1"}], **coded))
    await shelf.put(encounter("a2", "anna", "2026-11-10", length={"value": 30, "system": "http://u", "code": "min"}))
    await shelf.put(encounter("a3", "anna", type=[{"coding": [{"code": "H0038"}]}]))
    await shelf.put(encounter("b1", "bo", "2026-11-09", identifier=[{"system": SYSTEM, "value": "2"}]))
    profile = {"meta": {"profile": ["http://p.example.org/one|2"]}}
    await shelf.put({"resourceType": "CarePlan", "id": "c", "instantiatesUri": ["http://a.example.org/x/y"], **profile})
    return shelf


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Encounter?", "a1 a2 a3 b1"),
        ("Encounter?patient=anna", "a1 a2 a3"),
        ("Encounter?patient=Patient/anna&date=ge2026-11-10", "a2"),
        ("Encounter?patient=anna,bo&date=2026-11-09", "a1 b1"),
        ("Encounter?subject=anna&patient=bo", ""),
        ("Encounter?patient=nobody", ""),
        ("Encounter?type=H0038", "a1 a3"),
        ("Encounter?type=http://s|H0038", "a1"),
        ("Encounter?type=|H0038", "a3"),
        ("Encounter?type=http://s|", "a1"),
        ("Encounter?type:not=H0038", "a2 b1"),
        ("Encounter?type:missing=true", "a2 b1"),
        ("Encounter?type:missing=false&date:missing=true", "a3"),
        ("Encounter?patient:missing=true", ""),
        ("Encounter?patient:missing=false", "a1 a2 a3 b1"),
        ("Encounter?status=http://hl7.org/fhir/encounter-status|finished&_count=1000", "a1 a2 a3 b1"),
        ("Encounter?status=planned", ""),
        ("Encounter?identifier=http://s|1,http://s|2&patient=bo", "b1"),
        ("Encounter?identifier=1", "a1"),
        ("Encounter?_id=a1,b1,c&date=2026-11", "a1 b1"),
        ("Encounter?length=30|http://u|min", "a2"),
        ("Encounter?length=gt29", "a2"),
        ("Encounter?length=30||h", ""),
        ("Encounter?_lastUpdated=2026-11-16T12:00:00Z", "a1 a2 a3 b1"),
        ("Encounter?_lastUpdated=gt2026-11-16", ""),
        ("Patient?name=nu", "anna bo"),
        ("Patient?name=NÚÑ", "anna"),
        ("Patient?name:exact=Núñez", "anna"),
        ("Patient?name:exact=nunez", ""),
        ("Patient?family:contains=une", "anna"),
        ("CarePlan?_profile=http://p.example.org/one", "c"),
        ("CarePlan?_profile=http://p.example.org/one|2", ""),  # a uri parameter takes no |
        ("CarePlan?instantiates-uri=http://a.example.org/x", ""),
        ("CarePlan?instantiates-uri:below=http://a.example.org/x", "c"),
    ],
)
async def test_what_is_found(filled, text, found):
    """One case for each form of each type of parameter."""
    type_, _, params = text.partition("?")
    params = params.replace("one|2", r"one\|3")
    assert await filled.find(type_, params) == found.split()


async def test_a_deleted_resource_is_not_found(filled):
    """Neither by its id nor by lacking a value."""
    await filled.connection.execute("UPDATE resource SET deleted = true WHERE fid = 'a1'")
    assert await filled.find("Encounter", "_id=a1") == []
    assert await filled.find("Encounter", "length:missing=true") == ["a3", "b1"]


async def test_merged_members_are_found_by_either_patient(filled):
    """Sorted by date the search goes along the member's dates: all numbers of one root are one member."""
    anna, bo = filled.pks["Patient", "anna"], filled.pks["Patient", "bo"]
    await filled.connection.execute("UPDATE member SET root = $1 WHERE no = $2", bo, anna)
    assert await filled.find("Encounter", "patient=anna&_sort=-date") == ["a1", "a2", "a3"]


async def test_a_record_of_several_patients_is_found_by_each(shelf):
    """It belongs to no single member, and is found in the order of dates nevertheless."""
    for fid in ("p", "q"):
        await shelf.put({"resourceType": "Patient", "id": fid})
    both = {"subject": {"reference": "Patient/p"}, "performer": [{"reference": "Patient/q"}]}
    await shelf.put({"resourceType": "Observation", "id": "o", "effectiveDateTime": "2026", **both})
    assert await shelf.find("Observation", "patient=p&_sort=date") == ["o"]
    assert await shelf.find("Observation", "performer=Patient/q&_sort=-date") == ["o"]


@pytest.mark.parametrize(
    ("text", "resource"),
    [
        ("QuestionnaireResponse?source=Patient/mum&_sort=authored", {"authored": "2026", "source": "mum"}),
        ("Observation?focus=Patient/mum&_sort=date", {"effectiveDateTime": "2026", "focus": ["mum"]}),
        ("Consent?consentor=Patient/mum&_sort=-date", {"dateTime": "2026", "patient": "kid", "performer": ["mum"]}),
        ("Patient?link=Patient/mum&_sort=birthdate", {"birthDate": "2020", "link": [{"other": "mum"}]}),
    ],
)
async def test_a_patient_it_does_not_belong_to_finds_a_record_in_every_order(shelf, text, resource):
    """The mother of the patient answered, is spoken of, consents or is linked: the record is the child's."""
    for fid in ("mum", "kid"):
        await shelf.put({"resourceType": "Patient", "id": fid})
    type_, _, params = text.partition("?")
    whose = {"subject": "kid"} if type_ in ("QuestionnaireResponse", "Observation") else {}
    await shelf.put({"resourceType": type_, "id": "x", **referring(whose | resource)})
    page = await shelf.page(type_, f"{params}&_total=accurate")
    assert ([row.fid for row in page.rows], page.total) == (["x"], 1)


def referring(value: Any) -> Any:
    """The same with each name of a person as a reference to that Patient."""
    if isinstance(value, dict):
        return {key: referring(below) for key, below in value.items()}
    if isinstance(value, list):
        return [referring(below) for below in value]
    return {"reference": f"Patient/{value}"} if value in ("mum", "kid") else value


# Sight


async def test_others_records_are_neither_found_nor_counted(filled):
    """A provider finds what it owns and the patients it serves; totals and conditional matches know no more."""
    provider = Caller(2, Role.PROVIDER, "ORG", 7, frozenset())
    assert await filled.find("Encounter", "", provider) == []
    await filled.connection.execute("INSERT INTO sight VALUES (7, $1, 1)", filled.pks["Patient", "bo"])
    await filled.put(encounter("own", "anna", "2026-11-09"), owner=7)
    for text in ("", "_sort=date", "status=finished", "date=2026-11-09&_sort=-date"):
        page = await filled.page("Encounter", f"{text}&_total=accurate", provider)
        assert (sorted(row.fid for row in page.rows), page.total) == (["b1", "own"], 2)
    assert (await filled.page("Encounter", "_summary=count", provider)).total == 2
    assert await filled.find("Encounter", "patient=anna", provider) == ["own"]
    assert await match(filled.connection, provider, "Encounter", f"identifier={SYSTEM}|1", DENVER) == []
    assert len(await match(filled.connection, ADMIN, "Encounter", f"identifier={SYSTEM}|1", DENVER)) == 1


async def test_a_condition_is_made_of_search_parameters(filled):
    """At most two matches are read; nothing to go by, or `_count`, is no condition."""
    assert len(await match(filled.connection, ADMIN, "Encounter", "?status=finished", DENVER)) == 2
    for criteria in ("", "_count=1", "patinet=anna"):
        with pytest.raises(Refused):
            await match(filled.connection, ADMIN, "Encounter", criteria, DENVER)


async def test_the_connection_is_given_back_as_it_was(filled):
    """Planning for the values is asked for only while such a search runs."""
    await filled.find("Encounter", "status=finished")
    assert await filled.connection.fetchval("SHOW plan_cache_mode") == "auto"


# Pages


async def test_a_cursor_holds_for_one_search_of_one_caller(filled):
    """Tampered, cut, of another search, of another caller or under another key: refused."""
    cursor = (await filled.page("Encounter", "status=finished&_count=1")).next
    assert cursor
    assert len((await filled.page("Encounter", "status=finished&_count=3", cursor=cursor)).rows) == 3
    other = Caller(2, Role.ADMIN, "HOME", 1, frozenset())
    changed = cursor[:-4] + ("A" if cursor[-4] != "A" else "B") + cursor[-3:]
    for text, caller, given_ in (
        ("status=finished", ADMIN, changed),
        ("status=finished", ADMIN, cursor[:-4]),
        ("status=finished", ADMIN, "x"),
        ("status=finished", ADMIN, "é" * 20),
        ("status=finished", other, cursor),
        ("status=planned", ADMIN, cursor),
    ):
        with pytest.raises(Refused) as caught:
            await filled.page("Encounter", text, caller, given_)
        assert caught.value.kind == Kind.BAD_REQUEST


@pytest.mark.parametrize("text", ["subject=p&_sort=date", "_sort=date", "_sort=-date", "subject=p&_sort=-date"])
async def test_pages_go_on_after_an_open_end(shelf, text):
    """Periods that begin or end nowhere are sorted like any other, and a page may end on one."""
    await shelf.put({"resourceType": "Patient", "id": "p"})
    subject = {"subject": {"reference": "Patient/p"}}
    periods = {"a": {"end": "2026"}, "b": {"end": "2025"}, "c": {"start": "2026"}, "d": {"start": "9999"}}
    for fid, period in periods.items():
        await shelf.put({"resourceType": "Observation", "id": fid, "effectivePeriod": period, **subject})
    seen, cursor = [], None
    for _ in periods:
        page = await shelf.page("Observation", f"{text}&_count=1", cursor=cursor)
        seen += [row.fid for row in page.rows]
        cursor = page.next
    assert (seen, cursor) == (list("dcba" if "-" in text else "abcd"), None)


DAYS = ["2026-11-08", "2026-11-09", "2026-11", "2026", "2026-11-09T10:00:00Z", None]
STAY = st.fixed_dictionaries(
    {"patient": st.sampled_from("pq"), "start": st.sampled_from(DAYS), "second": st.integers(0, 2),
     "places": st.lists(st.sampled_from(DAYS[:5]), max_size=3)}
)  # fmt: skip
FILTERS = [
    "",
    "patient=p",
    "patient=p&date=ge2026-11-09",
    "status=finished",
    "_id=e0,e1,e2,e3,e4,e5",
    "date=lt2026-11-09",
    "date=ge2026-11-09",
    "date=lt2026-11-10&date=gt2026-11-08",
]
SORTS = ["", "date", "-date", "_lastUpdated", "-_lastUpdated", "location-period", "-location-period"]


def starts(stay: dict[str, Any], sort: str) -> list[datetime]:
    """The beginnings of the dates that a stay is sorted by."""
    if "_lastUpdated" in sort:
        return [NOW + timedelta(seconds=stay["second"])]
    texts = stay["places"] if "location" in sort else [stay["start"]]
    return [date_range(text, DENVER).lo for text in texts if text]


def order(stay: dict[str, Any], number: int, sort: str) -> tuple[Any, ...]:
    """Earliest first, or latest first; without a value last; then by age, without a sort the newest first."""
    sign = -1 if sort.startswith("-") or not sort else 1
    found = starts(stay, sort) if sort else []
    best = (max if sign < 0 else min)(found).timestamp() * sign if found else 0
    return (not found, best, sign * number)


def passes(stay: dict[str, Any], number: int, text: str) -> bool:
    """Whether a stay fulfils one of FILTERS."""
    found = date_range(stay["start"], DENVER) if stay["start"] else None
    day = date_range("2026-11-09", DENVER)
    late = found is not None and (found.hi > day.hi or found.lo >= day.lo)
    known: dict[str, bool] = {
        "patient=p": stay["patient"] == "p",
        "patient=p&date=ge2026-11-09": stay["patient"] == "p" and late,
        "date=ge2026-11-09": late,
        "date=lt2026-11-10&date=gt2026-11-08": found is not None and found.lo < day.hi and found.hi > day.lo,
        "_id=e0,e1,e2,e3,e4,e5": number < 6,
        "date=lt2026-11-09": found is not None and found.lo < day.lo,
    }  # fmt: skip
    return known.get(text, True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stays=st.lists(STAY, max_size=12), text=st.sampled_from(FILTERS), sort=st.sampled_from(SORTS),
    count=st.integers(1, 4), late=STAY,
)  # fmt: skip
async def test_pages_hold_each_result_once_in_order_whatever_is_stored_meanwhile(shelf, stays, text, sort, count, late):
    """Ties and missing values too: the pages one after the other are the sorted result set at the first page."""
    await shelf.connection.execute(f"TRUNCATE {_TABLES}")
    for fid in "pq":
        await shelf.put({"resourceType": "Patient", "id": fid})
    for number, stay in enumerate(stays):
        more = {
            "location": [{"location": {"display": "x"}, "period": {"start": day, "end": day}} for day in stay["places"]]
        }
        resource = encounter(f"e{number}", stay["patient"], stay["start"], **more)
        await shelf.put(resource, updated=NOW + timedelta(seconds=stay["second"]))
    asked = "&".join(
        part for part in (text, f"_sort={sort}" if sort else "", f"_count={count}", "_total=accurate") if part
    )
    expected = sorted(
        (number for number, stay in enumerate(stays) if passes(stay, number, text)),
        key=lambda number: order(stays[number], number, sort),
    )
    seen, cursor = [], None
    for turn in itertools.count():
        page = await shelf.page("Encounter", asked, cursor=cursor)
        seen += [row.fid for row in page.rows]
        assert page.total == len(expected)
        if turn < 3:
            await shelf.put(encounter(f"late{turn}", late["patient"], late["start"]))
        cursor = page.next
        if not cursor:
            break
    assert seen == [f"e{number}" for number in expected]


# The algebra of prefixes

Span = tuple[float, float]


def contains(outer: Span, inner: Span) -> bool:
    """Whether [lo, hi) holds the whole of another."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def overlap(one: Span, other: Span) -> bool:
    """Whether two have a moment in common."""
    return max(one[0], other[0]) < min(one[1], other[1])


def says(prefix: str, sought: Span, had: Span) -> bool:
    """The table of http://hl7.org/fhir/R4/search.html#prefix, in its own words."""
    above, below = (sought[1], float("inf")), (float("-inf"), sought[0])
    length = sought[1] - sought[0]
    return {
        "eq": contains(sought, had),
        "ne": not contains(sought, had),
        "gt": overlap(above, had),
        "lt": overlap(below, had),
        "ge": overlap(above, had) or contains(sought, had),
        "le": overlap(below, had) or contains(sought, had),
        "sa": not overlap(sought, had) and contains(above, had),
        "eb": not overlap(sought, had) and contains(below, had),
        "ap": overlap((sought[0] - length, sought[1] + length), had),
    }[prefix]


PRECISIONS = ["2026", "2026-11", "2026-11-01", "2026-03-08", "2026-11-09T10:30", "2026-11-09T10:30:15"]
ZONES = ["UTC", "America/Denver", "America/Boise", "Pacific/Kiritimati"]
OFFSETS = ["", "Z", "-07:00", "+14:00"]


@pytest.mark.parametrize("prefix", PREFIXES)
async def test_dates_every_prefix_precision_and_zone(connection, prefix):
    """Against every interval that begins or ends at, just before, just after, or well off the edges of the search.

    Among them are open ones, and those just as long as `REACH`, by whose length a search is parted.
    """
    step = timedelta(microseconds=1)
    for text, zone, offset in itertools.product(PRECISIONS, ZONES, OFFSETS):
        if offset and "T" not in text:
            continue
        sought = date_range(f"{prefix}{text}{offset}", ZoneInfo(zone))
        plain = date_range(f"{text}{offset}", ZoneInfo(zone))
        length = plain.hi - plain.lo
        edges = [plain.lo - length, plain.lo, plain.lo + length / 2, plain.hi, plain.hi + length]
        edges += [plain.lo - REACH, plain.hi - REACH]
        points = sorted({point + shift * step for point in edges for shift in (-1, 0, 1)} | {OPEN_START, OPEN_END})
        spans = list(itertools.combinations(points, 2))
        sql, args = condition(sought)
        ends = [args.bind([lo for lo, _ in spans]), args.bind([hi for _, hi in spans])]
        source = f"unnest({ends[0]}::timestamptz[], {ends[1]}::timestamptz[]) WITH ORDINALITY t (lo, hi, no)"
        rows = await connection.fetch(f"SELECT t.no FROM {source} WHERE {sql}", *args)  # noqa: S608 - our own words
        assert len(await found_by_ways(connection, sought, spans)) == len(rows)  # none twice

        def number(point: datetime, start: datetime = plain.lo) -> float:
            return (point - start) / step

        goal = (number(plain.lo), number(plain.hi))
        expected = {n for n, (lo, hi) in enumerate(spans, 1) if says(prefix, goal, (number(lo), number(hi)))}
        assert {row["no"] for row in rows} == expected, (text, zone, offset)


async def found_by_ways(connection: asyncpg.Connection, sought: DateRange, spans: list[Any]) -> list[asyncpg.Record]:
    """What the alternatives of a range find, one after the other."""
    args = Args()
    ends = [args.bind([lo for lo, _ in spans]), args.bind([hi for _, hi in spans])]
    source = f"unnest({ends[0]}::timestamptz[], {ends[1]}::timestamptz[]) t (lo, hi)"
    ways = [f"SELECT t.lo, t.hi FROM {source} WHERE {way}" for way in sought.ways("t", args.bind)]  # noqa: S608
    found: list[asyncpg.Record] = await connection.fetch(" UNION ALL ".join(ways), *args)
    return found


def condition(sought: DateRange) -> tuple[str, Args]:
    """The SQL of a range and its arguments."""
    args = Args()
    return sought.sql("t", args.bind), args


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("text", ["100", "100.0", "1e2", "-3", "0"])
async def test_numbers_every_prefix_and_precision(connection, prefix, text):
    """A resource's number is a point; prefixes compare with the number itself, `eq`, `ne` and `ap` with its digits."""
    sought, exact = number_range(f"{prefix}{text}"), float(text)
    points = sorted(
        {exact, sought.lo, sought.hi, exact - 1e-6, exact + 1e-6, sought.lo - 1e-6, sought.hi - 1e-6, exact + 99}
    )
    args = Args()
    column = args.bind(points)
    where = sought.sql("t", args.bind)
    source = f"unnest({column}::float8[], {column}::float8[]) t (lo, hi)"
    rows = await connection.fetch(f"SELECT t.lo FROM {source} WHERE {where}", *args)  # noqa: S608 - our own words
    expected = {
        "eq": {p for p in points if sought.lo <= p < sought.hi},
        "ne": {p for p in points if not sought.lo <= p < sought.hi},
        "gt": {p for p in points if p > exact},
        "sa": {p for p in points if p > exact},
        "lt": {p for p in points if p < exact},
        "eb": {p for p in points if p < exact},
        "ge": {p for p in points if p >= exact},
        "le": {p for p in points if p <= exact},
        "ap": {p for p in points if sought.lo <= p <= sought.hi},
    }[prefix]
    assert {row["lo"] for row in rows} == expected


# Plans


@pytest.mark.parametrize(
    ("text", "index_used"),
    [
        ("patient=anna&date=ge2026-11-09", "Index Only Scan Backward using index_reference_target"),
        ("patient=anna&_sort=-date", "Index Only Scan Backward using index_date_member"),
        ("patient=anna&_sort=date&date=ge2026-11-09", "Index Only Scan using index_date_member"),
        ("_sort=-_lastUpdated", "Index Scan Backward using resource_updated"),
        ("identifier=http://s|1&date=2026", "Index Only Scan using index_key_value"),
    ],
)
async def test_a_page_is_a_walk_along_an_index(filled, text, index_used):
    """The shapes that stay fast with millions of rows (rivals.md 4, item 19): no table is read, no large set sorted."""
    params = [(name, value) for name, _, value in (part.partition("=") for part in text.split("&"))]
    query = parse("Encounter", params, lenient=False, zone=DENVER)
    sql, args = statement(ADMIN, query, None, 51)
    await filled.connection.execute("ANALYZE; SET enable_seqscan = off; SET enable_bitmapscan = off")
    try:
        plan = "\n".join(row[0] for row in await filled.connection.fetch(f"EXPLAIN (COSTS off) {sql}", *args))
    finally:
        await filled.connection.execute("RESET enable_seqscan; RESET enable_bitmapscan")
    assert index_used in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("text", ["date=ge2026-11-09", "date=gt2026-11-09", "date=ap2026-11-09"])
async def test_a_search_from_a_day_on_reads_two_ranges_of_indexes(filled, text):
    """Of a year of encounters those from shortly before that day, and of the long ones those that end after it."""
    date = parameters("Encounter")["date"].id
    first, day, hour = datetime(2026, 11, 10, tzinfo=UTC), timedelta(days=1), timedelta(hours=1)
    starts_ = [(number, first - number * hour) for number in range(1, 9000)]
    records = [(date, 1, lo, lo + (99 * day if number % 100 == 0 else hour), 1000 + number) for number, lo in starts_]
    await filled.connection.copy_records_to_table("index_date", records=records)
    await filled.connection.execute("ANALYZE index_date")
    args = Args()
    where = Dates(date, (date_range(text.removeprefix("date="), DENVER),)).where("i", args)
    sql = f"EXPLAIN (COSTS off) SELECT i.pk FROM index_date i WHERE i.param = {date} AND ({where})"  # noqa: S608
    plan = "\n".join(row[0] for row in await filled.connection.fetch(sql, *args))
    assert "BitmapOr" in plan
    for index_used, column in (("index_date_lo", "lo >="), ("index_date_long", "hi >")):
        after = plan.partition(f"Bitmap Index Scan on {index_used}\n")[2]
        assert column in after.splitlines()[0]
