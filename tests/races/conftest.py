"""Races: the server with two workers on the day of the scenarios, and people made by the hundred."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from shutil import copy

import pytest

from peerfhir.data import programs
from peerfhir.store.sight import Role
from tests.conftest import Cluster, Server, serve, stop
from tests.people import MONTANA, Agency, Decided, Json, State, bundle, decided, entry, line
from tests.wire import Answer, Ask, Wire, together

NOW = "2026-11-16T12:00:00Z"
RUNNERS = 20
BUILDERS = 6

# A group has at most twelve; Montana's seed says nothing of groups.
GROUP = """
group:
  max: [{from: null, value: 12, rule: X-13}]
"""


@pytest.fixture(scope="session")
def crowded(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two workers; what they serialize, they serialize in the database. Montana's groups have at most twelve."""
    folder = tmp_path_factory.mktemp("programs")
    for pack in programs().glob("*.yaml"):
        copy(pack, folder)
    montana = folder / "mt-sdmi-hcbs.yaml"
    montana.write_text(montana.read_text(encoding="utf-8") + GROUP, encoding="utf-8")
    running = serve(cluster.fresh(), tmp_path_factory.mktemp("crowded"), workers=2, sandbox="1", programs=str(folder))
    with running.client(Role.ENGINEER, "SANDBOX") as engineer:
        assert engineer.put(f"{running.base}/sandbox/clock", json={"now": NOW}).status_code == 200
    yield running
    stop(running)


@pytest.fixture
def come(crowded: Server, settle: Callable[..., Agency]) -> Callable[..., Agency]:
    """Makes agencies on that server."""

    def make(state: State = MONTANA) -> Agency:
        return settle(Role.PROVIDER, crowded, state)

    return make


def request(agency: Agency, method: str, path: str, body: Json) -> Ask:
    """A request of an agency."""
    said = {"authorization": f"Bearer {agency.token}"}
    return Ask(method, f"/fhir{path}", json.dumps(body).encode(), said)


def submission(agency: Agency, claim: Json) -> Ask:
    """Claim/$submit."""
    return request(agency, "POST", "/Claim/$submit", claim)


def stored(agency: Agency, resources: Iterable[Json]) -> Ask:
    """Resources under their ids in one transaction."""
    entries = [entry("PUT", f"{one['resourceType']}/{one['id']}", one) for one in resources]
    return request(agency, "POST", "", bundle("transaction", *entries))


def build(base: str, asks: Iterable[Ask]) -> list[Answer]:
    """The answers to requests that do not meet, a few at a time; all must be good ones."""

    async def run() -> list[Answer]:
        waiting, found = enumerate(asks), dict[int, Answer]()

        async def one() -> None:
            wire = Wire(base)
            for number, ask in waiting:
                found[number] = await wire.ask(ask)
                assert found[number].status in (200, 201), found[number].body
            wire.close()

        await asyncio.gather(*(one() for _ in range(BUILDERS)))
        return [found[number] for number in sorted(found)]

    return asyncio.run(run())


def spend(base: str, agency: Agency, members: Iterable[tuple[str, str]], lines: Sequence[tuple[int, str]]) -> None:
    """Each member, served by a peer, is paid lines of (units, day)."""
    claims = [agency.claim(who, by, *(line(units, day) for units, day in lines)) for who, by in members]
    for answer in build(base, [submission(agency, claim) for claim in claims]):
        assert [one.paid for one in decided(dict(answer.json()))] == [units for units, _ in lines]


def race(base: str, rounds: Sequence[Sequence[Ask]]) -> list[list[Decided]]:
    """What became of the one line of each claim; twenty contenders get twenty answers, none of them an error."""
    found = []
    for answers in together(base, None, *rounds):
        assert [answer.status for answer in answers] == [200] * len(answers), answers
        found.append([decided(dict(answer.json()))[0] for answer in answers])
    return found
