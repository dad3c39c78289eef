"""GET /Patient/$authorization-usage: the caller's roster, most used first, a page at a time (design section 6)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.negotiation import address
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.usage_asked import as_day, as_instant, known
from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.journeys.roster import Page, Question, used_by_members
from peerfhir.store import cursor
from peerfhir.store.audit import Disclosure
from peerfhir.store.roster import Rank

_PARAMETERS = ("program", "threshold", "as-of", "known-at", "_count", "_cursor", "_format")
_DEFAULT, _MOST = 50, 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST = 1000  # percent


async def roster(request: Request) -> Response:
    """A searchset Bundle; each entry is the Parameters of one Patient, with `patient` as the first parameter.

    `threshold` is the least percentage used of any limit. `link` of relation `next` leads to the page after it.
    """
    parts, caller = request.app.state.parts, request.state.caller
    known(request, _PARAMETERS)
    question = _question(request)
    page = await used_by_members(parts, caller, question)
    client, asked = caller.client, request.state.request_id
    shown: list[int | None] = [row.patient for row in page.rows]
    for patient in shown or [None]:
        seen = Disclosure(client, asked, "E", TYPE_CODES["Patient"], patient, patient, entries=int(patient is not None))
        request.app.state.disclosures.note(seen)
    return Response(json.encode(_bundle(request, question, page)), 200, None, FHIR_JSON)


def _question(request: Request) -> Question:
    given, parts = request.query_params, request.app.state.parts
    count = min(_number(given.get("_count"), "_count", _DEFAULT), _MOST)
    threshold = _number(given.get("threshold"), "threshold", 0)
    if threshold > _LARGEST:
        raise refused(Kind.BAD_REQUEST, "value", f"threshold is a percentage from 0 to {_LARGEST}")
    at, after, instant = given.get("_cursor"), None, as_instant(given.get("known-at"), request) or parts.clock()
    if at is not None:
        body = cursor.unseal_bytes(at, _binding(request), parts.cursor_key)
        share, patient, micro = msgspec.msgpack.decode(body, type=tuple[int, int, int])
        after, instant = Rank(share, patient), _EPOCH + micro * _MICROSECOND
    return Question(given.get("program"), threshold, as_day(given.get("as-of")), instant, count, after)


def _number(text: str | None, name: str, default: int) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10) or (name == "_count" and int(text) == 0):  # noqa: PLR2004
        raise refused(Kind.BAD_REQUEST, "value", f"{name} is a whole number")
    return int(text)


def _binding(request: Request) -> bytes:
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "_cursor"]
    return f"{request.state.caller.client}\n{request.url.path}\n{urlencode(asked)}".encode()


def _bundle(request: Request, question: Question, page: Page) -> dict[str, object]:
    place, query = f"{address(request)}/Patient/$authorization-usage", request.url.query
    links = [{"relation": "self", "url": f"{place}?{query}" if query else place}]
    if page.next is not None:
        micro = (question.known_at - _EPOCH) // _MICROSECOND
        body = msgspec.msgpack.encode((page.next.share, page.next.patient, micro))
        at = cursor.seal_bytes(body, _binding(request), request.app.state.parts.cursor_key)
        asked = [(name, value) for name, value in request.query_params.multi_items() if name != "_cursor"]
        links.append({"relation": "next", "url": f"{place}?{urlencode([*asked, ('_cursor', at)])}"})
    entries = [{"resource": row.said, "search": {"mode": "match"}} for row in page.rows]
    bundle: dict[str, object] = {"resourceType": "Bundle", "type": "searchset", "link": links}
    return bundle | ({"entry": entries} if entries else {})
