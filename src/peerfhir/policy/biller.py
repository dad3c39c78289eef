"""The agency that a peer serves for is the one that bills (MT-18, ID-11)."""

from peerfhir.policy.employment import NO_GROUP, NOT_ENROLLED
from peerfhir.policy.facts import Contact, Peer
from peerfhir.policy.lines import Case
from peerfhir.policy.ruling import Finding


def billed_by_agency(case: Case) -> tuple[Finding, ...]:
    """A denial when the claim's provider is not the organization of the rendering peer's role.

    Where the law asks for an agency; of a peer without one `employment` speaks.
    """
    law = case.program.law.employment
    required = law.agency_required.on(case.day) if law and law.agency_required else None
    if law is None or required is None or not required.value:
        return ()
    provider, agencies = case.claim.provider, _agencies(case)
    if provider is not None and agencies <= {provider}:
        return ()
    needed = ", ".join(sorted(agencies)) or "the agency that the rendering peer serves for"
    return case.program.finding(
        required.rule,
        "error",
        path="Claim.provider",
        detail=f"the claim is billed by {provider or 'no Organization of this server'}; needed: {needed}",
        hint="Name in Claim.provider the Organization of the rendering peer's role; peers of another agency are billed"
        " in its own claim",
        measured=provider,
        limit=needed,
        denial=NOT_ENROLLED if law.agency_program else NO_GROUP,
    )


def _agencies(case: Case) -> set[str]:
    """The organizations of the roles of those who rendered."""
    return {
        peer.employment.agency.key
        for contact in case.contacts
        for peer in _rendering(contact, {one.key for one in case.line.peers})
        if peer.employment and peer.employment.agency
    }


def _rendering(contact: Contact, named: set[str | None]) -> list[Peer]:
    """The peers of a contact whom the claim names, in whatever role; all of them where it names none."""
    return [peer for peer in contact.peers if not named or peer.key in named]
