"""Who served, and who was served, in which month: counted from the ledger and the attendance, never from bodies.

A contact counts while the ledger holds units of it that were not taken back. Only what the caller may see is counted.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

import asyncpg

from peerfhir.fhir.searching import TYPE_CODES, parameters
from peerfhir.store.indexing import UNCOVERED
from peerfhir.store.sight import Caller, predicate

PROVIDER = parameters("Encounter")["service-provider"].id

_EPISODE, _MANAGER, _MANAGING = (
    parameters("EpisodeOfCare")[name].id for name in ("date", "care-manager", "organization")
)
_PERSON = parameters("PractitionerRole")["practitioner"].id
_AROUND = timedelta(days=1)  # more than zones can be apart

_BY_MONTH = """
SELECT {who} AS who, date_trunc('month', s.day)::date AS month, min(s.encounter), min(s.day), max(s.day), count(*)
  FROM ({standing}) s {joined}
 WHERE {where}
 GROUP BY 1, 2 ORDER BY 1, 2"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which contacts: of a program ("": of every one), on days; where asked, of one peer, patient or organization.

    Numbers are pks; `patient` stands for the person, over every Patient that is theirs.
    """

    program: str
    first: date
    last: date
    practitioner: int | None = None
    patient: int | None = None
    organization: int | None = None


class Month(NamedTuple):
    """A month of service: whose (a Practitioner's pk, or the root of a member), and what shows it."""

    who: int
    month: date
    encounter: int
    first: date
    last: date
    contacts: int


class Episode(NamedTuple):
    """An EpisodeOfCare: the root of its member, its pk and body."""

    who: int
    key: int
    body: bytes


async def months(
    connection: asyncpg.Connection, caller: Caller, scope: Scope, whose: Literal["peer", "member"]
) -> list[Month]:
    """The months in which each peer served, or each member was served, as far as the caller sees the contacts."""
    args: list[Any] = []
    where = ["true"]
    joined = "JOIN member g ON g.no = s.member" if whose == "member" else ""
    if whose == "peer" or scope.practitioner is not None:
        joined += " JOIN attendance a ON a.encounter = s.encounter"
        if scope.practitioner is not None:
            where.append(f"a.peer = {_arg(scope.practitioner, args)}")
    join, seen = visible(caller, "Encounter", "s.encounter", args)
    if scope.organization is not None:
        where.append(given_by(scope.organization, PROVIDER, "s.encounter", args))
    sql = _BY_MONTH.format(
        who="g.root" if whose == "member" else "a.peer",
        standing=standing(scope, args),
        joined=joined + join,
        where=" AND ".join([*where, seen]),
    )
    return [Month(*row) for row in await connection.fetch(sql, *args)]


async def episodes(connection: asyncpg.Connection, caller: Caller, scope: Scope) -> list[Episode]:
    """Each EpisodeOfCare that the caller sees, that has a day in the scope and names its program."""
    bounds = [datetime.combine(day, time(), UTC) for day in (scope.first, scope.last)]
    args: list[Any] = [_EPISODE, bounds[0] - _AROUND, bounds[1] + _AROUND, scope.program.encode()]
    where = [predicate(caller, TYPE_CODES["EpisodeOfCare"], "r", args)]
    if scope.patient is not None:
        who = _arg(scope.patient, args)
        where.append(f"m.root = (SELECT o.root FROM resource p JOIN member o ON o.no = p.member WHERE p.pk = {who})")
    for pk, params in ((scope.practitioner, (_MANAGER, UNCOVERED)), (scope.organization, (_MANAGING,))):
        if pk is not None:
            where.append(
                "EXISTS (SELECT 1 FROM index_reference f WHERE f.pk = r.pk"
                f" AND f.param IN ({', '.join(map(str, params))}) AND (f.target ="
                f" {_arg(pk, args)} OR f.target IN (SELECT o.pk FROM index_reference o"
                f" WHERE o.target = {_arg(pk, args)} AND o.param = {_PERSON})))"
            )
    rows = await connection.fetch(
        "SELECT m.root, r.pk, r.body FROM index_date d JOIN resource r ON r.pk = d.pk JOIN member m ON m.no = r.member"
        " WHERE d.param = $1 AND d.lo < $3::timestamptz AND d.hi > $2::timestamptz AND NOT r.deleted"
        f" AND position($4::bytea IN r.body) > 0 AND {' AND '.join(where)}",
        *args,
    )
    return [Episode(*row) for row in rows]


def standing(scope: Scope, args: list[Any]) -> str:
    """SQL for the contacts of a scope that stand in the ledger: when each was, when it was first recorded."""
    where = [f"l.day BETWEEN {_arg(scope.first, args)} AND {_arg(scope.last, args)}", "l.kind = 'r'"]
    if scope.program:
        where.append(f"l.program = {_arg(scope.program, args)}")
    if scope.patient is not None:
        where.append(
            "l.member IN (SELECT o.no FROM resource p JOIN member m ON m.no = p.member"
            f" JOIN member o ON o.root = m.root WHERE p.pk = {_arg(scope.patient, args)})"
        )
    if scope.practitioner is not None:
        where.append(f"l.encounter IN (SELECT encounter FROM attendance WHERE peer = {_arg(scope.practitioner, args)})")
    return (
        "SELECT l.encounter, l.member, l.program, l.day, min(l.recorded) AS recorded, min(l.zone) AS zone FROM ledger l"
        f" WHERE {' AND '.join(where)} GROUP BY l.encounter, l.member, l.program, l.day"
        " HAVING count(*) FILTER (WHERE l.reverses = 0) > count(*) FILTER (WHERE l.reverses <> 0)"
    )


def visible(caller: Caller, type_: Literal["Encounter", "Claim"], of: str, args: list[Any]) -> tuple[str, str]:
    """SQL, a join and a condition, that leaves those records (their pk is the column `of`) that the caller sees.

    `sight.predicate`, worded for all records of a year: those of the patients it serves are read off one index, and a
    record is looked up only where its patient does not tell.
    """
    if caller.sees_all:
        return "", "true"
    args.append(caller.party)
    party, patient = f"${len(args)}", parameters(type_)["patient"].id
    join = (
        " LEFT JOIN (SELECT DISTINCT f.pk FROM sight v"
        f" JOIN index_reference f ON f.target = v.patient AND f.param = {patient}"
        f" WHERE v.party = {party}) seen ON seen.pk = {of}"
    )
    owned = f"EXISTS (SELECT 1 FROM resource own WHERE own.pk = {of} AND own.owner = {party})"
    return join, f"(seen.pk IS NOT NULL OR {owned})"


def given_by(organization: int, param: int, of: str, args: list[Any]) -> str:
    """SQL that is true of records (`of`) whose reference of this parameter names an Organization."""
    target = _arg(organization, args)
    return f"EXISTS (SELECT 1 FROM index_reference o WHERE o.pk = {of} AND o.param = {param} AND o.target = {target})"


def _arg(value: Any, args: list[Any]) -> str:
    args.append(value)
    kinds = {int: "bigint", str: "text", date: "date"}
    return f"${len(args)}::{kinds[type(value)]}"
