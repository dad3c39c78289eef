"""The clock of the sandbox in the OpenAPI document; a server in production has no such path."""

from typing import Any

from peerfhir.api.answers import answer, refusals
from peerfhir.api.clock import PATH
from peerfhir.api.examples import of
from peerfhir.api.shown import by_status, least

Json = dict[str, Any]

CLOCK: Json = {
    "type": "object",
    "description": "The time that rules go by in the sandbox; tokens expire on real time",
    "properties": {"now": {"type": "string", "format": "date-time", "description": "An instant with its offset"}},
    "required": ["now"],
    "additionalProperties": False,
}
LEAST: Json = {"now": "2026-11-16T12:00:00Z"}
_MEDIA = "application/json"
# By method: operationId, summary, refusals besides those of every call.
_CALLS = {
    "get": ("readClock", "What time it is", ()),
    "put": ("setClock", "Set it, for every worker; it stands still (administrators and engineers)", (422,)),
    "delete": ("releaseClock", "Go back to the real time (administrators and engineers)", ()),
}


def clock_paths() -> dict[str, Json]:
    """The path with its three calls."""
    return {PATH: {method: _call(method) for method in _CALLS}}


def _call(method: str) -> Json:
    name, summary, more = _CALLS[method]
    told = of(name)
    shown = by_status(told)
    said = answer("The time from now on", None)
    said["content"] = {_MEDIA: {"schema": _ref(), "examples": shown.get(200, least("Clock"))}}
    item: Json = {"operationId": name, "tags": ["Sandbox"], "summary": summary}
    if method == "put":
        sent = {one.name: {"summary": one.summary, "value": one.request.body} for one in told if one.request.body}
        item["requestBody"] = {
            "required": True,
            "content": {_MEDIA: {"schema": _ref(), "examples": sent or least("Clock")}},
        }
    item["responses"] = {"200": said} | refusals(401, 403, *more, examples=shown)
    return item


def _ref() -> Json:
    return {"$ref": "#/components/schemas/Clock"}
