"""The rendering peer is certified (X-5; MT-01, ID-02, ID-10, CMS-17)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from peerfhir.policy.facts import Contact, Peer
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding
from peerfhir.policy.served import Served, listed, spelled

CERTIFICATE = "cpss"
UNCERTIFIED = Denial("B7", ("N570",))


@dataclass(frozen=True, slots=True)
class _Law:
    """What a program asks for on a day: the rule that there is a certificate, and the rule that it is active."""

    required: str
    active: str
    issuers: frozenset[str]
    whole: bool  # in force to the end of the contact


def certified(peer: Peer, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """A finding for a peer without a certificate in force of one of the program's issuers: error and denial.

    Needed is a qualification `cpss` whose period contains the date of service. The rule that asks for a certificate is
    cited when there is none, the one about its issuer and validity when there is another.
    """
    law = _law(program, served.day)
    if law is None:
        return ()
    for held in peer.credentials:
        if (
            held.code == CERTIFICATE
            and served.holds(held, program, whole=law.whole)
            and (not law.issuers or not law.issuers.isdisjoint(held.issuers))
        ):
            return ()
    rule, detail, hint = _lack(peer, served, program, law)
    needed = f"certified{served.text}"
    return program.finding(
        rule,
        "error",
        path=path,
        detail=f"{detail}; needed: {needed}",
        hint=hint,
        measured=detail,
        limit=needed,
        denial=UNCERTIFIED,
    )


def named(contact: Contact, served: Served | None, program: Program) -> tuple[Finding, ...]:
    """A finding for a contact that names no rendering peer, where the program needs one who is certified."""
    law = _law(program, served.day if served else date.max)
    if law is None or contact.peers:
        return ()
    needed = f"certified{served.text}" if served else "certified on the date of service"
    return program.finding(
        law.required,
        "error",
        path=f"{contact.path}.participant",
        detail=f"the contact names no rendering peer; needed: a peer {needed}",
        hint="Name the peer's PractitionerRole as the participant of type PPRF",
        limit=needed,
        denial=UNCERTIFIED,
    )


@lru_cache(maxsize=4096)
def _law(program: Program, day: date) -> _Law | None:
    cert = program.law.cert
    required = cert.required.on(day) if cert else None
    if cert is None or required is None or not required.value:
        return None
    issuers = cert.issuers.on(day)
    whole = cert.lapse_mode.on(day).value == "whole_encounter"
    return _Law(required.rule, issuers.rule, frozenset(issuers.value), whole)


def _lack(peer: Peer, served: Served, program: Program, law: _Law) -> tuple[str, str, str]:
    """The rule that is not met, what a peer has instead of a certificate in force, and what would mend it."""
    if not peer.known:
        return (
            law.required,
            "the rendering peer is no Practitioner known here",
            "Refer to a PractitionerRole with its practitioner, or to a Practitioner, of this server",
        )
    held = [c for c in peer.credentials if c.code == CERTIFICATE]
    if not held:
        return (
            law.required,
            "no certification (qualification cpss) is recorded for the rendering peer",
            "Record it in Practitioner.qualification with code cpss and its period, or name the peer who served",
        )
    running = [c for c in held if served.holds(c, program, whole=law.whole)]
    if not running:
        return (
            law.active,
            f"certification {listed([spelled(c.first, c.last, dated=c.dated) for c in held])}",
            "Record the renewal in Practitioner.qualification, or name the peer who served",
        )
    span = spelled(running[0].first, running[0].last, dated=running[0].dated)
    return (
        law.active,
        f"certification {span} by another issuer than {', '.join(sorted(law.issuers))}",
        "Record the certificate with its issuer, known by an identifier of NamingSystem/issuer",
    )
