"""Who rendered a documented service: its own peers are judged, and those whom the claim names (MT-01; 16/N290)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from peerfhir.policy.billing import Past
from peerfhir.policy.claim import adjudicate, docket
from peerfhir.policy.facts import Employment, Neighbour, Peer
from tests.policy.claims import ID, MT, PROGRAMS, bare, changed, claim, judged, line, member, peer, told, visit

HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
HERE = "Encounter.participant[0].individual"


def own(**other) -> Peer:
    """A peer as the encounter names it."""
    return peer(**({"path": HERE} | other))


def lapsed(one: Peer, last: date = date(2026, 11, 8)) -> Peer:
    """The peer with a certificate that ends on a day."""
    return replace(one, credentials=tuple(replace(c, last=last) if c.code == "cpss" else c for c in one.credentials))


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ((), "paid 4"),
        (("Practitioner/peer",), "paid 4"),
        (("Practitioner/peer", "Practitioner/two"), "paid 4"),  # one of them served
        (("Practitioner/two",), "denied 4 16/N290 CO MT-01"),
        (("Practitioner/two", "Practitioner/three"), "denied 4 16/N290 CO MT-01"),
        ((None,), "denied 4 16/N290 CO MT-01"),  # nobody who is known here
    ],
)
def test_the_claim_names_a_peer_of_the_encounter(named, expected):
    """16/N290 before B7: a peer who did not serve is no rendering peer, whoever is certified."""
    peers = tuple(
        peer(key=key, path=f"Claim.careTeam[{n}].provider") if key else Peer("Claim.careTeam[0].provider", known=False)
        for n, key in enumerate(named)
    )
    (outcome,) = judged(claim(line(4, "2026-11-09", visit(*HOUR), peers=peers)))
    assert told([outcome]) == [expected]
    assert [one.finding.path for one in outcome.refusals] == ["Claim.careTeam[0].provider"] * len(outcome.refusals)


@pytest.mark.parametrize(
    ("last", "named", "expected"),
    [
        (date(2026, 11, 9), (), "paid 4"),
        (date(2026, 11, 8), (), "denied 4 B7/N570 CO MT-01"),
        (date(2026, 11, 9), ("Practitioner/peer",), "paid 4"),
        (date(2026, 11, 8), ("Practitioner/peer",), "denied 4 B7/N570 CO MT-01"),
        # Whomever the claim names: who served is certified, or the line is not paid.
        (date(2026, 11, 9), ("Practitioner/two",), "denied 4 16/N290 CO MT-01"),
        (date(2026, 11, 8), ("Practitioner/two",), "denied 4 16/N290 CO MT-01"),
        (date(2026, 11, 8), ("Practitioner/peer", "Practitioner/two"), "denied 4 B7/N570 CO MT-01"),
        (date(2026, 11, 9), ("Practitioner/peer", "Practitioner/two"), "paid 4"),
    ],
)
def test_the_certificate_of_the_peer_who_served(last, named, expected):
    """MT-01, X-5: a lapsed peer is not paid under the name of another."""
    peers = tuple(lapsed(peer(key=key), last) if key == "Practitioner/peer" else peer(key=key) for key in named)
    contact = visit(*HOUR, peers=(lapsed(own(), last),))
    assert told(judged(claim(line(4, "2026-11-09", contact, peers=peers)))) == [expected]


def test_both_are_told_and_the_name_first():
    """What else keeps the line from being paid is among the notes: the lapsed certificate of who served."""
    contact = visit(*HOUR, peers=(lapsed(own()),))
    (outcome,) = judged(claim(line(4, "2026-11-09", contact, peers=(peer(key="Practitioner/two"),))))
    assert told([outcome]) == ["denied 4 16/N290 CO MT-01"]
    assert [(n.denial.carc, n.path) for n in outcome.notes if n.denial] == [("B7", "Claim.item[0].encounter[0]")]


def test_a_second_peer_of_the_claim_is_judged_too():
    """MT-01: the encounter's peer is certified, the other whom the claim names is not; where each stands."""
    (outcome,) = judged(claim(line(4, "2026-11-09", visit(*HOUR), peers=(peer(), lapsed(peer(key="P/2", path="x"))))))
    assert told([outcome]) == ["denied 4 B7/N570 CO MT-01"]
    named = lapsed(peer(), date(2026, 11, 8))
    (outcome,) = judged(claim(line(4, "2026-11-09", visit(*HOUR, peers=(lapsed(own()),)), peers=(named,))))
    assert [one.finding.path for one in outcome.refusals] == ["Claim.careTeam[0].provider"]
    assert [n for n in outcome.notes if n.denial] == []  # the same peer once


def test_another_role_of_the_same_person_does_not_stand_in_for_the_one_served_in():
    """MT-18: the role in which the encounter was served names no agency; another one of the person does."""
    served = own(employment=Employment("PractitionerRole/other", kind="employee"))
    one = claim(line(4, "2026-11-09", visit(*HOUR, peers=(served,)), peers=(peer(),)))
    assert told(judged(one)) == ["denied 4 B7/N767 CO MT-18"]


@pytest.mark.parametrize(("claimed", "expected"), [(True, "denied 4 272/N703 CO X-17"), (False, "paid 4")])
@pytest.mark.parametrize("named", [(), ("Practitioner/peer",), ("Practitioner/peer", "Practitioner/two")])
def test_the_peer_who_served_is_not_in_two_places(named, claimed, expected):
    """X-17: another individual contact of the encounter's peer at the time; naming a second peer changes nothing."""
    times = (datetime.fromisoformat(HOUR[0]), datetime.fromisoformat(HOUR[1]))
    there = Neighbour(
        "Encounter/n",
        *times,
        same_member=False,
        peers=frozenset({"Practitioner/peer"}),
        grouped=False,
        peer_support=True,
        claimed=claimed,
    )
    one = line(4, "2026-11-09", visit(*HOUR, neighbours=(there,)), peers=tuple(peer(key=key) for key in named))
    assert told(judged(claim(one))) == [expected]


def test_each_encounter_of_a_line_has_a_peer_whom_the_claim_names():
    """16/N290: two encounters of two peers on a line; the claim names one of them, or both."""
    later = ("2026-11-09T12:00:00-07:00", "2026-11-09T13:00:00-07:00")
    two = visit(*later, "Encounter/two", peers=(own(key="Practitioner/two"),))
    for keys, expected in (
        (("peer",), "denied 8 16/N290 CO MT-01"),
        (("two",), "denied 8 16/N290 CO MT-01"),
        (("peer", "two"), "paid 8"),
        ((), "paid 8"),
    ):
        named = tuple(peer(key=f"Practitioner/{key}") for key in keys)
        assert told(judged(claim(line(8, "2026-11-09", visit(*HOUR), two, peers=named)))) == [expected]


def test_an_encounter_that_names_nobody():
    """16/N290: the claim's peer is none of its peers; without a care team no one is named at all (MT-01)."""
    nobody = visit(*HOUR, peers=())
    (outcome,) = judged(claim(line(4, "2026-11-09", nobody, peers=(peer(),))))
    assert told([outcome]) == ["denied 4 16/N290 CO MT-01"]
    assert "which names none" in outcome.refusals[0].finding.detail
    assert told(judged(claim(line(4, "2026-11-09", nobody)))) == ["denied 4 B7/N570 CO MT-01"]


def test_a_line_without_encounters_names_its_peers_itself():
    """Nothing documents who served: the claim says it."""
    assert told(judged(claim(bare(4, "2026-11-09", peers=(peer(key="Practitioner/two"),))))) == ["paid 4"]


@pytest.mark.parametrize(("program", "rule"), [(MT, "MT-01"), (ID, "ID-02")])
def test_the_rule_that_is_cited(program, rule):
    """The rule that asks for a certificate on the day; X-14 where none does."""
    other = peer(program, "Practitioner/two")
    one = line(4, "2026-11-09", visit(*HOUR, program=program), peers=(other,))
    billed = claim(one, program=program, member=member(program))
    required = PROGRAMS[program].law.cert
    assert required
    assert required.required.on(date(2026, 11, 9)).rule == rule
    assert told(judged(billed)) == [f"denied 4 16/N290 CO {rule}"]
    assert told(adjudicate(docket(billed, changed(program, cert=None)), Past({}))) == ["denied 4 16/N290 CO X-14"]
    off = required.required.root[0].model_copy(update={"value": False})
    none = required.model_copy(update={"required": required.required.model_copy(update={"root": (off,)})})
    assert told(adjudicate(docket(billed, changed(program, cert=none)), Past({}))) == ["denied 4 16/N290 CO X-14"]
