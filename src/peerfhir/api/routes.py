"""Everything below /fhir: the path and the method find a handler in THE TABLE, the caller is known before it runs.

Written as one dispatcher in place of hundreds of routes, so that a request is found in a few dictionary look-ups and
that what is not offered is answered as FHIR says: 404, or 405 with what is allowed.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NoReturn
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from peerfhir.api import (
    capability,
    create,
    definition,
    delete,
    history,
    measures,
    operations,
    read,
    search,
    transaction,
    update,
)
from peerfhir.api.negotiation import header
from peerfhir.api.offered import DEFINED, OFFERED, OPERATIONS, VALIDATED, Interaction, Level
from peerfhir.api.outcomes import STATUS, refusal
from peerfhir.fhir.issues import Kind, Refused, refused
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.store.audit import Disclosure

Handler = Callable[[Request], Awaitable[Response]]
_ACTIONS = {"GET": "R", "HEAD": "R", "POST": "C", "PUT": "U", "DELETE": "D"}
_KEPT = ("host", "authorization", "prefer")  # of a Bundle's headers, for each of its entries
_REFUSALS = frozenset({Kind.NO_TOKEN, Kind.NO_SCOPE, Kind.NOT_FOUND})

# (depth of the path below the type, method) → interaction and handler
_OF_TYPE: dict[tuple[str, str], tuple[Interaction, Handler]] = {
    ("type", "GET"): (Interaction.SEARCH_TYPE, search.search_type),
    ("type", "POST"): (Interaction.CREATE, create.create),
    ("search", "POST"): (Interaction.SEARCH_TYPE, search.search_type),
    ("history-type", "GET"): (Interaction.HISTORY_TYPE, history.of_type),
    ("id", "GET"): (Interaction.READ, read.read),
    ("id", "PUT"): (Interaction.UPDATE, update.update),
    ("id", "DELETE"): (Interaction.DELETE, delete.delete),
    ("history-id", "GET"): (Interaction.HISTORY_INSTANCE, history.of_instance),
    ("vid", "GET"): (Interaction.VREAD, read.read_version),
}
# type → place → method → handler
_OFFERED: dict[str, dict[str, dict[str, Handler]]] = {
    name: {
        place: {m: handler for (p, m), (i, handler) in _OF_TYPE.items() if p == place and i in interactions}
        for place, _ in _OF_TYPE
    }
    for name, interactions in OFFERED.items()
}
_OFFERED["Measure"]["id"] |= {"GET": measures.read, "PUT": measures.update, "DELETE": measures.delete}
_OFFERED["Measure"]["type"]["GET"] = _OFFERED["Measure"]["search"]["POST"] = measures.search
_OPERATIONS = {(o.name, level): o for o in OPERATIONS for level in o.levels}


class Fhir:
    """The ASGI application at /fhir."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        response = await self._answer(request, scope["path"])
        await response(scope, receive, send)

    async def _answer(self, request: Request, path: str) -> Response:
        state = request.state
        try:
            parts = path.strip("/").split("/")[1:]
            if parts == ["metadata"]:
                return await self._metadata(request)
            if parts and parts[0] in DEFINED:
                return await self._definition(request, parts)
            state.caller = await request.app.state.callers.caller(header(request, b"authorization"))
            if not parts:
                return await self._system(request)
            return await _found(request, parts)(request)
        except Refused as answer:
            _note(request, answer)
            return refusal(answer)

    async def _metadata(self, request: Request) -> Response:
        _allow(request, {"GET"})
        return await capability.metadata(request)

    async def _definition(self, request: Request, parts: list[str]) -> Response:
        match parts:
            case [type_, "_search"]:
                _allow(request, {"POST"})
                return await definition.search(request, type_)
            case [type_]:
                _allow(request, {"GET"})
                return await definition.search(request, type_)
            case [type_, fid]:
                _allow(request, {"GET"})
                return await definition.read(request, type_, fid)
        raise refused(Kind.NOT_FOUND, "not-found", "There is nothing at this address")

    async def _system(self, request: Request) -> Response:
        _allow(request, {"POST"})

        async def handle(method: str, url: str, headers: dict[str, str], body: bytes) -> Response:
            return await self._entry(request, method, url, headers, body)

        return await transaction.bundle(request, handle)

    async def _entry(self, outer: Request, method: str, url: str, headers: dict[str, str], body: bytes) -> Response:
        """One entry of a Bundle as a request of its own, by the same caller."""
        try:
            split = urlsplit(url)
        except ValueError:
            return refusal(refused(Kind.BAD_REQUEST, "value", "The url of an entry is no URL"))
        kept = {name: outer.headers[name] for name in _KEPT if name in outer.headers}
        sent = {"content-type": "application/fhir+json", **kept, **headers}
        raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in sent.items()]
        path = "/fhir/" + split.path.removeprefix("/")
        scope: dict[str, Any] = {**outer.scope, "method": method, "path": path, "headers": raw}
        scope["query_string"] = split.query.encode()
        scope["state"] = dict(outer.scope["state"])
        scope.pop("path_params", None)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        inner = Request(scope, receive)
        if path == "/fhir/":
            return refusal(refused(Kind.INVALID, "not-supported", "A Bundle in a Bundle is not supported"))
        return await self._answer(inner, path)


def _found(request: Request, parts: list[str]) -> Handler:
    """The handler of a path; its parts go into `path_params`."""
    if parts == ["_history"]:
        _allow(request, {"GET"})
        return history.of_system
    type_ = parts[0]
    if len(parts) == 1 and type_.startswith("$"):
        request.scope["path_params"] = {"type": "", "id": "", "vid": "", "operation": type_[1:]}
        return _operation(request, type_[1:], "", Level.SYSTEM)
    if type_ not in OFFERED and not (type_ in VALIDATED and parts[1:] == ["$validate"]):
        text = f"{type_} is not offered here" if type_ in TYPE_CODES else "There is nothing at this address"
        raise refused(Kind.NOT_FOUND, "not-supported", text)
    place, params = _place(parts)
    request.scope["path_params"] = params
    if params["operation"]:
        return _operation(request, params["operation"], type_, Level(place))
    offered = _OFFERED[type_].get(place, {})
    handler = offered.get("GET" if request.method == "HEAD" else request.method)
    return handler or _not_allowed(request, offered)


def _place(parts: list[str]) -> tuple[str, dict[str, str]]:
    """Where a path leads, and what it names on the way."""
    params = {"type": parts[0], "id": "", "vid": "", "operation": ""}
    place = None
    match parts[1:]:
        case []:
            place = "type"
        case ["_search"]:
            place = "search"
        case ["_history"]:
            place = "history-type"
        case [name] if name.startswith("$"):
            place, params["operation"] = "type", name[1:]
        case [fid]:
            place, params["id"] = "id", fid
        case [fid, "_history"]:
            place, params["id"] = "history-id", fid
        case [fid, name] if name.startswith("$"):
            place, params["id"], params["operation"] = "instance", fid, name[1:]
        case [fid, "_history", vid]:
            place, params["id"], params["vid"] = "vid", fid, vid
    if place is None or any("\0" in part for part in parts):  # no text of the database holds a NUL
        raise refused(Kind.NOT_FOUND, "not-found", "There is nothing at this address")
    return place, params


def _operation(request: Request, name: str, type_: str, level: Level) -> Handler:
    operation = _OPERATIONS.get((name, level))
    if operation is None or (operation.types is not None and type_ not in operation.types):
        raise refused(Kind.NOT_FOUND, "not-supported", f"There is no operation ${name[:64]} here")
    _allow(request, operation.methods)
    return operations.HANDLERS[name]


def _allow(request: Request, methods: Iterable[str]) -> None:
    method = "GET" if request.method == "HEAD" else request.method
    if method not in methods:
        _not_allowed(request, methods)


def _not_allowed(request: Request, methods: Iterable[str]) -> NoReturn:
    answer = refused(Kind.NOT_ALLOWED, "not-supported", f"{request.method[:16]} is not offered here")
    answer.headers["Allow"] = ", ".join(sorted(methods))
    raise answer


def _note(request: Request, answer: Refused) -> None:
    """A refused access is audited like an access."""
    if answer.kind not in _REFUSALS:
        return
    caller = getattr(request.state, "caller", None)
    action = _ACTIONS.get(request.method, "E")
    rtype = TYPE_CODES.get(request.scope.get("path_params", {}).get("type", ""), 0)
    request.app.state.disclosures.note(
        Disclosure(
            caller.client if caller else 0,
            request.state.request_id,
            action,
            rtype,
            status=STATUS[answer.kind],
            entries=0,
        )
    )
