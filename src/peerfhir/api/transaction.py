"""POST of a Bundle: a transaction is kept whole or not at all, a batch entry by entry.

http://hl7.org/fhir/R4/http.html#transaction. What is read in a Bundle is answered by the same handlers as a request
of its own, after the writes.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api import measures
from peerfhir.api.batch import Handle, alone, answered, batch, entry_answer
from peerfhir.api.caller import require
from peerfhir.api.negotiation import address, body, preference, request_hash, retry_key
from peerfhir.api.written import version_headers
from peerfhir.fhir.issues import Issue, Kind, Refused, refused
from peerfhir.fhir.reference import base_of, walk
from peerfhir.journeys.draft import Draft, Kept, Method, Reply, Visit
from peerfhir.journeys.record import refuse
from peerfhir.journeys.transaction import Entry, transact_bundle
from peerfhir.store.identity import new_id
from peerfhir.validation.check import check

MAX_ENTRIES = 5000
_REASONS = {200: "200 OK", 201: "201 Created", 204: "204 No Content"}
_PLACE = re.compile(r"^([A-Z][A-Za-z]{2,63})(?:/([A-Za-z0-9\-.]{1,64}))?$")
_CONDITIONAL = re.compile(r"^([A-Z][A-Za-z]{2,63})\?")
_ETAG = re.compile(r'^(?:W/)?"([0-9]{1,9})"$')
_BETWEEN = b"\x00"  # stands in no JSON text, so that the answers of the writing entries can be kept as one


async def bundle(request: Request, handle: Handle) -> Response:
    """POST /: the answers to all entries, in their order; `handle` answers one as a request of its own."""
    resource, raw = await body(request, "Bundle")
    kind = resource.get("type")
    if kind not in ("transaction", "batch"):
        raise refused(Kind.INVALID, "value", "A Bundle sent here is a transaction or a batch", "Bundle.type")
    entries = resource.get("entry", [])
    if isinstance(entries, list) and len(entries) > MAX_ENTRIES:
        raise refused(Kind.TOO_LARGE, "too-costly", f"A Bundle has at most {MAX_ENTRIES} entries", "Bundle.entry")
    issues = check(resource, request.app.state.parts.library)
    if kind == "batch":
        return answered("batch-response", await batch(entries, issues, retry_key(request), handle, address(request)))
    refuse(issues)
    return await _transaction(request, entries, issues, raw, handle)


async def _transaction(
    request: Request, entries: Sequence[dict[str, Any]], issues: Sequence[Issue], raw: bytes, handle: Handle
) -> Response:
    caller, root = request.state.caller, address(request)
    writing: dict[int, Entry] = {}
    for number, entry in enumerate(entries):
        if entry["request"]["method"] not in ("GET", "HEAD"):
            place = f"Bundle.entry[{number}]"
            said = tuple(issue for issue in issues if issue.expression[0].startswith(f"{place}."))
            writing[number] = _draft(entry, place, said, request)
    for draft in (one.draft for one in writing.values()):
        try:
            for type_, interaction in _needed(draft):
                require(caller, type_, interaction)
            measures.writable(request, draft.type, draft.fid)
        except Refused as refusal:
            raise draft.entry(refusal) from None
    wish, key = preference(request), retry_key(request)

    def render(kept: list[Kept]) -> Reply:
        return Reply(200, {}, _BETWEEN.join(_said(one, wish, root) for one in kept))

    answer = await transact_bundle(
        request.app.state.parts,
        caller,
        list(writing.values()),
        Visit(request.state.request_id, render, key, request_hash(request, raw) if key else b""),
    )
    shown = dict(zip(writing, answer.body.split(_BETWEEN), strict=False))
    for number, entry in enumerate(entries):
        if number not in shown:
            shown[number] = await alone(entry, handle)
    return answered("transaction-response", [shown[number] for number in range(len(entries))], answer.headers)


def _needed(draft: Draft) -> set[tuple[str, str]]:
    """The scopes that a draft needs, as (type, interaction): criteria search, and their match is shown."""
    needed = {(draft.type, {"POST": "create", "PUT": "update", "DELETE": "delete"}[draft.method])}
    if draft.if_none_exist is not None:
        needed |= {(draft.type, "search-type"), (draft.type, "read")}
    for _, reference in walk(draft.resource, draft.type):
        found = _CONDITIONAL.match(reference["reference"])
        if found:
            needed.add((found[1], "search-type"))
    return needed


def _draft(entry: dict[str, Any], place: str, issues: tuple[Issue, ...], request: Request) -> Entry:
    asked, resource = entry["request"], entry.get("resource")
    found = _PLACE.match(asked["url"])
    method: Method = asked["method"]
    type_, fid = (found[1], found[2]) if found else ("", None)
    if method not in ("POST", "PUT", "DELETE") or not found or (method == "POST") != (fid is None):
        text = "An entry is POST Type, PUT Type/id, DELETE Type/id or a GET; other requests are not supported"
        raise refused(Kind.INVALID, "not-supported", text, f"{place}.request")
    if type_ not in request.app.state.offered:
        raise refused(Kind.INVALID, "not-supported", f"{type_} is not offered here", f"{place}.request.url")
    if method != "DELETE" and (resource is None or resource["resourceType"] != type_):
        raise refused(
            Kind.INVALID, "value", f"The resource must be the {type_} that the url names", f"{place}.resource"
        )
    if method == "PUT" and resource is not None and resource.get("id") != fid:
        raise refused(Kind.INVALID, "value", "The id must be the one of the url", f"{place}.resource.id")
    version = _ETAG.match(asked["ifMatch"]) if "ifMatch" in asked else None
    if "ifMatch" in asked and not version:
        raise refused(Kind.INVALID, "value", 'ifMatch must be an ETag such as W/"3"', f"{place}.request.ifMatch")
    if method == "PUT" and asked.get("ifNoneMatch", "*") != "*":
        raise refused(Kind.INVALID, "not-supported", "ifNoneMatch of an update is *", f"{place}.request.ifNoneMatch")
    draft = Draft(
        method,
        type_,
        fid or new_id(int(request.app.state.parts.clock().timestamp() * 1000)),
        None if method == "DELETE" else resource,
        if_match=int(version[1]) if version else None,
        must_be_new=method == "PUT" and asked.get("ifNoneMatch") == "*",
        if_none_exist=asked.get("ifNoneExist") if method == "POST" else None,
        place=place,
        issues=issues,
    )
    own, full_url = address(request), entry.get("fullUrl", "")
    # Links to our own address were made relative, so is the name that they lead to.
    return Entry(draft, full_url.removeprefix(f"{own}/") or None, base_of(full_url, own))


def _said(kept: Kept, wish: str, root: str) -> bytes:
    """One entry of the answer; its resource are the stored bytes."""
    headers = version_headers(kept.type, kept.fid, kept.vid, kept.updated, root)
    answer: dict[str, Any] = {"status": _REASONS[kept.status], "etag": headers["ETag"]}
    if kept.status != 204:  # noqa: PLR2004
        answer |= {"location": headers["Location"], "lastModified": _instant(kept.updated)}
    if kept.findings:
        answer["outcome"] = {"resourceType": "OperationOutcome", "issue": [f.as_json() for f in kept.findings]}
    shown = kept.body if wish == "representation" and kept.body else b""
    return entry_answer(shown, answer)


def _instant(updated: datetime) -> str:
    """As meta.lastUpdated says it."""
    return updated.isoformat(timespec="milliseconds").replace("+00:00", "Z")
