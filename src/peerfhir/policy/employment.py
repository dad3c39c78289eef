"""For whom the rendering peer works (MT-18, MT-27, ID-11)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from peerfhir.policy.dated import Value
from peerfhir.policy.facts import Agency, Employment, Peer
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding
from peerfhir.policy.served import Served, listed, spelled

GROUP = "group-agency"
NOT_ENROLLED = Denial("B7", ("N767",))
NO_GROUP = Denial("B7", ("N570",))


@dataclass(frozen=True, slots=True)
class _Law:
    """What a program asks for on a day: rules, and the code of the enrollment; None where it does not ask."""

    agency: str | None
    enrollment: Value[str] | None
    group: str | None
    not_alone: str | None

    @property
    def unnamed(self) -> Denial:
        """How it is told that there is no agency: as not enrolled, where enrollment is what counts."""
        return NOT_ENROLLED if self.enrollment else NO_GROUP


def employed(peer: Peer, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """Findings for a peer whose role names no agency, has ended, or whose agency is not of the kind the program needs.

    All are errors and denials: an agency enrolled in the program's enrollment code (one without a period holds always),
    or of type `group-agency`, the peer not self-employed.
    """
    law = _law(program, served.day)
    if law is None:
        return ()
    work = peer.employment
    if work is None or work.agency is None:
        found = _unnamed(work, law, program, path)
    else:
        found = (
            _running(work, law, served, program, path)
            + _enrolled(work.agency, law, served, program, path)
            + _grouped(work.agency, law, program, path)
        )
    return found + _together(work, law, program, path)


def _unnamed(work: Employment | None, law: _Law, program: Program, path: str) -> tuple[Finding, ...]:
    if law.agency is None:
        return ()
    if work is None:
        found = "the rendering peer is named without a role, so that no agency is known"
        hint = "Name the peer's PractitionerRole, with its organization"
    else:
        found = "the role of the rendering peer names no agency"
        hint = "Record the agency in PractitionerRole.organization; a self-employed peer is an agency of its own"
    return program.finding(
        law.agency,
        "error",
        path=path,
        detail=f"{found}; needed: an agency{_of(law)}",
        hint=hint,
        measured=found,
        limit=f"an agency{_of(law)}",
        denial=law.unnamed,
    )


def _running(work: Employment, law: _Law, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """The role is held when the peer serves."""
    if law.agency is None or served.covers(work.span, program):
        return ()
    found = f"role with the agency {spelled(work.span.first, work.span.last)}"
    needed = f"a role{served.text}"
    return program.finding(
        law.agency,
        "error",
        path=path,
        detail=f"{found}; needed: {needed}",
        hint="Correct PractitionerRole.period, or name the role in which the peer served",
        measured=found,
        limit=needed,
        denial=law.unnamed,
    )


def _enrolled(agency: Agency, law: _Law, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    if law.enrollment is None:
        return ()
    code = law.enrollment.value
    if any(name == code and served.covers(span, program) for name, span in agency.enrollments):
        return ()
    spans = [spelled(span.first, span.last, dated=span.dated) for name, span in agency.enrollments if name == code]
    found = f"agency enrolled in {code} {listed(spans)}" if spans else f"agency not enrolled in {code}"
    needed = f"enrolled{served.text}"
    return program.finding(
        law.enrollment.rule,
        "error",
        path=path,
        detail=f"{found}; needed: {needed}",
        hint=f"Record the enrollment in the extension program-enrollment of the Organization, with program {code}",
        measured=found,
        limit=needed,
        denial=NOT_ENROLLED,
    )


def _grouped(agency: Agency, law: _Law, program: Program, path: str) -> tuple[Finding, ...]:
    if law.group is None or GROUP in agency.types:
        return ()
    found = f"agency of type {listed(sorted(agency.types)) or 'none'}"
    return program.finding(
        law.group,
        "error",
        path=path,
        detail=f"{found}; needed: {GROUP}",
        hint=f"Record the type {GROUP} in Organization.type, or name the role in which the peer served for a group",
        measured=found,
        limit=GROUP,
        denial=NO_GROUP,
    )


def _together(work: Employment | None, law: _Law, program: Program, path: str) -> tuple[Finding, ...]:
    """The peer is not self-employed, where the program does not let it."""
    if law.not_alone is None or work is None or not work.alone:
        return ()
    return program.finding(
        law.not_alone,
        "error",
        path=path,
        detail="the rendering peer is self-employed; needed: employment by an agency",
        hint="Name the role in which the peer served for an agency, or correct its extension employment-type",
        measured="self-employed",
        limit="employee",
        denial=NO_GROUP,
    )


@lru_cache(maxsize=4096)
def _law(program: Program, day: date) -> _Law | None:
    employment = program.law.employment
    if employment is None:
        return None
    agency = employment.agency_required.on(day) if employment.agency_required else None
    group = employment.group_agency.on(day) if employment.group_agency else None
    alone = employment.self_employed_allowed.on(day) if employment.self_employed_allowed else None
    return _Law(
        agency.rule if agency and agency.value else None,
        employment.agency_program.on(day) if employment.agency_program else None,
        group.rule if group and group.value else None,
        alone.rule if alone and not alone.value else None,
    )


def _of(law: _Law) -> str:
    """What kind of agency is needed, in words."""
    enrolled = f" enrolled in {law.enrollment.value}" if law.enrollment else ""
    return enrolled + (f" of type {GROUP}" if law.group else "")
