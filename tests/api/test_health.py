"""/livez, /readyz and /metrics."""

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from peerfhir.api import health
from peerfhir.api.metrics import Metrics


class Pool:
    """A pool whose one query has this outcome."""

    def __init__(self, outcome: object) -> None:
        self.outcome = outcome

    async def fetchval(self, _):
        """The outcome."""
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


class Parts:
    """What handlers reach, as far as these need it."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool


async def get(path: str, outcome: object = 1) -> httpx.Response:
    """Ask a server whose database has this outcome."""
    routes = [Route("/livez", health.livez), Route("/readyz", health.readyz), Route("/metrics", health.metrics)]
    app = Starlette(routes=routes)
    app.state.parts = Parts(Pool(outcome))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://server") as client:
        return await client.get(path)


async def test_it_lives_without_a_database():
    """A restart of the process would not bring the database back."""
    assert (await get("/livez", ConnectionRefusedError())).status_code == 200


async def test_it_is_ready_with_tables():
    """The database answers and was migrated."""
    assert (await get("/readyz", 1)).json() == {"status": "ready"}


@pytest.mark.parametrize(
    "outcome",
    [0, asyncpg.UndefinedTableError("x"), ConnectionRefusedError(), asyncpg.CannotConnectNowError("x"), TimeoutError()],
)
async def test_it_is_not_ready_otherwise(outcome):
    """No tables or no answer: 503 with Retry-After."""
    answer = await get("/readyz", outcome)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_metrics_count_requests():
    """Prometheus' text format, by method, route and status."""
    Metrics().note("GET", "/fhir/Group/{id}", 404, 0.003)
    answer = await get("/metrics")
    assert 'peerfhir_requests_total{method="GET",route="/fhir/Group/{id}",status="404"} 1.0' in answer.text
    assert 'peerfhir_request_seconds_bucket{le="0.005",method="GET",route="/fhir/Group/{id}"} 1.0' in answer.text


async def test_odd_methods_are_one_series():
    """A caller cannot make series without end."""
    Metrics().note("SMITH", "other", 405, 0.1)
    text = (await get("/metrics")).text
    assert 'method="OTHER"' in text
    assert "SMITH" not in text
