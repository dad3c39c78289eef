"""FHIR search: a searchset whose entries are the stored bytes, joined and never encoded again.

http://hl7.org/fhir/R4/http.html#search and http://hl7.org/fhir/R4/search.html; `store.query` says what is understood.
"""

from collections import Counter
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import accept, address, lenient
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, outcome, refused
from peerfhir.store.audit import Disclosure
from peerfhir.store.query import CURSOR, Query, parse
from peerfhir.store.search import Page, search

_FORM = "application/x-www-form-urlencoded"
_LARGEST_FORM = 64 * 1024


async def search_type(request: Request) -> Response:
    """GET /Type?... and POST /Type/_search: one page of what the caller may see."""
    parts, caller, type_ = request.app.state.parts, request.state.caller, request.path_params["type"]
    require(caller, type_, "search-type")
    accept(request)
    root = address(request)
    query = parse(type_, await given(request), lenient=lenient(request), zone=parts.zone, base=root)
    async with parts.pool.acquire() as connection:
        page = await search(connection, caller, query, limit=query.count, cursor_key=parts.cursor_key)
    _note(request, query, page)
    return Response(bundle(query, page, root), 200, None, FHIR_JSON)


async def given(request: Request) -> list[tuple[str, str]]:
    """Those of the query string, and of the form that a POST brings."""
    given = parse_qsl(request.url.query, keep_blank_values=True)
    if request.method != "POST":
        return given
    said = request.headers.get("content-type", "")
    raw = await request.body()
    if raw and said.partition(";")[0].strip().lower() != _FORM:
        raise refused(Kind.UNSUPPORTED_MEDIA, "not-supported", f"The body of a search must be {_FORM}")
    if len(raw) > _LARGEST_FORM:
        raise refused(Kind.TOO_LARGE, "too-long", f"The form of a search has more than {_LARGEST_FORM} bytes")
    return given + parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)


def bundle(query: Query, page: Page, root: str) -> bytes:
    """The Bundle of a page; its self link says what was applied, its next link leads to the page after it."""
    place = f"{root}/{query.type}"
    here = [*query.applied, *([(CURSOR, query.cursor)] if query.cursor else [])]
    links = [{"relation": "self", "url": _url(place, here)}]
    if page.next:
        links.append({"relation": "next", "url": _url(place, [*query.applied, (CURSOR, page.next)])})
    head: dict[str, object] = {"resourceType": "Bundle", "type": "searchset", "link": links}
    if page.total is not None:
        head["total"] = page.total
    before = json.encode({"fullUrl": f"{place}/"})[:-2]  # up to the id, which needs no escapes
    entries = [
        b"".join((before, row.fid.encode(), b'","resource":', row.body, b',"search":{"mode":"match"}}'))
        for row in page.rows
    ]
    if query.ignored:
        entries.append(json.encode({"resource": outcome(query.ignored), "search": {"mode": "outcome"}}))
    said = json.encode(head)
    return b"".join((said[:-1], b',"entry":[', b",".join(entries), b"]}")) if entries else said


def _url(place: str, params: list[tuple[str, str]]) -> str:
    return f"{place}?{urlencode(params)}" if params else place


def _note(request: Request, query: Query, page: Page) -> None:
    """One disclosure for each patient whose resources were shown, one for those of none, one when nothing was."""
    client, id_ = request.state.caller.client, request.state.request_id
    shown: Counter[int | None] = Counter(row.patient for row in page.rows)
    for patient, entries in (shown or {None: 0}).items():
        request.app.state.disclosures.note(Disclosure(client, id_, "E", query.rtype, patient=patient, entries=entries))
