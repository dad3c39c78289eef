"""Completed Communications of a category, and documents of a type: who took part, whom they are about, read at once.

Read over every owner, for a duty is met whoever keeps the record of it; which of them the caller is told, `named` says.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg

from peerfhir.fhir.issues import CANONICAL
from peerfhir.fhir.searching import TYPE_CODES, TYPE_NAMES, parameters
from peerfhir.store.sight import Caller, predicate
from peerfhir.store.standing import STANDING
from peerfhir.store.values import code_hash, system_hash

_COMMUNICATION, _DOCUMENT = parameters("Communication"), parameters("DocumentReference")
_PERSON, _EMPLOYER = (parameters("PractitionerRole")[name].id for name in ("practitioner", "organization"))
_TYPED = (parameters("Organization")["type"].id, parameters("CareTeam")["category"].id)
_ROLE = TYPE_CODES["PractitionerRole"]
AGENCY_TYPE, CONTACT = f"{CANONICAL}/CodeSystem/agency-type", f"{CANONICAL}/CodeSystem/contact"
LOINC = "http://loinc.org"

# A role stands for its person, and for the organization it is a role in.
_PARTIES = f"""
SELECT c.pk, d.lo, d.hi, f.param, coalesce(person.target, f.target), m.root, kind.value
  FROM index_key c
  JOIN index_key s ON s.pk = c.pk AND s.param = $4 AND s.value = ANY ($5::bigint[])
  JOIN index_date d ON d.pk = c.pk AND d.param = $6 AND d.lo < $8::timestamptz AND d.hi > $7::timestamptz
  JOIN index_reference f ON f.pk = c.pk
  JOIN resource t ON t.pk = f.target
  LEFT JOIN member m ON m.no = t.member
  LEFT JOIN index_reference person ON t.rtype = {_ROLE} AND person.pk = t.pk AND person.param = {_PERSON}
  LEFT JOIN index_reference agency ON t.rtype = {_ROLE} AND agency.pk = t.pk AND agency.param = {_EMPLOYER}
  LEFT JOIN index_key kind ON kind.pk = coalesce(agency.target, t.pk) AND kind.param = ANY ($9::int[])
       AND kind.system = $10::int
 WHERE c.param = $1 AND c.value = $2::bigint AND c.system = $3::int"""


class Party(NamedTuple):
    """One that a record refers to: `as_` is sender, recipient or other; a person's pk, a member's root, a type's hash.

    [`lo`, `hi`) is when it was, as precisely as it was written.
    """

    key: int
    lo: datetime
    hi: datetime
    as_: str
    who: int
    member: int | None
    type: int | None


async def communications(connection: asyncpg.Connection, category: str, first: datetime, last: datetime) -> list[Party]:
    """All that completed Communications of a category of CodeSystem/contact refer to, sent from `first` to `last`."""
    told = {_COMMUNICATION["sender"].id: "sender", _COMMUNICATION["recipient"].id: "recipient"}
    rows = await connection.fetch(
        _PARTIES,
        _COMMUNICATION["category"].id,
        code_hash(category),
        system_hash(CONTACT),
        _COMMUNICATION["status"].id,
        [code_hash("completed")],
        _COMMUNICATION["sent"].id,
        first,
        last,
        list(_TYPED),
        system_hash(AGENCY_TYPE),
    )
    return [Party(row[0], row[1], row[2], told.get(row[3], "other"), row[4], row[5], row[6]) for row in rows]


async def documents(connection: asyncpg.Connection, loinc: str, first: datetime, last: datetime) -> list[Party]:
    """All that current documents of a LOINC type refer to, dated from `first` to `last`."""
    rows = await connection.fetch(
        _PARTIES,
        _DOCUMENT["type"].id,
        code_hash(loinc),
        system_hash(LOINC),
        _DOCUMENT["status"].id,
        [code_hash("current")],
        _DOCUMENT["date"].id,
        first,
        last,
        list(_TYPED),
        system_hash(AGENCY_TYPE),
    )
    return [Party(row[0], row[1], row[2], "other", row[4], row[5], row[6]) for row in rows]


async def roles(connection: asyncpg.Connection, people: Collection[int]) -> list[tuple[int, int, bytes]]:
    """(pk of the Practitioner, pk, body) of each PractitionerRole of these people."""
    rows = await connection.fetch(
        "SELECT p.target, r.pk, r.body FROM index_reference p JOIN resource r ON r.pk = p.pk"
        " WHERE p.target = ANY ($1::bigint[]) AND p.param = $2 AND NOT r.deleted",
        list(people),
        _PERSON,
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def bodies(connection: asyncpg.Connection, keys: Collection[int]) -> dict[int, bytes]:
    """The current bodies of these resources, by pk; of a deleted one none."""
    rows = await connection.fetch(
        "SELECT pk, body FROM resource WHERE pk = ANY ($1::bigint[]) AND NOT deleted", list(keys)
    )
    return {row[0]: row[1] for row in rows}


async def by_name(connection: asyncpg.Connection, names: Collection[str]) -> dict[str, bytes]:
    """The current bodies of these "Type/id"; of what is not stored, or deleted, none."""
    pairs = [pair for name in names if (pair := name.split("/", 1))[0] in TYPE_CODES]
    rows = await connection.fetch(
        "SELECT r.rtype, r.fid, r.body FROM unnest($1::smallint[], $2::text[]) w (rtype, fid)"
        " JOIN resource r USING (rtype, fid) WHERE NOT r.deleted",
        [TYPE_CODES[type_] for type_, _ in pairs],
        [fid for _, fid in pairs],
    )
    return {f"{TYPE_NAMES[row[0]]}/{row[1]}": row[2] for row in rows}


async def people(connection: asyncpg.Connection, names: Collection[str]) -> dict[str, int]:
    """The pk of the Practitioner behind each of these, "PractitionerRole/id" or "Practitioner/id"."""
    pairs = [name.split("/", 1) for name in names]
    rows = await connection.fetch(
        "SELECT r.rtype, r.fid, coalesce(p.target, r.pk) FROM unnest($1::smallint[], $2::text[]) w (rtype, fid)"
        " JOIN resource r USING (rtype, fid)"
        " LEFT JOIN index_reference p ON r.rtype = $3 AND p.pk = r.pk AND p.param = $4 WHERE NOT r.deleted",
        [TYPE_CODES[type_] for type_, _ in pairs],
        [fid for _, fid in pairs],
        _ROLE,
        _PERSON,
    )
    return {f"{TYPE_NAMES[row[0]]}/{row[1]}": row[2] for row in rows}


async def of_members(
    connection: asyncpg.Connection, members: Collection[int], types: Iterable[str]
) -> list[tuple[int, int, bytes]]:
    """(root, pk, body) of what stands of these people (roots) and is of these types, over all of their Patients."""
    rows = await connection.fetch(
        "SELECT g.root, r.pk, r.body FROM member g"
        f" JOIN index_date d ON d.param = {STANDING} AND d.member = g.no JOIN resource r ON r.pk = d.pk"
        " WHERE g.root = ANY ($1::int[]) AND r.rtype = ANY ($2::smallint[]) AND NOT r.deleted ORDER BY r.pk",
        list(members),
        [TYPE_CODES[name] for name in types],
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def patients(connection: asyncpg.Connection, caller: Caller, members: Collection[int]) -> dict[int, str]:
    """By each person (root) the "Patient/id" that the caller sees, the oldest of several."""
    args: list[Any] = [list(members), TYPE_CODES["Patient"]]
    seen = predicate(caller, TYPE_CODES["Patient"], "r", args)
    rows = await connection.fetch(
        "SELECT g.root, r.fid FROM member g"
        f" JOIN index_date d ON d.param = {STANDING} AND d.member = g.no JOIN resource r ON r.pk = d.pk"
        f" WHERE g.root = ANY ($1::int[]) AND r.rtype = $2 AND NOT r.deleted AND {seen} ORDER BY r.pk DESC",
        *args,
    )
    return {row[0]: f"Patient/{row[1]}" for row in rows}


async def named(connection: asyncpg.Connection, caller: Caller, keys: Collection[int]) -> dict[int, str]:
    """The "Type/id" of each of these that the caller may read, by pk."""
    args: list[Any] = [list(keys)]
    seen = predicate(caller, None, "r", args)
    rows = await connection.fetch(
        f"SELECT r.pk, r.rtype, r.fid FROM resource r WHERE r.pk = ANY ($1::bigint[]) AND NOT r.deleted AND {seen}",
        *args,
    )
    return {row[0]: f"{TYPE_NAMES[row[1]]}/{row[2]}" for row in rows}
