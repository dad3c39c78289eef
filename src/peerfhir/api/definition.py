"""Our definitions: GET /StructureDefinition/id and the like, and their search; no token is needed.

They are not written here, so that no version but the current one and no history is kept of them.
http://hl7.org/fhir/R4/http.html#read and #search
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from peerfhir.api.negotiation import accept, address, lenient
from peerfhir.api.offered import DEFINED
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.published import Published, published
from peerfhir.api.search import given
from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused, outcome, refused
from peerfhir.journeys.weigh import unknown
from peerfhir.store.query import CURSOR, DEFAULT_COUNT, MAX_COUNT

Pairs = list[tuple[str, str]]

_PASSED_OVER = ("_format", "_pretty", "_total")  # everything is counted here
_LONGEST_NUMBER = 6


async def read(request: Request, type_: str, fid: str) -> Response:
    """GET /Type/id: the definition; 404 for another id."""
    accept(request)
    found = published()[type_].get(fid)
    if found is None:
        raise unknown(type_, fid[:64])
    return Response(found.body, 200, None, FHIR_JSON)


async def search(request: Request, type_: str) -> Response:
    """GET /Type?url=&version=&name=...: a searchset of what meets all of the parameters; 400 for unknown ones."""
    accept(request)
    asked = _understood(type_, await given(request), lenient=lenient(request))
    found = [
        one
        for one in published()[type_].values()
        if all(one.meets(type_, code, text.split(",")) for code, text in asked.conditions)
    ]
    return Response(_bundle(type_, asked, found, address(request)), 200, None, FHIR_JSON)


@dataclass(slots=True)
class _Asked:
    """A search, understood: which definitions, from which on, how many."""

    conditions: Pairs = field(default_factory=list)
    count: int = DEFAULT_COUNT
    start: int = 0
    applied: Pairs = field(default_factory=list)
    ignored: list[Issue] = field(default_factory=list)


def _understood(type_: str, params: Pairs, *, lenient: bool) -> _Asked:
    asked = _Asked()
    wrong: list[Issue] = []
    for name, text in params:
        if name in ("_id", *DEFINED[type_]):
            asked.conditions.append((name, text))
        elif name == "_summary" and text in ("count", "false"):
            asked.count = 0 if text == "count" else asked.count
        elif name == "_count":
            asked.count = min(_number(name, text), MAX_COUNT)
        elif name == CURSOR:
            asked.start = _number(name, text)
        elif name not in _PASSED_OVER:
            valid = ", ".join(("_id", *DEFINED[type_], "_count"))
            issue = Issue(
                "warning" if lenient else "error",
                "not-supported",
                f"{type_} has no search parameter '{name[:64]}' here",
                diagnostics=f"Valid: {valid}",
            )
            (asked.ignored if lenient else wrong).append(issue)
            continue
        asked.applied += [(name, text)] if name not in (CURSOR, *_PASSED_OVER) else []
    if wrong:
        raise Refused(Kind.BAD_REQUEST, tuple(wrong))
    return asked


def _number(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST_NUMBER:
        raise refused(Kind.BAD_REQUEST, "invalid", f"{name}: a number from 0 on")
    return int(text)


def _bundle(type_: str, asked: _Asked, found: list[Published], root: str) -> bytes:
    place, end = f"{root}/{type_}", asked.start + asked.count
    links = [{"relation": "self", "url": _url(place, asked.applied)}]
    if asked.count and len(found) > end:
        links.append({"relation": "next", "url": _url(place, [*asked.applied, (CURSOR, str(end))])})
    head = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": links}
    entries = [_entry(place, one) for one in found[asked.start : end]]
    if asked.ignored:
        entries.append(json.encode({"resource": outcome(asked.ignored), "search": {"mode": "outcome"}}))
    said = json.encode(head)
    return b"".join((said[:-1], b',"entry":[', b",".join(entries), b"]}")) if entries else said


def _entry(place: str, one: Published) -> bytes:
    before = json.encode({"fullUrl": f"{place}/{one.fid}"})[:-1]
    return b"".join((before, b',"resource":', one.body, b',"search":{"mode":"match"}}'))


def _url(place: str, params: Pairs) -> str:
    return f"{place}?{urlencode(params)}" if params else place
