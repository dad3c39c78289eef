"""Many visits, stored fast: the rows that the server would write, made by the same functions, without HTTP.

What is left out is what leaves no row: validation, locks, judging. A first visit goes through the server; its ledger
entry and its ruling are the pattern for all others.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import asyncpg

from benchmarks import bodies
from peerfhir.fhir import json
from peerfhir.fhir.searching import TYPE_CODES, TYPE_NAMES
from peerfhir.store import writing
from peerfhir.store.database import Transaction
from peerfhir.store.identity import content, digest, new_id
from peerfhir.store.indexing import index
from peerfhir.store.writing import AttendanceRow, AuditRow, LedgerEntry, RulingRow, Version, Writing

PATTERN = 0  # the member of the first visit
_BATCH = 1000
_RECENT = 2  # visits of a member who only just came, the last ones of the year


class Known(NamedTuple):
    """What is stored already: the pk of each name, the member of each patient, the first entry and ruling."""

    targets: dict[tuple[str, str], int]
    members: dict[int, int]
    entry: dict[str, Any]
    ruling: str
    client: int
    owner: int


Fids = dict[tuple[int, int], str]  # by member and number of the visit


def day_of(visit: int, visits: int) -> int:
    """The day of a member's n-th visit when they are spread evenly over the year."""
    return visit * bodies.DAYS // visits


def numbers(members: Iterable[int], visits: int, *, recent: bool = False) -> list[tuple[int, int]]:
    """(member, visit) in the order of time, the members taking turns, as they would have come in."""
    listed = list(members)
    return [(of, visit) for visit in range(visits - _RECENT if recent else 0, visits) for of in listed]


async def fill(ours: str, bare: str, wanted: list[tuple[int, int]], visits: int) -> Fids:
    """Store these visits, of `visits` a year, in both databases (ours and the bare one); their ids in ours."""
    connection, other = await asyncpg.connect(ours), await asyncpg.connect(bare)
    known = await _known(connection)
    fids: Fids = {}
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        sheet = await _sheet(connection, known, part, visits)
        async with connection.transaction():
            await writing.write(Transaction(connection), sheet)
        await other.copy_records_to_table("res", records=[(v.fid, v.body) for v in sheet.versions])
        fids |= {one: version.fid for one, version in zip(part, sheet.versions, strict=True)}
    for each in (connection, other):
        await each.execute("VACUUM (ANALYZE)")
        await each.close()
    return fids


async def _known(connection: asyncpg.Connection) -> Known:
    rows = await connection.fetch(
        "SELECT pk, rtype, fid, member FROM resource WHERE rtype <> $1", TYPE_CODES["Encounter"]
    )
    entry = await connection.fetchrow("SELECT * FROM ledger ORDER BY source LIMIT 1")
    ruling = await connection.fetchval("SELECT body FROM ruling WHERE source = $1", entry["source"])
    first = await connection.fetchrow("SELECT client, owner FROM resource WHERE pk = $1", entry["source"])
    return Known(
        {(TYPE_NAMES[row["rtype"]], row["fid"]): row["pk"] for row in rows},
        {row["pk"]: row["member"] for row in rows},
        dict(entry),
        ruling.decode(),
        first["client"],
        first["owner"],
    )


async def _sheet(connection: asyncpg.Connection, known: Known, part: list[tuple[int, int]], visits: int) -> Writing:
    drawn = await connection.fetch("SELECT nextval('resource_pk_seq') FROM generate_series(1, $1)", len(part))
    sheet = Writing(known.client, known.entry["era"], datetime.combine(bodies.TODAY, datetime.min.time(), UTC))
    for (of, visit), (pk,) in zip(part, drawn, strict=True):
        _enter(sheet, known, of, day_of(visit, visits), pk)
    return sheet


def _enter(sheet: Writing, known: Known, of: int, day: int, pk: int) -> None:
    """Add a visit of a member on a day of the year."""
    on = bodies.FIRST_DAY + timedelta(day)
    now = datetime(on.year, on.month, on.day, 23, tzinfo=UTC)
    resource = bodies.visit(of, bodies.hour(of, day), f"S-{of}-{day}")
    fid = new_id(int(now.timestamp() * 1000))
    meta = {"versionId": "1", "lastUpdated": now.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    stamped = {"resourceType": "Encounter", "id": fid, "meta": meta, **resource}
    patient, peer = known.targets["Patient", f"m{of}"], known.targets["Practitioner", bodies.peer_of(of)]
    type_, said = TYPE_CODES["Encounter"], digest(content(resource))
    body, person = json.encode(stamped), known.members[patient]
    sheet.versions.append(Version(pk, type_, fid, 1, now, "P", known.owner, patient, person, said, body))
    sheet.index(index(resource, UTC), pk, person, known.targets)
    sheet.entries.append(_entry(known, person, pk, on))
    sheet.rulings.append(_ruling(known, of, pk, on))
    period = resource["period"]
    starts, ends = (datetime.fromisoformat(period[name]) for name in ("start", "end"))
    sheet.attendance.append(AttendanceRow(pk, peer, starts, ends, grouped=False, session=None))
    sheet.audit.append(AuditRow(f"stored-{pk}", "C", 201, type_, pk, patient, 1))


def _entry(known: Known, member: int, pk: int, day: date) -> LedgerEntry:
    same = {name: known.entry[name] for name in LedgerEntry._fields}
    return LedgerEntry(**(same | {"member": member, "day": day, "source": pk, "encounter": pk}))


def _ruling(known: Known, of: int, pk: int, day: date) -> RulingRow:
    body = known.ruling.replace(f'm{PATTERN}"', f'm{of}"')
    body = body.replace(f'{bodies.peer_of(PATTERN)}"', f'{bodies.peer_of(of)}"')
    body = body.replace(known.entry["day"].isoformat(), day.isoformat())
    return RulingRow(pk, 1, "e", known.entry["program"], known.entry["pack"], body.encode())
