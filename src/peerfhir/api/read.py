"""FHIR read and vread: one index probe, and the stored bytes as they are.

http://hl7.org/fhir/R4/http.html#read
"""

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.caller import require
from peerfhir.api.negotiation import accept, address, if_none_match
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.written import version_headers
from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.weigh import unknown
from peerfhir.store import reading
from peerfhir.store.audit import Disclosure
from peerfhir.store.reading import Stored

_MAX_VERSION = 2**31 - 1


async def read(request: Request) -> Response:
    """GET /Type/id: the current version, 410 when it is deleted, 304 when the client has it."""
    parts, caller, path = request.app.state.parts, request.state.caller, request.path_params
    type_, fid = path["type"], path["id"]
    require(caller, type_, "read")
    accept(request)
    stored = await reading.read(parts.pool, caller, type_, fid)
    return _answer(request, type_, fid, stored)


async def read_version(request: Request) -> Response:
    """GET /Type/id/_history/vid: that version."""
    parts, caller, path = request.app.state.parts, request.state.caller, request.path_params
    type_, fid, vid = path["type"], path["id"], path["vid"]
    require(caller, type_, "vread")
    accept(request)
    known = vid.isascii() and vid.isdigit() and len(vid) < 11 and int(vid) <= _MAX_VERSION  # noqa: PLR2004
    stored = await reading.read_version(parts.pool, caller, type_, fid, int(vid)) if known else None
    return _answer(request, type_, fid, stored)


def _answer(request: Request, type_: str, fid: str, stored: Stored | None) -> Response:
    if stored is None:
        raise unknown(type_, fid)
    request.app.state.disclosures.note(
        Disclosure(request.state.caller.client, request.state.request_id, "R", stored.rtype, stored.pk, stored.patient)
    )
    if stored.deleted:
        raise refused(Kind.GONE, "deleted", f"{type_}/{fid} was deleted")
    headers = version_headers(type_, fid, stored.vid, stored.updated, address(request))
    del headers["Location"]
    if b"if-none-match" in dict(request.scope["headers"]) and if_none_match(request) == stored.vid:
        return Response(None, 304, headers)
    return Response(stored.body, 200, headers, FHIR_JSON)
