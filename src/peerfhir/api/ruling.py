"""GET /Claim/id/$ruling and /Encounter/id/$ruling: what a decision rested on (design section 7)."""

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import accept
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.ruled import ruled
from peerfhir.store.audit import Disclosure


async def ruling(request: Request) -> Response:
    """Parameters with one `ruling` for each line or finding, as they were when it was decided."""
    parts, caller, path = request.app.state.parts, request.state.caller, request.path_params
    require(caller, path["type"], "read")
    accept(request)
    unknown = sorted(set(request.query_params) - {"_format"})
    if unknown:
        raise refused(Kind.BAD_REQUEST, "not-supported", f"Unknown parameter {unknown[0][:64]}; there are none")
    stored, answer = await ruled(parts, caller, path["type"], path["id"])
    request.app.state.disclosures.note(
        Disclosure(caller.client, request.state.request_id, "E", stored.rtype, stored.pk, stored.patient)
    )
    return Response(json.encode(answer), 200, None, FHIR_JSON)
