"""All that was judged of a person, so that it can be judged once more: what, in which order, and what it counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from peerfhir.fhir import json
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.mapping.claim import frequency
from peerfhir.policy.program import Programs
from peerfhir.store import ledger, reading, recounting, replayed
from peerfhir.store.database import Transaction
from peerfhir.store.facts import Name
from peerfhir.store.ledger import Counted
from peerfhir.store.replayed import Ruled

Json = dict[str, Any]
Span = tuple[date, date]

_CLAIM, _VOID = TYPE_CODES["Claim"], "8"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A person: what was ruled, oldest first; what each source counted; which of them are to be judged once more.

    `decisions` are what payers decided about the answer of a claim (its pk), oldest first.
    """

    ruled: Sequence[Ruled]
    books: Mapping[int, Sequence[Counted]]
    chosen: frozenset[int]
    decisions: Mapping[int, Sequence[Json]]

    def gone(self, number: int) -> list[tuple[int, Counted]]:
        """What is out of the ledger when this source is judged: all that is judged once more, all that came later."""
        out = self.chosen.union(one.pk for one in self.ruled[number:])
        return [(pk, entry) for pk in out for entry in self.books.get(pk, ())]

    def left(self, number: int) -> list[Counted]:
        """What is still in it."""
        out = self.chosen.union(one.pk for one in self.ruled[number:])
        return [entry for pk, entries in self.books.items() if pk not in out for entry in entries]


def concerned(old: Programs, new: Programs) -> frozenset[str] | None:
    """The programs of which the law differs; None when it may differ which program judges a record: then all."""
    ids = old.keys() | new.keys()
    if old.keys() != new.keys() or any(_calls(old, name) != _calls(new, name) for name in ids):
        return None
    return frozenset(name for name in ids if old[name].digest != new[name].digest)


async def recall(transaction: Transaction, person: int, programs: frozenset[str] | None, span: Span) -> Recalled:
    """What is to be judged once more of a person (the root of a member), if it is of these programs and days.

    Claims that were taken back are not, nor what took them back: nothing stands by them.
    """
    connection = transaction.connection
    ruled = await replayed.ruled(connection, person)
    rulings = {one.pk: msgspec.json.decode(one.ruling) for one in ruled}
    near = [one for one in ruled if _of(one, rulings[one.pk], programs) and _served(one, rulings[one.pk], span)]
    if not near:
        return Recalled((), {}, frozenset(), {})
    answers = {one.pk: _name(rulings[one.pk]["response"]) for one in near if one.rtype == _CLAIM}
    bodies = await reading.current(connection, list(answers.values()))
    standing = {pk for pk, name in answers.items() if _stands(bodies.get(name, (0, b""))[1])}
    chosen = [one for one in near if one.rtype != _CLAIM or (one.pk in standing and not _voids(one))]
    numbers = await reading.numbers(connection, list(answers.values())) if answers else {}
    decided = await recounting.decisions(connection, set(numbers.values()))
    return Recalled(
        ruled,
        await ledger.of_person(connection, person),
        frozenset(one.pk for one in chosen),
        {
            pk: [msgspec.json.decode(one.body) for one in decided[numbers[name]]]
            for pk, name in answers.items()
            if name in numbers
        },
    )


def _calls(programs: Programs, name: str) -> tuple[object, ...]:
    """What of a law tells which records are its own."""
    member = programs[name].law.member
    return programs[name].services, member.coverage_plan if member else None


def _of(one: Ruled, ruling: Json, programs: frozenset[str] | None) -> bool:
    if programs is None:
        return True
    return not programs.isdisjoint({one.program, *(line["program"] for line in ruling.get("lines", ()))})


def _served(one: Ruled, ruling: Json, span: Span) -> bool:
    """Whether it was served in these days, as far as their names tell: a contact may be of the day before or after."""
    first, last = span
    if one.rtype == _CLAIM:
        days = [(line["first"], line["last"] or line["first"]) for line in ruling["lines"] if line["first"]]
    else:
        first, last = first - _DAY, last + _DAY
        start = json.decode(one.body).get("period", {}).get("start", "")[:10]
        days = [(start, start)] if start else []
    return any(begin <= last.isoformat() and end >= first.isoformat() for begin, end in days)


def _stands(answer: bytes) -> bool:
    return bool(answer) and json.decode(answer)["status"] == "active"


def _voids(one: Ruled) -> bool:
    return frequency(json.decode(one.body)) == _VOID


def _name(text: str) -> Name:
    type_, _, fid = text.partition("/")
    return type_, fid
