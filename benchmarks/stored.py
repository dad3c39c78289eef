"""Many visits, stored fast: the rows that the server would write, made by the same functions, without HTTP.

What is left out is what leaves no row: validation, locks, judging. A first visit goes through the server; its ledger
entry is the pattern for all others.
"""

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
from peerfhir.store.writing import AuditRow, LedgerEntry, Version, Writing

_BATCH = 1000


class Known(NamedTuple):
    """What is stored already: the pk of each name, the member of each patient, the first ledger entry."""

    targets: dict[tuple[str, str], int]
    members: dict[int, int]
    pattern: dict[str, Any]
    client: int
    owner: int


def day_of(visit: int, visits: int) -> int:
    """The day of a member's n-th visit when they are spread evenly over the year."""
    return visit * bodies.DAYS // visits


async def fill(ours: str, bare: str, members: int, visits: int) -> list[str]:
    """Store `visits` visits of each member in both databases (ours and the bare one); the ids in ours.

    In the order of time, the members taking turns, as they would have come in.
    """
    connection, other = await asyncpg.connect(ours), await asyncpg.connect(bare)
    known = await _known(connection)
    numbers = [(of, visit) for visit in range(visits) for of in range(members)]
    fids: list[str] = []
    for start in range(0, len(numbers), _BATCH):
        part = numbers[start : start + _BATCH]
        sheet = await _sheet(connection, known, part, visits)
        async with connection.transaction():
            await writing.write(Transaction(connection), sheet)
        await other.copy_records_to_table("res", records=[(v.fid, v.body) for v in sheet.versions])
        fids += [version.fid for version in sheet.versions]
    for each in (connection, other):
        await each.execute("VACUUM (ANALYZE)")
        await each.close()
    return fids


async def _known(connection: asyncpg.Connection) -> Known:
    rows = await connection.fetch("SELECT pk, rtype, fid, member FROM resource")
    entry = await connection.fetchrow("SELECT * FROM ledger LIMIT 1")
    first = await connection.fetchrow("SELECT client, owner FROM resource WHERE pk = $1", entry["source"])
    return Known(
        {(TYPE_NAMES[row["rtype"]], row["fid"]): row["pk"] for row in rows},
        {row["pk"]: row["member"] for row in rows},
        dict(entry),
        first["client"],
        first["owner"],
    )


async def _sheet(connection: asyncpg.Connection, known: Known, part: list[tuple[int, int]], visits: int) -> Writing:
    drawn = await connection.fetch("SELECT nextval('resource_pk_seq') FROM generate_series(1, $1)", len(part))
    sheet = Writing(known.client, known.pattern["era"], datetime(2026, 1, 1, tzinfo=UTC))
    for (of, visit), (pk,) in zip(part, drawn, strict=True):
        day = day_of(visit, visits)
        now = datetime(2025, 1, 1, 20, tzinfo=UTC) + timedelta(day)
        resource = bodies.visit(of, day, f"S-{of}-{visit}")
        fid = new_id(int(now.timestamp() * 1000))
        meta = {"versionId": "1", "lastUpdated": now.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
        stamped = {"resourceType": "Encounter", "id": fid, "meta": meta, **resource}
        patient = known.targets["Patient", f"m{of}"]
        version = Version(
            pk,
            TYPE_CODES["Encounter"],
            fid,
            1,
            now,
            "P",
            known.owner,
            patient,
            known.members[patient],
            digest(content(resource)),
            json.encode(stamped),
        )
        sheet.versions.append(version)
        sheet.index(index(resource, UTC), pk, version.member, known.targets)
        sheet.entries.append(_entry(known, version, bodies.FIRST_DAY + timedelta(day)))
        sheet.audit.append(AuditRow(f"stored-{pk}", "C", 201, version.rtype, pk, patient, 1))
    return sheet


def _entry(known: Known, version: Version, day: date) -> LedgerEntry:
    same = {name: known.pattern[name] for name in LedgerEntry._fields}
    same |= {"member": version.member, "day": day, "source": version.pk, "encounter": version.pk}
    return LedgerEntry(**same)
