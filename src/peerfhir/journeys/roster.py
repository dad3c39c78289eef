"""How much of their limits a caller's members have used, most used first, a page at a time (design section 6)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peerfhir.journeys.ground import Ground
from peerfhir.journeys.usage import authorized, named
from peerfhir.mapping.usage import parameters
from peerfhir.policy.day import today
from peerfhir.policy.units import windows, year
from peerfhir.policy.usage import Total, usage
from peerfhir.store.roster import Load, Rank, Span, roster
from peerfhir.store.sight import Caller


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
            connection, caller, spans, count=question.count + 1, known_at=question.known_at,
            threshold=question.threshold, after=question.after,
        )  # fmt: skip
        more = len(loads) > question.count
        loads = loads[: question.count]
        held = await authorized(connection, sorted({load.member for load in loads}), question.known_at)

    def row(load: Load) -> Row:
        spent = iter(load.spent)
        shown = [usage(one, window, next(spent), day, held[load.member]) for one, window, day in limits]
        totals = [Total(one.id, first, last, next(spent)) for one, first, last in years]
        who = {"name": "patient", "valueReference": {"reference": f"Patient/{load.fid}"}}
        said = parameters(shown, totals)
        return Row(load.patient, load.fid, said | {"parameter": [who, *said.get("parameter", ())]})

    last = loads[-1] if loads else None
    return Page([row(load) for load in loads], Rank(last.share, last.patient) if more and last else None)
