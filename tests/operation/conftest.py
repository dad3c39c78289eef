"""A server run as an operator runs it: the command, its folder, its processes, and callers that keep count."""

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

PATIENCE = 60.0  # seconds; a busy machine is slow


@dataclass
class Operated:
    """`peerfhir serve` in processes of its own, on a data folder that outlives it."""

    data: Path
    workers: int = 2
    settings: dict[str, str] = field(default_factory=dict)
    port: int = 0
    ready: str = ""
    _process: "subprocess.Popen[str] | None" = None

    @property
    def log(self) -> Path:
        """Where its log lines go."""
        return self.data / "server.log"

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> "subprocess.Popen[str]":
        """The supervisor."""
        assert self._process is not None
        return self._process

    def environment(self) -> dict[str, str]:
        """The environment of its commands."""
        return {**os.environ, "PEERFHIR_DATA": str(self.data), **self.settings}

    def launch(self) -> None:
        """Begin to start it, on the port it had before if it had one."""
        command = [sys.executable, "-m", "peerfhir", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, env=self.environment()
            )

    def start(self) -> "Operated":
        """Start it and wait for the line that says that it is ready."""
        self.launch()
        assert self.process.stdout is not None
        self.ready = self.process.stdout.readline()
        found = re.search(r"http://[^:]+:(\d+)", self.ready)
        assert found, f"it did not start: {self.log.read_text()[-2000:]}"
        self.port = int(found[1])
        return self

    def command(self, *arguments: str) -> str:
        """Run another command on the same folder; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "peerfhir", *arguments],
            capture_output=True,
            text=True,
            env=self.environment(),
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def token(self) -> str:
        """The token of a new administrator's client."""
        return self.command("client", "add", "--organization", "HOME", "--role", "admin").splitlines()[-1]

    def children(self) -> list[int]:
        """The ids of its workers."""
        found = psutil.Process(self.process.pid).children()
        return [child.pid for child in found if "peerfhir.cli.worker" in child.cmdline()]

    def postmaster(self) -> int:
        """The id of its PostgreSQL."""
        return int((self.data / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    def kill(self) -> None:
        """Kill the supervisor without a word."""
        self.process.kill()
        self.process.wait()  # not until its children let go of its output: they finish what callers of this test send
        if self.process.stdout:
            self.process.stdout.close()

    def failures(self) -> list[tuple[str, list[str]]]:
        """What its log calls a failure of ours."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [(line["error"], line["places"]) for line in lines if line["event"] == "failed"]

    def stop(self) -> int:
        """Stop it in order; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode

    def await_ready(self) -> None:
        """Wait until it says that it can work again."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.base}/readyz", timeout=2).status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"not ready again: {self.log.read_text()[-2000:]}")


@pytest.fixture
def server(data):
    """A server with two workers and an embedded database."""
    operated = Operated(data).start()
    yield operated
    if operated.process.poll() is None:
        operated.stop()


def patient(number: int) -> dict[str, Any]:
    """A Patient that is told from all others by its identifier."""
    return {
        "resourceType": "Patient",
        "identifier": [{"system": "https://example.org/mrn", "value": f"MRN-{number}"}],
        "name": [{"family": f"Testperson{number}"}],
    }


@dataclass
class Load:
    """Callers who post one Patient after the other and remember what they were told."""

    base: str
    token: str
    callers: int = 6
    acknowledged: dict[str, bytes] = field(default_factory=dict)  # where it is → what the 201 showed
    statuses: list[int] = field(default_factory=list)
    without_retry_after: int = 0
    lost: int = 0  # no answer at all
    _number: int = 0
    _stopped: bool = False

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Any]:
        """Post until the end of the block."""
        tasks = [asyncio.create_task(self._post()) for _ in range(self.callers)]
        try:
            yield self
        finally:
            self._stopped = True
            await asyncio.gather(*tasks)

    async def acknowledge(self, count: int) -> None:
        """Wait until so many more were acknowledged."""
        goal = len(self.acknowledged) + count
        async with asyncio.timeout(PATIENCE):
            while len(self.acknowledged) < goal:  # noqa: ASYNC110 - many set it off
                await asyncio.sleep(0.02)

    async def _post(self) -> None:
        async with httpx.AsyncClient(base_url=self.base, timeout=20) as client:
            while not self._stopped:
                self._number += 1
                headers = {"Authorization": f"Bearer {self.token}"}
                try:
                    answer = await client.post("/fhir/Patient", json=patient(self._number), headers=headers)
                except httpx.TransportError:
                    self.lost += 1
                    await asyncio.sleep(0.05)
                    continue
                self.statuses.append(answer.status_code)
                if answer.status_code == 201:
                    self.acknowledged[answer.headers["location"]] = answer.content
                elif answer.status_code == 503:
                    self.without_retry_after += "retry-after" not in answer.headers
                    await asyncio.sleep(0.05)

    async def missing(self) -> list[str]:
        """What was acknowledged and is not there now, byte for byte."""
        headers = {"Authorization": f"Bearer {self.token}"}
        wrong = []
        async with httpx.AsyncClient(base_url=self.base, timeout=20, headers=headers) as client:
            for place, body in self.acknowledged.items():
                answer = await client.get(place)
                if (answer.status_code, answer.content) != (200, body):
                    wrong.append(place)
        return wrong
