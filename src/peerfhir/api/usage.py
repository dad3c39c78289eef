"""GET /Patient/id/$authorization-usage (design section 6)."""

import re
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import accept
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.times import interval
from peerfhir.journeys.usage import authorization_usage
from peerfhir.store.audit import Disclosure

_DATE = re.compile(r"^\d{4}-\d\d-\d\d$", re.ASCII)
_PARAMETERS = ("program", "as-of", "known-at", "_format")


async def usage(request: Request) -> Response:
    """Parameters with allowed, rendered, claimed, paid, pended and remaining of each limit, as of a day."""
    parts, caller, fid = request.app.state.parts, request.state.caller, request.path_params["id"]
    require(caller, "Patient", "read")
    accept(request)
    given = request.query_params
    unknown = sorted(set(given) - set(_PARAMETERS))
    if unknown:
        listed = ", ".join(_PARAMETERS[:3])
        raise refused(Kind.BAD_REQUEST, "not-supported", f"Unknown parameter {unknown[0][:64]}; there are {listed}")
    stored, answer = await authorization_usage(
        parts,
        caller,
        fid,
        program=given.get("program"),
        as_of=_day(given.get("as-of")),
        known_at=_instant(given.get("known-at"), request),
    )
    request.app.state.disclosures.note(
        Disclosure(caller.client, request.state.request_id, "E", stored.rtype, stored.pk, stored.patient)
    )
    return Response(json.encode(answer), 200, None, FHIR_JSON)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DATE.match(text) else date.min
    except ValueError:
        day = date.min
    if not date.min.year < day.year < date.max.year:  # its windows must end before the calendar does
        raise refused(Kind.BAD_REQUEST, "value", "as-of is a date, such as 2026-11-09")
    return day


def _instant(text: str | None, request: Request) -> datetime | None:
    try:
        return interval(text, request.app.state.parts.zone)[0] if text else None
    except (ValueError, OverflowError):
        raise refused(Kind.BAD_REQUEST, "value", "known-at is an instant, such as 2026-11-09T10:00:00Z") from None
