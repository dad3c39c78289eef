"""The sandbox's clock: set for all workers, back to real time, nowhere else (design section 6)."""

from datetime import UTC, datetime

import httpx
import pytest

from peerfhir.store.sight import Role

PATH = "/sandbox/clock"
THEN = "2026-11-16T12:00:00Z"


@pytest.fixture(scope="module")
def sandbox(start):
    """A sandbox of two workers."""
    return start(workers=2, sandbox="1")


def call(server, method, role=Role.ENGINEER, **more):
    """A call by a client of this role, on a connection of its own so that any worker may get it."""
    token = server.token(role, "SANDBOX")
    headers = {"authorization": f"Bearer {token}"}
    return httpx.request(method, server.base + PATH, headers=headers, **more)


def told(server):
    """What time the server says it is."""
    return call(server, "GET").json()["now"]


def test_it_is_set_for_every_worker_at_once(sandbox):
    """After the answer no worker is on the old time; DELETE returns to the real one."""
    assert call(sandbox, "PUT", json={"now": THEN}).json() == {"now": THEN}
    assert {told(sandbox) for _ in range(12)} == {THEN}
    assert call(sandbox, "PUT", Role.ADMIN, json={"now": "2026-11-17T05:00:00-07:00"}).json()["now"] == (
        "2026-11-17T12:00:00Z"
    )
    call(sandbox, "DELETE")
    assert abs(datetime.fromisoformat(told(sandbox)) - datetime.now(UTC)).total_seconds() < 60


def test_records_and_rules_go_by_it(sandbox):
    """meta.lastUpdated is the instant that was set; so is "future" for the law."""
    call(sandbox, "PUT", json={"now": THEN})
    try:
        with sandbox.client(Role.ENGINEER, "SANDBOX") as client:
            made = client.post("/Basic", json={"resourceType": "Basic", "code": {"text": "thing"}})
        assert made.json()["meta"]["lastUpdated"] == "2026-11-16T12:00:00.000Z"
    finally:
        call(sandbox, "DELETE")


@pytest.mark.parametrize(
    "body", [{}, {"now": 5}, {"now": "2026-11-16"}, {"now": "2026-11-16T12:00:00"}, {"now": THEN, "then": THEN}]
)
def test_anything_but_an_instant_is_refused(sandbox, body):
    """422, and the clock stays as it is."""
    answer = call(sandbox, "PUT", json=body)
    assert answer.status_code == 422
    assert answer.json()["issue"][0]["expression"] == ["now"]


def test_only_an_administrator_or_an_engineer_sets_it(sandbox):
    """A provider or payer gets 403, nobody 401."""
    for role in (Role.PROVIDER, Role.PAYER, Role.AUDITOR):
        assert call(sandbox, "PUT", role, json={"now": THEN}).status_code == 403
    assert httpx.put(sandbox.base + PATH, json={"now": THEN}).status_code == 401


def test_in_production_there_is_none(server):
    """404, whoever asks."""
    assert call(server, "PUT", Role.ADMIN, json={"now": THEN}).status_code == 404
