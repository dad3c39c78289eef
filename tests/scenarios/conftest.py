"""The day of the scenarios, Monday 2026-11-16 at noon UTC (domain.md section 12), and how to move it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import httpx
import pytest

from peerfhir.store.sight import Role
from tests.conftest import Cluster, Server, serve, stop
from tests.people import MONTANA, Agency, State

NOW = "2026-11-16T12:00:00Z"


@pytest.fixture(scope="session")
def dated(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on which it is the day of the scenarios."""
    running = serve(cluster.fresh(), tmp_path_factory.mktemp("dated"), sandbox="1")
    with running.client(Role.ENGINEER, "SANDBOX") as engineer:
        move(engineer, running, NOW)
        yield running
    stop(running)


@pytest.fixture
def come(dated: Server, settle: Callable[..., Agency]) -> Callable[..., Agency]:
    """Makes agencies on that server: `come()`, `come(state=IDAHO)`, `come(Role.PAYER)`."""

    def make(role: Role = Role.PROVIDER, state: State = MONTANA) -> Agency:
        return settle(role, dated, state)

    return make


@pytest.fixture
def moved(dated: Server) -> Callable[[str], AbstractContextManager[None]]:
    """Moves the day for the length of a block."""

    @contextmanager
    def until(now: str) -> Iterator[None]:
        with dated.client(Role.ENGINEER, "SANDBOX") as engineer:
            move(engineer, dated, now)
            try:
                yield
            finally:
                move(engineer, dated, NOW)

    return until


def move(engineer: httpx.Client, server: Server, now: str) -> None:
    """Set the clock."""
    answer = engineer.put(f"{server.base}/sandbox/clock", json={"now": now})
    assert answer.status_code == 200, answer.text
