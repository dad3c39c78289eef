"""A database that stops, and a disk that is full: 503 with Retry-After, then recovery without a restart of ours."""

import asyncio
import contextlib
import os
import subprocess
import tempfile
import time
from pathlib import Path

import httpx
import pytest

from peerfhir.store import embedded
from tests.operation.conftest import Load, Operated, patient

MIB = 1024 * 1024


@pytest.fixture
def external(data):
    """A database that is not the server's own to look after."""
    database = embedded.start(data)
    yield database
    database.stop()


@pytest.fixture
def client_of(external, tmp_path):
    """A server on that database, and an HTTP client of it."""
    server = Operated(tmp_path, workers=1, settings={"PEERFHIR_DATABASE_URL": external.url}).start()
    headers = {"Authorization": f"Bearer {server.token()}"}
    with httpx.Client(base_url=server.base, headers=headers, timeout=30) as client:
        yield client
    server.stop()


def test_a_stopped_database(client_of, external, data):
    """Down: 503 for work and readiness, 200 for life. Up again: work goes on with what there was."""
    place = client_of.post("/fhir/Patient", json=patient(1)).headers["location"]
    external.stop()
    away = [client_of.post("/fhir/Patient", json=patient(2)), client_of.get(place), client_of.get("/readyz")]
    assert [answer.status_code for answer in away] == [503, 503, 503]
    assert all(int(answer.headers["retry-after"]) > 0 for answer in away)
    assert away[0].json()["resourceType"] == "OperationOutcome"
    assert client_of.get("/livez").status_code == 200
    again = embedded.start(data)
    try:
        assert client_of.get("/readyz").status_code == 200
        assert client_of.get(place).status_code == 200
        assert client_of.post("/fhir/Patient", json=patient(3)).status_code == 201
    finally:
        again.stop()


@pytest.fixture
def small_disk():
    """A disk of 300 MiB, which only root can make; the database is to be on it, not beside it."""
    place = Path(tempfile.mkdtemp(prefix="pf-"))
    place.chmod(0o711)
    made = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300m,mode=711", "tmpfs", str(place)], capture_output=True, check=False
    )
    if not made or made.returncode:
        place.rmdir()
        pytest.skip("a small disk cannot be mounted here: that needs root and the right to mount")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)
    place.rmdir()


async def test_a_full_disk(small_disk):
    """Full: 503 with Retry-After. Room again: writes are taken without a hand, and nothing acknowledged is lost."""
    server = Operated(small_disk, workers=1).start()
    filler = small_disk / "filler"
    try:
        load = Load(server.base, server.token(), callers=4)
        async with load.running():
            await load.acknowledge(50)
            fill(filler)
            until = time.monotonic() + 60
            while 503 not in load.statuses and time.monotonic() < until:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            filler.unlink()
            await load.acknowledge(50)
        assert set(load.statuses) == {201, 503}
        assert load.without_retry_after == 0
        assert await load.missing() == []
    finally:
        server.stop()


def fill(path: Path) -> None:
    """Write until the disk is full."""
    with contextlib.suppress(OSError), path.open("wb") as file:
        while True:
            file.write(b"\0" * MIB)
            file.flush()
