"""FHIR update, and update as create.

http://hl7.org/fhir/R4/http.html#update
"""

import re

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import body, if_match, must_be_new
from peerfhir.api.written import response, visit
from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.draft import Draft
from peerfhir.journeys.record import record

_ID = re.compile(r"^[A-Za-z0-9\-.]{1,64}$")


async def update(request: Request) -> Response:
    """PUT /Type/id: 200, or 201 when there was none (or none any more)."""
    parts, caller = request.app.state.parts, request.state.caller
    type_, fid = request.path_params["type"], request.path_params["id"]
    require(caller, type_, "update")
    if not _ID.match(fid):
        raise refused(Kind.BAD_REQUEST, "value", "An id has 1 to 64 characters of A-Z, a-z, 0-9, '-' and '.'")
    resource, raw = await body(request, type_)
    if resource.get("id") != fid:
        raise refused(Kind.BAD_REQUEST, "value", "The id of the body must be the id of the path", f"{type_}.id")
    draft = Draft("PUT", type_, fid, resource, if_match(request), must_be_new(request))
    return response(await record(parts, caller, draft, visit(request, raw)))
