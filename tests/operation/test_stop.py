"""Starting and stopping in order, and the sentences when that cannot be."""

import asyncio
import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from tests.operation.conftest import Load, Operated


async def test_a_stop_finishes_what_is_in_hand(server):
    """SIGTERM under load: whoever was heard is answered, the database is shut down, the exit code is 0."""
    load = Load(server.base, server.token())
    async with load.running():
        await load.acknowledge(100)
        code = await asyncio.to_thread(server.stop)
    assert code == 0
    assert set(load.statuses) == {201}
    assert (server.data / "postgres.log").read_text().rstrip().endswith("database system is shut down")
    server.start()
    assert await load.missing() == []


def test_one_line_says_that_it_is_ready(server):
    """When the line is printed, the address in it answers."""
    expected = r"PeerFHIR \S+ is ready at (http://127\.0\.0\.1:\d+)/fhir with 2 workers and PostgreSQL in \S+\n"
    found = re.fullmatch(expected, server.ready)
    assert found
    assert httpx.get(f"{found[1]}/readyz").json() == {"status": "ready"}


def test_metrics_add_the_workers_up(server):
    """Whichever worker is asked, it answers for both."""
    for _ in range(20):
        with httpx.Client() as client:  # a new connection each time, so that both get some
            client.get(f"{server.base}/livez")
    text = httpx.get(f"{server.base}/metrics").text
    assert re.search(r'peerfhir_requests_total\{method="GET",route="/livez",status="200"\} 20\.0', text)


def refused(data: Path, port: int, **settings: str) -> str:
    """Start a server that cannot be; what it says."""
    environment = Operated(data, settings=settings).environment()
    done = subprocess.run(
        [sys.executable, "-m", "peerfhir", "serve", "--port", str(port)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    return done.stderr


def test_a_port_that_is_taken(data):
    """The sentence names the address; nothing else was started."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"127.0.0.1:{port} cannot be used: Address already in use" in refused(data, port)


def test_a_folder_that_is_served_already(server):
    """The sentence names the process that has it, and that one goes on."""
    assert f"Process {server.process.pid} already serves the data folder" in refused(server.data, 0)
    assert httpx.get(f"{server.base}/readyz").status_code == 200


def test_a_wrong_setting(data):
    """The sentence names the variable, not its value."""
    said = refused(data, 0, PEERFHIR_DATABASE_URL="mysql://user:secret@host/db")
    assert "PEERFHIR_DATABASE_URL" in said
    assert "secret" not in said
