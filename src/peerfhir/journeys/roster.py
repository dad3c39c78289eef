"""How much of their limits a caller's members have used, most used first, a page at a time (design section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg

from peerfhir.journeys.ground import Ground
from peerfhir.journeys.usage import AUTHORIZING, authorized, in_use, named, recorded
from peerfhir.mapping.usage import parameters
from peerfhir.policy.billing import Authorization
from peerfhir.policy.day import today
from peerfhir.policy.program import Program
from peerfhir.policy.units import Window, windows, year
from peerfhir.policy.usage import Total, raised, raising, usage
from peerfhir.store.roster import Load, Rank, Span, roster, standing
from peerfhir.store.sight import Caller

_APPROVAL = b"cpo-approval"  # in the bytes of every record of one
Asked = tuple[Program, Window, date]
Caps = dict[int, dict[int, int | None]]
Approvals = dict[int, list[Authorization]]


@dataclass(frozen=True, slots=True)
class Row:
    """One Patient of the roster: its pk and id, and the Parameters of its usage."""

    patient: int
    fid: str
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, and where the next one begins; None after the last."""

    rows: list[Row]
    next: Rank | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the roster: a program (None: all), the share in percent from which members are listed, the day.

    `known_at` is the instant whose knowledge counts: one for all pages of a question, so that they do not shift.
    """

    program: str | None
    threshold: int
    as_of: date | None
    known_at: datetime
    count: int
    after: Rank | None = None


async def used_by_members(ground: Ground, caller: Caller, question: Question) -> Page:
    """One page of the caller's roster. `Refused(BAD_REQUEST)` for a program that no pack is loaded for."""
    asked = named(ground, question.program)
    days = [question.as_of or today(one, question.known_at) for one in asked]
    limits = [(one, window, day) for one, day in zip(asked, days, strict=True) for window in windows(one, day)]
    years = [(one, *year(day)) for one, day in zip(asked, days, strict=True)]
    spans = [Span(one.id, window.first, window.last, window.allowed) for one, window, _ in limits]
    spans += [Span(one.id, first, last, None) for one, first, last in years]
    async with ground.pool.acquire() as connection:
        loads = await roster(
            connection,
            caller,
            spans,
            count=question.count + 1,
            known_at=question.known_at,
            threshold=question.threshold,
            after=question.after,
            raised=await _caps(connection, caller, limits, question.known_at),
        )
        more = len(loads) > question.count
        loads = loads[: question.count]
        held = await authorized(connection, caller, sorted({load.member for load in loads}), question.known_at)

    def row(load: Load) -> Row:
        spent, theirs = iter(load.spent), held[load.member]
        found = [usage(one, window, next(spent), day, theirs.authorizations) for one, window, day in limits]
        totals = [Total(one.id, first, last, next(spent)) for one, first, last in years]
        who = {"name": "patient", "valueReference": {"reference": f"Patient/{load.fid}"}}
        said = parameters(map(theirs.shown, found), totals)
        return Row(load.patient, load.fid, said | {"parameter": [who, *said.get("parameter", ())]})

    last = loads[-1] if loads else None
    return Page([row(load) for load in loads], Rank(last.share, last.patient) if more and last else None)


async def _caps(connection: asyncpg.Connection, caller: Caller, limits: Sequence[Asked], known_at: datetime) -> Caps:
    """The caps that approvals raise, by the root of a member and the number of the limit; None where one takes it away.

    Of those only who have units in its window: whoever has none is at nothing, whatever is allowed.
    """
    kinds = [raising(*one) for one in limits]
    spans = [Span(one.id, w.first, w.last, None) for (one, w, _), kind in zip(limits, kinds, strict=True) if kind]
    if not spans:
        return {}
    word = _APPROVAL if set(kinds) <= {"cpo-approval", None} else b""
    held: Approvals = {}
    for root, body in await standing(connection, caller, spans, AUTHORIZING, mentioning=word, known_at=known_at):
        one = recorded(body)
        if one is not None and one.standing:
            held.setdefault(root, []).append(one)
    in_all = {root: [one for one in kept if one.approved is not None] for root, kept in held.items()}
    counted = await in_use(connection, in_all, known_at)
    found: Caps = {}
    for root, kept in held.items():
        theirs = [*counted[root], *(one for one in kept if one.approved is None)]
        for number, asked in enumerate(limits):
            cap = raised(*asked, theirs)
            if cap != asked[1].allowed:
                found.setdefault(root, {})[number] = cap
    return found
