"""All rules about the rendering peer together: of a contact, and of a role (A03, A04, A18)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from peerfhir.policy.facts import Agency, Credential, Employment, Experience, Peer, Span
from peerfhir.policy.peers import employable, qualified

NINTH = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
TODAY = date(2026, 11, 16)
PERSON, AGENCY, SUPERVISOR = (f"PractitionerRole.{name}" for name in ("practitioner", "organization", "extension"))


def test_a_peer_of_whom_nothing_more_is_asked(montana, idaho, contact, larkspur, syringa):
    """No finding when all is well, in a contact and in a role."""
    september = ("2026-09-30T10:00:00-06:00", "2026-09-30T11:00:00-06:00")
    assert qualified(contact(*NINTH, peers=(larkspur,)), montana) == ()
    assert qualified(contact(*september, peers=(syringa,)), idaho) == ()
    assert employable(larkspur, montana, TODAY) == ()
    assert employable(syringa, idaho, TODAY) == ()


def test_everything_at_once_in_the_order_of_the_denials(montana, contact):
    """Certification, training, agency, supervision; then what is not adjudicated."""
    nobody = Peer("Encounter.participant[0].individual", known=True)
    found = qualified(contact(*NINTH, peers=(nobody,)), montana)
    assert [(f.rule, f.denial.carc if f.denial else None) for f in found] == [
        ("MT-01", "B7"),
        ("MT-17", "B7"),
        ("MT-33", "B7"),
        ("MT-18", "B7"),
        ("MT-22", "272"),
        ("MT-14", None),
        ("MT-15", None),
        ("MT-16", None),
    ]
    assert {f.path for f in found} == {"Encounter.participant[0].individual"}
    assert all(f.detail and f.hint for f in found)


def test_of_two_peers_each_is_judged(montana, contact, larkspur):
    """Each finding stands at the participant at fault, and those of one rule stand together."""
    second = replace(larkspur, path="Encounter.participant[1].individual", credentials=larkspur.credentials[:1])
    third = replace(second, path="Encounter.participant[2].individual", experience=None)
    found = qualified(contact(*NINTH, peers=(larkspur, second, third)), montana)
    assert [(f.rule, f.path[21:24]) for f in found if f.severity == "error"] == [
        ("MT-17", "[1]"),
        ("MT-33", "[1]"),
        ("MT-17", "[2]"),
        ("MT-33", "[2]"),
        ("MT-14", "[2]"),
        ("MT-15", "[2]"),
    ]


def test_an_unknown_peer_is_told_of_once(montana, contact, larkspur):
    """Who is not known here has no record to find fault with; another peer is judged beside."""
    stranger = Peer("Encounter.participant[0].individual", known=False)
    other = replace(larkspur, path="Encounter.participant[1].individual", experience=None)
    found = qualified(contact(*NINTH, peers=(stranger, other)), montana)
    assert [(f.rule, f.path[21:24]) for f in found] == [
        ("MT-01", "[0]"),
        ("MT-14", "[1]"),
        ("MT-15", "[1]"),
        ("MT-16", "[1]"),
    ]
    assert [f.rule for f in employable(stranger, montana, TODAY)] == ["MT-01"]


def test_an_unknown_peer_does_not_pass_where_no_certificate_is_needed(pack, contact):
    """Then the rules that are in force find nothing recorded."""
    program = pack(("enforcement: {MT-03: warn}", "enforcement: {MT-01: off}"))
    found = qualified(contact(*NINTH, peers=(Peer("Encounter.participant[0].individual", known=False),)), program)
    assert "MT-17" in {f.rule for f in found}


def test_a_contact_that_names_no_peer(montana, contact):
    """One finding, at the participants."""
    assert [(f.rule, f.path) for f in qualified(contact(*NINTH, peers=()), montana)] == [
        ("MT-01", "Encounter.participant")
    ]


def test_a_contact_that_cannot_be_dated(montana, contact, larkspur):
    """X-1 says so; nothing is held against a peer on no date."""
    assert qualified(contact(None, None, peers=(replace(larkspur, credentials=()),)), montana) == ()
    assert [f.rule for f in qualified(contact(None, None, peers=()), montana)] == ["MT-01"]


def test_half_an_hour_keeps_from_a_role_of_montana(montana, larkspur):
    """A04: 29.5 of 30 hours; another approved half hour mends it, one that is not approved does not."""
    certificate = larkspur.credentials[0]
    short, more = (
        Credential("peer-training", date(2025, 10, 5), None, hours=Decimal(hours), approved_by=frozenset({"mt-dphhs"}))
        for hours in ("29.5", "0.5")
    )
    unapproved = replace(more, approved_by=frozenset())
    told = [
        [(f.rule, f.severity, f.path) for f in employable(replace(larkspur, credentials=held), montana, TODAY)]
        for held in ((certificate, short), (certificate, short, more), (certificate, short, unapproved))
    ]
    assert told == [[("MT-33", "error", PERSON)], [], [("MT-34", "error", PERSON)]]
    (found,) = employable(replace(larkspur, credentials=(certificate, short)), montana, TODAY)
    assert "29.5 < 30 hours" in found.detail


def test_a_peer_of_a_clinical_standard_in_idaho(idaho):
    """A18: no certificate, training not by the State, seven months, no diploma: all of it at once."""
    generic = Peer(
        "Encounter.participant[0].individual",
        known=True,
        credentials=(Credential("peer-training", date(2025, 5, 1), None, proof=True),),
        experience=Experience(frozenset({"self-smi"}), self_identified=True, attested_months=7),
        employment=Employment("PractitionerRole/x", agency=Agency("Organization/x", frozenset({"group-agency"}))),
    )
    assert [(f.rule, f.path) for f in employable(generic, idaho, TODAY)] == [
        ("ID-02", PERSON),
        ("ID-09", PERSON),
        ("ID-12", SUPERVISOR),
        ("ID-12", SUPERVISOR),
        ("ID-08", PERSON),
        ("ID-06", PERSON),
    ]


def test_where_the_faults_of_a_role_stand(montana, larkspur):
    """The person, the agency, the supervisor."""
    bare = replace(larkspur, credentials=(), experience=None, employment=Employment("PractitionerRole/x"))
    assert {f.path: f.rule for f in employable(bare, montana, TODAY) if f.severity == "error"} == {
        PERSON: "MT-15",
        AGENCY: "MT-18",
        SUPERVISOR: "MT-22",
    }


@pytest.mark.parametrize(
    ("role", "rules"),
    [
        (Span(date(2026, 10, 1), None), ["ID-10"]),  # the day after the certificate's last
        (Span(date(2026, 9, 30), None), []),
        (Span(dated=False), []),
    ],
)
def test_a_lapsed_certificate_and_a_role(idaho, syringa, role, rules):
    """It counts where it overlaps the role, and for a role without a period."""
    one = replace(syringa, employment=replace(syringa.employment, span=role))
    assert [f.rule for f in employable(one, idaho, TODAY)] == rules


def test_a_peer_without_a_role_is_judged_like_one_without_a_period(montana, larkspur):
    """Where there is no employment there is no agency and no supervisor."""
    assert [f.rule for f in employable(replace(larkspur, employment=None), montana, TODAY)] == ["MT-18", "MT-22"]


def test_a_role_of_the_future_is_judged_by_its_own_law(pack, larkspur):
    """A demand that begins in 2027 is made of a role that begins then, not of one that runs today."""
    more = "[{from: null, value: 30, rule: MT-33}, {from: 2027-01-01, value: 40, rule: MT-33}]"
    program = pack(("min_hours: [{from: null, value: 30, rule: MT-33}]", f"min_hours: {more}"))
    roles = (Span(date(2026, 1, 1), None), Span(date(2027, 1, 1), None))
    told = [
        [
            f.rule
            for f in employable(replace(larkspur, employment=replace(larkspur.employment, span=role)), program, TODAY)
        ]
        for role in roles
    ]
    assert told == [[], ["MT-33"]]
