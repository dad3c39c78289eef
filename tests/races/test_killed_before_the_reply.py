"""kill -9 between the commit and the reply: a retry with the same key is answered as if nothing had been (design 6)."""

import asyncio
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import psutil
import pytest

from peerfhir.store.sight import Role
from tests.conftest import Server, serve
from tests.people import CERTIFIED, Decided, Json, decided, line, post, submit, unique, usage

COMMIT = b"COMMIT\x00"
READ = 1 << 16


class Wire:
    """The wire from the server to PostgreSQL. When the transaction that holds `key` has committed, `kill` is set.

    The answer to COMMIT is held back: nobody but PostgreSQL knows that it took effect.
    """

    def __init__(self, real: Path) -> None:
        """`real` is PostgreSQL's socket."""
        self.real, self.key = real, b""
        self.kill = threading.Event()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection, until the commit that is waited for."""
        there, back = await asyncio.open_unix_connection(str(self.real))
        answers = asyncio.create_task(self.pump(there, writer))
        ours = False
        try:
            while chunk := await reader.read(READ):
                ours = ours or bool(self.key and self.key in chunk)
                if ours and COMMIT in chunk:
                    await _ended(answers)
                    back.write(chunk)
                    assert b"COMMIT" in await there.read(READ)  # it is done; nobody is told
                    self.key = b""
                    self.kill.set()
                    await reader.read()  # until the worker is gone
                    break
                back.write(chunk)
                await back.drain()
        except ConnectionError:
            pass
        finally:
            await _ended(answers)
            for end in (writer, back):
                end.close()

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what comes back."""
        with suppress(ConnectionError):
            while chunk := await reader.read(READ):
                writer.write(chunk)
                await writer.drain()
        writer.close()


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError, ConnectionError):
        await task


@contextmanager
def wired(url: str) -> Iterator[tuple[str, Wire]]:
    """The URL of the database by way of the wire."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    port = asked.get("port", "5432")
    wire = Wire(Path(asked["host"]) / f".s.PGSQL.{port}")
    with tempfile.TemporaryDirectory() as folder:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        opening = asyncio.start_unix_server(wire.carry, str(Path(folder) / f".s.PGSQL.{port}"))
        server = asyncio.run_coroutine_threadsafe(opening, loop).result(10)
        try:
            yield urlsplit(url)._replace(query=urlencode(asked | {"host": folder})).geturl(), wire
        finally:
            asyncio.run_coroutine_threadsafe(_hang_up(server), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


async def _hang_up(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@pytest.fixture(scope="module")
def fragile(cluster, tmp_path_factory) -> Iterator[tuple[Server, Wire]]:
    """A server of one worker behind a wire, on the day of the scenarios."""
    with wired(cluster.fresh()) as (url, wire):
        server = serve(url, tmp_path_factory.mktemp("fragile"), sandbox="1")
        with server.client(Role.ENGINEER, "SANDBOX") as engineer:
            said = engineer.put(f"{server.base}/sandbox/clock", json={"now": "2026-11-16T12:00:00Z"})
            assert said.status_code == 200
        yield server, wire
        server.process.terminate()
        server.process.wait(30)
        if server.process.stdout:
            server.process.stdout.close()


def worker(server: Server) -> int:
    """The process that serves."""
    children = psutil.Process(server.process.pid).children()
    return next(child.pid for child in children if "peerfhir.cli.worker" in child.cmdline())


def cut_off(server: Server, wire: Wire, key: str, send) -> None:
    """Send a request; when its commit is done, and before anybody is answered, the worker is killed."""
    victim = worker(server)
    wire.kill.clear()
    wire.key = key.encode()
    failed: list[BaseException] = []

    def call() -> None:
        try:
            send()
        except httpx.TransportError as error:
            failed.append(error)

    caller = threading.Thread(target=call)
    caller.start()
    assert wire.kill.wait(30), "no commit came"
    os.kill(victim, signal.SIGKILL)
    caller.join(30)
    assert failed, "the caller was answered"


def again(send) -> httpx.Response:
    """The answer of a server that is being started again."""
    for _ in range(200):
        with suppress(httpx.TransportError):
            answer: httpx.Response = send()
            if answer.status_code != 503:
                return answer
    raise AssertionError("it does not come back")


def same(one: httpx.Response, other: httpx.Response) -> bool:
    """Whether two answers say the same, to the byte."""
    said = ("location", "etag", "last-modified", "content-type", "peerfhir-finding")
    heads = [[answer.headers.get(name) for name in said] for answer in (one, other)]
    return (one.status_code, one.content, heads[0]) == (other.status_code, other.content, heads[1])


def whole(agency) -> tuple[str, str]:
    """A member and a peer."""
    return agency.admit(), agency.hire(CERTIFIED)


def test_a_claim_whose_answer_was_lost(fragile, settle):
    """It was adjudicated once; both retries get its one answer; six of ten units are used."""
    server, wire = fragile
    agency = settle(at=server)
    member, peer = whole(agency)
    billed, key = agency.claim(member, peer, line(6, "2026-11-09")), unique("key")

    def send() -> httpx.Response:
        return submit(agency.http, billed, idempotency_key=key)

    cut_off(server, wire, key, send)
    first, second = again(send), send()
    assert decided(first) == [Decided(6)]
    assert first.headers["idempotent-replayed"] == "true"
    assert same(first, second)
    _counted_once(agency, member, 6)


def test_an_encounter_whose_answer_was_lost(fragile, settle):
    """It is stored once, and counts once; both retries say where it is."""
    server, wire = fragile
    agency = settle(at=server)
    member, peer = whole(agency)
    said = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
    del said["identifier"]
    key = unique("key")

    def send() -> httpx.Response:
        return post(agency.http, said, idempotency_key=key)

    cut_off(server, wire, key, send)
    first, second = again(send), send()
    assert (first.status_code, first.headers["idempotent-replayed"]) == (201, "true")
    assert same(first, second)
    limit, _ = usage(agency.http, member, "2026-11-09")
    assert limit["rendered"] == 4


def test_an_answer_is_the_same_before_and_after(fragile, settle):
    """Answered, killed, started again: the retry gets the same bytes, and nothing is counted twice."""
    server, _ = fragile
    agency = settle(at=server)
    member, peer = whole(agency)
    billed, key = agency.claim(member, peer, line(6, "2026-11-09"), line(6, "2026-11-10")), unique("key")

    def send() -> httpx.Response:
        return submit(agency.http, billed, idempotency_key=key)

    before = send()
    assert [one.paid for one in decided(before)] == [6, 4]
    os.kill(worker(server), signal.SIGKILL)
    assert same(before, again(send))
    _counted_once(agency, member, 10)


def _counted_once(agency, member: str, units: int) -> None:
    limit: Json = usage(agency.http, member, "2026-11-09")[0]
    assert (limit["paid"], limit["remaining"]) == (units, 10 - units)
