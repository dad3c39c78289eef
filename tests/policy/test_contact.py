"""Which program judges a contact, and the whole ruling."""

from datetime import date

import pytest

from peerfhir.policy.contact import determine, judge
from peerfhir.policy.facts import Credential
from peerfhir.policy.program import Programs
from peerfhir.policy.ruling import Entry, Finding

HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


@pytest.mark.parametrize(
    ("stated", "programs", "services", "finished", "expected"),
    [
        (True, ("mt-sdmi-hcbs",), ("H0038",), True, "mt-sdmi-hcbs"),
        (True, ("mt-sdmi-hcbs",), (), True, "mt-sdmi-hcbs"),
        (True, ("mt-sdmi-hcbs",), ("H2014",), True, None),  # coded as another service
        (True, ("mt-sdmi-hcbs",), ("H2014", "H0038"), True, "mt-sdmi-hcbs"),
        (False, ("mt-sdmi-hcbs",), ("H0038",), True, "mt-sdmi-hcbs"),  # by its episode of care
        (False, ("mt-sdmi-hcbs", "mt-sdmi-hcbs"), ("H0038",), True, "mt-sdmi-hcbs"),
        (False, ("mt-sdmi-hcbs",), (), True, None),  # another service in the same episode
        (False, ("mt-sdmi-hcbs",), ("H0004",), True, None),
        (False, (), ("H0004",), True, None),
        (False, (), (), True, None),
        (False, (), ("H0038",), True, "no program is named, and none of those loaded covers the member on the day"),
        (False, ("mt-sdmi-hcbs", "id-adult-peer"), ("H0038",), True, "2 programs are named"),
        (True, ("mt-sdmi-hcbs", "id-adult-peer"), (), True, "2 programs are named"),
        (
            True,
            ("zz-other",),
            (),
            True,
            "no pack is loaded for program 'zz-other'; loaded: mt-sdmi-hcbs",
        ),
        (True, ("mt-sdmi-hcbs",), ("H0038",), False, None),  # planned, in progress, cancelled
        (False, (), ("H0038",), False, None),
    ],
)
def test_the_program_of_a_contact(montana, contact, stated, programs, services, finished, expected):
    """Its own program, else its episode's; none or several of a contact billed as peer support: a warning."""
    one = contact(
        *HOUR, stated=stated, programs=programs, services=tuple((HCPCS, code) for code in services), finished=finished
    )
    found = determine(one, Programs([montana]))
    if not isinstance(found, Finding):
        assert expected == (found.id if found else None)
    else:
        assert ("program-undetermined", "warning", f"{expected}; the record is kept, its units are not counted") == (
            found.rule,
            found.severity,
            found.detail,
        )


def test_a_clean_contact(montana, contact, now):
    """An hour by a certified peer: no finding, four units."""
    ruling = judge(contact(*HOUR), montana, {"mt-week": 6}, now)
    assert ((), (Entry(date(2026, 11, 9), 4, "America/Denver", "half_up_8/15"),)) == (ruling.findings, ruling.entries)
    assert ("mt-sdmi-hcbs", montana.digest, False) == (ruling.program, ruling.digest, ruling.refuses)


def test_a_true_record_over_the_limit_is_kept(montana, contact, now):
    """The eleventh unit is a warning, and it is counted (X-14)."""
    ruling = judge(contact(*HOUR), montana, {"mt-week": 7}, now)
    assert (
        [(f.rule, f.severity, f.detail) for f in ruling.findings],
        sum(entry.units for entry in ruling.entries),
    ) == ([("MT-31", "warning", "11 of 10 units, week 2026-11-08..14")], 4)


def test_every_finding_at_once(montana, contact, now):
    """No zone, no end, no certificate: three findings; nothing is counted."""
    lapsed = Credential("cpss", date(2025, 1, 1), date(2025, 12, 31))
    ruling = judge(contact("2026-11-09", None, lapsed), montana, {}, now)
    assert (
        [f.rule for f in ruling.findings],
        ruling.entries,
        ruling.refuses,
    ) == (["X-1", "X-2", "MT-01"], (), True)


def test_a_refused_contact_counts_for_nothing(montana, contact, now):
    """An error leaves no entries, but the other findings stand."""
    lapsed = Credential("cpss", date(2025, 1, 1), date(2025, 12, 31))
    ruling = judge(contact(*HOUR, lapsed), montana, {"mt-week": 7}, now)
    assert ([f.rule for f in ruling.findings], ruling.entries) == (["MT-01", "MT-31"], ())


@pytest.mark.parametrize(
    ("how", "expected"), [("reject", "error"), ("warn", "warning"), ("info", "information"), ("off", None)]
)
def test_a_pack_says_how_a_rule_is_enforced(pack, contact, now, how, expected):
    """`enforcement` overrides the default of each rule: MT-31 warns unless the pack says otherwise."""
    program = pack(("{MT-03: warn}", f"{{MT-03: warn, MT-31: {how}}}"))
    ruling = judge(contact(*HOUR), program, {"mt-week": 7}, now)
    assert ([expected] if expected else []) == [f.severity for f in ruling.findings]
    assert (how == "reject") == (ruling.entries == ())
