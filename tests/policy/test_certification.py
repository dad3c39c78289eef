"""MT-01: the peer is certified on the date of service, as X-5 reads it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from peerfhir.policy.certification import certified
from peerfhir.policy.facts import Credential, Peer
from peerfhir.policy.ruling import Finding

TO_D = Credential("cpss", date(2025, 3, 1), date(2026, 9, 30))
LAPSED = "certification 2025-03-01..2026-09-30; needed: certified on 2026-10-01"


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
        "mt-sdmi-hcbs 0.1.0",
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
    program = pack(("value: true, rule: MT-01", "value: false, rule: MT-01"))
    assert certified(contact("2026-10-01T09:00:00-06:00", "2026-10-01T10:00:00-06:00", TO_D), program) == ()
