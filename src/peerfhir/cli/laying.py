"""The people and the stories of the sandbox are written into it through its own interface, each by who keeps them.

What is there already stays as it is: what was never written is written, and nothing twice.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote

import httpx

from peerfhir.cli.client import SCOPES, token
from peerfhir.cli.loading.report import issues
from peerfhir.cli.people import Days, Seed, seeds
from peerfhir.cli.people.shapes import Json, made
from peerfhir.cli.people.stories import claims, sessions
from peerfhir.cli.supervisor import CannotServeError
from peerfhir.store import clients, keys
from peerfhir.store.sight import Role

HOME = "SANDBOX"  # for whom the engineer calls, and who keeps the day of the stories
_MARK = "Basic/stories"
_FOUND = (httpx.codes.OK, httpx.codes.GONE)


@dataclass(frozen=True, slots=True)
class Answered:
    """A claim of the stories: the ids of it and of its answer."""

    claim: str
    response: str


@dataclass(frozen=True, slots=True)
class Laid:
    """What the page tells of: the days of the stories, and their claims by the number they have in the EHR."""

    days: Days
    claims: dict[str, Answered]


@dataclass(frozen=True, slots=True)
class Laying:
    """Where it is written: the server, the database of its clients, and an engineer's token to look with."""

    server: str
    database: str
    signing: keys.Keys
    engineer: str

    async def lay(self, today: date) -> Laid:
        """Write what was never written; `today` is the day of the stories when they were not told before.

        `CannotServeError` when something is refused, `httpx.TransportError` when the server does not answer.
        """
        async with httpx.AsyncClient(base_url=f"{self.server}/fhir", timeout=60) as http:
            found = await http.get(_MARK, headers=_bearer(self.engineer))
            told = date.fromisoformat(found.json()["created"]) if found.status_code == httpx.codes.OK else today
            days = Days(told)
            mark = made("Basic", "stories", code={"text": "The day of the stories"}, created=told.isoformat())
            missing = await self._missing(http, [Seed(HOME, mark), *seeds(days.year), *sessions(days)])
            billed = claims(days)
            known = await self._claims(http, billed)
            unbilled = [one for one in billed if _number(one) not in known]
            if missing or unbilled:
                async with self._keepers(missing, unbilled) as tokens:
                    for owner, group in groupby(missing, lambda seed: seed.owner):
                        await _put(http, tokens[owner, Role.ADMIN], [seed.resource for seed in group])
                    for one in unbilled:
                        known[_number(one)] = await _submit(http, tokens[one.owner, Role.PROVIDER], one.resource)
            return Laid(days, known)

    async def _missing(self, http: httpx.AsyncClient, wanted: Sequence[Seed]) -> list[Seed]:
        """Those that were never stored; what somebody changed or deleted since stays so."""
        answers = await self._ask(http, [_place(seed.resource) for seed in wanted])
        missing = []
        for seed, (status, _) in zip(wanted, answers, strict=True):
            if status == httpx.codes.NOT_FOUND:
                missing.append(seed)
            elif status not in _FOUND:
                raise CannotServeError(f"{_place(seed.resource)} was answered {status}")
        return missing

    async def _claims(self, http: httpx.AsyncClient, billed: Sequence[Seed]) -> dict[str, Answered]:
        """Those of the claims that were submitted, by their numbers."""
        numbers = {_number(one): one.resource["identifier"][0] for one in billed}
        asked = [f"Claim?identifier={quote(n['system'], safe='')}%7C{n['value']}" for n in numbers.values()]
        ids = {
            number: page["entry"][0]["resource"]["id"]
            for number, (_, page) in zip(numbers, await self._ask(http, asked), strict=True)
            if page.get("entry")
        }
        answers = await self._ask(http, [f"ClaimResponse?request=Claim/{id_}" for id_ in ids.values()])
        return {
            number: Answered(ids[number], page["entry"][0]["resource"]["id"])
            for number, (_, page) in zip(ids, answers, strict=True)
            if page.get("entry")
        }

    async def _ask(self, http: httpx.AsyncClient, paths: Sequence[str]) -> list[tuple[int, Json]]:
        """The status and body of each of these reads and searches, made as one batch."""
        entries = [{"request": {"method": "GET", "url": path}} for path in paths]
        if not entries:
            return []
        sent = {"resourceType": "Bundle", "type": "batch", "entry": entries}
        response = await http.post("", json=sent, headers=_bearer(self.engineer))
        if response.is_error:
            raise CannotServeError(f"{response.url} was answered {response.status_code}")
        told = response.json()["entry"]
        return [(int(one["response"]["status"][:3]), one.get("resource", {})) for one in told]

    @asynccontextmanager
    async def _keepers(
        self, missing: Sequence[Seed], unbilled: Sequence[Seed]
    ) -> AsyncIterator[dict[tuple[str, Role], str]]:
        """The tokens of clients that write for each owner, as its administrator and as the agency; revoked after."""
        writers = ((Role.ADMIN, missing), (Role.PROVIDER, unbilled))
        wanted = [(owner, role) for role, listed in writers for owner in sorted({one.owner for one in listed})]
        async with clients.session(self.database) as session:
            made_ = [
                (await clients.add(session, f"seeding {owner}", role, owner, SCOPES[role], _now()), owner, role)
                for owner, role in wanted
            ]
        try:
            yield {(owner, role): token(self.signing, client) for client, owner, role in made_}
        finally:
            async with clients.session(self.database) as session:
                for client, _, _ in made_:
                    await clients.revoke(session, client.no, _now())


async def _put(http: httpx.AsyncClient, bearer: str, resources: Sequence[Json]) -> None:
    """Write resources of one owner, all or none."""
    entries = [{"resource": one, "request": {"method": "PUT", "url": _place(one)}} for one in resources]
    sent = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    _well(await http.post("", json=sent, headers=_bearer(bearer)), ", ".join(_place(one) for one in resources))


async def _submit(http: httpx.AsyncClient, bearer: str, claim: Json) -> Answered:
    answer = await http.post("Claim/$submit", json=claim, headers=_bearer(bearer))
    _well(answer, f"The claim {claim['identifier'][0]['value']}")
    told = answer.json()
    return Answered(told["request"]["reference"].partition("/")[2], told["id"])


def _well(response: httpx.Response, what: str) -> None:
    if response.is_error:
        reasons = "\n".join(issues(response.json())) or response.reason_phrase
        raise CannotServeError(f"{what} was refused ({response.status_code}):\n{reasons}")


def _bearer(token_: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_}", "Content-Type": "application/fhir+json"}


def _place(resource: dict[str, Any]) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def _number(claim: Seed) -> str:
    return str(claim.resource["identifier"][0]["value"])


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the command line is where the clock comes in
