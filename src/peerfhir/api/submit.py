"""POST /Claim/$submit: a claim is adjudicated line by line (http://hl7.org/fhir/R4/claim-operation-submit.html).

Takes a Claim, or a Bundle of type collection in which the first Claim is the one submitted; what else is in it is read
here under the ids it has, not stored from it.
"""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api import written
from peerfhir.api.caller import require
from peerfhir.api.negotiation import address, body, preference, request_hash, retry_key
from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused
from peerfhir.fhir.reference import renamed
from peerfhir.journeys.draft import Draft, Kept, Reply, Visit
from peerfhir.journeys.submit import submit as adjudicate
from peerfhir.store.identity import new_id
from peerfhir.validation.check import check

Json = dict[str, Any]


async def submit(request: Request) -> Response:
    """200 with the ClaimResponse, in a Bundle when a Bundle came; 422 with every issue of what cannot be judged."""
    parts, caller = request.app.state.parts, request.state.caller
    require(caller, "Claim", "create")
    sent, raw = await body(request, "Claim", "Bundle")
    issues = tuple(check(sent, parts.library))
    bundled = sent["resourceType"] == "Bundle"
    claim, place = _first(sent, issues) if bundled else (sent, None)
    draft = Draft("POST", "Claim", new_id(int(parts.clock().timestamp() * 1000)), claim, place=place, issues=issues)
    root, wish, key = address(request), preference(request), retry_key(request)

    def render(kept: list[Kept]) -> Reply:
        told = written.reply(kept[0], wish, root)
        shown = bundled and wish == "representation"
        return _bundle(told, f"{root}/ClaimResponse/{kept[0].fid}") if shown else told

    visit = Visit(request.state.request_id, render, key, request_hash(request, raw) if key else b"")
    return written.response(await adjudicate(parts, caller, draft, visit))


def _first(bundle: Json, issues: Sequence[Issue]) -> tuple[Json, str]:
    """The Claim of a Bundle, its links to other entries made links to what is here, and its place."""
    if bundle.get("type") != "collection":
        wrong = Issue("error", "value", "A Bundle that is submitted is a collection", ("Bundle.type",))
        raise Refused(Kind.INVALID, (*issues, wrong))
    given = bundle.get("entry")
    entries = [entry for entry in given if isinstance(entry, dict)] if isinstance(given, list) else []
    names = dict(name for entry in entries for name in _names(entry))
    for number, entry in enumerate(entries):
        resource = entry.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "Claim":
            return renamed(resource, lambda link: names.get(link, link)), f"Bundle.entry[{number}]"
    missing = Issue("error", "required", "There is no Claim in this Bundle", ("Bundle.entry",))
    raise Refused(Kind.INVALID, (*issues, missing))


def _names(entry: Json) -> list[tuple[str, str]]:
    """What an entry is called, and the name it has here."""
    url, resource = entry.get("fullUrl"), entry.get("resource")
    if not isinstance(url, str) or not isinstance(resource, dict):
        return []
    type_, fid = resource.get("resourceType"), resource.get("id")
    return [(url, f"{type_}/{fid}")] if isinstance(type_, str) and isinstance(fid, str) else []


def _bundle(told: Reply, url: str) -> Reply:
    """The answer in a Bundle; its resource are the stored bytes."""
    entry = b'{"fullUrl":' + json.encode(url) + b',"resource":' + told.body + b"}"
    return told._replace(body=b'{"resourceType":"Bundle","type":"collection","entry":[' + entry + b"]}")
