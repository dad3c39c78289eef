"""GET /Claim/$worklist: paid lines whose facts changed after payment, for payers and auditors (design section 7)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import accept, address
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.usage_asked import known
from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.journeys.worklist import Place
from peerfhir.journeys.worklist import worklist as listed
from peerfhir.mapping.worklist import REASONS, searchset
from peerfhir.store.audit import Disclosure

_PARAMETERS = ("reason", "program", "_count", "after", "_format")
_USUAL, _MOST = 20, 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


async def worklist(request: Request) -> Response:
    """A searchset of ClaimResponses, each followed by the OperationOutcome of what was found about it."""
    parts, caller = request.app.state.parts, request.state.caller
    require(caller, "ClaimResponse", "search-type")
    accept(request)
    known(request, _PARAMETERS)
    given = dict(request.query_params)
    reason = next((one for one in REASONS if one == given.get("reason")), None)
    if reason is None and "reason" in given:
        raise refused(Kind.BAD_REQUEST, "value", f"reason is one of {', '.join(REASONS)}")
    count = _number(given.get("_count", str(_USUAL)), "_count")
    page = await listed(
        parts,
        caller,
        reason=reason,
        program=given.get("program"),
        after=_place(given.get("after")),
        count=max(1, min(count, _MOST)),
    )
    root = address(request)
    links = [("self", _link(root, given))]
    if page.next is not None:
        links.append(("next", _link(root, given | {"after": _written(page.next)})))
    shown = len({item.answer["id"] for item in page.items})
    request.app.state.disclosures.note(
        Disclosure(caller.client, request.state.request_id, "E", TYPE_CODES["ClaimResponse"], entries=shown)
    )
    return Response(json.encode(searchset(page.items, root, links)), 200, None, FHIR_JSON)


def _link(root: str, given: dict[str, str]) -> str:
    return f"{root}/Claim/$worklist" + (f"?{urlencode(given)}" if given else "")


def _written(place: Place) -> str:
    """Where a page ended, as text: microseconds since 1970 and the number of the claim."""
    return f"{(place[0] - _EPOCH) // _MICROSECOND}.{place[1]}"


def _place(text: str | None) -> Place | None:
    if text is None:
        return None
    since, _, number = text.partition(".")
    try:
        return _EPOCH + _number(since, "after") * _MICROSECOND, _number(number, "after")
    except OverflowError:
        raise refused(Kind.BAD_REQUEST, "value", "after is taken from the link to the next page") from None


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 18:  # noqa: PLR2004 - what a bigint holds
        raise refused(Kind.BAD_REQUEST, "value", f"{name} is a whole number")
    return int(text)
