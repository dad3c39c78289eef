"""The dry run of a law: what is stored is judged once more under two laws, and what differs is told (decision 0020).

Person by person, each in one READ ONLY transaction and in the order in which it was judged; each law has a ledger of
its own, in which what it made of the earlier counts for the later. Nothing is written, and nothing can be.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import asyncpg
import msgspec

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.journeys.again import Judged, Stored, again, reread
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.recalled import Recalled, Span, concerned, recall
from peerfhir.journeys.reheard import hear, judged
from peerfhir.mapping import ruling as mapped
from peerfhir.policy.changes import Became, Sums, of_contact, of_line
from peerfhir.policy.decision import Decision, decide
from peerfhir.policy.program import Programs
from peerfhir.policy.tally import Counts
from peerfhir.policy.verdict import Outcome
from peerfhir.store import recounting
from peerfhir.store.database import Transaction
from peerfhir.store.replayed import Ruled
from peerfhir.store.sight import Caller, Role

Json = dict[str, Any]
Progress = Callable[[str, int, int], None]

BATCH = 500
AT_ONCE = 4  # while one waits for the database another is judged
_CLAIM = TYPE_CODES["Claim"]
_MAINTAINER = Caller(0, Role.ADMIN, "", 0, frozenset())


@dataclass(frozen=True, slots=True)
class Change:
    """A contact ("Encounter/id", line 0), or a line of a "Claim/id", of which the two laws make something else."""

    source: str
    line: int
    first: date | None
    last: date | None
    before: Became
    after: Became


@dataclass(slots=True)
class Replayed:
    """How much was looked at, and all that each law made of it.

    `unlike` are lines that stand otherwise than the old law judges them now: facts changed after they were
    adjudicated, or they were adjudicated under yet another law.
    """

    persons: int = 0
    contacts: int = 0
    claims: int = 0
    lines: int = 0
    changed_contacts: int = 0
    changed_lines: int = 0
    unlike: int = 0
    before: Sums = field(default_factory=Sums)
    after: Sums = field(default_factory=Sums)


@dataclass(slots=True)
class _Side:
    """One of the two laws, and what it has made of a person so far."""

    ground: Ground
    lines: list[Judged] = field(default_factory=list)
    counted: list[Counts] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """Two laws, the days they are compared over, and what was found."""

    old: Ground
    new: Ground
    span: Span
    found: Replayed

    @property
    def blank(self) -> Ground:
        """A ground that reads enough for either law."""
        return replace(self.old, programs=Programs([]))


async def replay(old: Ground, new: Ground, span: Span, found: Replayed, progress: Progress) -> AsyncIterator[Change]:
    """Each difference between the laws of two grounds, over all that was served from the first to the last day.

    No more than a few persons are in memory. `found` grows meanwhile; `progress` is told how many are done.
    """
    programs = concerned(old.programs, new.programs)
    if programs == frozenset():
        return
    run = _Run(old, new, span, found)
    total, done, after = int(await old.pool.fetchval("SELECT count(DISTINCT root) FROM member")), 0, 0
    while persons := await recounting.persons(old.pool, after, BATCH):
        for few in (persons[place : place + AT_ONCE] for place in range(0, len(persons), AT_ONCE)):
            for changes in await asyncio.gather(*(_person(run, person, programs) for person in few)):
                for change in changes:
                    yield change
            done += len(few)
            progress("members", done, max(total, done))
        after = persons[-1]


async def _person(run: _Run, person: int, programs: frozenset[str] | None) -> list[Change]:
    """What differs of one person."""
    async with looking(run.old.pool) as transaction:
        known = await recall(transaction, person, programs, run.span)
        return await _story(transaction, run, known) if known.chosen else []


@asynccontextmanager
async def looking(pool: asyncpg.Pool) -> AsyncIterator[Transaction]:
    """A transaction in which nothing can be written, and that sees one state of the store."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield Transaction(connection)


@asynccontextmanager
async def _released(transaction: Transaction) -> AsyncIterator[None]:
    """A part of it whose locks are let go at its end: nobody who writes waits for a whole person, or in a circle."""
    part = transaction.connection.transaction()
    await part.start()
    try:
        yield
    finally:
        await part.rollback()


async def _story(transaction: Transaction, run: _Run, known: Recalled) -> list[Change]:
    sides = (_Side(run.old), _Side(run.new))
    changes: list[Change] = []
    run.found.persons += 1
    for number, one in enumerate(known.ruled):
        if one.pk in known.chosen:
            async with _released(transaction):
                judge = _claim if one.rtype == _CLAIM else _contact
                changes += await judge(transaction, run, known, number, sides)
    return changes


async def _contact(
    transaction: Transaction, run: _Run, known: Recalled, number: int, sides: tuple[_Side, _Side]
) -> list[Change]:
    one = known.ruled[number]
    heard = await hear(transaction, run.blank, _MAINTAINER, one)
    left = known.left(number)
    found = [judged(heard, side.ground, [*left, *side.counted]) for side in sides]
    days = [day for _, day in found if day]
    if days and not any(run.span[0] <= day <= run.span[1] for day in days):
        return []
    for side, (ruling, _) in zip(sides, found, strict=True):
        side.counted += [Counts(ruling.program or "", entry.day, "r", entry.units) for entry in ruling.entries]
    before, after = (of_contact(ruling) for ruling, _ in found)
    run.found.contacts += 1
    run.found.before.add(before)
    run.found.after.add(after)
    if not before.differs(after):
        return []
    run.found.changed_contacts += 1
    return [Change(f"Encounter/{one.fid}", 0, min(days, default=None), max(days, default=None), before, after)]


async def _claim(
    transaction: Transaction, run: _Run, known: Recalled, number: int, sides: tuple[_Side, _Side]
) -> list[Change]:
    one = known.ruled[number]
    ruling = msgspec.json.decode(one.ruling)
    stored = Stored(one.pk, one.fid, one.member, one.body, datetime.fromisoformat(ruling["received"]))
    basis = await reread(transaction, run.blank, _MAINTAINER, stored)
    gone, decisions = known.gone(number), known.decisions.get(one.pk, ())
    for side in sides:
        pairs = await again(transaction, side.ground, basis, stored, gone, side.lines)
        side.lines += _decided(pairs, decisions)
    count = len(ruling["lines"])
    before, after = (_outcomes(side.lines[-count:], side) for side in sides)
    run.found.claims += 1
    return _differences(run.found, one, ruling, before, after, decisions)


def _outcomes(lines: Sequence[Judged], side: _Side) -> dict[int, Outcome]:
    """The outcomes by the number of their line; what they take counts for contacts from now on."""
    outcomes = {outcome.number: outcome for _, outcome in lines}
    for one in outcomes.values():
        side.counted += [Counts(one.program or "", grant.day, "p", grant.units) for grant in one.paid]
        side.counted += [Counts(one.program or "", grant.day, "h", grant.units) for grant in one.pended]
    return outcomes


def _differences(
    found: Replayed,
    one: Ruled,
    ruling: Json,
    before: dict[int, Outcome],
    after: dict[int, Outcome],
    decisions: Iterable[Json],
) -> list[Change]:
    stands = {said.number: said for body in (ruling, *decisions) for said in mapped.outcomes(body)}
    changes = []
    for line in ruling["lines"]:
        number = line["number"]
        was, is_ = of_line(before[number]), of_line(after[number])
        found.lines += 1
        found.unlike += was.numbers != of_line(stands[number]).numbers
        found.before.add(was)
        found.after.add(is_)
        if was.differs(is_):
            days = [date.fromisoformat(day) if day else None for day in (line["first"], line["last"])]
            changes.append(Change(f"Claim/{one.fid}", number, days[0], days[1], was, is_))
    found.changed_lines += len(changes)
    return changes


def _decided(pairs: Sequence[Judged], decisions: Iterable[Json]) -> list[Judged]:
    """The lines as payers decided about them: what they said of a line that waits now as it did then."""
    found = {outcome.number: outcome for _, outcome in pairs}
    for body in decisions:
        said, numbers = body["decision"], {line["number"] for line in body["lines"]}
        waiting = tuple(one for number, one in found.items() if number in numbers and one.waiting)
        settled = decide(waiting, Decision(said["kind"], said["units"] or 0, note=said["note"]))
        found |= {one.number: one for one in settled}
    return [(case, found[outcome.number]) for case, outcome in pairs]
