"""The shells around every request, one concern each, outermost first.

`Journal` gives the request its id, writes its log line and counts it; `Guard` turns an exception that nobody expected
into an answer; `Limits` bounds how many requests run, how long, and how much they send. `Shells` nests the three; a
request pays about ten microseconds for all of them.

For handlers: `request.state.request_id` is set; whoever finds out who calls sets `request.state.caller`, so that the
log line can name the client by its number.
"""

import asyncio
import itertools
import re
import secrets
import time

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peerfhir.api import failures
from peerfhir.api.log import REQUEST_ID
from peerfhir.api.metrics import Metrics
from peerfhir.api.outcomes import FHIR_JSON, refusal
from peerfhir.api.template import template
from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused, outcome

HANG_UP = 499  # nginx's number for a caller who did not wait; never sent
QUIET = frozenset({"/livez", "/readyz", "/metrics"})  # asked every few seconds: no line unless something is wrong
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
SERVER_ERROR = 500

_ACCEPTED_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")

log = structlog.get_logger()


class Journal:
    """Request id, log line, metrics."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._ids = map(f"{secrets.token_hex(5)}-{{}}".format, itertools.count(1))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note how the request went, whatever happened in it."""
        request_id = self._request_id(scope)
        echo = (b"x-request-id", request_id.encode())
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        token = REQUEST_ID.set(request_id)
        status = HANG_UP

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), echo]
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, noting)
        finally:
            took = time.perf_counter() - began
            method, route = scope["method"], template(scope["path"])
            self._metrics.note(method, route, status, took)
            if route not in QUIET or status >= SERVER_ERROR:
                caller = state.get("caller")
                log.info(
                    "request",
                    method=method,
                    route=route,
                    status=status,
                    ms=round(took * 1000, 2),
                    client=None if caller is None else caller.client,
                )
            REQUEST_ID.reset(token)

    def _request_id(self, scope: Scope) -> str:
        """The caller's own X-Request-Id where it is plain, else one of ours."""
        for name, value in scope["headers"]:
            if name == b"x-request-id" and _ACCEPTED_ID.fullmatch(value):
                return str(value, "ascii")
        return next(self._ids)


class Guard:
    """An exception that nobody expected becomes 503 or 500; a caller who hung up becomes nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in place of what failed, if the answer has not begun.

        Starlette answers 500 in its own words before it lets an exception out: a 500 is held back until it is certain
        that no exception follows.
        """
        started = False
        held: list[Message] = []

        async def noting(message: Message) -> None:
            nonlocal started
            if held or message.get("status") == SERVER_ERROR:
                held.append(message)
                return
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
            for message in held:
                await send(message)
        except ClientDisconnect:
            log.debug("hung up")
        except Exception as error:  # noqa: BLE001 - the last shell before the wire
            wait = failures.retry_after(error)
            if wait is None:
                log.error("failed", error=error)  # noqa: TRY400 - its text may quote a record
            else:
                log.warning("unavailable", error=error)
            if started:  # too late to say anything: a half answer is ended by closing the connection
                return
            if wait is None:
                response = failure(f"The server failed; its log has more under request {scope['state']['request_id']}")
            else:
                response = busy("transient", "The server cannot do this now; the same request may succeed later", wait)
            await response(scope, receive, send)


class TooLargeError(BaseException):
    """More came than the limit, from a caller who had not said how much it would be.

    No `Exception`, for which Starlette would answer 500 in its own words before it comes out.
    """


class Limits:
    """How many requests at once, how long each, how large its body."""

    def __init__(self, app: ASGIApp, *, max_body: int, request_timeout: float, max_concurrent: int) -> None:
        self._app = app
        self._max_body = max_body
        self._max_concurrent = max_concurrent
        self._deadlines = Deadlines(request_timeout)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request within its bounds, or say which one it broke."""
        if len(self._deadlines) >= self._max_concurrent and scope["path"] not in QUIET:
            text = f"The server has {self._max_concurrent} requests in hand already"
            await busy("throttled", text, failures.SOON)(scope, receive, send)
            return
        announced = _content_length(scope) if scope["method"] in WITH_BODY else 0
        if announced is None:
            await self._timed(scope, self._bounded(receive), send)
        elif announced > self._max_body:
            await self._too_large()(scope, receive, send)
        else:
            await self._timed(scope, receive, send)

    async def _timed(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        task = self._deadlines.begin()
        try:
            await self._app(scope, receive, noting)
        except TooLargeError:
            if not started:
                await self._too_large(Connection="close")(scope, receive, send)
        except asyncio.CancelledError:
            if not self._deadlines.missed(task):
                raise
            log.warning("out of time")
            if not started:
                text = f"The request took longer than {self._deadlines.seconds:g} seconds and was given up"
                await busy("timeout", text, failures.LATER)(scope, receive, send)
        finally:
            self._deadlines.end(task)

    def _too_large(self, **headers: str) -> Response:
        issue = Issue("error", "too-long", f"The body is larger than {self._max_body} bytes")
        return refusal(Refused(Kind.TOO_LARGE, (issue,), headers))

    def _bounded(self, receive: Receive) -> Receive:
        left = self._max_body

        async def counting() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLargeError
            return message

        return counting


class Deadlines:
    """The requests in hand and when each is to be given up.

    One timer looks at all of them every half second: a timer for each request would cost ten times as much.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until: dict[asyncio.Task[object], float] = {}
        self._missed: set[asyncio.Task[object]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """How many requests are in hand."""
        return len(self._until)

    def begin(self) -> "asyncio.Task[object]":
        """Start counting for the running task."""
        task = asyncio.current_task()
        assert task is not None, "a request runs in a task"  # noqa: S101 - so does every ASGI server
        loop = task.get_loop()
        self._until[task] = loop.time() + self.seconds
        if self._timer is None:
            self._timer = loop.call_later(min(0.5, self.seconds), self._look, loop)
        return task

    def end(self, task: "asyncio.Task[object]") -> None:
        """The task's request is over."""
        self._until.pop(task, None)
        self._missed.discard(task)

    def missed(self, task: "asyncio.Task[object]") -> bool:
        """Whether the cancellation that reached this task was for its deadline; then it counts as dealt with."""
        if task not in self._missed:
            return False
        task.uncancel()
        return True

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for task, until in self._until.items():
            if until <= now and task not in self._missed:
                self._missed.add(task)
                task.cancel()
        self._timer = loop.call_later(min(0.5, self.seconds), self._look, loop) if self._until else None


class Shells:
    """All of them around an ASGI application; what is not HTTP (its lifespan) passes through."""

    def __init__(self, app: ASGIApp, *, max_body: int, request_timeout: float, max_concurrent: int) -> None:
        self._inner = app
        limits = Limits(app, max_body=max_body, request_timeout=request_timeout, max_concurrent=max_concurrent)
        self._app = Journal(Guard(limits), Metrics())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or lifespan."""
        if scope["type"] == "http":
            await self._app(scope, receive, send)
        else:
            await self._inner(scope, receive, send)


def busy(code: str, text: str, wait: int) -> Response:
    """503: come again in `wait` seconds."""
    return refusal(Refused(Kind.UNAVAILABLE, (Issue("error", code, text),), {"Retry-After": str(wait)}))


def failure(text: str) -> Response:
    """500: the mistake is ours, which is why no kind of refusal has this status."""
    return Response(json.encode(outcome([Issue("fatal", "exception", text)])), SERVER_ERROR, None, FHIR_JSON)


def _content_length(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else None
    return None
