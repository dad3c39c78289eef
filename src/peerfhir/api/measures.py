"""Measures of ours beside those that are stored: made from the packs, read and searched by everybody, written by none.

http://hl7.org/fhir/R4/measure.html; what they count, `$evaluate-measure` says.
"""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from peerfhir import __version__
from peerfhir.api import delete as deleting
from peerfhir.api import read as reading
from peerfhir.api import update as updating
from peerfhir.api.caller import require
from peerfhir.api.negotiation import accept, address, lenient
from peerfhir.api.offered import RELEASED
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.search import bundle, given
from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.searching import TYPE_CODES, parameters
from peerfhir.mapping.measure import definition
from peerfhir.policy.measures.catalog import catalog
from peerfhir.store.audit import Disclosure
from peerfhir.store.query import CURSOR, Query, parse
from peerfhir.store.search import Page, Row
from peerfhir.store.search import search as stored

Json = dict[str, Any]
_OURS = "ours-"  # a cursor among the measures of ours: how many were shown
_MATCHED = ("url", "version", "name", "title", "status")  # what a measure of ours is found by, besides its id
_RESULT = ("_count", "_sort", "_total", "_summary", "_format", "_pretty", CURSOR)


async def read(request: Request) -> Response:
    """GET /Measure/id: the definition of a measure of ours, else what is stored."""
    found = _definitions(request).get(request.path_params["id"])
    if found is None:
        return await reading.read(request)
    require(request.state.caller, "Measure", "read")
    accept(request)
    return Response(json.encode(found), 200, None, FHIR_JSON)


async def update(request: Request) -> Response:
    """PUT /Measure/id; 405 for a measure of ours."""
    writable(request, "Measure", request.path_params["id"])
    return await updating.update(request)


async def delete(request: Request) -> Response:
    """DELETE /Measure/id; 405 for a measure of ours."""
    writable(request, "Measure", request.path_params["id"])
    return await deleting.delete(request)


def writable(request: Request, type_: str, fid: str) -> None:
    """`Refused(NOT_ALLOWED)` when this names a measure of ours."""
    if type_ == "Measure" and fid in catalog(request.app.state.parts.programs):
        answer = refused(Kind.NOT_ALLOWED, "not-supported", "The measures of the packs are not written here")
        answer.headers["Allow"] = "GET"
        raise answer


async def search(request: Request) -> Response:
    """GET /Measure?...: those of ours first, then what is stored; of ours by id, url, version, name, title and status.

    By any other parameter none of ours is found.
    """
    parts, caller = request.app.state.parts, request.state.caller
    require(caller, "Measure", "search-type")
    accept(request)
    root, params = address(request), await given(request)
    shown = _shown(params)
    asked = [(name, text) for name, text in params if not (name == CURSOR and text.startswith(_OURS))]
    query = parse("Measure", asked, lenient=lenient(request), zone=parts.zone, base=root)
    ours = [one for one in _definitions(request).values() if all(_meets(one, *pair) for pair in asked)]
    mine = [] if shown is None or query.only_total else ours[shown : shown + query.count]
    rows = [Row(one["id"], 1, parts.clock(), json.encode(one), 0, None) for one in mine]
    page = await _stored(request, query, query.count - len(mine))
    after = (shown or 0) + len(mine)
    more = shown is not None and not query.only_total and (after < len(ours) or len(mine) == query.count)
    following = f"{_OURS}{after}" if more and query.count else page.next
    total = None if page.total is None else page.total + len(ours)
    request.app.state.disclosures.note(
        Disclosure(caller.client, request.state.request_id, "E", TYPE_CODES["Measure"], entries=len(page.rows))
    )
    return Response(bundle(query, Page([*rows, *page.rows], following, total), root), 200, None, FHIR_JSON)


async def _stored(request: Request, query: Query, room: int) -> Page:
    """As many of the stored ones as there is room for on the page, and their number where it is asked for."""
    parts, caller = request.app.state.parts, request.state.caller
    async with parts.pool.acquire() as connection:
        if room or query.only_total:
            return await stored(connection, caller, query, limit=room, cursor_key=parts.cursor_key)
        if not query.total:
            return Page([], None, None)
        counted = replace(query, only_total=True)
        return await stored(connection, caller, counted, limit=0, cursor_key=parts.cursor_key)


def _definitions(request: Request) -> dict[str, Json]:
    found = catalog(request.app.state.parts.programs)
    return {name: definition(found[name], __version__, RELEASED) for name in sorted(found)}


def _shown(params: list[tuple[str, str]]) -> int | None:
    """How many of ours earlier pages have shown; None on a page of stored ones."""
    cursor = next((text for name, text in params if name == CURSOR), f"{_OURS}0")
    number = cursor.removeprefix(_OURS)
    if cursor == number:
        return None
    if not number.isascii() or not number.isdigit() or len(number) > 4:  # noqa: PLR2004 - there are a few dozen
        raise refused(Kind.BAD_REQUEST, "value", f"{CURSOR} is taken from the link to the next page")
    return int(number)


def _meets(measure: Json, name: str, text: str) -> bool:
    """Whether a measure of ours has one of the values that a search parameter asks for."""
    if name in _RESULT:
        return True
    if name == "_id":
        return measure["id"] in text.split(",")
    if name not in _MATCHED:
        return False
    found, kind = str(measure[name]), parameters("Measure")[name].type
    if kind == "string":
        return any(found.casefold().startswith(one.casefold()) for one in text.split(","))
    return found in [one.rpartition("|")[2] if kind == "token" else one for one in text.split(",")]
