"""POST /ClaimResponse/id/$decide: the payer decides on what is pended (names.md)."""

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api import written
from peerfhir.api.caller import require
from peerfhir.api.negotiation import body
from peerfhir.journeys.decide import decide as decided
from peerfhir.journeys.record import refuse
from peerfhir.validation.check import check


async def decide(request: Request) -> Response:
    """200 with the new version of the ClaimResponse; 409 when nothing is pended, 422 for wrong parameters."""
    parts, caller = request.app.state.parts, request.state.caller
    require(caller, "ClaimResponse", "update")
    sent, raw = await body(request, "Parameters")
    refuse(check(sent, parts.library))
    visit = written.visit(request, raw)
    return written.response(await decided(parts, caller, request.path_params["id"], sent, visit))
