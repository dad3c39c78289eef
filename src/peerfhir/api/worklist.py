"""GET /Claim/$worklist: paid lines whose facts changed after payment, for payers and auditors (design section 7)."""

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import accept, address
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.journeys.worklist import MOST, REASONS
from peerfhir.journeys.worklist import worklist as listed
from peerfhir.store.audit import Disclosure

_PARAMETERS = ("reason", "program", "after", "_count", "_format")
_USUAL = 20


async def worklist(request: Request) -> Response:
    """A searchset of ClaimResponses, each followed by the OperationOutcome of what was found about it."""
    parts, caller, given = request.app.state.parts, request.state.caller, request.query_params
    require(caller, "ClaimResponse", "search-type")
    accept(request)
    unknown = sorted(set(given) - set(_PARAMETERS))
    if unknown:
        listed_ = ", ".join(_PARAMETERS[:4])
        raise refused(Kind.BAD_REQUEST, "not-supported", f"Unknown parameter {unknown[0][:64]}; there are {listed_}")
    reason = given.get("reason")
    if reason is not None and reason not in REASONS:
        raise refused(Kind.BAD_REQUEST, "value", f"reason is one of {', '.join(REASONS)}")
    after, count = _number(given.get("after"), "after", 0), min(_number(given.get("_count"), "_count", _USUAL), MOST)
    page = await listed(parts, caller, reason=reason, program=given.get("program"), after=after, count=count)
    root = address(request)
    request.app.state.disclosures.note(
        Disclosure(caller.client, request.state.request_id, "E", TYPE_CODES["ClaimResponse"], entries=len(page.found))
    )
    return Response(json.encode(page.bundle(root, str(request.url.query))), 200, None, FHIR_JSON)


def _number(text: str | None, name: str, usual: int) -> int:
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit()) or len(text) > 18:  # noqa: PLR2004 - what a bigint holds
        raise refused(Kind.BAD_REQUEST, "value", f"{name} is a whole number")
    return int(text)
