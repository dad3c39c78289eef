"""FHIR create, also conditional.

http://hl7.org/fhir/R4/http.html#create
"""

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import body, criteria
from peerfhir.api.written import response, visit
from peerfhir.journeys.draft import Draft
from peerfhir.journeys.record import record
from peerfhir.store.identity import new_id


async def create(request: Request) -> Response:
    """POST /Type: 201 with Location and ETag, 200 when it is there already, or every finding."""
    parts, caller, type_ = request.app.state.parts, request.state.caller, request.path_params["type"]
    require(caller, type_, "create")
    condition = criteria(request)
    if condition is not None:  # criteria search, and what they find is shown
        require(caller, type_, "search-type")
        require(caller, type_, "read")
    resource, raw = await body(request, type_)
    fid = new_id(int(parts.clock().timestamp() * 1000))
    draft = Draft("POST", type_, fid, resource, if_none_exist=condition)
    return response(await record(parts, caller, draft, visit(request, raw)))
