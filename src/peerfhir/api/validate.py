"""POST /Type/$validate: everything that the validator, the rules and the records have to say, and nothing stored.

http://hl7.org/fhir/R4/resource-operation-validate.html. Takes the resource, or Parameters with a part `resource` and
perhaps `profile` and `mode`; both may stand in the query string too.
"""

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import accept, content
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, outcome, refused
from peerfhir.journeys.draft import Draft
from peerfhir.journeys.foresee import foresee
from peerfhir.journeys.forewarned import forewarned
from peerfhir.store.identity import new_id
from peerfhir.validation.check import check

Json = dict[str, Any]

MODES = ("create", "update", "delete", "profile")
_ALONE = "profile"  # the resource by itself: nothing is asked of the records
_MOST_PROFILES = 10


class _Asked(NamedTuple):
    """What is to be validated, against which profiles besides those it claims, and as if it were to be what."""

    resource: Json
    profiles: list[str]
    mode: str | None


async def validate(request: Request) -> Response:
    """200 with an OperationOutcome, whether or not the resource is valid."""
    type_ = request.path_params["type"]
    require(request.state.caller, type_, "read")
    accept(request)
    content(request)
    asked = _asked(json.decode(await request.body()), request)
    if asked.resource.get("resourceType") != type_:
        issues = [Issue("error", "invalid", f"This is no {type_}", (type_,))]
    else:
        issues = await _found(request, asked)
    return Response(json.encode(outcome(issues)), 200, None, FHIR_JSON)


async def _found(request: Request, asked: _Asked) -> list[Issue]:
    parts, type_, fid = request.app.state.parts, request.path_params["type"], request.path_params["id"]
    issues = check(asked.resource, parts.library, asked.profiles, strict=True)
    if asked.mode == _ALONE:
        return issues
    draft = Draft("PUT" if fid else "POST", type_, fid or new_id(0), asked.resource, issues=tuple(issues))
    return [*issues, *await foresee(parts, request.state.caller, draft), *forewarned(draft)]


def _asked(body: Json, request: Request) -> _Asked:
    """What the body and the query string ask for; `Refused` for what cannot be understood."""
    given = request.query_params
    unknown = sorted(set(given) - {"profile", "mode", "_format"})
    if unknown:
        text = f"Unknown parameter {unknown[0][:64]}; there are profile, mode"
        raise refused(Kind.BAD_REQUEST, "not-supported", text)
    profiles, modes = given.getlist("profile"), given.getlist("mode")
    resource: Any = body
    if body.get("resourceType") == "Parameters":
        parts = [part for part in _listed(body.get("parameter")) if isinstance(part, dict)]
        profiles += [_text(part) for part in parts if part.get("name") == "profile"]
        modes += [_text(part) for part in parts if part.get("name") == "mode"]
        resource = next((part.get("resource") for part in parts if part.get("name") == "resource"), None)
    if not isinstance(resource, dict):
        said = "Parameters of $validate need a part 'resource'"
        raise refused(Kind.INVALID, "required", said, "Parameters.parameter")
    if len(set(modes)) > 1 or not set(modes) <= set(MODES):
        raise refused(Kind.BAD_REQUEST, "value", f"mode is one of {', '.join(MODES)}")
    if len(profiles) > _MOST_PROFILES:
        raise refused(Kind.BAD_REQUEST, "too-costly", f"At most {_MOST_PROFILES} profiles can be asked for at once")
    return _Asked(resource, list(dict.fromkeys(profiles)), modes[0] if modes else None)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(part: Json) -> str:
    said = next(
        (part[key] for key in ("valueUri", "valueCanonical", "valueUrl", "valueCode", "valueString") if key in part),
        None,
    )
    if not isinstance(said, str):
        name = part.get("name")
        raise refused(Kind.INVALID, "value", f"The part {name!r} of $validate says nothing", "Parameters.parameter")
    return said
