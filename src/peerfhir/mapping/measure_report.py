"""What became of the duties of a period, as a MeasureReport (names.md, Measures; profile compliance-report).

http://hl7.org/fhir/R4/measurereport.html
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from peerfhir.mapping.extensions import OURS
from peerfhir.mapping.measure import INCREASE, POPULATION, url
from peerfhir.policy.measures.case import Case, State
from peerfhir.policy.measures.catalog import Definition
from peerfhir.policy.measures.months import months

Json = dict[str, Any]
ReportType = Literal["subject", "subject-list", "population"]

_TYPES = {"subject": "individual", "subject-list": "subject-list", "population": "summary"}
_COUNTED: dict[str, tuple[State, ...]] = {
    "denominator": ("met", "missed", "exempt"),
    "numerator": ("met",),
    "denominator-exclusion": ("exempt",),
}
_STRATA: dict[str, tuple[State, str]] = {
    "reason": ("missed", "denominator"),
    "exclusion": ("exempt", "denominator-exclusion"),
}
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told besides the counts: of whom and what is asked, and by which name each number goes.

    `people` names peers or members by their numbers, `evidence` the records that the caller may read; both are empty
    where only counts are asked for.
    """

    report: ReportType
    first: date
    last: date
    at: datetime
    subject: str | None = None
    reporter: str | None = None
    people: Mapping[int, str] = field(default_factory=dict)
    evidence: Mapping[int, str] = field(default_factory=dict)


def report(measure: Definition, cases: Sequence[Case], told: Told) -> Json:
    """The MeasureReport: a group of each month where the measure counts by month, else one for the period."""
    by_month: dict[date | None, list[Case]] = defaultdict(list)
    for case in cases:
        by_month[case.month].append(case)
    lists = _Lists(told)
    spans: list[date | None] = [*months(told.first, told.last)] if measure.by_month else [None]
    groups = [_group(measure, month, by_month[month], lists) for month in spans]
    shown = sorted({key for case in cases for key in case.evidence if key in told.evidence})
    made: Json = {"resourceType": "MeasureReport"}
    if lists.made:
        made["contained"] = lists.made
    if measure.program:
        made["extension"] = [{"url": f"{OURS}program", "valueCode": measure.program.id}]
    made |= {"status": "complete", "type": _TYPES[told.report], "measure": url(measure.id)}
    made |= {"subject": {"reference": told.subject}} if told.subject else {}
    made["date"] = told.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    made |= {"reporter": {"reference": told.reporter}} if told.reporter else {}
    made["period"] = {"start": told.first.isoformat(), "end": told.last.isoformat()}
    made["improvementNotation"] = {"coding": [INCREASE]}
    made["group"] = groups
    if shown:
        made["evaluatedResource"] = [{"reference": told.evidence[key]} for key in shown]
    return made


class _Lists:
    """The contained Lists of who is in a population, made where people are named."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self.made: list[Json] = []

    def of(self, cases: Iterable[Case]) -> Json:
        """`subjectResults` of these cases; nothing where only counts are told, or nobody is there."""
        entries = list(self._entries(cases))
        if not entries:
            return {}
        name = f"l{len(self.made) + 1}"
        self.made.append(
            {"resourceType": "List", "id": name, "status": "current", "mode": "snapshot", "entry": entries}
        )
        return {"subjectResults": {"reference": f"#{name}"}}

    def _entries(self, cases: Iterable[Case]) -> Iterator[Json]:
        for case in cases:
            name = self._told.people.get(case.who)
            if name is not None:
                yield {"item": {"reference": name, **({"display": case.detail} if case.detail else {})}}


def _group(measure: Definition, month: date | None, cases: Sequence[Case], lists: _Lists) -> Json:
    counts: Counter[State] = Counter()
    for case in cases:
        counts[case.state] += case.count
    made: Json = {}
    if len(measure.rules) == 1:
        made["extension"] = [{"url": f"{OURS}rule", "valueCode": measure.rules[0]}]
    if month:
        made["code"] = {"text": f"{month:%Y-%m}"}
    made["population"] = [
        {
            "code": _population(code),
            "count": sum(counts[state] for state in states),
            **lists.of(case for case in cases if case.state in states),
        }
        for code, states in _COUNTED.items()
    ]
    due = counts["met"] + counts["missed"]
    if due:
        made["measureScore"] = {"value": (Decimal(counts["met"]) / due).quantize(_PLACES).normalize() + 0}
    strata = [_stratifier(name, *said, cases, lists) for name, said in _STRATA.items()]
    strata += [_measured(cases[0])] if len(cases) == 1 else []
    found = [one for one in strata if one["stratum"]]
    return made | ({"stratifier": found} if found else {})


def _stratifier(name: str, state: State, population: str, cases: Sequence[Case], lists: _Lists) -> Json:
    """The cases of a state by their reasons; one that has several is in several strata."""
    by_reason: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if case.state == state:
            for reason in case.reasons:
                by_reason[reason].append(case)
    return {
        "code": [{"text": name}],
        "stratum": [
            {
                "value": {"text": reason},
                "population": [
                    {"code": _population(population), "count": sum(case.count for case in those), **lists.of(those)}
                ],
            }
            for reason, those in sorted(by_reason.items())
        ],
    }


def _measured(case: Case) -> Json:
    """What was measured of the one person whom a group is about, and what is required: a stratum for each number."""
    strata = [{"value": {"text": name}, "measureScore": {"value": number}} for name, number in case.numbers]
    return {"code": [{"text": "measured"}], "stratum": strata}


def _population(code: str) -> Json:
    return {"coding": [{"system": POPULATION, "code": code}]}
