"""POST /Type/$validate: everything that the validator, the rules and the records have to say, and nothing stored.

http://hl7.org/fhir/R4/resource-operation-validate.html. Takes the resource, or Parameters with a part `resource`.
"""

from typing import Any

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


async def validate(request: Request) -> Response:
    """200 with an OperationOutcome, whether or not the resource is valid."""
    type_ = request.path_params["type"]
    require(request.state.caller, type_, "read")
    accept(request)
    content(request)
    resource = _resource(json.decode(await request.body()))
    issues: list[Issue] = []
    if resource.get("resourceType") != type_:
        issues.append(Issue("error", "invalid", f"This is no {type_}", (type_,)))
    else:
        parts, fid = request.app.state.parts, request.path_params["id"] or new_id(0)
        draft = Draft("PUT" if request.path_params["id"] else "POST", type_, fid, resource)
        found = await foresee(parts, request.state.caller, draft)
        issues = [*check(resource, parts.library), *found, *forewarned(draft)]
    return Response(json.encode(outcome(issues)), 200, None, FHIR_JSON)


def _resource(body: dict[str, Any]) -> dict[str, Any]:
    if body.get("resourceType") != "Parameters":
        return body
    given = body.get("parameter")
    for part in given if isinstance(given, list) else ():
        if isinstance(part, dict) and part.get("name") == "resource" and isinstance(part.get("resource"), dict):
            return part["resource"]  # type: ignore[no-any-return]
    raise refused(Kind.INVALID, "required", "Parameters of $validate need a part 'resource'", "Parameters.parameter")
