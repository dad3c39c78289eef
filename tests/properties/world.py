"""The facts of the histories as the law is given them, and a ledger in memory: what a store is to adjudication."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from peerfhir.policy.billing import Authorization, Billed, Claim, Line, Past, Spent
from peerfhir.policy.claim import adjudicate, docket, needs
from peerfhir.policy.decision import Decision, decide
from peerfhir.policy.facts import (
    Agency,
    Contact,
    Cover,
    Credential,
    Employment,
    Experience,
    Member,
    Moment,
    Peer,
    Plan,
    Protocol,
    Span,
    Supervision,
)
from peerfhir.policy.program import Programs
from peerfhir.policy.units import measured, windows
from peerfhir.policy.usage import Usage, usage
from peerfhir.policy.verdict import Outcome
from tests.people import HCPCS, IDAHO, MONTANA, State
from tests.properties.calendar import iso, written

Fields = dict[str, Any]

STATES = {"MT": MONTANA, "ID": IDAHO}
H0038 = ((HCPCS, "H0038"),)
SINCE = date(2020, 1, 1)
OPEN = Span(SINCE, None)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Counted(NamedTuple):
    """Units in the ledger: of which line of which claim, and whether paid or pended."""

    claim: str
    line: int
    kind: str
    member: str
    program: str
    day: date
    units: int
    encounter: str | None
    paid_by: str


def instant(seconds: int) -> datetime:
    """An instant of the histories."""
    return EPOCH + timedelta(seconds=seconds)


def day_of(number: int) -> date:
    """A day of the histories."""
    return date.fromisoformat(iso(number))


def peer(name: str, state: State) -> Peer:
    """A peer who has all it takes."""
    issued = frozenset({state.issuer})
    held = (
        Credential("cpss", SINCE, None, issuers=issued),
        Credential("peer-training", SINCE, SINCE, issuers=issued, hours=Decimal(32), approved_by=issued, proof=True),
        Credential("high-school-or-equivalent", SINCE, None),
    )
    licence = Credential("license", SINCE, None, issuers=issued, kinds=frozenset({state.licence}))
    enrolled = ((state.enrolled, OPEN),) if state.enrolled else ()
    return Peer(
        "Claim.careTeam[0].provider",
        known=True,
        credentials=held,
        key=f"Practitioner/{name}",
        experience=Experience(
            frozenset({"self-mh"}), self_identified=True, service_user=True, attested_months=24, grounded=True
        ),
        employment=Employment(
            f"PractitionerRole/{name}",
            agency=Agency("Organization/agency", frozenset({"group-agency"}), enrolled),
            kind="employee",
            programs=(state.program,),
            supervisors=(Supervision(OPEN, known=True, credentials=(licence,)),),
            protocols=(Protocol(state.program, attested=True, span=OPEN),),
        ),
    )


def member(said: Fields) -> Member:
    """A member who is covered, diagnosed and planned for."""
    state = STATES[said["state"]]
    return Member(
        born=iso(said["born"]),
        covers=(Cover("Coverage/c", frozenset({state.program}), OPEN, active=True),),
        diagnoses=(state.diagnosis,),
        plans=(
            Plan(
                "CarePlan/p",
                active=True,
                kinds=frozenset({state.plan}),
                programs=(state.program,),
                span=OPEN,
                goals=("Goal/g",),
                activities=1,
            ),
        ),
    )


class World:
    """What the store knows: encounters, authorizations, claims as they were answered, the ledger."""

    def __init__(self, programs: Programs, members: dict[str, Fields]) -> None:
        """Nobody but the members is known."""
        self.programs = programs
        self.states = {name: STATES[said["state"]] for name, said in members.items()}
        self.members = {name: member(said) for name, said in members.items()}
        self.peers = {(n, s): peer(n, STATES[s]) for s in ("MT", "ID") for n in ("one", "two")}
        self.visits: dict[str, tuple[Fields, Contact]] = {}
        self.authorizations: dict[str, tuple[str, Authorization]] = {}
        self.answers: dict[str, tuple[Outcome, ...]] = {}
        self.claims: dict[str, Fields] = {}
        self.billed: dict[tuple[str, int], tuple[str, tuple[Billed, ...]]] = {}
        self.ledger: list[Counted] = []
        self.taken_back: set[str] = set()

    def visit(self, said: Fields) -> None:
        """An encounter is recorded, or recorded anew."""
        state = self.states[said["member"]]
        contact = Contact(
            finished=said["status"] == "finished",
            programs=(state.program,),
            stated=True,
            services=H0038,
            start=_moment(said["start"], said["sent"]),
            end=_moment(said["end"], said["sent"]),
            peers=(self._peer(said),),
            organization_zone=said["zone"],
            key=f"Encounter/{said['id']}",
            mode="individual",
            modality="in-person",
            place="53",
            interventions=((state.intervention, "Encounter.extension[5]"),),
            plan="CarePlan/p",
            provider="Organization/agency",
            member=self.members[said["member"]],
        )
        self.visits[said["id"]] = said, contact

    def authorize(self, said: Fields) -> None:
        """An authorization is given or changed."""
        given = Authorization(
            said["number"],
            said["approved"],
            0,
            day_of(said["first"]) if said["first"] is not None else None,
            day_of(said["last"]) if said["last"] is not None else None,
            key=f"ClaimResponse/{said['id']}",
            kind=said["kind"],
            per_week=said["per_week"],
            services=frozenset(H0038),
            standing=said["standing"],
        )
        self.authorizations[said["id"]] = said["member"], given

    def submit(self, said: Fields) -> tuple[Outcome, ...]:
        """A claim is adjudicated and counted."""
        claim, original = self._claim(said), said["original"]
        if claim.original == "open":
            self._release(original)
        outcomes = adjudicate(docket(claim, self.programs), self._past(said, claim))
        self.answers[said["id"]], self.claims[said["id"]] = outcomes, said
        for line, outcome in zip(claim.lines, outcomes, strict=True):
            self._count(said, outcome)
            if outcome.paid or outcome.pended:
                self.billed[said["id"], line.number] = said["member"], self._billings(line, outcome)
        return outcomes

    def decide(self, claim: str, kind: Any, units: int | None) -> tuple[Outcome, ...]:
        """A payer decides on what is pended."""
        self.ledger = [one for one in self.ledger if one.claim != claim]
        self.answers[claim] = decide(self.answers[claim], Decision(kind, units or 0))
        for outcome in self.answers[claim]:
            self._count(self.claims[claim], outcome)
            who, lines = self.billed.pop((claim, outcome.number), ("", ()))
            if outcome.paid:
                self.billed[claim, outcome.number] = who, tuple(replace(one, granted=outcome.allowed) for one in lines)
        return self.answers[claim]

    def spent(self, member: str, program: str, first: date, last: date) -> Spent:
        """The units between two days (X-10)."""
        own = [one for one in self.ledger if (one.member, one.program) == (member, program)]
        sums = dict.fromkeys(("claimed", "paid", "pended"), 0)
        for one in own:
            if first <= one.day <= last:
                sums[one.kind] += one.units
        rendered = 0
        for said, contact in self.visits.values():
            if said["member"] == member and contact.finished:
                entries = measured(contact, self.programs[program])[1]
                rendered += sum(entry.units for entry in entries if first <= entry.day <= last)
        return Spent(rendered, **sums)

    def usage(self, member: str, day: date) -> Usage:
        """How much of the member's limit is used."""
        program = self.programs[self.states[member].program]
        (window,) = windows(program, day)
        spent = self.spent(member, program.id, window.first, window.last)
        return usage(program, window, spent, day, self._authorizations(member))

    def _peer(self, said: Fields) -> Peer:
        state = next(key for key, one in STATES.items() if one is self.states[said["member"]])
        return self.peers[said["peer"], state]

    def _claim(self, said: Fields) -> Claim:
        state = self.states[said["member"]]
        return Claim(
            tuple(self._line(number, one, said) for number, one in enumerate(said["lines"], 1)),
            self.members[said["member"]],
            instant(said["received"]),
            said["frequency"],
            self._original(said),
            frozenset({state.program}),
            "Coverage/c",
            tuple(said["quoted"]),
            "Organization/agency",
        )

    def _original(self, said: Fields) -> Any:
        if said["frequency"] == "1":
            return None
        answer = self.answers.get(said["original"] or "")
        if answer is None or said["original"] in self.taken_back:
            return "missing"
        if any(outcome.pended for outcome in answer):
            return "pending"
        return "open" if any(outcome.paid for outcome in answer) else "denied"

    def _line(self, number: int, said: Fields, claim: Fields) -> Line:
        return Line(
            number,
            f"Claim.item[{number - 1}]",
            H0038,
            tuple(said["modifiers"]),
            day_of(said["first"]),
            day_of(said["last"]),
            said["units"],
            Decimal(15),
            Decimal(15) * said["units"],
            tuple(self.visits[id_][1] for id_ in said["visits"]),
            (self._peer(claim),),
            "53",
            (self.states[claim["member"]].diagnosis,),
        )

    def _past(self, said: Fields, claim: Claim) -> Past:
        own = [one for one in self.ledger if one.member == said["member"] and one.kind != "claimed"]
        standing: dict[str, int] = {}
        for one in own:
            if one.encounter:
                standing[one.encounter] = standing.get(one.encounter, 0) + one.units
        return Past(
            {
                (name, a, b): self.spent(said["member"], name, a, b)
                for name, a, b in needs(docket(claim, self.programs))
            },
            self._authorizations(said["member"]),
            tuple(one for who, lines in self.billed.values() if who == said["member"] for one in lines),
            standing,
        )

    def _authorizations(self, member: str) -> tuple[Authorization, ...]:
        return tuple(
            replace(one, used=sum(row.units for row in self.ledger if row.paid_by == one.key))
            for who, one in self.authorizations.values()
            if who == member
        )

    def _billings(self, line: Line, outcome: Outcome) -> tuple[Billed, ...]:
        peers = frozenset(one.key for one in line.peers if one.key)
        encounters = frozenset(one.key for one in line.contacts if one.key)
        days = {grant.day for grant in outcome.claimed}
        return tuple(
            Billed(
                day,
                line.units,
                frozenset(line.services),
                frozenset(line.modifiers),
                peers,
                encounters,
                last=line.last,
                granted=outcome.allowed + outcome.waiting,
            )
            for day in days
        )

    def _count(self, said: Fields, outcome: Outcome) -> None:
        for kind, grants in (("claimed", outcome.claimed), ("paid", outcome.paid), ("pended", outcome.pended)):
            self.ledger += [
                Counted(
                    said["id"],
                    outcome.number,
                    kind,
                    said["member"],
                    outcome.program or "",
                    grant.day,
                    grant.units,
                    grant.encounter,
                    grant.paid_by if kind != "claimed" else "",
                )
                for grant in grants
            ]

    def _release(self, claim: str) -> None:
        self.taken_back.add(claim)
        self.ledger = [one for one in self.ledger if one.claim != claim]
        self.billed = {key: one for key, one in self.billed.items() if key[0] != claim}


def _moment(seconds: int, zone: str) -> Moment:
    text = written(seconds, zone)
    return Moment(text, datetime.fromisoformat(text), date.fromisoformat(text[:10]))
