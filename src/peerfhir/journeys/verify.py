"""Every balance is recomputed from its sources and rulings, and held against the ledger (design section 7).

In batches, each in one snapshot, so that the server may go on meanwhile. A balance is the sum of what its sources have
in the ledger: when each source has there what it should have, every balance is right.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import asyncpg
import msgspec

from peerfhir.fhir import json
from peerfhir.fhir.issues import Refused
from peerfhir.fhir.searching import TYPE_CODES, TYPE_NAMES
from peerfhir.mapping import contact as contacts
from peerfhir.mapping import ruling
from peerfhir.mapping.authorization import authorization
from peerfhir.mapping.response import category
from peerfhir.policy import recount
from peerfhir.policy.program import Programs
from peerfhir.policy.recount import RENDERED, Basis, Books, Difference, Key, Why
from peerfhir.policy.verdict import Outcome
from peerfhir.store import ledger, reading, recounting
from peerfhir.store.ledger import Counted
from peerfhir.store.recounting import Record
from peerfhir.store.rulings import Ruled

Json = dict[str, Any]
Progress = Callable[[str, int, int], None]

BATCH = 500
_ENCOUNTER, _CLAIM = TYPE_CODES["Encounter"], TYPE_CODES["Claim"]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Units of a source that the ledger, or the answer to a claim, has otherwise than they are recomputed.

    `member` is the member's number. `why` says from what: the `ruling`, the `record` itself, the claim's `answer`; or
    that units agree but not their `basis` (zone, rounding, pack), or that record or ruling are `unreadable`.
    """

    source: str  # "Type/id"
    member: int | None
    program: str
    day: date | None
    kind: str
    line: int
    recorded: int
    recomputed: int
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Overrun:
    """More units than a limit or an authorization allows now: packs and authorizations change, nothing is reversed."""

    what: str  # the id of a limit, or the "Type/id" of an authorization
    member: int | None
    program: str
    window: str
    used: int
    allowed: int


@dataclass(slots=True)
class Verified:
    """What was looked at, and what was found."""

    sources: int = 0
    entries: int = 0
    discrepancies: list[Discrepancy] = field(default_factory=list)
    overruns: list[Overrun] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Sources by pk: what each has in the ledger, its newest ruling, how it stands, and what claims refer to."""

    counted: Mapping[int, Sequence[Counted]]
    rulings: Mapping[int, Ruled]
    records: Mapping[int, Record]
    roots: Mapping[int, int]
    numbers: Mapping[str, int]  # of encounters and answers, "Type/id"
    answers: Mapping[int, Record]
    decisions: Mapping[int, Sequence[Ruled]]


async def verify(pool: asyncpg.Pool, programs: Programs, progress: Progress) -> Verified:
    """Recount every source; `progress` is told what is being counted, how far, and how far it goes."""
    found = Verified()
    async with pool.acquire() as connection:
        last, after = await recounting.last(connection), 0
        while (batch := await _read(connection, after)) is not None:
            after = _check(batch, found)
            progress("sources", after, max(last, after))
        await _limits(connection, programs, found, progress)
        await _authorizations(connection, found, progress)
    return found


async def _read(connection: asyncpg.Connection, after: int) -> _Batch | None:
    """The next sources, in one snapshot; None after the last."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        counted = await ledger.recount(connection, after, BATCH)
        rulings = await recounting.ruled(connection, after, BATCH)
        # What follows a full half is not known, so the batch ends where the first half does.
        end = min((max(half) for half in (counted, rulings) if len(half) == BATCH), default=None)
        counted = {pk: entries for pk, entries in counted.items() if end is None or pk <= end}
        rulings = {pk: ruled for pk, ruled in rulings.items() if end is None or pk <= end}
        if not counted and not rulings:
            return None
        records = await recounting.records(connection, counted.keys() | rulings.keys())
        members = {entry.member for entries in counted.values() for entry in entries}
        named = {name for one in rulings.values() if one.kind == "c" for name in _named(one)}
        numbers = await reading.numbers(connection, sorted(_split(name) for name in named))
        answers = {pk for (type_, _), pk in numbers.items() if type_ == "ClaimResponse"}
        return _Batch(
            counted,
            rulings,
            records,
            await recounting.roots(connection, members),
            {"/".join(name): pk for name, pk in numbers.items()},
            await recounting.records(connection, answers),
            await recounting.decisions(connection, answers),
        )


def _check(batch: _Batch, found: Verified) -> int:
    """Add what is wrong with a batch; the last of its sources."""
    pks = sorted(batch.counted.keys() | batch.rulings.keys())
    for pk in pks:
        entries, record, ruled = batch.counted.get(pk, ()), batch.records.get(pk), batch.rulings.get(pk)
        name = f"{TYPE_NAMES[record.rtype]}/{record.fid}" if record else f"(not stored: {pk})"
        books = _books(entries, batch.roots)
        try:
            differences = _source(books, record, ruled, batch, found)
        except (Refused, ValueError, KeyError, TypeError):  # no JSON of the shape that was written
            key = Key(record.root if record else None, "", None, RENDERED)
            differences = [Difference(key, sum(books.values()), 0, ("unreadable",))]
        found.discrepancies += [_discrepancy(name, one) for one in recount.joined(differences)]
        found.sources += 1
        found.entries += len(entries)
    return pks[-1]


def _source(
    books: Books, record: Record | None, ruled: Ruled | None, batch: _Batch, found: Verified
) -> list[Difference]:
    if record is not None and record.rtype == _ENCOUNTER:
        return _encounter(books, record, ruled)
    if record is not None and record.rtype == _CLAIM and ruled is not None:
        differences, told = _claim(books, record, ruled, batch)
        found.discrepancies += told
        return differences
    return recount.differences(books, Counter(), "record")


def _books(entries: Iterable[Counted], roots: Mapping[int, int]) -> Books:
    books: Books = Counter()
    for one in entries:
        person = roots.get(one.member, one.member)
        key = Key(person, one.program, one.day, one.kind, one.line, one.encounter, one.paid_by)
        books[key, Basis(one.zone, one.rounding, one.pack)] += one.units
    return books


def _encounter(books: Books, record: Record, ruled: Ruled | None) -> list[Difference]:
    """What an encounter should have by the ruling about how it stands now, and by its own start and end.

    Its record tells neither zone nor rounding: those are the ruling's; of units that were counted before there were
    rulings, their own.
    """
    stands = not record.deleted and record.root is not None
    ruling_, said = Counter[tuple[Key, Basis]](), Counter[tuple[Key, Basis]]()
    if ruled is not None and ruled.version == record.vid and stands:
        for one in msgspec.json.decode(ruled.body)["entries"]:
            basis = Basis(one["zone"], one["rounding"], ruled.pack)
            key = Key(record.root, ruled.program, date.fromisoformat(one["day"]), RENDERED, 0, record.pk)
            ruling_[key, basis] += one["units"]
    if stands:
        contact = contacts.outline(json.decode(record.body))
        for key, basis in ruling_ if ruled is not None else books:
            counted = recount.rendered(contact, basis.zone, basis.rounding)
            if counted is not None:
                own = Key(record.root, key.program, counted[0], RENDERED, 0, record.pk)
                said[own, basis] = counted[1]
    found = recount.differences(books, said, "record")
    return found if ruled is None else recount.differences(books, ruling_, "ruling") + found


def _claim(books: Books, record: Record, ruled: Ruled, batch: _Batch) -> tuple[list[Difference], list[Discrepancy]]:
    """What the lines of a claim should have by its ruling and the payer's decisions, and whether its answer says so."""
    body = msgspec.json.decode(ruled.body)
    outcomes = {one.number: one for one in ruling.outcomes(body)}
    answer = batch.answers.get(batch.numbers.get(body["response"], 0))
    for decision in batch.decisions.get(answer.pk, ()) if answer else ():
        outcomes |= {one.number: one for one in ruling.outcomes(msgspec.json.decode(decision.body))}
    said: Json = json.decode(answer.body) if answer and not answer.deleted else {}
    taken_back = said.get("status") == "cancelled" or record.deleted
    expected = Counter() if taken_back else recount.granted(record.root, outcomes.values(), batch.numbers)
    told = _answered(body["response"], record.root, outcomes, said)
    return recount.differences(books, expected, "ruling"), told


def _answered(name: str, member: int | None, outcomes: Mapping[int, Outcome], answer: Json) -> list[Discrepancy]:
    """Lines of which the answer says other units than are paid."""
    allowed: Counter[int] = Counter()
    for item in answer.get("item", ()):
        told = [one["value"] for one in item["adjudication"] if category(one) == "allowedunits"]
        allowed[item["itemSequence"]] += int(sum(told))
    return [
        Discrepancy(
            name, member, one.program or "", None, recount.PAID, number, allowed[number], one.allowed, ("answer",)
        )
        for number, one in sorted(outcomes.items())
        if allowed[number] != one.allowed
    ]


async def _limits(connection: asyncpg.Connection, programs: Programs, found: Verified, progress: Progress) -> None:
    after, done = 0, 0
    total = await connection.fetchval("SELECT count(DISTINCT root) FROM member")
    while persons := await recounting.persons(connection, after, BATCH):
        paid: dict[tuple[int, str, str], dict[date, int]] = {}
        for one in await recounting.paid_by_limits(connection, persons):
            paid.setdefault((one.root, one.program, one.limit), {})[one.day] = one.units
        for (person, program, limit), days in paid.items():
            law = programs.get(program)
            for window, units in recount.overruns(law, limit, days) if law else ():
                found.overruns.append(Overrun(limit, person, program, str(window), units, window.allowed or 0))
        after, done = persons[-1], done + len(persons)
        progress("limits", done, max(total, done))


async def _authorizations(connection: asyncpg.Connection, found: Verified, progress: Progress) -> None:
    after, done = "", 0
    while held := await recounting.authorized(connection, after, BATCH):
        bodies = await reading.current(connection, [_split(name) for name, _ in held])
        for name, used in held:
            _, body = bodies.get(_split(name), (0, b""))
            one = authorization(json.decode(body), None, used) if body else None
            if one is not None and one.approved is not None and used > one.approved:
                window = f"{_day(one.first)}..{_day(one.last)}"
                found.overruns.append(Overrun(name, None, "", window, used, one.approved))
        after, done = held[-1][0], done + len(held)
        progress("authorizations", done, done)


def _discrepancy(source: str, one: Difference) -> Discrepancy:
    key = one.key
    return Discrepancy(
        source, key.member, key.program, key.day, key.kind, key.line, one.recorded, one.recomputed, one.why
    )


def _named(ruled: Ruled) -> set[str]:
    """The answer to a claim, and the encounters that its lines bill."""
    try:
        body = msgspec.json.decode(ruled.body)
        return {body["response"]} | {name for line in body["lines"] for name in line["encounters"]}
    except (ValueError, KeyError, TypeError):
        return set()  # `_check` says so


def _split(name: str) -> tuple[str, str]:
    type_, _, fid = name.partition("/")
    return (type_, fid) if type_ in TYPE_CODES else ("Basic", "")


def _day(one: date | None) -> str:
    return one.isoformat() if one else ""
