"""Members, peers, encounters and claims for the tests of adjudication; whole and payable unless told otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from peerfhir.data import programs
from peerfhir.policy.billing import Authorization, Claim, Line, Past, Spent
from peerfhir.policy.claim import adjudicate, docket
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
from peerfhir.policy.program import Programs, load
from peerfhir.policy.verdict import Outcome

PROGRAMS = load(programs())
MT, ID = "mt-sdmi-hcbs", "id-adult-peer"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
H0038 = (HCPCS, "H0038")
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
TEAM = "Claim.careTeam[0].provider"
ISSUER = {MT: "mt-dphhs", ID: "id-state"}
PLAN = {MT: "pcrp", ID: "recovery-action-plan"}
BORN = {MT: "1984-05-05", ID: "1979-01-20"}


def peer(program: str = MT, key: str = "Practitioner/peer", path: str = TEAM, **other: Any) -> Peer:
    """A peer who meets every rule of a program from 2020 to 2028."""
    issuer = frozenset({ISSUER[program]})
    credentials = (
        Credential("cpss", date(2020, 1, 1), date(2028, 12, 31), issuers=issuer),
        Credential(
            "peer-training", date(2020, 1, 1), None, issuers=issuer, approved_by=issuer, hours=Decimal(32), proof=True
        ),
        Credential("high-school-or-equivalent", date(2000, 1, 1), None),
    )
    licence = Credential("license", date(2020, 1, 1), None, kinds=frozenset({"LCPC", "id-protocol"}))
    facts: dict[str, Any] = {
        "credentials": credentials,
        "key": key,
        "experience": Experience(
            frozenset({"self-mh"}),
            self_identified=True,
            service_user=True,
            attested_months=24,
            grounded=True,
            as_of=date(2020, 1, 1),
        ),
        "employment": Employment(
            f"{key.replace('Practitioner', 'PractitionerRole')}",
            Span(date(2020, 1, 1)),
            Agency("Organization/agency", frozenset({"group-agency"}), (("mt-hcbs", Span(date(2020, 1, 1))),)),
            "employee",
            (program,),
            (Supervision(Span(date(2020, 1, 1)), known=True, credentials=(licence,)),),
            (Protocol(program, attested=True, span=Span(date(2020, 1, 1))),),
        ),
    }
    return Peer(path, known=True, **(facts | other))


def member(program: str = MT, **other: Any) -> Member:
    """A member whom a program covers and plans for from 2020 on."""
    since = Span(date(2020, 1, 1))
    facts: dict[str, Any] = {
        "born": BORN[program],
        "covers": (Cover("Coverage/c", frozenset({program}), since, active=True),),
        "diagnoses": ("F25.0",),
        "plans": (
            Plan(
                "CarePlan/p",
                active=True,
                kinds=frozenset({PLAN[program]}),
                programs=(program,),
                span=since,
                goals=("Goal/g",),
                activities=1,
            ),
        ),
    }
    return Member(**(facts | other))


def visit(start: str, end: str | None, key: str = "Encounter/e", program: str = MT, **other: Any) -> Contact:
    """A finished encounter of a program; times as they are sent."""
    facts: dict[str, Any] = {
        "finished": True,
        "programs": (program,),
        "stated": True,
        "services": (H0038,),
        "start": moment(start),
        "end": moment(end) if end else None,
        "peers": (peer(program, path="Encounter.participant[0].individual"),),
        "key": key,
        "mode": "individual",
        "place": "53",
    }
    return Contact(**(facts | other))


def line(units: int, day: str | None, *contacts: Contact, number: int = 1, **other: Any) -> Line:
    """A line for so many units on a day, or over days ("2026-11-02..2026-11-03")."""
    first, _, last = (day or "").partition("..")
    facts: dict[str, Any] = {
        "services": (H0038,),
        "modifiers": (),
        "first": date.fromisoformat(first) if first else None,
        "last": date.fromisoformat(last or first) if first else None,
        "contacts": contacts,
        "place": "53",
    }
    return Line(number, f"Claim.item[{number - 1}]", units=units, **(facts | other))


def bare(units: int, day: str | None, program: str = MT, number: int = 1, **other: Any) -> Line:
    """A line without encounters, by a peer of the claim's care team."""
    return line(units, day, number=number, **({"peers": (peer(program),)} | other))


def claim(*lines: Line, program: str = MT, **other: Any) -> Claim:
    """A claim of lines for the program's member, with its coverage."""
    facts: dict[str, Any] = {
        "member": member(program),
        "received": NOW,
        "plans": frozenset({program}),
        "coverage": "Coverage/c",
        "provider": "Organization/agency",
    }
    return Claim(lines, **(facts | other))


def cpo(number: str = "CPO-77", first: str = "2026-11-08", last: str = "2026-12-05", **other: Any) -> Authorization:
    """An approval by the CPO: 16 units a week, unless told otherwise."""
    facts: dict[str, Any] = {"approved": None, "used": 0, "kind": "cpo-approval", "per_week": 16}
    return prior(number, first, last, **(facts | other))


def prior(number: str = "PA-1", first: str = "2026-11-10", last: str = "2026-12-31", **other: Any) -> Authorization:
    """A prior authorization: 52 units, unless told otherwise."""
    facts: dict[str, Any] = {"approved": 52, "used": 0, "key": f"ClaimResponse/{number}"}
    return Authorization(number, first=date.fromisoformat(first), last=date.fromisoformat(last), **(facts | other))


def week(first: str, paid: int = 0, pended: int = 0) -> dict[tuple[str, date, date], Spent]:
    """What was spent in a week of Montana, by its Sunday."""
    sunday = date.fromisoformat(first)
    return {(MT, sunday, date.fromordinal(sunday.toordinal() + 6)): Spent(paid, paid, paid, pended)}


def year(of: int, paid: int) -> dict[tuple[str, date, date], Spent]:
    """What was spent in a year of Idaho."""
    return {(ID, date(of, 1, 1), date(of, 12, 31)): Spent(paid, paid, paid)}


def judged(one: Claim, spent: dict[tuple[str, date, date], Spent] | None = None, **other: Any) -> tuple[Outcome, ...]:
    """The outcomes of a claim under the programs that come with the server."""
    return adjudicate(docket(one, PROGRAMS), Past(spent or {}, **other))


def told(outcomes: Sequence[Outcome]) -> list[str]:
    """Each line in words, as the scenarios say it: `paid 3; denied 1 119/N362 CO MT-31`."""
    return [_told(outcome) for outcome in outcomes]


def changed(name: str, **keys: Any) -> Programs:
    """The programs that come with the server, with keys of one pack set otherwise."""
    programs = [
        replace(program, law=program.law.model_copy(update=keys)) if program.id == name else program
        for program in PROGRAMS.values()
    ]
    return Programs(programs)


def moment(text: str) -> Moment:
    """A moment as it is sent: with an offset, without one, or a date alone."""
    at = datetime.fromisoformat(text) if "T" in text else None
    return Moment(text, at if at and at.tzinfo else None, date.fromisoformat(text[:10]))


def _told(outcome: Outcome) -> str:
    said = [f"paid {outcome.allowed}"] if outcome.allowed else []
    for one in outcome.refusals:
        what = "pended" if one.denial.carc == "133" else "denied"
        codes = "/".join((one.denial.carc, *one.denial.rarcs))
        said.append(f"{what} {one.units} {codes} {one.denial.group} {one.finding.rule}")
    return "; ".join(said)
