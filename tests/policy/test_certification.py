"""MT-01, ID-02, ID-10, CMS-17: the peer is certified on the date of service, as X-5 reads it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from peerfhir.policy import certification
from peerfhir.policy.facts import Contact, Credential, Peer, Span
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding
from peerfhir.policy.served import Served

TO_D = Credential("cpss", date(2025, 3, 1), date(2026, 9, 30))
LAPSED = "certification 2025-03-01..2026-09-30; needed: certified on 2026-10-01"


def certified(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """What the rule says of all peers of a contact, or of its having none."""
    served = Served.at_contact(contact, program)
    found = certification.named(contact, served, program)
    for peer in contact.peers if served else ():
        assert served is not None
        found += certification.certified(peer, served, program, peer.path)
    return found


def said(findings: Iterable[Finding]) -> list[tuple[str, str, str, str]]:
    """Rule, severity, place and detail of findings."""
    return [(f.rule, f.severity, f.path, f.detail) for f in findings]


@pytest.mark.parametrize(
    ("start", "end", "covered"),
    [
        ("2026-09-30T10:00:00-06:00", "2026-09-30T11:00:00-06:00", True),
        ("2026-09-30T23:30:00-06:00", "2026-10-01T00:30:00-06:00", True),  # covered to its end
        ("2026-10-01T00:10:00-06:00", "2026-10-01T01:10:00-06:00", False),
        ("2026-10-01T05:59:00Z", "2026-10-01T06:59:00Z", True),  # 23:59 in Denver
        ("2026-10-01T06:00:00Z", "2026-10-01T07:00:00Z", False),
        ("2025-03-01T00:00:00-07:00", "2025-03-01T01:00:00-07:00", True),
        ("2025-02-28T23:59:00-07:00", "2025-03-01T00:59:00-07:00", False),
    ],
)
def test_the_last_day_counts_and_the_next_does_not(montana, contact, start, end, covered):
    """The period contains the date of service, its end inclusive; what starts 00:10 on D+1 is not covered (X-5)."""
    assert (certified(contact(start, end, TO_D), montana) == ()) is covered


def test_a_lapsed_certificate(montana, contact):
    """The finding says what was found, what was needed, where, and what would mend it."""
    found = certified(contact("2026-10-01T09:00:00-06:00", "2026-10-01T10:00:00-06:00", TO_D), montana)
    assert said(found) == [("MT-01", "error", "Encounter.participant[0].individual", LAPSED)]
    assert (found[0].text, found[0].pack, str(found[0].citation)) == (
        "A peer support contact is delivered by a peer support specialist who is certified on the date of service",
        "mt-sdmi-hcbs 0.2.0",
        "000_ae55b2014b58a12d line 3: “Peer Support Services are provided by a Certified Peer Support Specialist”",
    )
    assert found[0].hint == "Record the renewal in Practitioner.qualification, or name the peer who served"


def test_february_29(montana, contact):
    """A certificate to February 29 covers that day, and not March 1."""
    leap = Credential("cpss", date(2026, 3, 1), date(2028, 2, 29))
    for day, covered in (("02-29", True), ("03-01", False)):
        one = contact(f"2028-{day}T10:00:00-07:00", f"2028-{day}T11:00:00-07:00", leap)
        assert (certified(one, montana) == ()) is covered


@pytest.mark.parametrize(
    ("credential", "covered"),
    [
        (Credential("cpss", None, date(2026, 11, 9)), True),
        (Credential("cpss", date(2026, 11, 9), None), True),
        (Credential("cpss", None, date(2026, 11, 8)), False),
        (Credential("cpss", date(2026, 11, 10), None), False),
        (Credential("cpss", None, None, dated=False), False),
        # Revoked at an instant: compared with the start, 2026-11-09T10:00-07:00.
        (Credential("cpss", date(2026, 1, 1), datetime(2026, 11, 9, 17, 0, tzinfo=UTC)), True),
        (Credential("cpss", date(2026, 1, 1), datetime(2026, 11, 9, 16, 59, tzinfo=UTC)), False),
        (Credential("cpss", datetime(2026, 11, 9, 17, 0, tzinfo=UTC), None), True),
        (Credential("cpss", datetime(2026, 11, 9, 17, 1, tzinfo=UTC), None), False),
        (Credential("peer-training", date(2026, 1, 1), date(2027, 12, 31)), False),
    ],
)
def test_open_ends_and_revocations(montana, contact, credential, covered):
    """An open end is open, no period at all is none; a revocation with a time is compared with the start."""
    one = contact("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", credential)
    assert (certified(one, montana) == ()) is covered


def test_one_of_several_certificates_is_enough(montana, contact):
    """A renewal beside the old certificate."""
    renewed = Credential("cpss", date(2026, 10, 1), date(2028, 9, 30))
    assert certified(contact("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", TO_D, renewed), montana) == ()


def test_the_finding_shows_three_certificates_at_most(montana, contact):
    """A long list is cut."""
    many = [Credential("cpss", date(year, 1, 1), date(year, 12, 31)) for year in range(2018, 2026)]
    (found,) = certified(contact("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", *many), montana)
    assert found.measured == (
        "certification 2018-01-01..2018-12-31, 2019-01-01..2019-12-31, 2020-01-01..2020-12-31, ..."
    )


def test_no_certificate(montana, contact):
    """A practitioner without a cpss qualification: the missing qualification is named (A03)."""
    training = Credential("peer-training", date(2026, 1, 1), None)
    found = certified(contact("2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00", training), montana)
    assert [f.detail for f in found] == [
        "no certification (qualification cpss) is recorded for the rendering peer; needed: certified on 2026-11-09"
    ]


def test_no_rendering_peer(montana, contact):
    """A contact must say who rendered it."""
    found = certified(contact("2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00", peers=()), montana)
    assert said(found) == [
        (
            "MT-01",
            "error",
            "Encounter.participant",
            "the contact names no rendering peer; needed: a peer certified on 2026-11-09",
        )
    ]


def test_an_unknown_peer(montana, contact):
    """A peer who is no Practitioner of this server holds nothing here."""
    who = (Peer("Encounter.participant[2].individual", known=False),)
    found = certified(contact("2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00", peers=who), montana)
    assert [(f.path, f.detail) for f in found] == [
        (
            "Encounter.participant[2].individual",
            "the rendering peer is no Practitioner known here; needed: certified on 2026-11-09",
        )
    ]


def test_each_rendering_peer_is_judged(montana, contact):
    """Of two rendering peers the one without a certificate is named."""
    good = Peer(
        "Encounter.participant[0].individual", known=True, credentials=(Credential("cpss", date(2026, 1, 1), None),)
    )
    bad = Peer("Encounter.participant[1].individual", known=True, credentials=(TO_D,))
    one = contact("2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00", peers=(good, bad))
    assert [f.path for f in certified(one, montana)] == ["Encounter.participant[1].individual"]


def test_the_date_as_written_judges_when_there_is_no_zone(montana, contact):
    """A date alone is not counted (X-1), yet the certificate is held against it: every finding at once."""
    assert [f.detail for f in certified(contact("2026-10-01", None, TO_D), montana)] == [LAPSED]


def test_without_a_date_there_is_nothing_to_hold_it_against(montana, contact):
    """X-1 says that the contact has no start."""
    assert certified(contact(None, None, TO_D), montana) == ()


@pytest.mark.parametrize(
    ("issuers", "covered"), [(frozenset(), False), (frozenset({"other"}), False), (frozenset({"mt-dphhs"}), True)]
)
def test_the_issuer_is_one_of_the_list(pack, contact, issuers, covered):
    """When the pack lists issuers, the certificate in force is of one of them; an empty list means any."""
    program = pack(("value: [], rule: MT-01", "value: [mt-dphhs], rule: MT-01"))
    held = Credential("cpss", date(2026, 1, 1), None, issuers=issuers)
    found = certified(contact("2026-11-09T09:00:00-07:00", "2026-11-09T10:00:00-07:00", held), program)
    expected = [
        "certification 2026-01-01.. by another issuer than mt-dphhs; needed: certified on 2026-11-09",
    ]
    assert [f.detail for f in found] == ([] if covered else expected)


def test_a_pack_may_ask_for_the_whole_contact(pack, contact):
    """With lapse_mode whole_encounter, a contact into the day after the certificate's last is not covered."""
    program = pack(
        ("cert:\n", "cert:\n  lapse_mode: [{from: null, value: whole_encounter, rule: X-5}]\n"),
    )
    over = contact("2026-09-30T23:30:00-06:00", "2026-10-01T00:30:00-06:00", TO_D)
    within = contact("2026-09-30T22:30:00-06:00", "2026-09-30T23:30:00-06:00", TO_D)
    assert [len(certified(one, program)) for one in (over, within)] == [1, 0]


def test_a_program_may_need_no_certificate(pack, contact):
    """Where certification is not required, nobody is asked for one."""
    program = pack(("value: true, rule: MT-01", "value: false, rule: MT-01, override: true"))
    assert certified(contact("2026-10-01T09:00:00-06:00", "2026-10-01T10:00:00-06:00", TO_D), program) == ()


STATE = frozenset({"id-state"})
NINTH = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


@pytest.mark.parametrize(
    ("held", "rule"),
    [
        (Credential("cpss", date(2025, 3, 1), date(2026, 11, 9), issuers=STATE), None),
        (Credential("cpss", date(2025, 3, 1), date(2026, 11, 8), issuers=STATE), "ID-10"),  # no longer active
        (Credential("cpss", date(2026, 11, 10), None, issuers=STATE), "ID-10"),
        (Credential("cpss", date(2025, 3, 1), None, issuers=frozenset({"mt-dphhs"})), "ID-10"),  # another State's
        (Credential("cpss", date(2025, 3, 1), None), "ID-10"),  # nobody is named
        (Credential("peer-training", date(2025, 3, 1), None, issuers=STATE), "ID-02"),  # none at all
    ],
)
def test_idaho_cites_the_certificate_and_its_activity_apart(idaho, contact, held, rule):
    """Provided by a CPSS (ID-02), certified through the state of Idaho, with the certification active (ID-10)."""
    found = certified(contact(*NINTH, held), idaho)
    assert [(f.rule, f.severity) for f in found] == ([(rule, "error")] if rule else [])


def test_a_lapsed_certificate_of_idaho_does_not_help_one_of_another_state(idaho, contact):
    """Issuer and validity belong to one certificate."""
    lapsed = Credential("cpss", date(2025, 3, 1), date(2026, 9, 30), issuers=STATE)
    other = Credential("cpss", date(2026, 1, 1), None, issuers=frozenset({"mt-dphhs"}))
    assert [f.rule for f in certified(contact(*NINTH, lapsed, other), idaho)] == ["ID-10"]


def test_a_peer_of_an_unknown_record_is_not_certified_in_idaho(idaho, contact):
    """Nothing is known of it: that there is no certificate (ID-02)."""
    one = contact(*NINTH, peers=(Peer("Encounter.participant[0].individual", known=False),))
    assert [f.rule for f in certified(one, idaho)] == ["ID-02"]


@pytest.mark.parametrize("peers", [{}, {"peers": ()}])
def test_a_claim_is_denied_b7_n570(montana, contact, peers):
    """MT-01: CARC B7 and RARC N570, also when no peer is named."""
    expired = Credential("cpss", date(2025, 1, 1), date(2025, 12, 31))
    found = certified(contact(*NINTH, expired, **peers), montana)
    assert [f.denial for f in found] == [Denial("B7", ("N570",))]


def test_a_program_of_the_federal_baseline_cites_it(law, contact):
    """Training and certification as the State defines them (CMS-17)."""
    program = law({"cert": {"required": (True, "CMS-17"), "issuers": ([], "CMS-17")}})
    assert certified(contact(*NINTH), program) == ()
    lapsed = Credential("cpss", date(2025, 1, 1), date(2026, 11, 8))
    assert [f.rule for f in certified(contact(*NINTH, lapsed), program)] == ["CMS-17"]


def test_the_law_of_the_date_of_service_judges(law, contact):
    """A demand that begins on November 9 is not there on the eighth."""
    demand = [(None, False, "CMS-17"), (date(2026, 11, 9), True, "CMS-17")]
    program = law({"cert": {"required": demand, "issuers": ([], "CMS-17")}})
    none = Credential("peer-training", date(2026, 1, 1), None)
    eighth = contact("2026-11-08T10:00:00-07:00", "2026-11-08T11:00:00-07:00", none)
    assert [len(certified(one, program)) for one in (eighth, contact(*NINTH, none))] == [0, 1]


def test_idaho_dates_by_the_place(idaho, contact):
    """Idaho has two zones: 23:30 in Coeur d'Alene is the last day still, which in Boise has passed (X-1)."""
    held = Credential("cpss", date(2025, 3, 1), date(2026, 9, 30), issuers=STATE)
    times = ("2026-10-01T06:30:00Z", "2026-10-01T07:00:00Z")
    assert [f.rule for f in certified(contact(*times, held), idaho)] == ["ID-10"]
    assert certified(contact(*times, held, location_zone="America/Los_Angeles"), idaho) == ()


ROLE = Span(date(2026, 3, 1), date(2026, 9, 30))
OPEN = Span(date(2026, 3, 1), None)
NEVER = Span(dated=False)


@pytest.mark.parametrize(
    ("role", "held", "rule"),
    [
        (ROLE, Credential("cpss", date(2025, 3, 1), date(2026, 3, 1), issuers=STATE), None),  # one day in common
        (ROLE, Credential("cpss", date(2025, 3, 1), date(2026, 2, 28), issuers=STATE), "ID-10"),
        (ROLE, Credential("cpss", date(2026, 9, 30), None, issuers=STATE), None),
        (ROLE, Credential("cpss", date(2026, 10, 1), None, issuers=STATE), "ID-10"),
        (ROLE, Credential("cpss", None, None, dated=False, issuers=STATE), "ID-10"),
        (ROLE, Credential("cpss", None, datetime(2026, 3, 1, 6, 59, tzinfo=UTC), issuers=STATE), "ID-10"),
        (ROLE, Credential("cpss", None, datetime(2026, 3, 1, 7, tzinfo=UTC), issuers=STATE), None),  # midnight in Boise
        (OPEN, Credential("cpss", date(2031, 1, 1), None, issuers=STATE), None),
        (NEVER, Credential("cpss", date(2020, 1, 1), date(2020, 12, 31), issuers=STATE), None),  # lapsed
        (NEVER, Credential("cpss", None, None, dated=False, issuers=STATE), None),
        (NEVER, Credential("cpss", date(2025, 3, 1), None, issuers=frozenset({"mt-dphhs"})), "ID-10"),
        (NEVER, Credential("license", date(2025, 3, 1), None, issuers=STATE), "ID-02"),
    ],
)
def test_a_role_needs_a_certificate_within_its_period(idaho, role, held, rule):
    """A certificate counts that overlaps the role; without a period, any of the right issuer."""
    served = Served.in_role(role, idaho, date(2026, 11, 16))
    peer = Peer("Encounter.participant[0].individual", known=True, credentials=(held,))
    found = certification.certified(peer, served, idaho, "PractitionerRole.practitioner")
    expected = [(rule, "PractitionerRole.practitioner")] if rule else []
    assert [(f.rule, f.path) for f in found] == expected


@pytest.mark.parametrize(
    ("bound", "covered"),
    [
        (datetime(2026, 9, 30, 18, tzinfo=UTC), True),
        (datetime(2026, 9, 30, 18, 1, tzinfo=UTC), False),
    ],
)
def test_a_role_that_ends_at_an_instant(idaho, bound, covered):
    """Instants are compared with instants."""
    served = Served.in_role(Span(date(2026, 3, 1), datetime(2026, 9, 30, 18, tzinfo=UTC)), idaho, date(2026, 11, 16))
    assert served.holds(Credential("cpss", bound, None), idaho) is covered


def test_what_a_role_is_told(idaho):
    """The period of the role is what is needed; a role without one needs a certificate, at whatever time."""
    peer = Peer("Encounter.participant[0].individual", known=True)
    told = []
    for role in (ROLE, NEVER):
        served = Served.in_role(role, idaho, date(2026, 11, 16))
        told += [f.limit for f in certification.certified(peer, served, idaho, "PractitionerRole.practitioner")]
    assert told == ["certified within 2026-03-01..2026-09-30", "certified"]
