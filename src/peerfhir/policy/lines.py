"""A line of a claim in the light of a program: which program judges it (design section 5), by what, on which days."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal

from peerfhir.policy.billing import Claim, Line
from peerfhir.policy.contact import determine
from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact, Member, Moment, Peer
from peerfhir.policy.program import Program, Programs, zone
from peerfhir.policy.readings import UNDETERMINED
from peerfhir.policy.ruling import Citation, Denial, Finding
from peerfhir.policy.serviced import in_zone, odd
from peerfhir.policy.units import unit_minutes

NO_PROGRAM = Denial("16", ("MA130",))
GROUP = "HQ"  # the modifier of a group session
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Case:
    """A line, the program that judges it, the contacts it bills in order of time, and the days served.

    The line's days are those of the program's calendar; to the peers of an encounter those whom the claim names are
    added. A line without encounters has the contact that it describes itself, one for each end of a span; its units
    count on the first day.
    """

    claim: Claim
    line: Line
    program: Program
    contacts: tuple[Contact, ...]
    days: tuple[date, ...]

    @property
    def documented(self) -> bool:
        """Whether encounters stand behind the line."""
        return bool(self.line.contacts)

    @property
    def day(self) -> date:
        """The first day served; the day on which the claim came when no day can be told."""
        return self.days[0] if self.days else self.received

    @property
    def received(self) -> date:
        """The day on which the claim came, in the program's zone."""
        return self.claim.received.astimezone(zone(self.program.zone(self.claim.received.date()))).date()

    def finding(
        self,
        rule: str,
        denial: Denial,
        detail: str,
        hint: str,
        *,
        element: str = "",
        numbers: Mapping[str, int | str | None] | None = None,
    ) -> tuple[Finding, ...]:
        """The finding that denies the line; none when the pack enforces the rule not at all.

        `element` is what is wrong in the line ("quantity"), `numbers` the finding's `measured`, `limit` and `window`.
        """
        path = f"{self.line.path}.{element}" if element else self.line.path
        return self.program.finding(
            rule, "error", path=path, detail=detail, hint=hint, denial=denial, **dict(numbers or {})
        )


def case_of(line: Line, claim: Claim, programs: Programs) -> Case | Finding:
    """The line as its program sees it; a denial when it is dated in no year of ours, or has no program or several."""
    program = odd(line) or program_of(line, claim, programs)
    if isinstance(program, Finding):
        return program
    line = in_zone(line, program)
    contacts = (_billed if line.contacts else _described)(line, claim, program)
    dated = sorted(
        ((day_of(contact, program), contact) for contact in contacts),
        key=lambda pair: (pair[0] or date.max, _instant(pair[1]), pair[1].key or ""),
    )
    days = tuple(sorted({day for day, _ in dated if day is not None}))
    return Case(claim, line, program, tuple(one for _, one in dated), days if line.contacts else days[:1])


def program_of(line: Line, claim: Claim, programs: Programs) -> Program | Finding:
    """The program of the line's encounters, else of the claim's focal coverage, by its plan on the date of service."""
    found: set[str] = set()
    for contact in line.contacts:
        named = set(contact.programs)
        if not named:
            ours = determine(replace(contact, finished=True, member=claim.member), programs)
            named = {ours.id} if isinstance(ours, Program) else set(_focal(line, claim, programs))
        found |= named
    if not line.contacts:
        found = set(_focal(line, claim, programs))
    if len(found) != 1:
        told = f"several programs: {', '.join(sorted(found))}" if found else "no program"
        return _undetermined(line, f"the encounters of the line and its focal coverage lead to {told}")
    name = found.pop()
    if name not in programs:
        return _undetermined(line, f"no pack is loaded for program {name[:64]!r}; loaded: {', '.join(programs)}")
    return programs[name]


def _focal(line: Line, claim: Claim, programs: Programs) -> tuple[str, ...]:
    """The programs whose plan is a class of the focal Coverage; whether it is in force is a rule of its own."""
    found = []
    for name, program in programs.items():
        day = in_zone(line, program).first or claim.received.date()
        plan = program.law.member.coverage_plan if program.law.member else None
        if plan and plan.on(day).value in claim.plans:
            found.append(name)
    return tuple(found)


def _billed(line: Line, claim: Claim, program: Program) -> tuple[Contact, ...]:
    """The encounters, each once, with what the claim says too.

    Its peers stand beside theirs, its mode and place where they tell none.
    """
    member, mode = _member(line, claim), mode_of(line, program, line.first or date.max)
    once = {contact.key or str(number): contact for number, contact in enumerate(line.contacts)}
    return tuple(
        replace(
            one,
            member=member,
            peers=_together(line.peers, one.peers),
            mode=one.mode or mode,
            place=one.place or line.place,
        )
        for one in once.values()
    )


def _together(named: tuple[Peer, ...], own: tuple[Peer, ...]) -> tuple[Peer, ...]:
    """The peers whom the claim names and those of an encounter: each person once in each role.

    Whom the claim names without a role served in that of the encounter.
    """
    serving = {peer.key for peer in own if peer.key and peer.employment}
    told = tuple(peer for peer in named if peer.employment or peer.key not in serving)
    known = {_role(peer) for peer in told if peer.key}
    return told + tuple(peer for peer in own if _role(peer) not in known)


def _role(peer: Peer) -> tuple[str | None, str | None]:
    return peer.key, peer.employment.key if peer.employment else None


def _member(line: Line, claim: Claim) -> Member:
    """The member with the diagnoses that the line is for, where it names any (CMS-03); its first is the principal."""
    if not line.diagnoses:
        return claim.member
    return replace(claim.member, diagnoses=line.diagnoses, principal=line.diagnoses[0])


def _described(line: Line, claim: Claim, program: Program) -> tuple[Contact, ...]:
    """What a line without encounters says took place; without times, on the first and on the last of its days.

    Its units, spread over its days, are its peer's minutes of each.
    """
    ends = sorted({day for day in (line.first, line.last) if day is not None})
    described = Contact(
        finished=True,
        programs=(program.id,),
        stated=True,
        services=line.services,
        start=None,
        end=None,
        peers=line.peers,
        mode=mode_of(line, program, ends[0] if ends else date.max),
        place=line.place,
        provider=claim.provider,
        member=_member(line, claim),
    )
    if not ends:
        return (described,)
    days = (ends[-1] - ends[0]).days + 1
    minutes = -(-line.units * unit_minutes(described, program, ends[0]) // days)
    return tuple(replace(described, start=Moment(day.isoformat(), None, day), peer_minutes=minutes) for day in ends)


def mode_of(line: Line, program: Program, day: date) -> Literal["individual", "group", "family"]:
    """How a service was given by the line's modifiers."""
    for code in program.law.service_codes.on(day).value:
        if (code.system, code.code) in line.services and set(code.modifiers) & set(line.modifiers):
            return code.mode
    return "group" if GROUP in line.modifiers else "individual"


def _instant(contact: Contact) -> datetime:
    return contact.start.at if contact.start and contact.start.at else _LAST


def _undetermined(line: Line, detail: str) -> Finding:
    return Finding(
        UNDETERMINED,
        "error",
        "The program of a line is the one of its encounters, else the one whose plan its focal coverage is of",
        Citation("design section 5"),
        line.path,
        detail,
        "Bill encounters that name one program, each program on a line of its own, or the coverage of its plan",
        denial=NO_PROGRAM,
    )
