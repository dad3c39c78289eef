"""ID-41: a peer does not act as the legal representative of the member."""

import pytest

from peerfhir.policy.facts import Member, Peer
from peerfhir.policy.representative import unrelated

IDAHO = {"exclusions": {"representative": (True, "ID-41")}}
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
NPI, SSN = ("http://hl7.org/fhir/sid/us-npi", "1"), ("http://hl7.org/fhir/sid/us-ssn", "1")


def peer(path: str, *identifiers: tuple[str, str]) -> Peer:
    """A peer by identifiers."""
    return Peer(path, known=True, identifiers=frozenset(identifiers))


@pytest.mark.parametrize(
    ("peers", "representatives", "paths"),
    [
        ([peer("p0", NPI)], [{NPI}], ["p0"]),
        ([peer("p0", NPI, SSN)], [{SSN}], ["p0"]),
        ([peer("p0", NPI)], [{SSN}], []),  # the value is the same, the system is not
        ([peer("p0", NPI)], [set()], []),
        ([peer("p0")], [{NPI}], []),
        ([peer("p0", NPI)], [{SSN}, {NPI}], ["p0"]),  # the second representative
        ([peer("p0", NPI), peer("p1", SSN)], [{SSN}], ["p1"]),
        ([peer("p0", NPI)], [], []),
    ],
)
def test_the_peer_is_known_to_represent_the_member(law, contact, peers, representatives, paths):
    """By an identifier that the peer and a representative share; an error, never adjudicated."""
    member = Member(representatives=tuple(frozenset(one) for one in representatives))
    found = unrelated(contact(*HOUR, member=member, peers=tuple(peers)), law(IDAHO))
    assert [(f.rule, f.severity, f.path, f.denial) for f in found] == [("ID-41", "error", path, None) for path in paths]


def test_no_check_where_there_is_nothing_to_judge(law, contact):
    """No law (Montana may pay relatives, MT-47), a law that is off, no member, no date: no finding."""
    facts = {"peers": (peer("p0", NPI),), "member": Member(representatives=(frozenset({NPI}),))}
    assert unrelated(contact(*HOUR, **facts), law({})) == ()
    assert unrelated(contact(*HOUR, **facts), law({"exclusions": {"representative": (False, "ID-41")}})) == ()
    assert unrelated(contact(*HOUR, peers=facts["peers"]), law(IDAHO)) == ()
    assert unrelated(contact(None, None, **facts), law(IDAHO)) == ()
