"""ID-01, MT-03: the member is 18 on the date of service; a birthday counts from midnight in the program's zone."""

from datetime import date

import pytest

from peerfhir.policy.age import ages, old_enough
from peerfhir.policy.facts import Member
from peerfhir.policy.ruling import Denial

IDAHO = {"member": {"age": {"min": (18, "ID-01"), "adjudicate": (True, "ID-01")}}}
MONTANA = {"member": {"age": {"min": (18, "MT-03"), "adjudicate": (False, "MT-03")}}}
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


@pytest.mark.parametrize(
    ("born", "start", "old"),
    [
        ("2008-11-09", "2026-11-09T00:00:00-07:00", True),
        ("2008-11-09", "2026-11-08T23:59:00-07:00", False),  # the day before the birthday
        ("2008-11-09", "2026-11-09T06:59:00Z", False),  # 23:59 in Boise, already the birthday in UTC
        ("2008-11-09", "2026-11-09T07:00:00Z", True),
        ("2008-11-01", "2026-11-01T06:00:00Z", True),  # midnight of the day on which the clock goes back: -06:00 still
        ("2008-11-01", "2026-11-01T05:59:00Z", False),
        ("2008-02-29", "2026-02-28T12:00:00-07:00", False),  # born on February 29: full on March 1
        ("2008-02-29", "2026-03-01T12:00:00-07:00", True),
        ("2010-02-28", "2028-02-28T12:00:00-07:00", True),
        ("2010-03-01", "2028-02-29T12:00:00-07:00", False),
    ],
)
def test_eighteen_from_the_birthday_on(law, contact, born, start, old):
    """ID-01: 17 on the day before the birthday, 18 on it, by the date in the program's zone (X-1)."""
    found = old_enough(contact(start, None, member=Member(born=born)), law(IDAHO, tz="America/Boise"))
    assert (found == ()) is old


def test_too_young_in_idaho(law, contact):
    """ID-01 is an error, and denies 6/N129."""
    (found,) = old_enough(contact(*HOUR, member=Member(born="2008-11-10")), law(IDAHO))
    assert (found.rule, found.severity, found.path, found.measured, found.limit, found.denial) == (
        "ID-01",
        "error",
        "Encounter.subject",
        17,
        18,
        Denial("6", ("N129",)),
    )
    assert found.detail == "age 17 on 2026-11-09; needed: 18 or older on the date of service"


def test_too_young_in_montana_is_a_warning(law, contact):
    """MT-03: the seed is silent on age: a warning, not adjudicated."""
    (found,) = old_enough(contact(*HOUR, member=Member(born="2008-11-10")), law(MONTANA))
    assert (found.rule, found.severity, found.denial) == ("MT-03", "warning", None)


@pytest.mark.parametrize(
    ("born", "severity"),
    [
        ("2007", None),  # 18 or 19
        ("2008", "warning"),  # 17 or 18
        ("2009", "error"),  # 16 or 17
        ("2008-10", None),
        ("2008-11", "warning"),
        ("2008-12", "error"),
        (None, "warning"),
        ("unknown", "warning"),
    ],
)
def test_a_birth_date_that_is_not_full(law, contact, born, severity):
    """What cannot be told from the date on record is a warning and no denial; what can be told is judged (X-14)."""
    found = old_enough(contact(*HOUR, member=Member(born=born)), law(IDAHO))
    assert [f.severity for f in found] == ([severity] if severity else [])
    assert [f.denial for f in found if f.severity == "warning"] == ([None] if severity == "warning" else [])


def test_the_age_in_force_on_the_day(law, contact):
    """A value begins on its date: 19 from December 1."""
    dated = {"min": [(None, 18, "ID-01"), (date(2026, 12, 1), 19, "ID-01")], "adjudicate": (True, "ID-01")}
    program, member = law({"member": {"age": dated}}), Member(born="2008-01-01")
    assert old_enough(contact("2026-11-30T10:00:00-07:00", None, member=member), program) == ()
    (found,) = old_enough(contact("2026-12-01T10:00:00-07:00", None, member=member), program)
    assert (found.measured, found.limit) == (18, 19)


def test_no_check_where_there_is_nothing_to_judge(law, contact):
    """No law of age, no member, or no date of service (X-1 says so): no finding."""
    child = Member(born="2020-01-01")
    assert old_enough(contact(*HOUR, member=child), law({})) == ()
    assert old_enough(contact(*HOUR), law(IDAHO)) == ()
    assert old_enough(contact(None, None, member=child), law(IDAHO)) == ()


@pytest.mark.parametrize(
    ("born", "expected"), [("2000-06-15", (26, 26)), ("2000-12", (25, 25)), ("2000-11", (25, 26)), ("2000", (25, 26))]
)
def test_lowest_and_highest_age(born, expected):
    """A date that is not full leaves two ages."""
    assert ages(born, date(2026, 11, 9)) == expected


def test_the_first_and_the_last_day_of_a_year_of_birth():
    """Born on January 1 at the earliest, on December 31 at the latest."""
    assert [ages("2008", date(2026, *day)) for day in ((1, 1), (12, 30), (12, 31))] == [(17, 18), (17, 18), (18, 18)]
