"""Facts a write rests on, read under their locks: the one caller of `lock_then_read`.

A `Wanted` collects what must be locked and read, `read` takes the locks in one global order and returns `Facts`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.policy.billing import Spent
from peerfhir.store.database import Transaction
from peerfhir.store.identity import lock_key
from peerfhir.store.indexing import UNCOVERED

_SQL = f"SELECT * FROM lock_then_read({', '.join(f'${number}' for number in range(1, 27))})"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
Name = tuple[str, str]


class Found(NamedTuple):
    """A stored resource as a fact: its place, its version, whose it is, and its body where it was asked for.

    When it was `updated` is told only of what is written, and of who bears the same identifier: an instant costs more
    than the rest of a row. What was not named has no `digest` either.
    """

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


class Near(NamedTuple):
    """A contact whose surroundings are wanted: whose it is, who renders it, its period, its day, its group session.

    `subject` is the Patient, or a member's number; `peers` are PractitionerRoles and Practitioners among what is named
    in `Wanted`, or pks of Practitioners. Of a Patient who is not stored yet, the surroundings are those of all members
    that the same `Wanted` is about. `start` to `end` is what others may overlap, `first` to `last` the day whose
    other contacts of the same peers are wanted too (aware instants, ends excluded). `session` is a hash
    (`identity.lock_key("session", ...)`), which stands in `Wanted.locks` as well.
    """

    subject: Name | int
    peers: tuple[Name | int, ...]
    start: datetime
    end: datetime
    first: datetime
    last: datetime
    session: int | None = None


class Attended(NamedTuple):
    """A peer's contact as it is kept: the encounter, whose (the root of its member), who rendered it, and when.

    `fid`, `root` and `claimed` (units paid or pended for the encounter, reversals taken off) are told of what overlaps
    only, and of a session's (but for `claimed`); else they are empty.
    """

    encounter: int
    fid: str
    root: int | None
    peer: int
    starts: datetime
    ends: datetime
    grouped: bool
    session: int | None
    claimed: int


@dataclass(slots=True)
class Wanted:
    """What to lock and read. Names are (type, id)."""

    party: int
    written: set[Name] = field(default_factory=set)  # locked exclusively
    rested_on: set[Name] = field(default_factory=set)  # locked shared
    people: set[int] = field(default_factory=set)  # further members, by number
    locks: set[int] = field(default_factory=set)  # further exclusive locks
    bodies: frozenset[str] = frozenset()  # types whose bodies are wanted, besides those of what is written
    # (type code, parameter id) whose references are followed from what is named and from what that leads to, `depth`
    # times; parameter 0 stands for the references that no search parameter covers.
    hops: frozenset[tuple[int, int]] = frozenset()
    depth: int = 1
    counted: bool = False  # the ledger will be written: lock the members and the rendering peers
    standing: bool = False  # the standing resources of the members of all that is named
    around: tuple[datetime, datetime] | None = None  # of inpatient stays only those that overlap it; None: all
    windows: list[Window] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)
    same: list[tuple[int, int, int]] = field(default_factory=list)  # param, value, system of business identifiers
    member_keys: list[int] = field(default_factory=list)
    fresh: int = 0
    fresh_members: int = 0

    def unlock(self) -> None:
        """Lock nothing exclusively: what would be written is only looked at."""
        self.rested_on |= self.written
        self.written, self.locks, self.counted = set(), set(), False


@dataclass(slots=True)
class Facts:
    """What was read, all of it under the locks. What the transaction itself writes is in it as it was before."""

    resources: dict[Name, Found] = field(default_factory=dict)
    hopped: list[Found] = field(default_factory=list)  # with bodies, each once; none that is named
    standing: list[Found] = field(default_factory=list)  # live, with bodies; named ones too
    beside: list[Found] = field(default_factory=list)  # Encounters of the members whose dates may overlap a `Near`
    attended: list[list[Attended]] = field(default_factory=list)  # per `Near`: what overlaps it or is of its day
    present: dict[int, list[Attended]] = field(default_factory=dict)  # by the session, 200 at most
    peers: dict[Name, int] = field(default_factory=dict)  # the Practitioner (pk) of a role, or a Practitioner's own
    roots: dict[int, int] = field(default_factory=dict)  # of members that were merged
    sums: dict[Window, Spent] = field(default_factory=dict)
    same: dict[tuple[int, int, int], list[Found]] = field(default_factory=dict)  # by the identifier
    members: dict[int, int] = field(default_factory=dict)  # by the member key
    fresh: list[int] = field(default_factory=list)
    fresh_members: list[int] = field(default_factory=list)
    going: set[int] = field(default_factory=set)  # what the same transaction deletes

    def root(self, member: int | None) -> int | None:
        """The member that stands for a person, given any number of theirs."""
        return self.roots.get(member, member) if member is not None else None


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
        list({rtype for rtype, _ in wanted.hops}),
        list({param for _, param in wanted.hops}),
        [rtype for rtype, param in wanted.hops if param == UNCOVERED],
        wanted.depth if wanted.hops else 0,
        wanted.counted,
        wanted.standing,
        *(map(_number, wanted.around) if wanted.around else (None, None)),
        list(wanted.people.union(near.subject for near in wanted.near if isinstance(near.subject, int))),
        wanted.party,
        [place[w.patient] for w in windows],
        [w.program for w in windows],
        [w.first for w in windows],
        [w.last for w in windows],
        _surroundings(wanted.near, place),
        *_columns(wanted.same, 3),
        wanted.member_keys,
        wanted.fresh,
        wanted.fresh_members,
    )
    return _sorted_out(rows, names, windows, wanted)


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    return columns or [[] for _ in range(width)]


def _number(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _surroundings(near: Sequence[Near], place: dict[Name, int]) -> list[int | None]:
    """The contacts as one row of numbers; asyncpg takes forty times as long for an instant as for a number."""
    numbers: list[int | None] = []
    for contact in near:
        subject = contact.subject
        numbers.append(-subject if isinstance(subject, int) else place.get(subject, 0))
        times = (contact.start, contact.end, contact.first, contact.last)
        numbers += map(_number, times)
        peers = [-peer if isinstance(peer, int) else place.get(peer, 0) for peer in contact.peers]
        numbers += [contact.session, len(peers), *peers]
    return numbers


def _sorted_out(rows: list[Any], names: list[Name], windows: list[Window], wanted: Wanted) -> Facts:
    facts = Facts(attended=[[] for _ in wanted.near])
    bodies = {b"h": facts.hopped, b"t": facts.standing, b"b": facts.beside}
    drawn = {b"n": facts.fresh, b"m": facts.fresh_members}
    for row in rows:
        part, place = row[0], row[1]
        if part == b"r":
            name = names[place - 1]
            facts.resources[name] = Found._make(row[2:14])
            if row[14] is not None:
                facts.peers[name] = row[14]
        elif part in bodies:
            bodies[part].append(Found._make(row[2:14]))
        elif part == b"w":
            facts.sums[windows[place - 1]] = Spent(*row[14:18])
        elif part == b"s":
            facts.same.setdefault(wanted.same[place - 1], []).append(Found._make(row[2:14]))
        elif part == b"k":
            facts.members[wanted.member_keys[place - 1]] = row[9]
        elif part in drawn:
            drawn[part].append(row[2])
        else:
            _nearby(row, facts)
    facts.fresh.reverse()  # taken from the end, in the order they were drawn
    facts.fresh_members.reverse()
    return facts


def _nearby(row: Any, facts: Facts) -> None:
    part, place = row[0], row[1]
    if part == b"g":
        facts.roots[row[9]] = place
    else:
        found = Attended(row[2], row[4], row[9], row[8], row[12], row[18], row[6], row[14], row[15] or 0)
        (facts.attended[place - 1] if part == b"a" else facts.present.setdefault(row[14], [])).append(found)
