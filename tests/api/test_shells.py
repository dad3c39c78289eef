"""The shells around a request: its id, its log line, its limits, and what becomes of an unexpected exception."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peerfhir.api.shells import Shells


@dataclass
class Answer:
    """What came out of an ASGI application."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def issue(self) -> dict[str, Any]:
        """The one issue of the OperationOutcome."""
        outcome = json.loads(self.body)
        assert outcome["resourceType"] == "OperationOutcome"
        assert len(outcome["issue"]) == 1
        issue: dict[str, Any] = outcome["issue"][0]
        return issue


def shells(app: ASGIApp, *, max_body: int = 1000, request_timeout: float = 5.0, max_concurrent: int = 10) -> Shells:
    """An application in its shells."""
    return Shells(app, max_body=max_body, request_timeout=request_timeout, max_concurrent=max_concurrent)


async def ask(
    app: ASGIApp,
    path: str = "/fhir/Patient/p1",
    *,
    method: str = "GET",
    headers: Sequence[tuple[str, str]] = (),
    chunks: Sequence[bytes] = (b"",),
    query: bytes = b"",
) -> Answer:
    """Send one request to an ASGI application."""
    sent = iter(chunks)
    left = len(chunks)
    messages: list[Message] = []

    async def receive() -> dict[str, Any]:
        nonlocal left
        left -= 1
        if left < 0:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": next(sent), "more_body": left > 0}

    async def send(message: Message) -> None:
        messages.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "method": method, "path": path, "headers": raw, "query_string": query, "state": {}}
    await app(scope, receive, send)
    head = messages[0]
    found = {name.decode(): value.decode() for name, value in head["headers"]}
    return Answer(head["status"], found, b"".join(m.get("body", b"") for m in messages[1:]))


async def fine(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers what it was sent."""
    request = Request(scope, receive)
    await PlainTextResponse(await request.body())(scope, receive, send)


def failing(error: Exception) -> ASGIApp:
    """An application that raises."""

    async def app(_: Scope, __: Receive, ___: Send) -> None:
        raise error

    return app


async def test_every_answer_has_a_request_id():
    """The answer carries an X-Request-Id, another one each time."""
    app = shells(fine)
    first, second = await ask(app), await ask(app)
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


async def test_a_callers_request_id_is_kept():
    """FHIR http page, custom headers: the X-Request-Id that the client assigned is echoed."""
    answer = await ask(shells(fine), headers=[("x-request-id", "0f1e2d3c-0000-4000-8000-aabbccddeeff")])
    assert answer.headers["x-request-id"] == "0f1e2d3c-0000-4000-8000-aabbccddeeff"


@pytest.mark.parametrize(
    "sent", ["short", "x" * 65, "with space in it", "line\tbreak-1234", "ümlaut-12345", "a.b/c?d=e1"]
)
async def test_an_odd_request_id_is_replaced(sent):
    """What could forge a log line or carry text is not taken over."""
    answer = await ask(shells(fine), headers=[("x-request-id", sent)])
    assert answer.headers["x-request-id"] != sent


async def test_the_log_line_names_nobody(lines):
    """Method, route template, status, duration, request id, client number: no ids, no query, no header, no body."""
    headers = [("x-request-id", "aaaaaaaa-1"), ("authorization", "Bearer secret")]
    await ask(shells(fine), "/fhir/Patient/smith-john", headers=headers, query=b"family=Smith", chunks=(b"Smith",))
    (line,) = lines()
    assert line.pop("ms") >= 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/fhir/Patient/{id}",
        "status": 200,
        "client": None,
        "request_id": "aaaaaaaa-1",
    }


async def test_the_log_line_has_the_clients_number(lines):
    """Whoever finds out the caller puts it into the state; the line shows its number."""

    class Caller:
        client = 42

    async def app(scope, receive, send):
        scope["state"]["caller"] = Caller
        await fine(scope, receive, send)

    await ask(shells(app))
    assert lines()[0]["client"] == 42


async def test_health_is_not_logged_while_it_is_well(lines):
    """A probe every few seconds would drown the rest."""
    await ask(shells(fine), "/livez")
    assert lines() == []


async def test_an_unexpected_exception_is_500_with_the_request_id(lines):
    """The answer says where to look; the log says what and where, but not the exception's text."""
    answer = await ask(shells(failing(ValueError("John Smith"))), headers=[("x-request-id", "aaaaaaaa-1")])
    assert (answer.status, answer.issue["code"], answer.issue["severity"]) == (500, "exception", "fatal")
    assert "aaaaaaaa-1" in answer.issue["details"]["text"]
    failed, request = lines()
    assert (failed["event"], failed["error"]) == ("failed", "builtins.ValueError")
    assert failed["places"][-1].split(" ")[1] == "app"
    assert (request["event"], request["status"]) == ("request", 500)
    assert "Smith" not in json.dumps(lines())


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.CannotConnectNowError("starting"),
        asyncpg.AdminShutdownError("stopping"),
        asyncpg.TooManyConnectionsError("full"),
        asyncpg.DiskFullError("no space"),
        asyncpg.LockNotAvailableError("lock"),
        asyncpg.DeadlockDetectedError("deadlock"),
        asyncpg.ConnectionDoesNotExistError("lost"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
        ConnectionRefusedError(),
        FileNotFoundError("no socket"),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_is_not_our_mistake_is_503(error):
    """Design section 6: 503 with Retry-After; the same request may succeed later."""
    answer = await ask(shells(failing(error)))
    assert (answer.status, answer.issue["code"]) == (503, "transient")
    assert int(answer.headers["retry-after"]) >= 1


async def test_starlettes_own_500_is_replaced():
    """Starlette answers in plain text before it lets an exception out; the caller gets ours."""

    async def app(scope, receive, send):
        await PlainTextResponse("Internal Server Error", status_code=500)(scope, receive, send)
        raise asyncpg.CannotConnectNowError("starting")

    answer = await ask(shells(app))
    assert (answer.status, answer.issue["code"]) == (503, "transient")


async def test_a_500_without_an_exception_passes():
    """What an application chose to say is said."""

    async def app(scope, receive, send):
        await PlainTextResponse("my own", status_code=500)(scope, receive, send)

    answer = await ask(shells(app))
    assert (answer.status, answer.body) == (500, b"my own")


async def test_a_failure_after_the_answer_began_adds_nothing():
    """A second answer cannot follow half of one."""

    async def app(scope, receive, send):
        await fine(scope, receive, send)
        raise ValueError

    assert (await ask(shells(app), chunks=(b"x",))).body == b"x"


async def test_a_caller_who_hangs_up_is_no_error(lines):
    """A body that never came to its end is noted as 499, without a failure."""

    async def app(scope, receive, _):
        await Request(scope, receive).body()

    app_in_shells = shells(app)
    with pytest.raises(IndexError):  # nothing was sent
        await ask(app_in_shells, method="POST", chunks=())
    assert [(line["event"], line.get("status")) for line in lines()] == [("request", 499)]
    assert ClientDisconnect.__module__ == "starlette.requests"


async def test_an_announced_body_that_is_too_large_is_not_read():
    """413 by Content-Length, before a byte of it was taken."""
    answer = await ask(shells(failing(AssertionError())), method="POST", headers=[("content-length", "1001")])
    assert (answer.status, answer.issue["code"]) == (413, "too-long")


async def test_a_body_that_grows_too_large_is_cut_off():
    """413 without Content-Length (chunked), and the connection is closed: nobody knows how much is still to come."""
    answer = await ask(shells(fine), method="POST", chunks=(b"x" * 600, b"x" * 401))
    assert (answer.status, answer.headers["connection"]) == (413, "close")


async def test_a_body_of_just_the_limit_passes():
    """The limit itself is allowed."""
    answer = await ask(shells(fine), method="POST", chunks=(b"x" * 600, b"x" * 400))
    assert (answer.status, len(answer.body)) == (200, 1000)


async def test_a_request_that_takes_too_long_is_given_up():
    """503 with Retry-After, and what it was doing is cancelled."""
    cancelled = asyncio.Event()

    async def app(_, __, ___):
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    answer = await ask(shells(app, request_timeout=0.05))
    assert (answer.status, answer.issue["code"], cancelled.is_set()) == (503, "timeout", True)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_a_cancellation_from_outside_passes_through():
    """Only the deadline's own cancellation becomes an answer."""
    task = asyncio.create_task(ask(shells(lambda *_: asyncio.sleep(60))))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_too_many_at_once_are_turned_away():
    """The third of two allowed gets 503 with Retry-After; when one ends there is room again."""
    release = asyncio.Event()

    async def app(scope, receive, send):
        await release.wait()
        await fine(scope, receive, send)

    app_in_shells = shells(app, max_concurrent=2)
    running = [asyncio.create_task(ask(app_in_shells)) for _ in range(2)]
    await asyncio.sleep(0.01)
    refused = await ask(app_in_shells)
    assert (refused.status, refused.issue["code"], refused.headers["retry-after"]) == (503, "throttled", "1")
    release.set()
    assert [answer.status for answer in await asyncio.gather(*running)] == [200, 200]
    assert (await ask(app_in_shells)).status == 200


async def test_health_is_answered_under_any_load():
    """A server that is full is not a server that is dead."""
    release = asyncio.Event()

    async def app(scope, receive, send):
        if scope["path"] != "/livez":
            await release.wait()
        await fine(scope, receive, send)

    app_in_shells = shells(app, max_concurrent=1)
    running = asyncio.create_task(ask(app_in_shells))
    await asyncio.sleep(0.01)
    assert (await ask(app_in_shells, "/livez")).status == 200
    release.set()
    await running


async def test_the_lifespan_passes_through():
    """What is not HTTP is the application's own."""
    seen = []

    async def app(scope, _, __):
        seen.append(scope["type"])

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    async def send(_: Message) -> None:
        pass

    await shells(app)({"type": "lifespan"}, receive, send)
    assert seen == ["lifespan"]
