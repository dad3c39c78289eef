"""kill -9 during load loses no acknowledged write and needs no hand to start again."""

import asyncio
import os
import signal
import time

from tests.operation.conftest import Load, Operated


async def test_a_killed_postmaster(server):
    """PostgreSQL dies: 503 with Retry-After until the supervisor has it running again; nothing acknowledged is lost."""
    async with Load(server.base, server.token()).running() as load:
        await load.acknowledge(100)
        before = server.postmaster()
        os.kill(before, signal.SIGKILL)
        await load.acknowledge(100)
    assert server.postmaster() != before
    assert server.failures() == []
    assert set(load.statuses) <= {201, 503}
    assert load.without_retry_after == 0
    assert load.lost == 0
    assert await load.missing() == []


async def test_a_killed_worker(server):
    """A worker dies: the other one serves on, and there are two again."""
    async with Load(server.base, server.token()).running() as load:
        await load.acknowledge(100)
        victim = server.children()[0]
        os.kill(victim, signal.SIGKILL)
        await load.acknowledge(200)
        async with asyncio.timeout(20):
            while len(set(server.children()) - {victim}) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert set(load.statuses) == {201}
    assert await load.missing() == []


async def test_a_killed_supervisor(server):
    """The supervisor dies, its children follow, and a start at once on the same port and folder goes well."""
    async with Load(server.base, server.token()).running() as load:
        await load.acknowledge(100)
        server.kill()
        await asyncio.to_thread(server.start)
        await load.acknowledge(100)
    assert server.failures() == []
    assert set(load.statuses) <= {201, 503}
    assert load.without_retry_after == 0
    assert await load.missing() == []


async def test_everything_killed_at_once(server):
    """As when the machine loses its power: supervisor, workers and postmaster; the next start needs no hand."""
    async with Load(server.base, server.token()).running() as load:
        await load.acknowledge(100)
        for pid in (server.process.pid, *server.children(), server.postmaster()):
            os.kill(pid, signal.SIGKILL)
        server.kill()
        await asyncio.to_thread(server.start)
        await load.acknowledge(100)
    assert await load.missing() == []


def test_killed_while_starting(data):
    """Starts that are killed half way, wherever that is, are no trouble to the next one."""
    server = Operated(data, workers=1)
    for moment in (0.1, 0.3, 0.6, 1.0, 1.5):  # importing, making the cluster, starting it, migrating, serving
        server.launch()
        time.sleep(moment)
        server.kill()
    server.start()
    server.await_ready()
    assert server.stop() == 0
