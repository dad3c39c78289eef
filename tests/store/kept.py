"""Resources stored as the server stores them, without HTTP: what tests of the store stand on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import asyncpg

from peerfhir.fhir import json
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.store.database import Transaction, transact
from peerfhir.store.facts import Facts, Name, Wanted, read
from peerfhir.store.indexing import index
from peerfhir.store.writing import AttendanceRow, LedgerEntry, Version, Writing, forget, write

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
DAY = date(2026, 11, 9)
OURS = "https://peerfhir.org/fhir/StructureDefinition/"
ROLE_CODE, PERSON_CODE = TYPE_CODES["PractitionerRole"], TYPE_CODES["Practitioner"]


def at(hour: int, minute: int = 0, day: int = 9) -> datetime:
    """An instant of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def ref(name: str) -> dict[str, str]:
    """A Reference."""
    return {"reference": name}


@dataclass
class Kept:
    """What is stored: the pk and member of each name. Owner and client are 1."""

    pool: asyncpg.Pool
    pks: dict[Name, int] = field(default_factory=dict)
    members: dict[Name, int] = field(default_factory=dict)

    async def keep(self, *resources: dict[str, Any], member: int | None = None, owner: int = 1) -> None:
        """Store resources, each new or in place of its earlier version; a `member` is made when it is new."""
        sheet = Writing(1, 1, NOW)
        old = []
        for resource in resources:
            name = (resource["resourceType"], resource["id"])
            if name in self.pks:
                old.append(self.pks[name])
            pk = self.pks.setdefault(name, 101 + len(self.pks))
            if member is not None:
                if member not in self.members.values():
                    sheet.members.append((member, member))
                self.members[name] = member
            patient = pk if name[0] == "Patient" else None
            sheet.versions.append(
                Version(
                    pk, TYPE_CODES[name[0]], name[1], 1, NOW, "U", owner, patient, member, b"", json.encode(resource)
                )
            )
            sheet.index(index(resource, UTC), pk, member, self.pks)
        await self.write(sheet, old)

    async def write(self, sheet: Writing, old: Sequence[int] = ()) -> None:
        """Write a sheet, in place of the `old` versions of what it holds."""

        async def story(transaction: Transaction) -> None:
            if old:
                await forget(transaction, old)
            await write(transaction, sheet)

        await transact(self.pool, story)

    async def peer(self, id_: str, **role: Any) -> None:
        """A Practitioner and a role, both of this id."""
        person = {"resourceType": "Practitioner", "id": id_}
        await self.keep(
            person,
            {"resourceType": "PractitionerRole", "id": id_, "practitioner": ref(f"Practitioner/{id_}"), **role},
        )

    async def patient(self, id_: str, member: int) -> None:
        """A Patient who is a member."""
        await self.keep({"resourceType": "Patient", "id": id_}, member=member)

    async def contact(
        self, id_: str, of: str, by: str, starts: datetime, ends: datetime, *, grouped: bool = False,
        session: int | None = None, **said: Any,
    ) -> int:  # fmt: skip
        """An Encounter of a Patient by a peer, with its attendance; its pk."""
        encounter = {
            "resourceType": "Encounter",
            "id": id_,
            "status": "finished",
            "class": {"code": "AMB"},
            "subject": ref(f"Patient/{of}"),
            "participant": [{"individual": ref(f"PractitionerRole/{by}")}],
            "period": {"start": starts.isoformat(), "end": ends.isoformat()},
            **said,
        }
        await self.keep(encounter, member=self.members["Patient", of])
        pk, peer = self.pks["Encounter", id_], self.pks["Practitioner", by]
        sheet = Writing(1, 1, NOW, attendance=[AttendanceRow(pk, peer, starts, ends, grouped, session)])
        await self.write(sheet)
        return pk

    async def count(self, *entries: LedgerEntry) -> None:
        """Add to the ledger."""
        await self.write(Writing(1, 1, NOW, entries=list(entries)))

    async def merge(self, root: int, other: int) -> None:
        """Make another member the same person as a root."""
        await self.pool.execute("UPDATE member SET root = $1 WHERE no = $2", root, other)

    async def read(self, wanted: Wanted) -> Facts:
        """Facts, in a transaction of their own."""
        return await transact(self.pool, lambda transaction: read(transaction, wanted))


def units(member: int, kind: str, number: int, source: int, **more: Any) -> LedgerEntry:
    """An entry of program `p` on the day, of version 1 and line 1."""
    told: dict[str, Any] = {
        "day": DAY,
        "version": 1,
        "line": 1,
        "encounter": source,
        "reverses": 0,
        "paid_by": "",
        "program": "p",
    }
    told |= more
    return LedgerEntry(
        member=member, kind=kind, units=number, source=source, zone="UTC", rounding="floor/15", pack=b"", **told
    )
