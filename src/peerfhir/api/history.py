"""FHIR history: of a resource by its versions, of a type and of everything in the order of commits.

http://hl7.org/fhir/R4/http.html#history
"""

from datetime import datetime
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import allows, require
from peerfhir.api.negotiation import accept, address
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.searching import TYPE_CODES, TYPE_NAMES
from peerfhir.fhir.times import interval
from peerfhir.journeys.weigh import unknown
from peerfhir.store import cursor, reading
from peerfhir.store.audit import Disclosure
from peerfhir.store.reading import Moment, Stored

_PARAMETERS = frozenset({"_count", "_since", "_cursor", "_format"})
_DEFAULT, _MOST = 50, 1000
_METHODS = {"P": ("POST", "201"), "U": ("PUT", "200"), "D": ("DELETE", "204")}


async def of_instance(request: Request) -> Response:
    """GET /Type/id/_history: its versions, newest first."""
    parts, caller = request.app.state.parts, request.state.caller
    type_, fid = request.path_params["type"], request.path_params["id"]
    require(caller, type_, "history-instance")
    count, since, at = _asked(request)
    below = msgspec.msgpack.decode(at, type=int) if at else None
    found = await reading.instance_history(parts.pool, caller, type_, fid, limit=count + 1, below=below, since=since)
    if not found and not await reading.instance_history(parts.pool, caller, type_, fid, limit=1):
        raise unknown(type_, fid)
    more = msgspec.msgpack.encode(found[count - 1].vid) if len(found) > count > 0 else None
    return _bundle(request, found[:count], more)


async def of_type(request: Request) -> Response:
    """GET /Type/_history: versions of a type in the order of commits, newest first."""
    type_ = request.path_params["type"]
    require(request.state.caller, type_, "history-type")
    return await _feed(request, [type_])


async def of_system(request: Request) -> Response:
    """GET /_history: versions of every type that the caller may search."""
    caller = request.state.caller
    types = [name for name in request.app.state.offered if allows(caller, name, "history-system")]
    if not types:
        require(caller, "*", "history-system")
    return await _feed(request, types)


async def _feed(request: Request, types: list[str]) -> Response:
    parts, caller = request.app.state.parts, request.state.caller
    count, since, at = _asked(request)
    before = Moment(*msgspec.msgpack.decode(at, type=tuple[int, int, int, int])) if at else None
    found = await reading.feed(parts.pool, caller, types, limit=count + 1, before=before, since=since)
    last = found[count - 1][0] if len(found) > count > 0 else None
    more = msgspec.msgpack.encode((last.era, last.xid, last.pk, last.vid)) if last else None
    return _bundle(request, [stored for _, stored in found[:count]], more)


def _asked(request: Request) -> tuple[int, datetime | None, bytes | None]:
    """How many, since when, and where the page before ended."""
    accept(request)
    given = request.query_params
    wrong = sorted(set(given) - _PARAMETERS)
    if wrong:
        raise refused(Kind.BAD_REQUEST, "not-supported", f"Unknown parameter {wrong[0][:64]}; there are _count, _since")
    text = given.get("_count", str(_DEFAULT))
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004
        raise refused(Kind.BAD_REQUEST, "value", "_count is a number of entries")
    since = given.get("_since")
    try:
        instant = interval(since, request.app.state.parts.zone)[0] if since else None
    except (ValueError, OverflowError):
        raise refused(Kind.BAD_REQUEST, "value", "_since is an instant, such as 2026-11-09T10:00:00Z") from None
    at = given.get("_cursor")
    body = cursor.unseal_bytes(at, _binding(request), request.app.state.parts.cursor_key) if at else None
    return min(int(text), _MOST), instant, body


def _binding(request: Request) -> bytes:
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "_cursor"]
    return f"{request.state.caller.client}\n{request.url.path}\n{urlencode(asked)}".encode()


def _bundle(request: Request, versions: list[Stored], more: bytes | None) -> Response:
    root, query = address(request), request.url.query
    path = request.scope["path"].removeprefix("/fhir")
    links = [{"relation": "self", "url": f"{root}{path}" + (f"?{query}" if query else "")}]
    if more is not None:
        asked = [(name, value) for name, value in request.query_params.multi_items() if name != "_cursor"]
        at = cursor.seal_bytes(more, _binding(request), request.app.state.parts.cursor_key)
        links.append({"relation": "next", "url": f"{root}{path}?{urlencode([*asked, ('_cursor', at)])}"})
    head = json.encode({"resourceType": "Bundle", "type": "history", "link": links})
    entries = b",".join(_entry(version, root) for version in versions)
    rtype = TYPE_CODES.get(request.path_params.get("type", ""), 0)
    request.app.state.disclosures.note(
        Disclosure(request.state.caller.client, request.state.request_id, "R", rtype, entries=len(versions))
    )
    body = head[:-1] + (b',"entry":[' + entries + b"]}" if versions else b"}")
    return Response(body, 200, None, FHIR_JSON)


def _entry(version: Stored, root: str) -> bytes:
    place = f"{TYPE_NAMES[version.rtype]}/{version.fid}"
    method, status = _METHODS[version.method]
    if method == "PUT" and version.vid == 1:
        status = "201"
    said = {
        "request": {"method": method, "url": TYPE_NAMES[version.rtype] if method == "POST" else place},
        "response": {
            "status": status,
            "etag": f'W/"{version.vid}"',
            "lastModified": version.updated.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        },
    }
    head = json.encode({"fullUrl": f"{root}/{place}"})[:-1]
    shown = b',"resource":' + version.body if not version.deleted else b""
    return head + shown + b"," + json.encode(said)[1:]
