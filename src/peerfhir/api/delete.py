"""FHIR delete: what is deleted answers 410, its history stays.

http://hl7.org/fhir/R4/http.html#delete
"""

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import if_match
from peerfhir.api.written import response, visit
from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.draft import Draft
from peerfhir.journeys.record import record


async def delete(request: Request) -> Response:
    """DELETE /Type/id: 204, also when it was deleted before; 409 while others refer to it."""
    parts, caller = request.app.state.parts, request.state.caller
    type_, fid = request.path_params["type"], request.path_params["id"]
    require(caller, type_, "delete")
    if request.url.query:
        raise refused(
            Kind.BAD_REQUEST, "not-supported", "DELETE takes no parameters; conditional delete is not offered"
        )
    draft = Draft("DELETE", type_, fid, None, if_match(request))
    return response(await record(parts, caller, draft, visit(request, b"")))
