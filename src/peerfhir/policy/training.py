"""The rendering peer is trained and schooled (MT-17, MT-33, MT-34, ID-06, ID-09, CMH-23..26, CMS-17)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from peerfhir.policy.dated import Value
from peerfhir.policy.facts import Contact, Credential, Peer
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding
from peerfhir.policy.served import Served, listed

COURSE = "peer-training"
DIPLOMA = "high-school-or-equivalent"
UNTRAINED = Denial("B7", ("N570",))
NO_PEER = Denial("185", ("N570",))  # where training, and no certificate, makes somebody a peer (CMH-25)
_NONE = Decimal(0)
_MOST = Decimal(100_000)  # hours that one course can have; more are mistyped, and sums stay exact


@dataclass(frozen=True, slots=True)
class _Law:
    """What a program asks for on a day: rule that there is a course, rule and ids of who may approve it, and hours.

    None where it does not ask; without `authorities` anyone may approve.
    """

    course: str | None
    approved: str | None
    authorities: frozenset[str]
    least: Value[Decimal] | None
    proof: str | None
    denial: Denial


@dataclass(frozen=True, slots=True)
class _Schooling:
    """The rule that asks for a diploma, and the one that lets an attestation stand in its place."""

    rule: str
    instead: str | None


def trained(peer: Peer, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """Findings for a peer without a course that counts (MT-17) or with too few hours of them: error and denial.

    A course counts from its first day on, when its issuer or who approved its curriculum is one of the authorities that
    the program names. Hours are added up; those of other courses do not count, and where they would have been enough
    it is their approval that lacks (MT-34): that too leaves the adjudicated hours (MT-33) unmet.
    """
    law = _law(program, served.day)
    if law is None:
        return ()
    courses = [c for c in peer.credentials if c.code == COURSE and served.begun(c.first, program)]
    counted = [c for c in courses if _counts(c, law)]
    found: tuple[Finding, ...] = ()
    if law.course is not None and not counted:
        found = _without(law.course, courses, law, program, path)
    if counted and law.proof is not None and not any(course.proof for course in counted):
        found += _unproven(law.proof, program, path)
    if law.least is not None and _hours(counted) < law.least.value:
        found += _short(_hours(counted), _hours(courses), law, law.least, program, path)
    return found


def taught(contact: Contact, served: Served | None, program: Program) -> tuple[Finding, ...]:
    """A finding for a contact that names no rendering peer, where training makes somebody one: error and denial."""
    law = _law(program, served.day if served else date.max)
    if law is None or law.course is None or law.denial is not NO_PEER or contact.peers:
        return ()
    return program.finding(
        law.course,
        "error",
        path=f"{contact.path}.participant",
        detail="the contact names no rendering peer; needed: a peer who is trained",
        hint="Name the peer's PractitionerRole as the participant of type PPRF",
        denial=law.denial,
    )


def schooled(peer: Peer, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """An error for a peer without a high-school diploma or its equivalent, where the program needs one (ID-06).

    Where it does not, the attestation that they read and write well enough will do in its place (CMH-24); without
    either there is a warning of that too (CMH-23).
    """
    law = _schooling(program, served.day)
    if law is None or any(c.code == DIPLOMA and served.begun(c.first, program) for c in peer.credentials):
        return ()
    lacking = f"no high-school diploma or equivalent (qualification {DIPLOMA}) is recorded for the rendering peer"
    hint = f"Record it in Practitioner.qualification with code {DIPLOMA}"
    if law.instead is None:
        return program.finding(law.rule, "error", path=path, detail=lacking, hint=hint, limit=DIPLOMA)
    if peer.literate is True:
        return ()
    hint += ", or attest in the extension literacy-attestation that the peer can do the paper work"
    refused = program.finding(
        law.rule, "error", path=path, detail=f"{lacking}, nor is literacy attested", hint=hint, limit=DIPLOMA
    )
    told = "literacy is not attested of the rendering peer"
    return refused + program.finding(law.instead, "warning", path=path, detail=told, hint=hint)


def _without(rule: str, courses: list[Credential], law: _Law, program: Program, path: str) -> tuple[Finding, ...]:
    """There is no course that counts."""
    if courses:
        names = sorted({name for course in courses for name in course.approved_by | course.issuers})
        found = f"peer training approved by {listed(names) if names else 'nobody who is named'}"
    else:
        found = f"no peer training (qualification {COURSE}) is recorded for the rendering peer"
    needed = f"a course{_by(law)}"
    return program.finding(
        rule,
        "error",
        path=path,
        detail=f"{found}; needed: {needed}",
        hint=f"Record the course in Practitioner.qualification with code {COURSE}, its period, and its issuer or the"
        " extension curriculum-approved-by, known by an identifier of NamingSystem/issuer",
        measured=found,
        limit=needed,
        denial=law.denial,
    )


def _unproven(rule: str, program: Program, path: str) -> tuple[Finding, ...]:
    """A course is recorded, a document of it is not (CMH-26)."""
    return program.finding(
        rule,
        "error",
        path=path,
        detail="no document of the completed training is recorded",
        hint=f"Record the number of the certificate in the identifier of the qualification {COURSE}",
    )


def _short(
    counted: Decimal, recorded: Decimal, law: _Law, least: Value[Decimal], program: Program, path: str
) -> tuple[Finding, ...]:
    """There are too few hours: either no more are recorded, or the others are not approved."""
    unapproved = law.approved if recorded >= least.value else None
    detail = f"{_shown(counted)} < {_shown(least.value)} hours of peer training{_by(law)}"
    if recorded > counted:
        detail += f"; {_shown(recorded - counted)} hours of other courses do not count"
    return program.finding(
        unapproved or least.rule,
        "error",
        path=path,
        detail=detail,
        hint="Record who approved each curriculum in the extension curriculum-approved-by of its qualification"
        if unapproved
        else "Record each approved course in Practitioner.qualification, with the extension training-hours",
        measured=_shown(counted),
        limit=_shown(least.value),
        denial=law.denial,
    )


@lru_cache(maxsize=4096)
def _law(program: Program, day: date) -> _Law | None:
    training = program.law.training
    if training is None:
        return None
    required = training.required.on(day) if training.required else None
    approved = training.approved_by.on(day) if training.approved_by else None
    proof = training.proof.on(day) if training.proof else None
    return _Law(
        required.rule if required and required.value else None,
        approved.rule if approved and approved.value else None,
        frozenset(approved.value if approved else ()),
        training.min_hours.on(day) if training.min_hours else None,
        proof.rule if proof and proof.value else None,
        UNTRAINED if program.law.cert is None or program.law.cert.required.on(day).value else NO_PEER,
    )


@lru_cache(maxsize=4096)
def _schooling(program: Program, day: date) -> _Schooling | None:
    """What is asked of a peer's schooling on a day, if anything is."""
    provider = program.law.provider
    education = provider.education.on(day) if provider and provider.education else None
    instead = provider.alternative.on(day) if provider and provider.alternative else None
    if education is None or (education.value == "optional" and instead is None):
        return None
    return _Schooling(education.rule, instead.rule if instead and education.value == "optional" else None)


def _counts(course: Credential, law: _Law) -> bool:
    return not law.authorities or not (
        law.authorities.isdisjoint(course.approved_by) and law.authorities.isdisjoint(course.issuers)
    )


def _by(law: _Law) -> str:
    return f" approved by {', '.join(sorted(law.authorities))}" if law.authorities else ""


def _hours(courses: list[Credential]) -> Decimal:
    """All hours of courses; one that does not say how many, or fewer than none, or too many to be true, has none."""
    return sum([c.hours for c in courses if c.hours is not None and _NONE < c.hours <= _MOST], _NONE)


def _shown(hours: Decimal) -> str:
    return f"{hours.normalize():f}"
