"""Legally responsible individuals are paid when it is attested that they may be (MT-47)."""

import pytest

from peerfhir.policy.billing import Responsible
from tests.policy.claims import ID, bare, claim, judged, member, peer, told

PATH = "Claim.careTeam[0].extension[0]"
NPI = ("http://hl7.org/fhir/sid/us-npi", "9990001015")


def stated(*by: str, is_lri=True, met=True):
    """What the claim says of its peer, determined by whom."""
    return Responsible(PATH, is_lri, met, frozenset(by))


@pytest.mark.parametrize(
    ("responsible", "expected"),
    [
        ((), "paid 1"),
        ((stated(is_lri=False, met=False),), "paid 1"),
        ((stated("cmt"),), "paid 1"),
        ((stated("cpo"),), "paid 1"),
        ((stated(),), "denied 1 53/N706 CO MT-47"),  # by nobody, or the payee
        ((stated("group-agency"),), "denied 1 53/N706 CO MT-47"),
        ((stated("cmt", met=False),), "denied 1 53/N706 CO MT-47"),
        ((stated("cmt"), stated("cmt", met=False)), "denied 1 53/N706 CO MT-47"),
    ],
)
def test_the_criteria_are_met_as_determined_by_cmt_or_cpo(responsible, expected):
    """MT-47: payable only with criteriaMet determined by the CMT or the CPO."""
    (outcome,) = judged(claim(bare(1, "2026-11-09", responsible=responsible)))
    assert told([outcome]) == [expected]
    assert [one.finding.path for one in outcome.refusals] == [PATH] * len(outcome.refusals)


@pytest.mark.parametrize(
    ("identifiers", "responsible", "expected"),
    [
        (frozenset({NPI}), (), "denied 1 53/N706 CO MT-47"),
        (frozenset({NPI}), (stated("cmt"),), "paid 1"),
        (frozenset({("other", NPI[1])}), (), "paid 1"),
    ],
)
def test_a_representative_on_record(identifiers, responsible, expected):
    """MT-47: a peer who is the member's representative by the records needs the attestation too."""
    by = peer(identifiers=identifiers)
    one = claim(
        bare(1, "2026-11-09", peers=(by,), responsible=responsible), member=member(representatives=(frozenset({NPI}),))
    )
    assert told(judged(one)) == [expected]


def test_a_program_that_says_nothing_of_it():
    """Only Montana's law has the rule."""
    assert told(judged(claim(bare(1, "2026-11-09", ID, responsible=(stated(met=False),)), program=ID))) == ["paid 1"]
