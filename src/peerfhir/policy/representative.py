"""The peer is not the member's legal representative (ID-41)."""

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding


def unrelated(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error for each rendering peer who bears an identifier of somebody who acts legally for the member (ID-41)."""
    law = program.law.exclusions.representative if program.law.exclusions else None
    if law is None or contact.member is None or not contact.member.representatives:
        return ()
    day = day_of(contact, program)
    if day is None or not (excluded := law.on(day)).value:
        return ()
    found: tuple[Finding, ...] = ()
    for peer in contact.peers:
        if any(not peer.identifiers.isdisjoint(one) for one in contact.member.representatives):
            found += program.finding(
                excluded.rule,
                "error",
                path=peer.path,
                detail="the rendering peer is a legal representative of the member",
                hint="Name the peer who served; who represents the member legally cannot be their peer",
            )
    return found
