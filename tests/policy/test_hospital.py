"""MT-29, X-17: no peer support during an inpatient stay, nor while active treatment is needed; 60/M2."""

from datetime import date, datetime

import pytest

from peerfhir.policy.facts import Attestation, Member, Stay
from peerfhir.policy.hospital import outpatient, untroubled
from peerfhir.policy.ruling import Denial

MONTANA = {"exclusions": {"inpatient": (True, "MT-29"), "flags": (["active-treatment-needed"], "MT-29")}}
BASE = {"exclusions": {"inpatient": (True, "X-17")}}
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
NEED = "active-treatment-needed"


def stay(start: str, end: str | None) -> Member:
    """A member with one stay."""
    return Member(
        stays=(Stay("Encounter/9", datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None),)
    )


A08 = stay("2026-11-03T08:00:00-07:00", "2026-11-06T15:00:00-07:00")


@pytest.mark.parametrize(
    ("start", "end", "kept", "started"),
    [
        ("2026-11-03T07:00:00-07:00", "2026-11-03T07:45:00-07:00", False, False),  # A08: before admission
        ("2026-11-03T07:00:00-07:00", "2026-11-03T08:00:00-07:00", False, False),  # to the minute of it
        ("2026-11-03T07:00:00-07:00", "2026-11-03T08:01:00-07:00", True, False),
        ("2026-11-03T08:00:00-07:00", "2026-11-03T09:00:00-07:00", True, True),
        ("2026-11-03T15:00:00Z", "2026-11-03T16:00:00Z", True, True),  # the same, by the instant
        ("2026-11-04T10:00:00-07:00", "2026-11-04T11:00:00-07:00", True, True),  # A08
        ("2026-11-06T14:59:00-07:00", "2026-11-06T15:59:00-07:00", True, True),
        ("2026-11-06T15:00:00-07:00", "2026-11-06T16:00:00-07:00", False, False),  # after discharge, the same day
    ],
)
def test_edges_of_a_stay(law, contact, start, end, kept, started):
    """MT-29: any overlap is an error; X-17: a stay that covers the start is a warning. Both deny 60/M2."""
    one = contact(start, end, member=A08)
    expected = [Denial("60", ("M2",))]
    assert [(f.rule, f.severity, f.denial) for f in outpatient(one, law(MONTANA))] == [
        ("MT-29", "error", denial) for denial in expected if kept
    ]
    assert [(f.rule, f.severity, f.denial) for f in outpatient(one, law(BASE))] == [
        ("X-17", "warning", denial) for denial in expected if started
    ]


def test_a_stay_that_lasts(law, contact):
    """A stay without an end covers all that comes after it began."""
    program, inside = law(MONTANA), stay("2026-11-09T10:30:00-07:00", None)
    assert [f.detail for f in outpatient(contact(*HOUR, member=inside), program)] == [
        "an inpatient stay of the member overlaps by 30 minutes"
    ]
    assert outpatient(contact(*HOUR, member=stay("2026-11-09T11:00:00-07:00", None)), program) == ()


def test_an_overlap_of_less_than_a_minute(law, contact):
    """Any overlap above zero counts."""
    late = stay("2026-11-09T10:59:59-07:00", None)
    assert [f.measured for f in outpatient(contact(*HOUR, member=late), law(MONTANA))] == ["overlaps by 1 minutes"]


def test_a_contact_without_an_end_is_judged_by_its_start(law, contact):
    """The end is missing (X-2 says so): inside the stay or not by the start."""
    program = law(MONTANA)
    assert len(outpatient(contact("2026-11-03T08:00:00-07:00", None, member=A08), program)) == 1
    assert outpatient(contact("2026-11-03T07:59:00-07:00", None, member=A08), program) == ()


@pytest.mark.parametrize("blocks", [MONTANA, BASE])
@pytest.mark.parametrize(("day", "denied"), [("03", False), ("04", True), ("05", True), ("06", False), ("07", False)])
def test_a_line_without_times(law, contact, blocks, day, denied):
    """A08: a line without an encounter is denied for a day wholly in hospital; admission and discharge are free."""
    found = outpatient(contact(f"2026-11-{day}", None, member=A08), law(blocks))
    assert [f.detail for f in found] == (
        [f"an inpatient stay of the member covers all of 2026-11-{day}"] if denied else []
    )


@pytest.mark.parametrize(
    ("start", "end", "denied"),
    [
        ("2026-11-01T06:00:00+00:00", "2026-11-02T07:00:00+00:00", True),  # a day of 25 hours in Denver
        ("2026-11-01T06:00:00+00:00", "2026-11-02T06:59:00+00:00", False),
        ("2026-11-01T06:01:00+00:00", "2026-11-02T07:00:00+00:00", False),
        ("2026-10-01T06:00:00+00:00", None, True),
    ],
)
def test_the_whole_day_is_the_programs(law, contact, start, end, denied):
    """From midnight to midnight in the program's zone, the day on which the clock goes back too."""
    found = outpatient(contact("2026-11-01", None, member=stay(start, end)), law(MONTANA))
    assert (len(found) == 1) is denied


def test_what_is_said_of_a_stay(law, contact):
    """Neither the record nor its times are told: it may be another's (design section 8)."""
    (found,) = outpatient(contact("2026-11-04T10:00:00-07:00", "2026-11-04T11:00:00-07:00", member=A08), law(MONTANA))
    assert (found.path, found.detail) == (
        "Encounter.period",
        "an inpatient stay of the member overlaps by 60 minutes",
    )
    assert "Encounter/9" not in repr(found)
    assert "2026-11-03" not in repr(found)


@pytest.mark.parametrize(
    ("attested", "kept"),
    [
        ([], False),
        ([Attestation(NEED, met=True, on=date(2026, 11, 9))], True),
        ([Attestation(NEED, met=True, on=date(2026, 11, 10))], False),  # of the next day
        ([Attestation(NEED, met=True, on=None)], True),
        ([Attestation(NEED, met=False, on=date(2026, 11, 9))], False),
        ([Attestation("risk", met=True, on=date(2026, 11, 9))], False),
        # The latest on the day or before stands, in whatever order they come.
        (
            [Attestation(NEED, met=False, on=date(2026, 11, 8)), Attestation(NEED, met=True, on=date(2026, 11, 1))],
            False,
        ),
        ([Attestation(NEED, met=False, on=date(2026, 11, 1)), Attestation(NEED, met=True, on=date(2026, 11, 8))], True),
        (
            [Attestation(NEED, met=True, on=date(2026, 11, 1)), Attestation(NEED, met=False, on=date(2026, 11, 10))],
            True,
        ),
        ([Attestation(NEED, met=True, on=None), Attestation(NEED, met=False, on=date(2026, 11, 9))], False),
        # An attestation of an episode that has ended.
        ([Attestation(NEED, met=True, on=date(2026, 11, 1), until=date(2026, 11, 9))], True),
        ([Attestation(NEED, met=True, on=date(2026, 11, 1), until=date(2026, 11, 8))], False),
    ],
)
def test_active_treatment_needed(law, contact, attested, kept):
    """MT-29: the exclusion criterion attested as met on the day or before is an error, and denies 60/M2."""
    found = untroubled(contact(*HOUR, member=Member(exclusions=tuple(attested))), law(MONTANA))
    assert [(f.rule, f.severity, f.path, f.denial) for f in found] == (
        [("MT-29", "error", "Encounter.subject", Denial("60", ("M2",)))] if kept else []
    )


def test_what_is_said_of_an_exclusion_criterion(law, contact):
    """Neither which one, nor where it is attested, nor when: it may be another's record (design section 8)."""
    codes = [NEED, "stabilization-need"]
    program = law({"exclusions": {"inpatient": (True, "MT-29"), "flags": (codes, "MT-29")}})
    attested = tuple(Attestation(code, met=True, on=date(2026, 11, 2)) for code in codes)
    (found,) = untroubled(contact(*HOUR, member=Member(exclusions=attested)), program)
    assert found.detail == "an exclusion criterion of the program stands for the member on 2026-11-09"
    assert "case management team" in found.hint
    assert found.measured is None
    for word in (*codes, "EpisodeOfCare", "Condition", "2026-11-02"):
        assert word not in f"{found.detail} {found.hint} {found.path}"
    second = Member(exclusions=attested[1:])
    assert len(untroubled(contact(*HOUR, member=second), program)) == 1


def test_no_check_where_there_is_nothing_to_judge(law, contact):
    """No law, a law that is off, no member, no stay, no date: no finding."""
    inside = {"start": "2026-11-04T10:00:00-07:00", "end": None, "member": A08}
    flagged = Member(exclusions=(Attestation(NEED, met=True, on=None),))
    assert outpatient(contact(**inside), law({})) == ()
    assert outpatient(contact(**inside), law({"exclusions": {"inpatient": (False, "X-17")}})) == ()
    assert outpatient(contact(*HOUR), law(MONTANA)) == outpatient(contact(*HOUR, member=Member()), law(MONTANA)) == ()
    assert outpatient(contact(None, None, member=A08), law(MONTANA)) == ()
    assert untroubled(contact(*HOUR, member=flagged), law(BASE)) == ()
    assert untroubled(contact(*HOUR, member=Member()), law(MONTANA)) == ()
    assert untroubled(contact(None, None, member=flagged), law(MONTANA)) == ()
