"""The stories of the sandbox, laid and walked through on days when the calendar is awkward."""

import asyncio
from collections.abc import Callable
from datetime import date

import httpx
import pytest

from peerfhir.cli.laying import Laying
from peerfhir.cli.printed.curl import Call
from peerfhir.cli.printed.page import told
from peerfhir.cli.sandbox import PRINTED
from peerfhir.store import keys
from tests.cli.test_sandbox import promised, run
from tests.conftest import Server


def walk(server: Server, today: date) -> list[tuple[Call, httpx.Response]]:
    """Lay the stories on this day and make each call of the page."""
    tokens = {
        name: server.token(role, organization, scopes) for name, (role, organization, scopes, _) in PRINTED.items()
    }
    engineer = {"Authorization": f"Bearer {tokens['ENGINEER']}"}
    set_ = httpx.put(f"{server.base}/sandbox/clock", json={"now": f"{today}T12:00:00-07:00"}, headers=engineer)
    assert set_.status_code == 200, set_.text
    laying = Laying(server.base, server.url, keys.load(server.data), tokens["ENGINEER"])
    laid = asyncio.run(laying.lay(today))
    assert asyncio.run(laying.lay(date(2030, 6, 1))) == laid  # what is laid stays on its day
    variables = {name: f"Authorization: Bearer {token}" for name, token in tokens.items()}
    variables |= {"SERVER": server.base, "FHIR": f"{server.base}/fhir", "JSON": "Content-Type: application/fhir+json"}
    calls = [call for story in told(laid) for call in story.calls]
    return [(call, run(call.curl, variables)) for call in calls]


@pytest.mark.parametrize(
    "today",
    [
        date(2026, 11, 2),  # after a Sunday of 25 hours
        date(2027, 1, 1),  # Idaho's year is over, Montana's week is not
        date(2027, 9, 30),  # the last day of these certificates' year; tomorrow others are told
    ],
)
def test_the_page_holds_on_any_day(start: Callable[..., Server], today: date) -> None:
    """Each call is answered as the page says."""
    answers = walk(start(sandbox="1"), today)
    assert [(call.title, promised(answer)) for call, answer in answers] == [
        (call.title, call.heading.rpartition("(")[2].removesuffix(")")) for call, _ in answers
    ]
