"""The rendering peer is certified on the date of service (X-5; MT-01 and its like in other programs)."""

from datetime import UTC, date, datetime

from peerfhir.policy.day import day_of, zone_of
from peerfhir.policy.facts import Contact, Credential, Peer
from peerfhir.policy.program import Program, zone
from peerfhir.policy.ruling import Finding

CERTIFICATE = "cpss"
_SHOWN = 3  # of a person's certificates


def certified(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A finding for each rendering peer without a certificate in force, and for a contact that names no peer.

    Needed is a qualification `cpss` whose period contains the date of service, of one of the program's issuers.
    """
    law, day = program.law.cert, day_of(contact, program)
    required = law.required.on(day or date.max) if law else None
    if law is None or required is None or not required.value:
        return ()
    needed = f"certified on {day}" if day else "certified on the date of service"
    if not contact.peers:
        return program.finding(
            required.rule,
            "error",
            path=f"{contact.path}.participant",
            detail=f"the contact names no rendering peer; needed: a peer {needed}",
            hint="Name the peer's PractitionerRole or Practitioner as the participant of type PPRF",
            limit=needed,
        )
    if day is None:
        return ()  # X-1 has said that the contact cannot be dated
    found: tuple[Finding, ...] = ()
    for peer in contact.peers:
        lacks = _lacks(peer, contact, program, day)
        if lacks:
            detail, hint = lacks
            found += program.finding(
                required.rule,
                "error",
                path=peer.path,
                detail=f"{detail}; needed: {needed}",
                hint=hint,
                measured=detail,
                limit=needed,
            )
    return found


def _lacks(peer: Peer, contact: Contact, program: Program, day: date) -> tuple[str, str] | None:
    """What a peer has instead of a certificate in force, and what would mend it; None when it has one."""
    if not peer.known:
        return (
            "the rendering peer is no Practitioner known here",
            "Refer to a PractitionerRole with its practitioner, or to a Practitioner, of this server",
        )
    held = [c for c in peer.credentials if c.code == CERTIFICATE]
    if not held:
        return (
            "no certification (qualification cpss) is recorded for the rendering peer",
            "Record it in Practitioner.qualification with code cpss and its period, or name the peer who served",
        )
    running = [c for c in held if _covers(c, contact, program, day)]
    if not running:
        spans = ", ".join(_span(c) for c in held[:_SHOWN]) + (", ..." if len(held) > _SHOWN else "")
        return (
            f"certification {spans}",
            "Record the renewal in Practitioner.qualification, or name the peer who served",
        )
    issuers = program.law.cert.issuers.on(day).value if program.law.cert else ()
    if issuers and not any(c.issuers & set(issuers) for c in running):
        return (
            f"certification {_span(running[0])} by another issuer than {', '.join(issuers)}",
            "Record the certificate with its issuer, known by an identifier of NamingSystem/issuer",
        )
    return None


def _covers(credential: Credential, contact: Contact, program: Program, day: date) -> bool:
    """Whether a certificate is in force: on the date of service, or to the contact's end where the program says so."""
    if not credential.dated or not _begun(credential.first, contact, day):
        return False
    last_day, last = day, contact.start.at if contact.start else None
    law = program.law.cert
    if law and law.lapse_mode.on(day).value == "whole_encounter" and contact.end and contact.end.at:
        last = contact.end.at
        last_day = last.astimezone(zone(zone_of(contact, program))).date()
    if isinstance(credential.last, datetime):
        return last <= credential.last if last else last_day <= credential.last.date()
    return credential.last is None or last_day <= credential.last


def _begun(first: date | datetime | None, contact: Contact, day: date) -> bool:
    if isinstance(first, datetime):
        start = contact.start.at if contact.start else None
        return first <= start if start else first.date() <= day
    return first is None or first <= day


def _span(credential: Credential) -> str:
    if not credential.dated:
        return "without a period"
    return f"{_shown(credential.first)}..{_shown(credential.last)}"


def _shown(bound: date | datetime | None) -> str:
    if bound is None:
        return ""
    if isinstance(bound, datetime):
        return bound.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")
    return bound.isoformat()
