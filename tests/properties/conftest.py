"""A server whose clock the histories set."""

from collections.abc import Iterator

import pytest

from tests.conftest import Cluster, Server, serve, stop


@pytest.fixture(scope="session")
def world(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of two workers whose clock can be set."""
    running = serve(cluster.fresh(), tmp_path_factory.mktemp("histories"), workers=2, sandbox="1")
    yield running
    stop(running)
