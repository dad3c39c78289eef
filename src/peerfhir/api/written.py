"""The answer to a write: status, Location, ETag, Last-Modified, the findings, and what Prefer asked for.

http://hl7.org/fhir/R4/http.html#ops
"""

from datetime import datetime
from email.utils import formatdate
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.negotiation import address, preference, request_hash, retry_key
from peerfhir.api.outcomes import FHIR_JSON, finding_headers
from peerfhir.fhir import json
from peerfhir.fhir.issues import outcome
from peerfhir.journeys.draft import Kept, Reply, Visit

_FINDINGS = "peerfhir-finding"


def version_headers(kept_type: str, fid: str, vid: int, updated: datetime, root: str) -> dict[str, str]:
    """ETag, Last-Modified and Location of a version."""
    return {
        "ETag": f'W/"{vid}"',
        "Last-Modified": _http_date(int(updated.timestamp())),
        "Location": f"{root}/{kept_type}/{fid}/_history/{vid}",
    }


@lru_cache(1024)
def _http_date(second: int) -> str:
    """A time in seconds since 1970 as HTTP writes it; hundreds of requests are answered within one second."""
    return formatdate(second, usegmt=True)


def reply(kept: Kept, preference: str, root: str) -> Reply:
    """One write as an answer; findings travel under one header name and are told apart when it is sent."""
    if kept.status == 204:  # noqa: PLR2004
        return Reply(204, {"ETag": f'W/"{kept.vid}"'}, b"")
    headers = version_headers(kept.type, kept.fid, kept.vid, kept.updated, root)
    if kept.findings:
        headers[_FINDINGS] = "\n".join(value.decode() for _, value in finding_headers(kept.findings))
    if preference == "minimal":
        return Reply(kept.status, headers, b"")
    shown = json.encode(outcome(kept.findings)) if preference == "OperationOutcome" else kept.body
    return Reply(kept.status, headers, shown)


def visit(request: Request, raw: bytes) -> Visit:
    """The request around one write, for the journey that makes it."""
    wish, root, key = preference(request), address(request), retry_key(request)
    said = request_hash(request, raw) if key else b""
    return Visit(request.state.request_id, lambda kept: reply(kept[0], wish, root), key, said)


def response(answer: Reply) -> Response:
    """The answer on the wire; also that of a retry, which is the first one to the byte."""
    headers = dict(answer.headers)
    findings = headers.pop(_FINDINGS, None)
    made = Response(answer.body or None, answer.status, headers, FHIR_JSON if answer.body else None)
    if findings:
        made.raw_headers += [(_FINDINGS.encode(), finding.encode("latin-1")) for finding in findings.split("\n")]
    return made
