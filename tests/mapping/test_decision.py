"""The Parameters of `$decide` as a decision, or everything that is wrong with them (names.md)."""

from datetime import date

import pytest

from peerfhir.mapping.decision import Asked, read
from peerfhir.mapping.response import CARC, RARC
from peerfhir.policy.decision import Decision
from peerfhir.policy.ruling import Denial


def sent(*parts):
    """Parameters of these (name, key, value)."""
    return {"resourceType": "Parameters", "parameter": [{"name": name, key: value} for name, key, value in parts]}


def kind(code):
    """The part `decision`."""
    return "decision", "valueCode", code


def reason(code, system=CARC):
    """A part `reason`."""
    return "reason", "valueCoding", {"system": system, "code": code}


def test_each_kind_is_read():
    """Approve, deny, reduce to so many units, with the payer's words."""
    note = ("note", "valueString", "Seen")
    assert read(sent(kind("approve"))) == Asked(Decision("approve"))
    assert read(sent(kind("deny"), note)) == Asked(Decision("deny", note="Seen"))
    assert read(sent(kind("reduce"), ("units", "valueUnsignedInt", 3))) == Asked(Decision("reduce", 3))
    assert read(sent(kind("reduce"), ("units", "valueUnsignedInt", 0))) == Asked(Decision("reduce", 0))


def test_a_period_bounds_the_days():
    """First and last day, either may be open."""
    period = ("period", "valuePeriod", {"start": "2026-11-09", "end": "2026-11-10"})
    assert read(sent(kind("approve"), period)) == Asked(Decision("approve"), date(2026, 11, 9), date(2026, 11, 10))
    since = ("period", "valuePeriod", {"start": "2026-11-09"})
    assert read(sent(kind("approve"), since)) == Asked(Decision("approve"), date(2026, 11, 9), None)


def test_reasons_are_a_denial():
    """One CARC with its RARCs; 18 is only valid with group OA (domain.md 1)."""
    asked = read(sent(kind("deny"), reason("50"), reason("N115", RARC)))
    assert isinstance(asked, Asked)
    assert asked.decision.denial == Denial("50", ("N115",), "CO")
    other = read(sent(kind("deny"), reason("18")))
    assert isinstance(other, Asked)
    assert other.decision.denial == Denial("18", (), "OA")


@pytest.mark.parametrize("code", ["16", "96", "129", "148", "226", "227", "250", "251", "252", "A1"])
def test_codes_that_need_a_remark(code):
    """Without a RARC refused, with one taken (domain.md 1)."""
    assert isinstance(read(sent(kind("deny"), reason(code))), list)
    assert isinstance(read(sent(kind("deny"), reason(code), reason("M62", RARC))), Asked)


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (kind("maybe"),),
        (kind("approve"), kind("approve")),
        (kind("reduce"),),
        (kind("deny"), ("units", "valueUnsignedInt", 1)),
        (kind("approve"), ("unit", "valueUnsignedInt", 1)),
        (kind("approve"), ("note", "valueCode", "x")),
        (kind("deny"), reason("50"), reason("96")),
        (kind("deny"), reason("N115", RARC)),
        (kind("deny"), reason("50", "https://example.org")),
        (kind("deny"), reason("133")),
        (kind("approve"), reason("50")),
        (kind("approve"), ("period", "valuePeriod", {"start": "2026-11-10", "end": "2026-11-09"})),
    ],
)
def test_what_is_wrong_is_told(parts):
    """One issue, with a place in the Parameters."""
    issues = read(sent(*parts))
    assert isinstance(issues, list)
    assert len(issues) == 1
    assert issues[0].expression[0].startswith("Parameters.parameter")


def test_a_value_of_another_kind_is_told():
    """By the name that the value must have."""
    for name, key in (("units", "valueUnsignedInt"), ("period", "valuePeriod"), ("note", "valueString")):
        issues = read(sent(kind("deny"), (name, "valueInteger", 3)))
        assert isinstance(issues, list)
        assert f"{name} must be {key}" in [issue.text for issue in issues]


def test_everything_is_told_at_once():
    """Three mistakes are three issues."""
    issues = read(sent(kind("maybe"), ("x", "valueCode", "y"), reason("133")))
    assert isinstance(issues, list)
    assert len(issues) == 3
