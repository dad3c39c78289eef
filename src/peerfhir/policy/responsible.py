"""Whether a legally responsible individual may be paid for the service (MT-47)."""

from peerfhir.policy.lines import Case
from peerfhir.policy.ruling import Denial, Finding

RESPONSIBLE = Denial("53", ("N706",))


def responsible(case: Case) -> tuple[Finding, ...]:
    """A denial for a peer who is legally responsible for the member, unless the law allows it and it is attested.

    Attested are the criteria by one of those whom the law names; the payee's own declaration is not enough.
    """
    law = case.program.law.lri
    if law is None:
        return ()
    allowed, attested = law.allowed.on(case.day), law.attestation.on(case.day)
    told = [one for one in case.line.responsible if one.is_lri]
    known = [
        peer.path
        for contact in case.contacts
        for peer in contact.peers
        if any(peer.identifiers & person for person in case.claim.member.representatives)
    ]
    if not told and not known:
        return ()
    proven = [one for one in told if one.criteria_met and one.determined_by & set(attested.value)]
    if allowed.value and proven and len(proven) == len(told):
        return ()
    who = " or ".join(attested.value)
    return case.program.finding(
        allowed.rule,
        "error",
        path=told[0].path if told else known[0],
        detail="the rendering peer is legally responsible for the member"
        + (f"; no determination by {who} that the criteria are met" if allowed.value else ""),
        hint=f"State in legally-responsible-individual that the criteria are met, determined by {who}"
        if allowed.value
        else "Bill services by another peer",
        limit=who,
        denial=RESPONSIBLE,
    )
