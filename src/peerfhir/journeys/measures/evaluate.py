"""Measure/$evaluate-measure: who met a duty in a period, who did not, and why (names.md, Measures)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from peerfhir.journeys.ground import Ground
from peerfhir.journeys.measures import caseload, faces, monthly, people, plans, records, screening
from peerfhir.journeys.measures.inquiry import Inquiry
from peerfhir.journeys.measures.question import Asked, Question, understood
from peerfhir.journeys.weigh import unknown
from peerfhir.mapping.measure_report import Told, report
from peerfhir.policy.measure_law import Kind
from peerfhir.policy.measures.case import Case
from peerfhir.policy.measures.catalog import Definition, catalog
from peerfhir.store import exchanges
from peerfhir.store.sight import Caller

_KINDS: dict[Kind, Callable[[Inquiry], Awaitable[list[Case]]]] = {
    "peer-supervision": monthly.peer_supervision,
    "member-supervision": monthly.member_supervision,
    "meeting": monthly.meeting,
    "report": monthly.progress,
    "supervised": people.supervised,
    "education": people.education,
    "competencies": people.competencies,
    "plan-due": plans.due,
    "plan-review": plans.review,
    "consultation": plans.consultation,
    "caseload": caseload.caseload,
    "face-to-face": faces.hours,
    "missed-contacts": faces.logs,
    "face-to-face-majority": faces.majority,
    "screening": screening.screening,
    "paid-after-lapse": records.paid_after_lapse,
    "paid-without-encounter": records.paid_without_encounter,
    "recorded-late": records.recorded_late,
}

_MEMORY = "SET LOCAL work_mem = '64MB'"  # a year of contacts is sorted and joined without a file


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The MeasureReport, and of how many people it tells."""

    report: dict[str, Any]
    people: int


async def evaluate(ground: Ground, caller: Caller, measure: str, question: Question) -> Evaluated:
    """The report on a measure of ours; `Refused` as `understood` says, NOT_FOUND for another measure."""
    found = catalog(ground.programs).get(measure)
    if found is None:
        raise unknown("Measure", measure[:64])
    async with ground.pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(_MEMORY)
        asked = await understood(connection, caller, found, question)
        cases = await _KINDS[found.kind](Inquiry(ground, caller, connection, found, asked.scope))
        told = await _told(connection, ground, caller, found, asked, cases)
    return Evaluated(report(found, cases, told), len({case.who for case in cases}))


async def _told(
    connection: asyncpg.Connection,
    ground: Ground,
    caller: Caller,
    measure: Definition,
    asked: Asked,
    cases: Sequence[Case],
) -> Told:
    """Names for the numbers, where the report names people."""
    names: dict[int, str] = {}
    evidence: dict[int, str] = {}
    if asked.report != "population":
        who = {case.who for case in cases}
        if measure.whose == "peer":
            names = await exchanges.named(connection, caller, who)
        else:
            names = await exchanges.patients(connection, caller, who)
        evidence = await exchanges.named(connection, caller, {key for case in cases for key in case.evidence})
    scope = asked.scope
    return Told(asked.report, scope.first, scope.last, ground.clock(), asked.subject, asked.reporter, names, evidence)
