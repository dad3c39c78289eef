"""The rendering peer is supervised (MT-22, MT-27, ID-12, CMS-21, NE-58..69)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from peerfhir.policy.facts import Peer, Supervision
from peerfhir.policy.licences import UNSUPERVISED, Lack, Licensing, diagnoses_of, lacking, licensing
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding
from peerfhir.policy.served import Served, listed, spelled


@dataclass(frozen=True, slots=True)
class _Law:
    """What a program asks for on a day, None where it does not; which licences suffice."""

    required: str | None
    licensing: Licensing
    protocol: str | None
    alone: str | None


def supervised(peer: Peer, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """Findings for a peer without a supervisor who is named for the day and licensed on it, or without a protocol.

    Errors and denials: the supervisor's period covers the day (one without a period always), and the person holds a
    qualification `license` in force of a type that the program names. A self-employed peer who has none offends a rule
    of its own besides (MT-27), which is not adjudicated.
    """
    law = _law(program, served.day)
    if law is None:
        return ()
    return _named(peer, law, served, program, path) + _attested(peer, law, served, program, path)


def _named(peer: Peer, law: _Law, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    if law.required is None:
        return ()
    supervisors = peer.employment.supervisors if peer.employment else ()
    lack = _lack(law.required, supervisors, law, served, program)
    if lack is None:
        return ()
    needed = f"a supervisor with a licence{law.licensing.needed} in force{served.text}"
    said = {"path": path, "detail": f"{lack.found}; needed: {needed}", "measured": lack.found, "limit": needed}
    refused = program.finding(lack.rule, "error", hint=lack.hint, denial=lack.denial, **said)
    if law.alone is None or peer.employment is None or not peer.employment.alone:
        return refused
    own = (
        "A self-employed peer obtains clinical supervision: name the supervisor in the extension supervisor of the role"
    )
    return refused + program.finding(law.alone, "error", hint=own, **said)


def _attested(peer: Peer, law: _Law, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """The supervisory protocol is attested for the program (ID-12)."""
    if law.protocol is None:
        return ()
    protocols = [p for p in (peer.employment.protocols if peer.employment else ()) if p.program == program.id]
    if any(p.attested and served.covers(p.span, program) for p in protocols):
        return ()
    spans = [spelled(p.span.first, p.span.last, dated=p.span.dated) for p in protocols if p.attested]
    found = f"supervisory protocol attested {listed(spans)}" if spans else "the supervisory protocol is not attested"
    needed = f"attested for {program.id}{served.text}"
    return program.finding(
        law.protocol,
        "error",
        path=path,
        detail=f"{found}; needed: {needed}",
        hint="Record it in the extension supervisory-protocol of the PractitionerRole: program, attested true, period",
        measured=found,
        limit=needed,
        denial=UNSUPERVISED,
    )


@lru_cache(maxsize=4096)
def _law(program: Program, day: date) -> _Law | None:
    law, types = program.law.supervision, licensing(program, day)
    if law is None or types is None:
        return None
    required = law.required.on(day)
    protocol = law.protocol_attestation.on(day) if law.protocol_attestation else None
    alone = law.self_employed.on(day) if law.self_employed else None
    return _Law(
        required.rule if required.value else None,
        types,
        protocol.rule if protocol and protocol.value else None,
        alone.rule if alone and alone.value else None,
    )


def _lack(
    required: str, supervisors: tuple[Supervision, ...], law: _Law, served: Served, program: Program
) -> Lack | None:
    """The rule that is not met, what the peer has instead of a licensed supervisor; None when there is one."""
    if not supervisors:
        return Lack(
            required,
            "no supervisor is named for the rendering peer",
            "Name the supervisor's PractitionerRole in the extension supervisor of the peer's PractitionerRole",
            UNSUPERVISED,
        )
    during = [s for s in supervisors if served.covers(s.span, program)]
    if not during:
        spans = listed([spelled(s.span.first, s.span.last, dated=s.span.dated) for s in supervisors])
        return Lack(
            required,
            f"supervisor named for {spans}",
            "Record who supervises since in the extension supervisor",
            UNSUPERVISED,
        )
    if not any(s.known for s in during):
        return Lack(
            required,
            "the supervisor who is named is no Practitioner known here",
            "Refer to a PractitionerRole of this server with its practitioner",
            UNSUPERVISED,
        )
    held = [credential for s in during if s.known for credential in s.credentials]
    diagnoses = diagnoses_of(served.contact.member) if served.contact else ()
    return lacking(held, law.licensing, lambda one: served.holds(one, program), diagnoses)
