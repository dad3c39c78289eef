"""MT-14, MT-15, MT-16, ID-07, ID-08: lived experience and recovery, as attested."""

from datetime import date
from typing import Any

import pytest

from peerfhir.policy.experience import experienced, months_in_recovery
from peerfhir.policy.facts import Experience, Peer, Span
from peerfhir.policy.served import Served

PATH = "Encounter.participant[0].individual"
GOOD: dict[str, Any] = {"self_identified": True, "service_user": True, "grounded": True}


def judged(contact, program, lived, day="2026-11-09"):
    """What the rules say of a peer with this experience."""
    served = Served.at_contact(contact(f"{day}T10:00:00-07:00", f"{day}T11:00:00-07:00"), program)
    assert served is not None
    return experienced(Peer(PATH, known=True, experience=lived), served, program, PATH)


@pytest.mark.parametrize(
    ("categories", "suits"),
    [
        ({"self-mh"}, True),
        ({"self-smi"}, True),  # a kind of self-mh
        ({"self-sud", "self-mh"}, True),
        ({"self-sud"}, False),  # SUD-only experience does not satisfy MT
        ({"family-smi"}, False),
        (set(), False),
    ],
)
def test_montana_asks_for_mental_illness(montana, contact, categories, suits):
    """Lived experience with mental illness (MT-14)."""
    found = judged(contact, montana, Experience(frozenset(categories), **GOOD))
    assert [(f.rule, f.severity, f.denial) for f in found] == ([] if suits else [("MT-14", "error", None)])


@pytest.mark.parametrize("used", [False, None])
def test_montana_asks_for_use_of_services(montana, contact, used):
    """... and with mental health services (MT-14)."""
    found = judged(contact, montana, Experience(frozenset({"self-mh"}), **(GOOD | {"service_user": used})))
    assert [(f.rule, f.severity) for f in found] == [("MT-14", "error")]


def test_both_halves_of_the_sentence_are_one_finding(montana, contact):
    """What is missing is listed."""
    (found,) = judged(contact, montana, Experience(frozenset({"self-sud"}), **(GOOD | {"service_user": False})))
    assert found.detail == (
        "lived experience: category self-sud, serviceUser false; needed: self-mh and serviceUser true"
    )


@pytest.mark.parametrize(("said", "rules"), [(True, []), (False, ["MT-15"]), (None, ["MT-15"])])
def test_montana_asks_for_openness(montana, contact, said, rules):
    """Self-identified (MT-15): an error, not adjudicated."""
    found = judged(contact, montana, Experience(frozenset({"self-mh"}), **(GOOD | {"self_identified": said})))
    assert [(f.rule, f.severity, f.denial) for f in found] == [(rule, "error", None) for rule in rules]


@pytest.mark.parametrize(("said", "rules"), [(True, []), (False, ["MT-16"]), (None, ["MT-16"])])
def test_well_grounded_is_a_warning(montana, contact, said, rules):
    """Well-grounded in their recovery process (MT-16): a judgement, so a warning."""
    found = judged(contact, montana, Experience(frozenset({"self-mh"}), **(GOOD | {"grounded": said})))
    assert [(f.rule, f.severity, f.denial) for f in found] == [(rule, "warning", None) for rule in rules]


def test_nothing_attested(montana, contact):
    """A practitioner without the extension: everything at once, and Montana asks for no length of recovery."""
    found = judged(contact, montana, None)
    assert [(f.rule, f.severity) for f in found] == [("MT-14", "error"), ("MT-15", "error"), ("MT-16", "warning")]
    assert {f.path for f in found} == {PATH}


@pytest.mark.parametrize(
    ("categories", "suits"),
    [
        ({"self-mh"}, True),
        ({"self-cooccurring"}, True),
        ({"self-smi"}, True),
        ({"self-sud"}, False),  # SUD alone does not qualify
        ({"parent-caregiver", "family-member"}, False),
    ],
)
def test_idaho_asks_for_mental_illness_alone_or_co_occurring(idaho, contact, categories, suits):
    """Mental illness, or mental illness co-occurring with substance use disorder (ID-07)."""
    found = judged(contact, idaho, Experience(frozenset(categories), attested_months=12))
    assert [(f.rule, f.severity, f.denial) for f in found] == ([] if suits else [("ID-07", "error", None)])


@pytest.mark.parametrize(
    ("asked", "held", "suits"),
    [
        ("family-member", "family-smi", True),
        ("family-member", "family-sed", True),
        ("family-smi", "family-member", False),  # a kind does not stand for all
        ("self-smi", "self-mh", False),
    ],
)
def test_kinds_of_a_category(law, contact, asked, held, suits):
    """self-smi is a kind of self-mh; family-smi and family-sed are kinds of family-member (domain.md 11)."""
    program = law({"lived_experience": {"any_of": ([asked], "CMS-08")}})
    assert (judged(contact, program, Experience(frozenset({held}))) == ()) is suits


@pytest.mark.parametrize(
    ("lived", "measured"),
    [
        ({"attested_months": 12}, None),
        ({"attested_months": 11}, 11),
        ({"attested_months": 0}, 0),
        ({}, "none"),
        ({"recovery_start": date(2025, 11, 9)}, None),
        ({"recovery_start": date(2025, 11, 10)}, 11),
        ({"recovery_start": date(2027, 1, 1)}, 0),
        ({"attested_months": 3, "recovery_start": date(2020, 1, 1)}, None),  # the greater
        ({"attested_months": 12, "recovery_start": date(2026, 10, 1)}, None),
        ({"attested_months": 11, "as_of": date(2025, 1, 1)}, 11),  # as attested, whenever that was
    ],
)
def test_a_year_in_recovery(idaho, contact, lived, measured):
    """In recovery for a minimum of 1 year (ID-08): an error, not adjudicated."""
    found = judged(contact, idaho, Experience(frozenset({"self-mh"}), **lived))
    expected = [] if measured is None else [("ID-08", "error", None, None if measured == "none" else measured, 12)]
    assert [(f.rule, f.severity, f.denial, f.measured, f.limit) for f in found] == expected


def test_the_months_are_told(idaho, contact):
    """Measured and needed, and when; or that nothing is attested."""
    (short,) = judged(contact, idaho, Experience(frozenset({"self-mh"}), attested_months=11))
    assert short.detail == "11 months in recovery; needed: 12 months on 2026-11-09"
    (none,) = judged(contact, idaho, Experience(frozenset({"self-mh"})))
    assert none.detail == "no length of recovery is attested; needed: 12 months on 2026-11-09"


@pytest.mark.parametrize(
    ("start", "day", "months"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2024, 2, 29), date(2025, 3, 1), 12),  # a common year has no February 29
        (date(2024, 2, 29), date(2028, 2, 29), 48),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2025, 12, 31), date(2026, 12, 30), 11),
        (date(2025, 12, 31), date(2026, 12, 31), 12),
    ],
)
def test_whole_calendar_months(start, day, months):
    """A month is full on its day of the month; where there is none, on the first of the next."""
    assert months_in_recovery(Experience(recovery_start=start), day) == months


@pytest.mark.parametrize(
    ("role", "judged_on"),
    [
        (Span(date(2026, 1, 1), None), "2026-11-16"),  # today
        (Span(date(2027, 2, 1), None), "2027-02-01"),  # its first day
        (Span(date(2026, 1, 1), date(2026, 6, 30)), "2026-06-30"),  # its last
        (Span(dated=False), "2026-11-16"),
    ],
)
def test_a_role_is_judged_on_the_nearest_day(idaho, role, judged_on):
    """Months are counted to today, or to the day of the role that is nearest."""
    served = Served.in_role(role, idaho, date(2026, 11, 16))
    (found,) = experienced(Peer(PATH, known=True, experience=Experience(frozenset({"self-mh"}))), served, idaho, PATH)
    assert found.detail.endswith(judged_on)


def test_where_nothing_is_asked_nothing_is_missing(law, contact):
    """An unset key is no check."""
    assert judged(contact, law({}), None) == ()
    assert judged(contact, law({"recovery": {"grounded": (False, "MT-16"), "months": (None, "MT-16")}}), None) == ()
