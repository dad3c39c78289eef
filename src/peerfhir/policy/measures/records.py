"""Paid lines whose peer was not certified (X-5) or that nothing documents; contacts recorded late (X-15)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from peerfhir.policy.certification import certified
from peerfhir.policy.facts import Contact, Moment, Peer
from peerfhir.policy.measures.case import Case, State
from peerfhir.policy.program import Program, Programs
from peerfhir.policy.served import Served

NO_ENCOUNTER, GONE = "no encounter on the day", "the encounter no longer stands"
LATE = "recorded late"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Paid:
    """So many paid lines of a program that a peer rendered on a day, and their claims."""

    peer: int
    program: str
    day: date
    lines: int
    claims: tuple[int, ...]


def lapsed(lines: Iterable[Paid], peers: Mapping[int, Peer], programs: Programs) -> list[Case]:
    """A case for each peer and day, for its lines: certified then, by the rule that judges contacts (X-5).

    Lines of a program whose pack is not there are passed over.
    """
    cases = []
    for one in lines:
        program, peer = programs.get(one.program), peers.get(one.peer)
        if program is None or peer is None:
            continue
        findings = certified(peer, _serving(peer, one.day, program), program, peer.path)
        reasons = tuple(f"{finding.rule}: not certified on the date of service" for finding in findings)
        detail = f"{one.day}: {findings[0].detail}" if findings else None
        state: State = "missed" if findings else "met"
        cases.append(
            Case(
                one.peer,
                state,
                reasons=reasons,
                detail=detail,
                evidence=one.claims if findings else (),
                count=one.lines,
            )
        )
    return cases


def undocumented(who: int, *, billed: bool, documented: bool, lines: int, claims: tuple[int, ...]) -> Case:
    """The paid lines of a member that an encounter documents, or does not.

    A line that bills an encounter needs that one to stand; one that bills none, any of the member's on the day.
    """
    if documented:
        return Case(who, "met", count=lines)
    return Case(who, "missed", reasons=(GONE if billed else NO_ENCOUNTER,), evidence=claims, count=lines)


def late(who: int, *, late: bool, contacts: int, encounters: tuple[int, ...]) -> Case:
    """The contacts of a peer that were recorded in time, or late (X-15)."""
    if late:
        return Case(who, "missed", reasons=(LATE,), evidence=encounters, count=contacts)
    return Case(who, "met", count=contacts)


def allowances(program: Program) -> list[tuple[date, date, int]]:
    """From which day to which how many days may pass between a contact and its record."""
    values = program.law.late_entry.days.root
    starts = [one.start or date.min for one in values]
    ends = [*(start - _DAY for start in starts[1:]), date.max]
    return [(start, end, one.value) for start, end, one in zip(starts, ends, values, strict=True)]


def _serving(peer: Peer, day: date, program: Program) -> Served:
    start = Moment(day.isoformat(), None, day)
    contact = Contact(
        finished=True, programs=(program.id,), stated=True, services=(), start=start, end=None, peers=(peer,)
    )
    served = Served.at_contact(contact, program)
    if served is None:
        raise ValueError(start)
    return served
