"""The agency of the rendering peer's role is the one that bills (MT-18: Clm.provider; ID-11: that organization)."""

from dataclasses import replace

import pytest

from peerfhir.policy.billing import Past
from peerfhir.policy.claim import adjudicate, docket
from peerfhir.policy.facts import Agency, Peer
from tests.policy.claims import ID, MT, PROGRAMS, bare, changed, claim, judged, line, peer, prior, told, visit, year

HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
OTHER = "Organization/other"
DENIED = {MT: "denied 4 B7/N767 CO MT-18", ID: "denied 4 B7/N570 CO ID-11"}


def employed(agency: str, program: str = MT, **other) -> Peer:
    """A peer of an agency, whom the program asks for nothing more."""
    one = peer(program, **other)
    assert one.employment
    assert one.employment.agency
    there = Agency(agency, one.employment.agency.types, one.employment.agency.enrollments)
    return replace(one, employment=replace(one.employment, agency=there))


@pytest.mark.parametrize("program", [MT, ID])
@pytest.mark.parametrize("documented", [False, True])
@pytest.mark.parametrize(
    ("provider", "paid"), [("Organization/agency", True), (OTHER, False), ("Practitioner/peer", False), (None, False)]
)
def test_the_provider_of_the_claim(program, documented, provider, paid):
    """MT-18, ID-11: the organization of the rendering peer's role, with an encounter or without; else B7."""
    contacts = (visit(*HOUR, program=program),) if documented else ()
    one = line(4, "2026-11-09", *contacts, peers=() if documented else (peer(program),))
    (outcome,) = judged(claim(one, program=program, provider=provider))
    assert told([outcome]) == ["paid 4" if paid else DENIED[program]]
    if not paid:
        said = outcome.refusals[0].finding
        assert (said.path, said.measured, said.limit) == ("Claim.provider", provider, "Organization/agency")
        assert "Name in Claim.provider the Organization" in said.hint


@pytest.mark.parametrize("program", [MT, ID])
def test_the_peer_of_another_agency(program):
    """MT-18, ID-11: an enrolled group agency, but not the one that bills; it bills its own."""
    one = bare(4, "2026-11-09", program, peers=(employed(OTHER, program),))
    assert told(judged(claim(one, program=program))) == [DENIED[program]]
    assert told(judged(claim(one, program=program, provider=OTHER))) == ["paid 4"]


def test_another_agencys_authorization_is_not_borrowed():
    """ID-33, ID-11: an authorization for another agency pays nothing, whether that one is named as provider or not."""
    theirs = prior(providers=frozenset({OTHER}))
    one = claim(bare(4, "2026-11-12", ID), program=ID, quoted=("PA-1",))
    spent = year(2026, 416)
    assert told(judged(one, spent, authorizations=(theirs,))) == ["denied 4 296 CO ID-33"]
    named = replace(one, provider=OTHER)
    assert told(judged(named, spent, authorizations=(theirs,))) == ["denied 4 B7/N570 CO ID-11"]


@pytest.mark.parametrize(
    ("named", "provider", "paid"),
    [
        ((), "Organization/agency", False),  # both rendered; each agency bills for its own
        (("agency",), "Organization/agency", True),
        (("other",), "Organization/agency", False),
        (("other",), OTHER, True),
        (("agency", "other"), "Organization/agency", False),
    ],
)
def test_two_peers_of_two_agencies(named, provider, paid):
    """MT-18: a line is for the peers whom it names; that of the agency that bills."""
    peers = {name: employed(f"Organization/{name}", key=f"Practitioner/{name}") for name in ("agency", "other")}
    contact = visit(*HOUR, peers=tuple(peers.values()))
    one = line(4, "2026-11-09", contact, peers=tuple(peers[name] for name in named))
    assert told(judged(claim(one, provider=provider))) == ["paid 4" if paid else DENIED[MT]]


def test_the_role_in_which_the_encounter_was_served():
    """MT-18: another role of the same person does not move the service to another agency."""
    served = visit(*HOUR, peers=(peer(),))
    named = employed(OTHER)
    assert named.employment
    role = replace(named, employment=replace(named.employment, key="PractitionerRole/other"))
    one = claim(line(4, "2026-11-09", served, peers=(role,)), provider=OTHER)
    assert told(judged(one)) == [DENIED[MT]]


def test_what_is_told_before_it():
    """The certificate comes before the agency, and that the role has no agency is told by itself."""
    one = claim(bare(4, "2026-11-09", peers=(peer(credentials=()),)), provider=OTHER)
    (outcome,) = judged(one)
    assert told([outcome]) == ["denied 4 B7/N570 CO MT-01"]
    assert [n.path for n in outcome.notes if n.rule == "MT-18"] == ["Claim.provider"]
    roleless = bare(4, "2026-11-09", peers=(peer(employment=None),))
    (outcome,) = judged(claim(roleless))
    assert [f.path for f in (outcome.refusals[0].finding, *outcome.notes) if f.rule == "MT-18"] == [
        "Claim.careTeam[0].provider"
    ]


def test_where_no_agency_is_asked_for():
    """Nothing in the law: anybody may bill; a law that asks on other days only, too."""
    one = claim(bare(4, "2026-11-09"), provider=OTHER)
    assert told(adjudicate(docket(one, changed(MT, employment=None)), Past({}))) == ["paid 4"]
    law = PROGRAMS[MT].law.employment
    assert law
    assert law.agency_required
    value = law.agency_required.root[0].model_copy(update={"value": False})
    free = law.agency_required.model_copy(update={"root": (value,)})
    none = law.model_copy(update={"agency_required": free, "agency_program": None})
    assert told(adjudicate(docket(one, changed(MT, employment=none)), Past({}))) == ["paid 4"]
    assert told(adjudicate(docket(one, changed(MT, enforcement={"MT-18": "off"})), Past({}))) == ["paid 4"]
