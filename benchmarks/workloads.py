"""What is asked of the servers, and which answers are right."""

import itertools
import random
import re
import tarfile
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import bodies
from benchmarks.drive import Shot, Shots
from benchmarks.stored import day_of
from benchmarks.wire import Address, Answer
from peerfhir.cli.people.members import patient
from peerfhir.cli.people.shapes import ref
from peerfhir.fhir import json

SYNTHEA = Path(__file__).parent.parent / "tests" / "data" / "synthea" / "synthea-r4.tar.xz"
PAGE = 20
TRANSACTION = 20
_URN = re.compile(r"urn:uuid:[0-9a-f-]{36}")
_MADE = re.compile(rb'"status"\s*:\s*"20[01]')
_PLACE = re.compile(r"([A-Z][A-Za-z]+/[^/]+)(?:/_history/\d+)?$")
_numbers = itertools.count()
_run = uuid.uuid4().hex[:8]
_dice = random.Random(3)


def status(*right: int) -> Callable[[Answer], str | None]:
    """Says so when the status is another."""

    def wrong(answer: Answer) -> str | None:
        if answer.status in right:
            return None
        return f"{answer.status} {answer.body[:300].decode(errors='replace')}"

    return wrong


def creates(address: Address, members: int) -> Shots:
    """POST Encounter: members and days in no order that helps, each with an identifier of its own."""
    for number in _numbers:
        visit = bodies.visit(number * 7919 % members, number * 131 % bodies.DAYS, f"{_run}-{number}")
        yield Shot(address.send("POST", "/Encounter", json.encode(visit)), status(201))


def reads(address: Address, fids: list[str]) -> Shots:
    """GET Encounter/id."""

    def wrong(answer: Answer) -> str | None:
        return status(200)(answer) or (None if len(answer.body) > 1000 else "a short body")  # noqa: PLR2004

    while True:
        yield Shot(address.get(f"/Encounter/{_dice.choice(fids)}"), wrong)


def searches(address: Address, members: int, visits: int) -> Shots:
    """GET Encounter?patient&date&_count=20; there is a full page unless the year ends."""
    while True:
        of, day = _dice.randrange(members), _dice.randrange(bodies.DAYS * 3 // 4)
        least = min(PAGE, sum(day_of(visit, visits) > day for visit in range(visits)))
        since = (bodies.FIRST_DAY + timedelta(day)).isoformat()
        path = f"/Encounter?patient=Patient/m{of}&date=ge{since}&_count={PAGE}"

        def wrong(answer: Answer, least: int = least) -> str | None:
            found = answer.body.count(b'"fullUrl"')
            return status(200)(answer) or (None if least <= found <= PAGE else f"{found} entries, not {least}")

        yield Shot(address.get(path), wrong)


def usages(address: Address, members: int) -> Shots:
    """GET Patient/id/$authorization-usage as of a day of the year."""
    while True:
        day = (bodies.FIRST_DAY + timedelta(_dice.randrange(bodies.DAYS))).isoformat()
        path = f"/Patient/m{_dice.randrange(members)}/$authorization-usage?program={bodies.PROGRAM}&as-of={day}"

        def wrong(answer: Answer) -> str | None:
            return status(200)(answer) or (None if b'"rendered"' in answer.body else "no units rendered")

        yield Shot(address.get(path), wrong)


def made(count: int) -> Callable[[Answer], str | None]:
    """Says so when not every entry of a transaction was stored."""

    def wrong(answer: Answer) -> str | None:
        found = len(_MADE.findall(answer.body))
        return status(200)(answer) or (None if found == count else f"{found} of {count} entries")

    return wrong


def transactions(address: Address) -> Shots:
    """POST of Bundles of twenty: a new member, nine visits, ten observations, linked by urn:uuid."""
    for number in _numbers:
        yield Shot(address.send("POST", "", json.encode(_bundle(number))), made(TRANSACTION), TRANSACTION)


def _bundle(number: int) -> dict[str, Any]:
    person = _urn()
    entries = [(person, patient(f"t{number}", f"Zz-Member {number}", "male", "1990-01-01", "MT"))]
    visits: list[str] = []
    for count in range(9):
        visits.append(_urn())
        visit = bodies.visit(0, count * 7, f"{_run}-t{number}-{count}") | {"subject": ref(person)}
        visit["extension"] = [e for e in visit["extension"] if "valueReference" not in e]
        del visit["episodeOfCare"]
        entries.append((visits[-1], visit))
    entries += [(_urn(), bodies.observation(person, visits[count % 9], count)) for count in range(10)]
    listed = [
        {"fullUrl": url, "resource": _without_id(body), "request": {"method": "POST", "url": body["resourceType"]}}
        for url, body in entries
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": listed}


def _urn() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def _without_id(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name != "id"}


class Synthea:
    """The vendored Bundles: first those of hospitals and practitioners, then, with links resolved, the patients'."""

    def __init__(self) -> None:
        with tarfile.open(SYNTHEA) as archive:
            files = {m.name: archive.extractfile(m) for m in archive.getmembers() if m.name.endswith(".json")}
            texts = {Path(name).name: file.read().decode() for name, file in files.items() if file is not None}
        self.first = [texts[name] for name in sorted(texts) if name.startswith(("hospital", "practitioner"))]
        self._patients = [texts[name] for name in sorted(texts) if not name.startswith(("hospital", "practitioner"))]
        self._known: dict[str, str] = {}

    def opening(self, address: Address) -> list[tuple[str, bytes]]:
        """The Bundles that go first, each with its request; give each answer to `learn`."""
        return [(text, address.send("POST", "", text.encode())) for text in self.first]

    def learn(self, text: str, answer: Answer) -> None:
        """Remember under which ids the entries of a Bundle were stored."""
        if answer.status != 200:  # noqa: PLR2004
            raise RuntimeError(f"Synthea's directory was refused: {answer.body[:500]!r}")
        sent, came = json.decode(text.encode())["entry"], json.decode(answer.body)["entry"]
        for entry, said in zip(sent, came, strict=True):
            found = _PLACE.search(said["response"]["location"])
            if found:
                self._known[entry["fullUrl"]] = found[1]

    def patients(self, address: Address) -> Shots:
        """Every patient's Bundle once."""
        for text in self._patients:
            own = {entry["fullUrl"] for entry in json.decode(text.encode())["entry"]}
            others = {url: name for url, name in self._known.items() if url not in own}
            linked = _URN.sub(lambda found, others=others: others.get(found[0], found[0]), text)  # type: ignore[misc]
            count = len(own)
            yield Shot(address.send("POST", "", linked.encode()), made(count), count)
