"""GET, PUT and DELETE /sandbox/clock: the time that rules go by, in the sandbox only (design section 6).

It stands still at the instant that is set until it is set again or released. Tokens expire on real time.
"""

import re
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from peerfhir.api.negotiation import header
from peerfhir.api.outcomes import refusal
from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused, refused
from peerfhir.fhir.times import interval
from peerfhir.store.clock import SandboxClock
from peerfhir.store.sight import Role

PATH = "/sandbox/clock"
_YEARS = range(1900, 2200)
_ZONED = re.compile(r"T.*(Z|[+-]\d\d:\d\d)$")


def route(clock: SandboxClock) -> Route:
    """The route of the sandbox's clock."""

    async def answer(request: Request) -> Response:
        try:
            await _administrator(request)
            if request.method == "PUT":
                clock.put(_instant(json.decode(await request.body())))
            elif request.method == "DELETE":
                clock.release()
        except Refused as answered:
            return refusal(answered)
        return JSONResponse({"now": clock().isoformat().replace("+00:00", "Z")})

    return Route(PATH, answer, methods=["GET", "PUT", "DELETE"])


async def _administrator(request: Request) -> None:
    caller = await request.app.state.callers.caller(header(request, b"authorization"))
    request.state.caller = caller
    if caller.role not in (Role.ADMIN, Role.ENGINEER):
        issue = Issue("error", "forbidden", "The clock of the sandbox is set by an administrator or an engineer")
        raise Refused(Kind.NO_SCOPE, (issue,))


def _instant(body: dict[str, Any]) -> datetime:
    text = body.get("now")
    try:
        zoned = isinstance(text, str) and _ZONED.search(text) and set(body) == {"now"}
        said = interval(text, UTC)[0] if zoned else None
    except (ValueError, OverflowError):
        said = None
    if said is None or said.year not in _YEARS:
        raise refused(
            Kind.INVALID, "value", 'Send {"now": "2026-11-16T12:00:00Z"}: an instant with its offset from UTC', "now"
        )
    return said
