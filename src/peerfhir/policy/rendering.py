"""The peer whom a claim names is one of those who served, as its encounters say (MT-01, ID-10, CMS-17)."""

from peerfhir.policy.facts import Contact
from peerfhir.policy.lines import Case
from peerfhir.policy.ruling import Denial, Finding

UNKNOWN_PEER = Denial("16", ("N290",))


def rendered(case: Case) -> tuple[Finding, ...]:
    """A denial when the claim names peers and none of them is a peer of an encounter that the line bills."""
    line = case.line
    named = {peer.key for peer in line.peers if peer.key}
    apart = [one for one in line.contacts if named.isdisjoint(_keys(one))]
    if not line.peers or not apart:
        return ()
    cert = case.program.law.cert
    required = cert.required.on(case.day) if cert else None
    more = "" if apart[0].peers else ", which names none"
    return case.program.finding(
        required.rule if required and required.value else "X-14",
        "error",
        path=line.peers[0].path,
        detail=f"no peer whom the claim names is a peer of the encounter{more}",
        hint="Name in careTeam the peer who served, as the encounter does, or correct the encounter",
        denial=UNKNOWN_PEER,
    )


def _keys(contact: Contact) -> set[str | None]:
    return {peer.key for peer in contact.peers if peer.key}
