"""POST /Type/$validate: everything that the validator, the rules and the records have to say, and nothing stored.

http://hl7.org/fhir/R4/resource-operation-validate.html. Takes the resource, or Parameters with a part `resource` and
perhaps `profile` and `mode`; both may stand in the query string too. At /$validate it may be of any type, and of types
that are not stored here (a Bundle) the validator alone speaks.
"""

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import allows, require
from peerfhir.api.negotiation import accept, content
from peerfhir.api.offered import OFFERED, Interaction, offers
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, outcome, refused
from peerfhir.journeys.draft import Draft
from peerfhir.journeys.foresee import foresee
from peerfhir.journeys.forewarned import forewarned
from peerfhir.store.identity import new_id
from peerfhir.store.sight import Caller
from peerfhir.validation.check import check

Json = dict[str, Any]

MODES = ("create", "update", "delete", "profile")
_ALONE = "profile"  # the resource by itself: nothing is asked of the records
_DELETE = "delete"
_OF_INSTANCES = ("update", _DELETE)
_MOST_PROFILES = 10


class _Asked(NamedTuple):
    """What is to be validated, against which profiles besides those it claims, and as if it were to be what.

    A delete needs no resource.
    """

    resource: Json | None
    profiles: list[str]
    mode: str | None


async def validate(request: Request) -> Response:
    """200 with an OperationOutcome, whether or not the resource is valid."""
    type_ = request.path_params["type"]
    if type_ in OFFERED:
        require(request.state.caller, type_, "read")
    accept(request)
    raw = await request.body()
    deleted = request.query_params.getlist("mode") == [_DELETE]
    if raw or not deleted:
        content(request)
    asked = _asked(json.decode(raw) if raw or not deleted else {}, request)
    issues = await _found(request, asked)
    return Response(json.encode(outcome(issues)), 200, None, FHIR_JSON)


async def _found(request: Request, asked: _Asked) -> list[Issue]:
    parts, caller = request.app.state.parts, request.state.caller
    type_, fid = request.path_params["type"], request.path_params["id"]
    resource = asked.resource
    if resource is None:
        draft = Draft("DELETE", type_, fid)
        return _allowed(caller, type_, asked.mode) or list(await foresee(parts, caller, draft))
    named = resource.get("resourceType")
    if type_ and named != type_:
        return [Issue("error", "invalid", f"This is no {type_}", (type_,))]
    issues = check(resource, parts.library, asked.profiles, strict=True)
    if asked.mode == _ALONE or not isinstance(named, str) or named not in OFFERED:
        return issues
    if not type_:
        require(caller, named, "read")
    updates = fid and asked.mode != "create"
    if updates:
        issues += _identified(resource, type_, fid, asked.mode)
    issues += _allowed(caller, named, asked.mode)
    draft = Draft("PUT" if updates else "POST", named, fid if updates else new_id(0), resource, issues=tuple(issues))
    return [*issues, *await foresee(parts, caller, draft), *forewarned(draft)]


def _identified(resource: Json, type_: str, fid: str, mode: str | None) -> list[Issue]:
    """What a PUT would say of the id; only when asked for does one that is absent matter."""
    if resource.get("id") == fid or (mode is None and "id" not in resource):
        return []
    return [Issue("error", "value", "The id of the body must be the id of the path", (f"{type_}.id",))]


def _allowed(caller: Caller, type_: str, mode: str | None) -> list[Issue]:
    """Why the caller could not do what is asked about, whatever the resource."""
    if mode is None:
        return []
    if not offers(type_, Interaction(mode)):
        return [Issue("error", "not-supported", f"{mode} of {type_} is not offered here", (type_,))]
    if not allows(caller, type_, mode):
        return [Issue("error", "forbidden", f"A scope is needed for the {mode} of {type_}", (type_,))]
    return []


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
    if len(set(modes)) > 1 or not set(modes) <= set(MODES):
        raise refused(Kind.BAD_REQUEST, "value", f"mode is one of {', '.join(MODES)}")
    mode = modes[0] if modes else None
    if mode in _OF_INSTANCES and not request.path_params["id"]:
        text = f"mode={mode} is asked of an instance: POST /Type/id/$validate"
        raise refused(Kind.BAD_REQUEST, "not-supported", text)
    if mode == _ALONE and not profiles:
        raise refused(Kind.BAD_REQUEST, "required", "mode=profile needs a profile to validate against")
    if mode == _DELETE:
        return _Asked(None, [], mode)
    if not isinstance(resource, dict):
        said = "Parameters of $validate need a part 'resource'"
        raise refused(Kind.INVALID, "required", said, "Parameters.parameter")
    if len(profiles) > _MOST_PROFILES:
        raise refused(Kind.BAD_REQUEST, "too-costly", f"At most {_MOST_PROFILES} profiles can be asked for at once")
    return _Asked(resource, list(dict.fromkeys(profiles)), mode)


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
