"""A claim is adjudicated line by line: what is paid, pended and denied, and by which rule (design section 7)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from peerfhir.policy.billable import billable, grouped, placed
from peerfhir.policy.biller import billed_by_agency
from peerfhir.policy.billing import Claim, Line, Past
from peerfhir.policy.documented import dated, held_by_days, parcels, supported, timed, took_place
from peerfhir.policy.duplicates import billings, duplicate
from peerfhir.policy.facts import Contact
from peerfhir.policy.filing import filed, spanned
from peerfhir.policy.granting import granted
from peerfhir.policy.lines import Case, case_of
from peerfhir.policy.peers import qualified
from peerfhir.policy.precedence import REVIEW, ordered
from peerfhir.policy.program import Programs
from peerfhir.policy.rendering import rendered
from peerfhir.policy.responsible import responsible
from peerfhir.policy.retraction import faulted
from peerfhir.policy.ruling import Denial, Finding
from peerfhir.policy.situation import CLAIMED_AFTER_PEER, CLAIMED_BEFORE_PEER
from peerfhir.policy.tally import billed, counted, opened
from peerfhir.policy.units import windows
from peerfhir.policy.verdict import Outcome, Refusal

VOID = "8"


@dataclass(frozen=True, slots=True)
class Docket:
    """A claim with the case of each of its lines, in the order of their sequence; a denial where there is none."""

    claim: Claim
    cases: tuple[tuple[Line, Case | Finding], ...]

    @property
    def judged(self) -> tuple[Case, ...]:
        """The cases whose units are asked for; none of a void, which asks for nothing."""
        if self.claim.frequency == VOID:
            return ()
        return tuple(case for _, case in self.cases if isinstance(case, Case))


def docket(claim: Claim, programs: Programs) -> Docket:
    """The cases of a claim: what program judges each line, by what, on which days."""
    lines = sorted(claim.lines, key=lambda line: line.number)
    return Docket(claim, tuple((line, case_of(line, claim, programs)) for line in lines))


def needs(docket: Docket) -> tuple[tuple[str, date, date], ...]:
    """The windows (program, first day, last day) of which `adjudicate` must know what was spent."""
    return _windows(docket.judged)


def days(docket: Docket) -> tuple[tuple[str, date], ...]:
    """The (program, day) pairs served, of which `adjudicate` must know what was billed; none of a void.

    Of a line without encounters all of its days, if it is dated in one month.
    """
    return tuple(dict.fromkeys((case.program.id, day) for case in docket.judged for day in _served(case)))


def adjudicate(docket: Docket, past: Past) -> tuple[Outcome, ...]:
    """What becomes of each line, in the order of their sequence; earlier lines count for later ones.

    A void grants and refuses nothing, unless there is nothing that it can take back; taking back is the caller's.
    """
    outcomes, claim = [], docket.claim
    now = opened(past, _windows(case for _, case in docket.cases if isinstance(case, Case)))
    for line, case in docket.cases:
        faults = faulted(line, claim)
        if claim.frequency == VOID:
            outcomes.append(_taken_back(line, case, faults))
        elif isinstance(case, Finding):
            outcomes.append(_denied(line, None, ordered((case, *faults))))
        else:
            outcome = _judged(case, faults, now)
            now = after(now, case, outcome)
            outcomes.append(outcome)
    return tuple(outcomes)


def after(past: Past, case: Case, outcome: Outcome) -> Past:
    """The past with a line that was judged: what it takes counts for all that is judged later."""
    past = counted(past, case.program.id, outcome.paid, outcome.pended)
    return billed(past, outcome.paid + outcome.pended, billings(case) if outcome.claimed else ())


def _windows(cases: Iterable[Case]) -> tuple[tuple[str, date, date], ...]:
    """The windows of every limit that the days of these lines fall into."""
    days = {(case.program.id, day): case.program for case in cases for day in case.days}
    found = [(name, one.first, one.last) for (name, day), program in days.items() for one in windows(program, day)]
    return tuple(dict.fromkeys(found))


def _served(case: Case) -> tuple[date, ...]:
    first, last = case.line.first, case.line.last
    if case.documented or first is None or last is None or (first.year, first.month) != (last.year, last.month):
        return case.days
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def _judged(case: Case, faults: tuple[Finding, ...], past: Past) -> Outcome:
    """A line under its program: denied for its first reason; else its units as far as the limits let them."""
    found = faults + _of_the_line(case, past) + _of_the_contacts(case, past) + billed_by_agency(case)
    reasons = ordered(found)
    denials = [pair for pair in reasons if pair[0].carc != REVIEW]
    if denials:
        return _denied(case.line, case, reasons)
    claimed = parcels(case, past.claimed)
    units = granted(case, claimed, past)
    if not units.paid and not units.pended:
        claimed = ()
    outcome = Outcome(
        case.line.number,
        case.line.units,
        case.program.id,
        case.program.digest,
        units.paid,
        units.pended,
        units.refusals,
        claimed,
    )
    return _reviewed(outcome, reasons) if reasons else outcome


def _of_the_line(case: Case, past: Past) -> tuple[Finding, ...]:
    """What the line itself says, held against what it bills and what was billed before."""
    return (
        duplicate(case, past.billed)
        + filed(case)
        + spanned(case)
        + took_place(case)
        + dated(case)
        + supported(case, past.claimed)
        + held_by_days(case, past.billed)
        + timed(case)
        + billable(case)
        + grouped(case)
        + placed(case)
        + rendered(case)
        + responsible(case)
    )


def _of_the_contacts(case: Case, past: Past) -> tuple[Finding, ...]:
    """What the law says of each contact; paths are those of the claim."""
    found: tuple[Finding, ...] = ()
    own: set[str] = set()
    for contact in case.contacts:
        one = _beside(contact, past, own)
        said: tuple[Finding, ...] = ()
        for rule in (*CLAIMED_BEFORE_PEER, qualified, *CLAIMED_AFTER_PEER):
            said += rule(one, case.program)
        found += tuple(_placed(finding, case, contact) for finding in said)
        own |= {contact.key} if contact.key else set()
    return found


def _beside(contact: Contact, past: Past, own: set[str]) -> Contact:
    """The contact with each neighbour said to be claimed as the past, earlier lines or this one (`own`) claim it."""
    said = [
        one.key in own or (past.claimed[one.key] > 0 if one.key in past.claimed else one.claimed)
        for one in contact.neighbours
    ]
    if all(one.claimed == claimed for one, claimed in zip(contact.neighbours, said, strict=True)):
        return contact
    beside = tuple(replace(one, claimed=claimed) for one, claimed in zip(contact.neighbours, said, strict=True))
    return replace(contact, neighbours=beside)


def _placed(finding: Finding, case: Case, contact: Contact) -> Finding:
    """The finding with its path in the claim."""
    if finding.path.startswith("Claim"):
        return finding
    keys = [one.key for one in case.line.contacts]
    path = f"{case.line.path}.encounter[{keys.index(contact.key)}]" if contact.key in keys else case.line.path
    return replace(finding, path=path)


def _reviewed(outcome: Outcome, reasons: list[tuple[Denial, Finding]]) -> Outcome:
    """The outcome with nothing paid before a person has looked: what would be paid is pended."""
    denial, finding = reasons[0]
    notes = tuple(other for _, other in reasons[1:])
    if not outcome.paid:
        return replace(outcome, notes=(finding, *notes))
    refusal = Refusal(outcome.allowed, denial, finding)
    return replace(
        outcome,
        paid=(),
        pended=outcome.paid + outcome.pended,
        refusals=(refusal, *outcome.refusals),
        notes=notes,
    )


def _denied(line: Line, case: Case | None, reasons: list[tuple[Denial, Finding]]) -> Outcome:
    """A line denied wholly, for the first of its reasons."""
    denial, finding = reasons[0]
    program, digest = (case.program.id, case.program.digest) if case else (None, None)
    refusals = (Refusal(line.units, denial, finding),)
    return Outcome(
        line.number, line.units, program, digest, refusals=refusals, notes=tuple(other for _, other in reasons[1:])
    )


def _taken_back(line: Line, case: Case | Finding, faults: tuple[Finding, ...]) -> Outcome:
    """A line of a void: it asks for nothing, and is denied only when there is nothing to take back."""
    known = case if isinstance(case, Case) else None
    if faults:
        return _denied(line, known, ordered(faults))
    return Outcome(line.number, 0, known.program.id if known else None, known.program.digest if known else None)
