"""Parcels go out over several connections; each is sent until it is answered, and none is stored twice.

Every request carries an `Idempotency-Key` made of its place and content, so that it can be sent again after a lost
connection or a 503, and the whole load again after an interruption. What is refused because it refers to something
the server does not have (409), or to another Bundle's `urn:uuid` that has not been answered yet, waits for the next
round; when a round brings nothing new, the refusals stand.
"""

import asyncio
import json
import random
import re
from collections.abc import Awaitable, Callable, Iterable
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx

from peerfhir.cli.loading.report import Refusal, Report, issues
from peerfhir.cli.loading.sources import Entry, Parcel, answered, halves, parcels, rank

ATTEMPTS = 8
_LONGEST_WAIT = 30.0  # seconds
_COME_BACK = (429, 502, 503, 504)
_CONFLICT = 409
_LOCATION = re.compile(r"([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})(?:/_history/.*)?$")
_IN_ENTRY = re.compile(r"Bundle\.entry\[(\d+)\]")


class StoppedError(Exception):
    """The load cannot go on: the token is not accepted."""


class Sender:
    """One load: what it learned and how it went (`report`)."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        jobs: int,
        salt: str = "",
        advance: Callable[[int], None] = lambda _: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`client` has the base URL (`.../fhir/`) and the token; `advance` is told the bytes of files dealt with."""
        self.report = Report()
        self._client = client
        self._jobs = jobs
        self._salt = salt
        self._advance = advance
        self._sleep = sleep
        self._known: dict[str, str] = {}  # fullUrl -> Type/id
        self._later: list[Parcel] = []
        self._last = False

    async def send(self, files: list[Path]) -> Report:
        """Send what these files hold, those of one rank before those of the next."""
        for _, group in groupby(files, key=rank):
            await self._all(parcel for path in group for parcel in parcels(path))
        while self._later:
            again, self._later = self._later, []
            before = self.report.stored()
            await self._all(again)
            self._last = self.report.stored() == before
        return self.report

    async def _all(self, source: Iterable[Parcel]) -> None:
        free = asyncio.Semaphore(self._jobs)
        try:
            async with asyncio.TaskGroup() as group:
                for parcel in source:
                    await free.acquire()
                    group.create_task(self._one(parcel)).add_done_callback(lambda _: free.release())
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _one(self, parcel: Parcel) -> None:
        if parcel.unreadable:
            self._refuse(parcel, parcel.entries, 0, [parcel.unreadable], sent=False)
        elif not self._last and parcel.missing - self._known.keys():
            self._later.append(parcel)
        else:
            await self._deliver(parcel)
        self._advance(parcel.weight)
        parcel.weight = 0

    async def _deliver(self, parcel: Parcel) -> None:
        response = await self._request(parcel)
        if isinstance(response, str):
            self._refuse(parcel, _rest(parcel), 0, [response])
        elif response.is_success:
            self._take(parcel, response)
        elif response.status_code == httpx.codes.UNAUTHORIZED:
            raise StoppedError("; ".join(issues(_json(response))) or "the server does not accept the token")
        elif response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE and (pieces := halves(parcel)):
            for piece in pieces:
                await self._deliver(piece)
        elif response.status_code == _CONFLICT and not self._last:
            self._later.append(parcel)
        else:
            found = issues(_json(response)) or [response.reason_phrase]
            self._refuse(parcel, _rest(parcel), response.status_code, found)

    async def _request(self, parcel: Parcel) -> httpx.Response | str:
        """The answer, or after all attempts what kept us from having one."""
        body = answered(parcel, self._known)
        key = blake2b(f"{self._salt}\n{parcel.where}\n".encode() + body, digest_size=16).hexdigest()
        headers = {"Content-Type": "application/fhir+json", "Prefer": "return=minimal", "Idempotency-Key": key}
        trouble, wait = "", 0.0
        for attempt in range(ATTEMPTS):
            await self._sleep(wait)
            wait = min(_LONGEST_WAIT, 0.5 * 2**attempt) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
            try:
                response = await self._client.request(parcel.method, parcel.path, content=body, headers=headers)
            except httpx.TransportError as error:
                trouble = f"{type(error).__name__}: {error}"
                continue
            if response.status_code not in _COME_BACK:
                return response
            trouble = f"{response.status_code} {response.reason_phrase}"
            wait = _retry_after(response) or wait
        return f"Given up after {ATTEMPTS} attempts: {trouble}"

    def _take(self, parcel: Parcel, response: httpx.Response) -> None:
        if parcel.kind == "single":
            self.report.taken(parcel.entries[0].type, created=_new(response, response.status_code))
            return
        answers = _answers(response)
        if len(answers) != len(parcel.entries):
            self._refuse(parcel, _rest(parcel), response.status_code, ["The answer is not one of this Bundle"])
            return
        for place, (entry, (status, answer)) in enumerate(zip(parcel.entries, answers, strict=True)):
            if place in parcel.told:
                continue
            if status in (_CONFLICT, *_COME_BACK) and not self._last:
                continue
            parcel.told.add(place)
            if httpx.codes.is_success(status):
                self.report.taken(entry.type, created=_new(response, status))
                self._learn(entry, str(answer.get("location", "")))
            else:
                self._refuse(parcel, [entry], status, issues(answer.get("outcome")))
        if len(parcel.told) < len(parcel.entries):
            self._later.append(parcel)  # whole: under the same key, what was stored of it is not stored again

    def _learn(self, entry: Entry, location: str) -> None:
        found = _LOCATION.search(location)
        if found and entry.full_url:
            self._known[entry.full_url] = found[1]

    def _refuse(
        self, parcel: Parcel, entries: list[Entry], status: int, found: list[str], *, sent: bool = True
    ) -> None:
        """A refusal of these entries; of several, the one that the first issue names is told."""
        places = [int(number) for number in _IN_ENTRY.findall(" ".join(found))]
        named = [parcel.entries[place].index for place in places if place < len(parcel.entries)]
        index = entries[0].index if len(entries) == 1 else named[0] if named else None
        where = Refusal(parcel.where, None if parcel.kind == "single" else index, status, found, sent)
        self.report.refused([entry.type for entry in entries], where)


def _rest(parcel: Parcel) -> list[Entry]:
    """The entries that were not answered for good yet."""
    return [entry for place, entry in enumerate(parcel.entries) if place not in parcel.told]


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        content = json.loads(response.content)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _answers(response: httpx.Response) -> list[tuple[int, dict[str, Any]]]:
    """The status and the `response` of each entry of an answer; none when it is no such Bundle."""
    answers = []
    for entry in _json(response).get("entry") or []:
        answer = entry.get("response") if isinstance(entry, dict) else None
        found = re.match(r"\d{3}", str(answer.get("status"))) if isinstance(answer, dict) else None
        if answer is None or found is None:
            return []
        answers.append((int(found[0]), answer))
    return answers


def _retry_after(response: httpx.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    return min(_LONGEST_WAIT, float(text)) if text.isdigit() else None


def _new(response: httpx.Response, status: int) -> bool:
    """Whether the server made this one now; the answer to a retry repeats what it said then."""
    return status == httpx.codes.CREATED and "idempotent-replayed" not in response.headers
