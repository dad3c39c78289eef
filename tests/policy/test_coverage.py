"""MT-03, CMS-20: the member is covered by the program's plan on the date of service; 177, 26, 27, 200 with N30."""

from datetime import UTC, date, datetime

import pytest

from peerfhir.policy.coverage import covered, enrolled, programs_of
from peerfhir.policy.facts import Cover, Member, Span
from peerfhir.policy.ruling import Denial

PLAN = "mt-sdmi-hcbs"
MONTANA = {"member": {"coverage_plan": (PLAN, "MT-03"), "coverage_on_write": (True, "MT-03")}}
BASE = {"member": {"coverage_required": (True, "CMS-20")}}
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


def cover(first=None, last=None, plan: str = PLAN, *, active: bool = True) -> Cover:
    """A Coverage of a plan in force from a day to a day."""
    return Cover("Coverage/1", frozenset({plan}), Span(first, last), active)


OCTOBER = cover(date(2026, 10, 1), date(2026, 10, 31))
DECEMBER = cover(date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("covers", "carc"),
    [
        ([], "177"),  # never
        ([cover(plan="another")], "177"),
        ([cover(active=False)], "177"),
        ([DECEMBER], "26"),  # before the first
        ([OCTOBER], "27"),  # after the last
        ([OCTOBER, DECEMBER], "200"),  # between two
        ([DECEMBER, OCTOBER], "200"),
        ([OCTOBER, cover(date(2026, 12, 1), None, active=False)], "27"),
        ([OCTOBER, cover(date(2026, 11, 1), date(2026, 11, 30)), DECEMBER], None),
        ([cover()], None),
        ([cover(date(2026, 11, 9), date(2026, 11, 9))], None),  # its only day
        ([cover(date(2026, 11, 10), None)], "26"),
        ([cover(None, date(2026, 11, 8))], "27"),
        ([cover(datetime(2026, 11, 9, 17, tzinfo=UTC), None)], None),  # from the instant at which the contact starts
        ([cover(datetime(2026, 11, 9, 17, 1, tzinfo=UTC), None)], "26"),
        ([cover(None, datetime(2026, 11, 9, 17, tzinfo=UTC))], None),
        ([cover(None, datetime(2026, 11, 9, 16, 59, tzinfo=UTC))], "27"),
    ],
)
def test_the_denial_of_a_line(law, contact, covers, carc):
    """No active Coverage of the plan ever, before the first, after the last, between two; else covered."""
    found = covered(contact(*HOUR, member=Member(covers=tuple(covers))), law(MONTANA))
    assert [f.denial for f in found] == ([Denial(carc, ("N30",))] if carc else [])


@pytest.mark.parametrize(
    ("start", "carc"),
    [
        ("2026-11-01T05:59:00Z", "26"),  # 23:59 of October 31 in Denver
        ("2026-11-01T06:00:00Z", None),
        ("2026-12-01T06:59:00Z", None),  # 23:59 of November 30, an hour later in UTC after the clock went back
        ("2026-12-01T07:00:00Z", "27"),
    ],
)
def test_first_and_last_day_in_the_programs_zone(law, contact, start, carc):
    """A date of a period counts wholly, by the date in the program's zone."""
    member = Member(covers=(cover(date(2026, 11, 1), date(2026, 11, 30)),))
    found = covered(contact(start, None, member=member), law(MONTANA))
    assert [f.denial.carc for f in found if f.denial] == ([carc] if carc else [])


def test_a_line_without_times_is_held_against_days(law, contact):
    """A line that documents no contact: a bound that is an instant counts by its date in the zone."""
    member = Member(
        covers=(cover(datetime(2026, 11, 10, 6, 59, tzinfo=UTC), datetime(2026, 11, 11, 6, 59, tzinfo=UTC)),)
    )
    found = {
        day: covered(contact(f"2026-11-{day}", None, member=member), law(MONTANA)) for day in ("08", "09", "10", "11")
    }
    assert {day: [f.denial.carc for f in one if f.denial] for day, one in found.items()} == {
        "08": ["26"],
        "09": [],  # 23:59 in Denver
        "10": [],
        "11": ["27"],
    }


@pytest.mark.parametrize(
    ("covers", "detail"),
    [
        ([], "no active coverage by plan mt-sdmi-hcbs is on record"),
        ([DECEMBER], "2026-11-09 is before the first day of coverage by plan mt-sdmi-hcbs"),
        ([OCTOBER], "2026-11-09 is after the last day of coverage by plan mt-sdmi-hcbs"),
        ([OCTOBER, DECEMBER], "2026-11-09 lies between two coverages by plan mt-sdmi-hcbs"),
    ],
)
def test_what_is_said(law, contact, covers, detail):
    """The finding says how the coverage is missing, and not what another's record holds."""
    (found,) = enrolled(contact(*HOUR, member=Member(covers=tuple(covers))), law(MONTANA))
    assert (found.rule, found.severity, found.path, found.detail) == ("MT-03", "error", "Encounter.subject", detail)


def test_a_pack_that_warns(law, contact):
    """MT-03 of the Montana pack: enforcement lowers it to a warning on write, and the line is still denied."""
    (found,) = enrolled(contact(*HOUR, member=Member()), law(MONTANA, enforcement={"MT-03": "warn"}))
    assert (found.severity, found.denial) == ("warning", Denial("177", ("N30",)))


def test_any_coverage_where_no_plan_is_demanded(law, contact):
    """CMS-20, adjudicated only: any active Coverage will do, and nothing is said on write."""
    program, none = law(BASE), contact(*HOUR, member=Member())
    assert covered(contact(*HOUR, member=Member(covers=(cover(plan="other"),))), program) == ()
    assert [(f.rule, f.denial) for f in covered(none, program)] == [("CMS-20", Denial("177", ("N30",)))]
    assert enrolled(none, program) == ()


def test_no_check_where_there_is_nothing_to_judge(law, contact):
    """No law, a law that is off, no member, no date: no finding."""
    nobody = contact(*HOUR, member=Member())
    assert covered(nobody, law({})) == enrolled(nobody, law({})) == ()
    assert covered(nobody, law({"member": {"coverage_required": (False, "CMS-20")}})) == ()
    assert enrolled(nobody, law({"member": {**MONTANA["member"], "coverage_on_write": (False, "MT-03")}})) == ()
    assert covered(nobody, law({"member": {}})) == ()
    assert covered(contact(*HOUR), law(MONTANA)) == ()
    assert covered(contact(None, None, member=Member()), law(MONTANA)) == ()
    assert enrolled(contact(None, None, member=Member()), law(MONTANA)) == ()


def test_the_programs_of_a_day(law):
    """Design section 5: whose plan is the class of a Coverage in force on the date."""
    programs = {
        "one": law(MONTANA),
        "two": law({"member": {"coverage_plan": ("id-adult-peer", "ID-01")}}),
        "no": law({}),
    }
    mine = (OCTOBER, DECEMBER, cover(date(2026, 10, 31), None, "id-adult-peer"), cover(plan="zz"))
    days = {
        date(2026, 9, 30): (),
        date(2026, 10, 30): ("one",),
        date(2026, 10, 31): ("one", "two"),
        date(2026, 11, 1): ("two",),
    }
    assert {day: programs_of(mine, day, programs) for day in days} == days
    assert programs_of((cover(active=False),), date(2026, 10, 1), programs) == ()
    assert programs_of((), date(2026, 10, 1), programs) == ()
