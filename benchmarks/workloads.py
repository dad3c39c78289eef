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
from benchmarks.stored import Fids, day_of
from benchmarks.wire import Address, Answer
from peerfhir.fhir import json
from peerfhir.fhir.reference import renamed

SYNTHEA = Path(__file__).parent.parent / "tests" / "data" / "synthea" / "synthea-r4.tar.xz"
PAGE = 20
TRANSACTION = 20
_URN = re.compile(r"urn:uuid:[0-9a-f-]{36}")
_MADE = re.compile(rb'"status"\s*:\s*"20[01]')
_PLACE = re.compile(r"([A-Z][A-Za-z]+/[^/]+)(?:/_history/\d+)?$")
LINES = 10  # of a claim
ROSTER = 50  # members a page
_WEEKLY = 3  # visits that are sent for a week of a member
_VISITS = 9  # of a new member's Bundle
_EVENINGS = 10  # half hours after the last ordinary visit
_NEWCOMERS = 1_000_000  # where the numbers of members begin who come in Bundles
_rounds, _bundles, _claims = itertools.count(), itertools.count(), itertools.count()
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
    """POST Encounter: each member in turn, three visits a week, the newest week first."""
    for number in _rounds:
        turn, of = divmod(number, members)
        week, place = divmod(turn, _WEEKLY)
        day = (bodies.WEEKS - 1 - week % bodies.WEEKS) * 7 + 1 + 2 * place
        who = of * 7919 % members
        body = bodies.visit(who, bodies.hour(who, day, late=True), f"{_run}-{number}")
        yield Shot(address.send("POST", "/Encounter", json.encode(body)), status(201))


def bare_creates(address: Address, members: int) -> Shots:
    """The same bodies for the bare route, which looks at none of them."""
    for number in itertools.count():
        who = number * 7919 % members
        body = bodies.visit(who, bodies.hour(who, number * 131 % bodies.DAYS), f"{_run}-{number}")
        yield Shot(address.send("POST", "/Encounter", json.encode(body)), status(201))


def submits(address: Address, members: int, visits: int, fids: Fids) -> Shots:
    """POST Claim/$submit: ten stored visits of a member a claim, each visit once; every line is paid."""

    def wrong(answer: Answer) -> str | None:
        paid = answer.body.count(b'"allowedunits"')
        return status(200)(answer) or (None if paid == LINES else f"{paid} lines are paid, not {LINES}")

    for number in _claims:
        turn, of = divmod(number, members)
        if (turn + 1) * LINES > visits:
            return
        lines = [
            (bodies.FIRST_DAY + timedelta(day_of(visit, visits)), fids[of, visit])
            for visit in range(turn * LINES, (turn + 1) * LINES)
        ]
        yield Shot(
            address.send("POST", "/Claim/$submit", json.encode(bodies.claim(of, f"{_run}-{number}", lines))), wrong
        )


def reads(address: Address, fids: Fids) -> Shots:
    """GET Encounter/id."""

    def wrong(answer: Answer) -> str | None:
        return status(200)(answer) or (None if len(answer.body) > 1000 else "a short body")  # noqa: PLR2004

    listed = list(fids.values())
    while True:
        yield Shot(address.get(f"/Encounter/{_dice.choice(listed)}"), wrong)


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


def rosters(address: Address) -> Shots:
    """GET Patient/$authorization-usage: the first page of the payer's roster as of a day of the last week."""
    while True:
        day = bodies.FIRST_DAY + timedelta(bodies.DAYS - 1 - _dice.randrange(7))
        path = f"/Patient/$authorization-usage?program={bodies.PROGRAM}&as-of={day.isoformat()}&_count={ROSTER}"

        def wrong(answer: Answer) -> str | None:
            found = answer.body.count(b'"Parameters"')
            return status(200)(answer) or (None if found == ROSTER else f"{found} members, not {ROSTER}")

        yield Shot(address.get(path), wrong)


def made(count: int) -> Callable[[Answer], str | None]:
    """Says so when not every entry of a transaction was stored."""

    def wrong(answer: Answer) -> str | None:
        found = len(_MADE.findall(answer.body))
        return status(200)(answer) or (None if found == count else f"{found} of {count} entries")

    return wrong


def transactions(address: Address, members: int) -> Shots:
    """POST of Bundles of twenty: a new member with all that is on record, nine visits, five observations."""
    for number in _bundles:
        body = json.encode(_bundle(number, bodies.peers(members)))
        yield Shot(address.send("POST", "", body), made(TRANSACTION), TRANSACTION)


def _bundle(number: int, peers: int) -> dict[str, Any]:
    """One member, linked by urn:uuid; seen once a week in the evening by a peer who sees nobody else then."""
    turn, one = divmod(number, peers)
    week, evening = divmod(turn // 5, _EVENINGS)
    of, peer = _NEWCOMERS + number, f"peer-{one}"
    resources = bodies.member(of, peer)
    for count in range(_VISITS):
        begins = bodies.instant((week * _VISITS + count) % bodies.WEEKS * 7 + 1 + turn % 5, 17) + evening * bodies.HALF
        visit = bodies.visit(of, begins, f"{_run}-t{number}-{count}", peer)
        resources.append({**visit, "id": f"v{count}"})
    for count in range(TRANSACTION - len(resources)):
        resources.append(bodies.observation(f"Patient/m{of}", f"Encounter/v{count}", count) | {"id": f"o{count}"})
    urls = {f"{resource['resourceType']}/{resource['id']}": _urn() for resource in resources}
    listed = [
        {
            "fullUrl": url,
            "resource": renamed(_without_id(resource), lambda link: urls.get(link, link)),
            "request": {"method": "POST", "url": resource["resourceType"]},
        }
        for resource, url in zip(resources, urls.values(), strict=True)
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
