"""Facts a write rests on, read under their locks: the one caller of `lock_then_read`.

A `Wanted` collects what must be locked and read, `read` takes the locks in one global order and returns `Facts`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.policy.billing import Spent
from peerfhir.store.database import Transaction
from peerfhir.store.identity import lock_key

_SQL = "SELECT * FROM lock_then_read($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19)"
Name = tuple[str, str]


class Found(NamedTuple):
    """A stored resource as a fact: its place, its version, whose it is, and its body where it was asked for."""

    pk: int
    rtype: int
    fid: str
    vid: int
    deleted: bool
    owner: int
    patient: int | None
    member: int | None
    served: bool
    digest: bytes
    updated: datetime
    body: bytes | None


class Window(NamedTuple):
    """Days of one program, whose units are summed for the member of a patient."""

    patient: Name
    program: str
    first: date
    last: date


@dataclass(slots=True)
class Wanted:
    """What to lock and read. Names are (type, id)."""

    party: int
    written: set[Name] = field(default_factory=set)  # locked exclusively
    rested_on: set[Name] = field(default_factory=set)  # locked shared
    locks: set[int] = field(default_factory=set)  # further exclusive locks
    bodies: frozenset[str] = frozenset()  # types whose bodies are wanted, besides those of what is written
    hop: tuple[int, int] = (0, 0)  # the parameter of a type (its code) whose references are followed once
    counted: bool = False  # the ledger will be written: lock the members
    windows: list[Window] = field(default_factory=list)
    same: list[tuple[int, int, int]] = field(default_factory=list)  # param, value, system of business identifiers
    member_keys: list[int] = field(default_factory=list)
    fresh: int = 0
    fresh_members: int = 0


@dataclass(slots=True)
class Facts:
    """What was read, all of it under the locks."""

    resources: dict[Name, Found] = field(default_factory=dict)
    hopped: list[Found] = field(default_factory=list)
    sums: dict[Window, Spent] = field(default_factory=dict)
    same: dict[tuple[int, int, int], list[Found]] = field(default_factory=dict)  # by the identifier
    members: dict[int, int] = field(default_factory=dict)  # by the member key
    fresh: list[int] = field(default_factory=list)
    fresh_members: list[int] = field(default_factory=list)
    going: set[int] = field(default_factory=set)  # what the same transaction deletes


async def read(transaction: Transaction, wanted: Wanted) -> Facts:
    """Take every lock, then read every fact; one round trip."""
    rested_on = wanted.rested_on - wanted.written
    told = [name for name in rested_on if name[0] in wanted.bodies]
    names = [*wanted.written, *told, *rested_on.difference(told)]
    place = {name: number for number, name in enumerate(names, 1)}
    windows = [window for window in wanted.windows if window.patient in place]
    keys = {lock_key("member-key", str(key)) for key in wanted.member_keys}
    rows = await transaction.connection.fetch(
        _SQL,
        [TYPE_CODES[type_] for type_, _ in names],
        [fid for _, fid in names],
        len(wanted.written),
        list(wanted.locks | keys),
        len(wanted.written) + len(told),
        *wanted.hop,
        wanted.counted,
        wanted.party,
        [place[w.patient] for w in windows],
        [w.program for w in windows],
        [w.first for w in windows],
        [w.last for w in windows],
        *_columns(wanted.same, 3),
        wanted.member_keys,
        wanted.fresh,
        wanted.fresh_members,
    )
    return _sorted_out(rows, names, windows, wanted)


def _columns(rows: Iterable[tuple[int, ...]], width: int) -> list[list[int]]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    return columns or [[] for _ in range(width)]


def _sorted_out(rows: list[Any], names: list[Name], windows: list[Window], wanted: Wanted) -> Facts:
    facts = Facts()
    for row in rows:
        place = row[1]
        match row[0]:
            case b"r":
                facts.resources[names[place - 1]] = Found._make(row[2:14])
            case b"h":
                facts.hopped.append(Found._make(row[2:14]))
            case b"w":
                facts.sums[windows[place - 1]] = Spent(*row[14:18])
            case b"s":
                facts.same.setdefault(wanted.same[place - 1], []).append(Found._make(row[2:14]))
            case b"k":
                facts.members[wanted.member_keys[place - 1]] = row[9]
            case b"n":
                facts.fresh.append(row[2])
            case b"m":
                facts.fresh_members.append(row[2])
    facts.fresh.reverse()  # taken from the end, in the order they were drawn
    facts.fresh_members.reverse()
    return facts
