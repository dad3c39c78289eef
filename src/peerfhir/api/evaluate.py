"""GET and POST /Measure/id/$evaluate-measure (http://hl7.org/fhir/R4/measure-operation-evaluate-measure.html)."""

import calendar
import re
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import accept, body
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.usage_asked import known
from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.journeys.measures.evaluate import evaluate as evaluated
from peerfhir.journeys.measures.question import Question
from peerfhir.journeys.record import refuse
from peerfhir.mapping.measure_report import ReportType
from peerfhir.store.audit import Disclosure
from peerfhir.validation.check import check

_PARAMETERS = ("periodStart", "periodEnd", "reportType", "subject", "practitioner", "organization", "_format")
_REPORTS: tuple[ReportType, ...] = ("subject", "subject-list", "population")
_DATE = re.compile(r"^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$", re.ASCII)
_LONGEST_YEARS = 10


async def evaluate(request: Request) -> Response:
    """A MeasureReport; 404 for another measure than ours, 400 for a period that is none."""
    parts, caller = request.app.state.parts, request.state.caller
    require(caller, "Measure", "read")
    require(caller, "MeasureReport", "read")
    accept(request)
    given = await _given(request) if request.method == "POST" else _queried(request)
    answer = await evaluated(parts, caller, request.path_params["id"], _question(given))
    request.app.state.disclosures.note(
        Disclosure(caller.client, request.state.request_id, "E", TYPE_CODES["Measure"], entries=answer.people)
    )
    return Response(json.encode(answer.report), 200, None, FHIR_JSON)


def _queried(request: Request) -> dict[str, str]:
    known(request, _PARAMETERS)
    return dict(request.query_params)


async def _given(request: Request) -> dict[str, str]:
    """What a Parameters says; a parameter of the query counts where the body has none of its name."""
    sent, _ = await body(request, "Parameters")
    refuse(check(sent, request.app.state.parts.library))
    given = _queried(request)
    said: dict[str, str] = {}
    for one in sent.get("parameter", []):
        name = one["name"]
        if name not in _PARAMETERS:
            listed = ", ".join(_PARAMETERS[:-1])
            raise refused(Kind.BAD_REQUEST, "not-supported", f"Unknown parameter {name[:64]}; there are {listed}")
        if name in said:
            raise refused(Kind.BAD_REQUEST, "value", f"{name} is given more than once")
        said[name] = _text(name, one)
    return given | said


def _text(name: str, parameter: dict[str, Any]) -> str:
    found = next((value for key, value in parameter.items() if key.startswith("value")), None)
    if isinstance(found, dict):
        found = found.get("reference")
    if not isinstance(found, str):
        raise refused(Kind.BAD_REQUEST, "value", f"{name} is a date, a code, a string or a Reference")
    return found


def _question(given: dict[str, str]) -> Question:
    first, last = _bound(given, "periodStart", side=0), _bound(given, "periodEnd", side=1)
    if last < first:
        raise refused(Kind.BAD_REQUEST, "value", f"The period ends on {last}, before it begins on {first}")
    if last.year - first.year > _LONGEST_YEARS:
        raise refused(Kind.BAD_REQUEST, "value", f"A period has at most {_LONGEST_YEARS} years")
    report = next((one for one in _REPORTS if one == given.get("reportType")), None)
    if report is None and "reportType" in given:
        raise refused(Kind.BAD_REQUEST, "value", f"reportType is one of {', '.join(_REPORTS)}")
    return Question(first, last, report, given.get("subject"), given.get("practitioner"), given.get("organization"))


def _bound(given: dict[str, str], name: str, *, side: int) -> date:
    """The first or last day of a date, month or year."""
    text = given.get(name)
    if text is None:
        raise refused(Kind.BAD_REQUEST, "required", f"{name} is needed, a date such as 2026-09-01")
    found = _DATE.match(text)
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    try:
        month = month or (1, 12)[side]
        made = date(year, month, day or (1, calendar.monthrange(year, month)[1])[side])
    except ValueError:
        made = date.min
    if not date.min.year < made.year < date.max.year:
        raise refused(Kind.BAD_REQUEST, "value", f"{name} is a date from 0002 to 9998, such as 2026-09-01")
    return made
