"""GET /Patient/id/$authorization-usage, and at type level the roster (design section 6)."""

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import accept
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.roster import roster
from peerfhir.api.usage_asked import as_day, as_instant, known
from peerfhir.fhir import json
from peerfhir.journeys.usage import authorization_usage
from peerfhir.store.audit import Disclosure

_PARAMETERS = ("program", "as-of", "known-at", "_format")


async def usage(request: Request) -> Response:
    """Parameters with allowed, rendered, claimed, paid, pended and remaining of each limit, as of a day."""
    parts, caller, fid = request.app.state.parts, request.state.caller, request.path_params["id"]
    require(caller, "Patient", "read")
    accept(request)
    if not fid:
        require(caller, "Patient", "search-type")
        return await roster(request)
    known(request, _PARAMETERS)
    given = request.query_params
    stored, answer = await authorization_usage(
        parts,
        caller,
        fid,
        program=given.get("program"),
        as_of=as_day(given.get("as-of")),
        known_at=as_instant(given.get("known-at"), request),
    )
    request.app.state.disclosures.note(
        Disclosure(caller.client, request.state.request_id, "E", stored.rtype, stored.pk, stored.patient)
    )
    return Response(json.encode(answer), 200, None, FHIR_JSON)
