"""A history is told to a real server over HTTP, and its answers are held against what the naive model expects."""

import json
from dataclasses import replace
from typing import Any

from tests.people import (
    HCPCS,
    IDAHO,
    MONTANA,
    Agency,
    Decided,
    Json,
    bundle,
    certificate,
    concept,
    cpo_order,
    decided,
    entry,
    line,
    parts,
    preauthorization,
    unique,
)
from tests.properties.calendar import iso, written
from tests.properties.histories import PEERS, History, paid, reasons
from tests.properties.naive import Fields
from tests.wire import Answer, Ask, Wire

CERTIFICATE = certificate("2020-01-01")
PACIFIC = replace(IDAHO, zone="America/Los_Angeles")
STATES = {("MT", MONTANA.zone): MONTANA, ("ID", IDAHO.zone): IDAHO, ("ID", PACIFIC.zone): PACIFIC}


class Told:
    """One history told to the server, and its answers held against what is expected."""

    def __init__(self, story: History, agencies: dict[tuple[str, str], Agency], wire: Wire) -> None:
        """Its members and peers have ids of their own."""
        self.story, self.agencies, self.wire = story, agencies, wire
        self.ids: dict[str, str] = {}
        self.answers: dict[str, Json] = {}

    def id(self, name: str) -> str:
        """The id on the server of what the history calls so."""
        return self.ids.setdefault(name, unique(name))

    def agency(self, member: str) -> Agency:
        """Who serves a member."""
        said = self.story.members[member]
        return self.agencies[said["state"], said["zone"]]

    def peer(self, member: str, name: str) -> str:
        """The PractitionerRole of a peer with the member's agency."""
        return f"PractitionerRole/{self.id(f'{name}-{self.agency(member).id}')}"

    async def ask(self, agency: Agency, method: str, path: str, body: Json | None = None) -> Answer:
        """The answer to a request of an agency or payer; it must be a good one."""
        said = {"authorization": f"Bearer {agency.token}"}
        answer = await self.wire.ask(Ask(method, f"/fhir{path}", json.dumps(body).encode() if body else b"", said))
        assert answer.status in (200, 201), (path, answer.body)
        return answer

    async def settle(self) -> None:
        """The members and the peers of their agencies are stored."""
        for name, said in self.story.members.items():
            agency = self.agency(name)
            people = agency.member(self.id(name), agency.payer.id, birthDate=iso(said["born"]))
            for peer in PEERS:
                people += agency.peer(self.peer(name, peer).split("/")[1], CERTIFICATE)
            entries = [entry("PUT", f"{one['resourceType']}/{one['id']}", one) for one in people]
            await self.ask(agency, "POST", "", bundle("transaction", *entries))

    async def tell(self) -> None:
        """All of it."""
        await self.settle()
        for step in self.story.steps:
            await getattr(self, step.kind)(step.said, step.expected)
        for name in self.story.members:
            for day in self.story.days()[:4]:
                await self.held(name, day)

    async def held(self, name: str, day: int) -> None:
        """The usage of a member as of a day is what the model says."""
        agency, expected = self.agency(name), self.story.model.usage(name, day)
        asked = f"?program={agency.state.program}&as-of={iso(day)}"
        answer = await self.ask(agency, "GET", f"/Patient/{self.id(name)}/$authorization-usage{asked}")
        limit, total = (parts(one) for one in json.loads(answer.body)["parameter"])
        kinds = ("rendered", "claimed", "paid", "pended")
        assert {kind: limit[kind] for kind in kinds} == {kind: expected[kind] for kind in kinds}, (name, iso(day))
        assert {kind: total[kind] for kind in kinds} == expected["year"], (name, iso(day))
        assert (limit.get("allowed"), limit.get("remaining")) == (expected["allowed"], expected["remaining"])

    async def visit(self, said: Fields, _: list[Fields]) -> None:
        """An encounter is stored under its id, as it is said now."""
        agency, id_ = self.agency(said["member"]), self.id(said["id"])
        start, end = written(said["start"], said["sent"]), written(said["end"], said["sent"])
        peer = self.peer(said["member"], said["peer"])
        encounter = agency.encounter(self.id(said["member"]), peer, start, end, status=said["status"], id=id_)
        encounter["identifier"][0]["value"] = id_
        await self.ask(agency, "PUT", f"/Encounter/{id_}", encounter)

    async def authorize(self, said: Fields, _: list[Fields]) -> None:
        """The payer stores an authorization, as it is said now."""
        agency, member = self.agency(said["member"]), self.id(said["member"])
        days = (iso(said["first"]) if said["first"] else None, iso(said["last"]) if said["last"] else None)
        if said["kind"] == "cpo-approval" and int(said["id"][1:]) % 2:
            given = cpo_order(member, said["number"], said["per_week"], days)
            given["status"] = "active" if said["standing"] else "revoked"
        else:
            units = {"units": said["approved"]} if said["kind"] == "prior-auth" else {"per_week": said["per_week"]}
            status = "active" if said["standing"] else "cancelled"
            given = preauthorization(member, agency.payer.id, said["number"], days, status=status, **units)
        given["id"] = self.id(said["id"])
        await self.ask(agency.payer, "PUT", f"/{given['resourceType']}/{given['id']}", given)

    async def claim(self, said: Fields, expected: list[Fields]) -> None:
        """A claim is submitted, and its answer held against what is expected."""
        agency = self.agency(said["member"])
        peer = self.peer(said["member"], said["peer"])
        lines = [self._line(one) for one in said["lines"]]
        billed = agency.claim(self.id(said["member"]), peer, *lines, quoted=said["quoted"])
        if said["frequency"] != "1":
            original = self.answers.get(said["original"], {"request": {"reference": ""}})["request"]["reference"]
            billed = agency.again(said["frequency"], original.removeprefix("Claim/"), billed)
            if not original:
                del billed["related"]
        answer = json.loads((await self.ask(agency, "POST", "/Claim/$submit", billed)).body)
        self.answers[said["id"]] = answer
        self.compare(answer, expected)

    def _line(self, said: Fields) -> Json:
        made = line(said["units"], iso(said["first"]))
        if said["last"] != said["first"]:
            del made["servicedDate"]
            made["servicedPeriod"] = {"start": iso(said["first"]), "end": iso(said["last"])}
        if said["visits"]:
            made["encounter"] = [{"reference": f"Encounter/{self.id(visit)}"} for visit in said["visits"]]
        if said["modifiers"]:
            made["modifier"] = [concept(HCPCS, code) for code in said["modifiers"]]
        return made

    def compare(self, answer: Json, expected: list[Fields]) -> None:
        """The lines of a ClaimResponse are what the model expects."""
        found = decided(answer)
        if not expected:
            assert {(one.paid, one.pended, one.denied) for one in found} <= {(0, 0, ())}, answer
            return
        assert len(found) == len(expected), answer
        for one, line_ in zip(found, expected, strict=True):
            assert (one.paid, one.pended) == (paid(line_), paid(line_, "pended")), (answer, line_)
            assert _reasons(one) == reasons(line_), (answer, line_)

    async def decide(self, said: Fields, _: list[Fields]) -> None:
        """The payer decides on what is pended; nothing is pended after."""
        answer: dict[str, Any] = self.answers[said["claim"]]
        payer = next(a.payer for a in self.agencies.values() if a.payer.ref == answer["insurer"])
        given: list[Json] = [{"name": "decision", "valueCode": said["decision"]}]
        if said["units"] is not None:
            given.append({"name": "units", "valueUnsignedInt": said["units"]})
        body = {"resourceType": "Parameters", "parameter": given}
        after = json.loads((await self.ask(payer, "POST", f"/ClaimResponse/{answer['id']}/$decide", body)).body)
        assert {one.pended for one in decided(after)} == {0}, after
        self.answers[said["claim"]] = after


def _reasons(one: Decided) -> dict[tuple[str, tuple[str, ...]], int]:
    found: dict[tuple[str, tuple[str, ...]], int] = {}
    for denial in one.denied:
        found[denial.carc, denial.rarcs] = found.get((denial.carc, denial.rarcs), 0) + denial.units
    return found | ({("133", ()): one.pended} if one.pended else {})
