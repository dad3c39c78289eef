"""CMH-22, CMH-37: a peer's recovery as it is now, as attested; CMH-03: a disability will do."""

from dataclasses import replace
from datetime import date

import pytest

from peerfhir.policy.current import current
from peerfhir.policy.diagnosis import diagnosed
from peerfhir.policy.experience import experienced
from peerfhir.policy.facts import Experience, Member, Peer, Span
from peerfhir.policy.served import Served

TODAY = date(2026, 11, 16)
LAW = {
    "recovery": {
        "no_inpatient": (True, "CMH-37"),
        "no_justice": (True, "CMH-37"),
        "working_on_recovery": (True, "CMH-22"),
        "stable": (True, "CMH-22"),
        "able_to_work": (True, "CMH-22"),
        "attestation_months": (12, "CMH-22"),
    }
}
WELL = Experience(
    working=True, stable=True, able_to_work=True, no_inpatient=True, no_justice=True, as_of=date(2026, 6, 1)
)


def told(law, lived, today=TODAY):
    """The rules that a role of such a peer offends."""
    program = law(LAW)
    served = Served.in_role(Span(date(2026, 1, 1)), program, today)
    found = current(Peer("path", known=True, experience=lived), served, program, "path")
    assert {(f.severity, f.denial) for f in found} <= {("error", None)}
    return [f.rule for f in found]


def test_cmh_22_cmh_37_all_well(law):
    """Everything is attested, and of late."""
    assert told(law, WELL) == []


@pytest.mark.parametrize("said", [False, None])
@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ("working", "CMH-22"),
        ("stable", "CMH-22"),
        ("able_to_work", "CMH-22"),
        ("no_inpatient", "CMH-37"),
        ("no_justice", "CMH-37"),
    ],
)
def test_cmh_22_cmh_37_each_part(law, part, rule, said):
    """Attested not to be so, or not attested."""
    assert told(law, replace(WELL, **{part: said})) == [rule]


def test_cmh_22_one_finding_a_rule(law):
    """Nothing attested at all: one finding of each rule."""
    assert sorted(told(law, Experience())) == ["CMH-22", "CMH-37"]
    assert sorted(told(law, None)) == ["CMH-22", "CMH-37"]


@pytest.mark.parametrize(
    ("as_of", "today", "old"),
    [
        (date(2025, 11, 16), TODAY, False),
        (date(2025, 11, 15), TODAY, True),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
        (None, TODAY, False),
    ],
)
def test_cmh_22_currently(law, as_of, today, old):
    """Attested a year ago at most."""
    program = law(LAW)
    served = Served.in_role(Span(), program, today)
    found = current(Peer("path", known=True, experience=replace(WELL, as_of=as_of)), served, program, "path")
    assert [f.rule for f in found] == (["CMH-22"] if old else [])


@pytest.mark.parametrize(
    ("categories", "of_relatives", "severity"),
    [
        ({"parent-caregiver"}, "warn", "warning"),
        ({"parent-caregiver"}, "refuse", "error"),
        ({"parent-caregiver", "self-mh"}, "warn", "error"),
        ({"self-sud"}, "warn", "error"),
        (set(), "warn", "error"),
    ],
)
def test_ne_56_the_recovery_of_caregivers(law, categories, of_relatives, severity):
    """Two years are asked of who has a disorder of their own; of a caregiver it may be a warning."""
    program = law({"recovery": {"months": (24, "NE-56"), "of_relatives": (of_relatives, "NE-56")}})
    served = Served.in_role(Span(), program, TODAY)
    for months, found in ((23, [("NE-56", severity)]), (24, []), (None, [("NE-56", severity)])):
        lived = Experience(frozenset(categories), attested_months=months)
        told = experienced(Peer("path", known=True, experience=lived), served, program, "path")
        assert [(f.rule, f.severity) for f in told] == found


@pytest.mark.parametrize(
    ("disabled", "codes", "or_disability", "rules"),
    [
        (True, ("F10.20",), True, []),
        (True, (), True, []),
        (True, ("F10.20",), False, ["CMH-03"]),
        (False, ("F10.20",), True, ["CMH-03"]),
        (False, ("F41.1",), True, []),
    ],
)
def test_cmh_03_mental_illness_or_disability(law, contact, disabled, codes, or_disability, rules):
    """A disability on record stands beside the diagnoses."""
    own = {
        "any_of": (["F20-F99"], "CMH-03"),
        "or_disability": (or_disability, "CMH-03"),
        "adjudicate": (True, "CMH-03"),
    }
    who = Member(diagnoses=codes, disabled=disabled)
    one = contact("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", member=who)
    assert [f.rule for f in diagnosed(one, law({"member": {"diagnosis": own}}))] == rules
