"""What is used of a limit and what is left (design section 6; MT-31, MT-32, ID-32, ID-33)."""

from dataclasses import replace
from datetime import date

import pytest

from peerfhir.policy.billing import Authorization, Spent
from peerfhir.policy.units import Window, windows
from peerfhir.policy.usage import Usage, usage

DAY = date(2026, 11, 13)
APPROVAL = Authorization(
    "CPO-77", None, 0, date(2026, 11, 8), date(2026, 12, 5), "ServiceRequest/a", "cpo-approval", per_week=16
)


@pytest.mark.parametrize(
    ("spent", "remaining", "requires"),
    [
        (Spent(), 10, None),
        (Spent(rendered=14), 10, None),
        (Spent(rendered=8, claimed=8, paid=4, pended=4), 2, None),
        (Spent(paid=9), 1, None),
        (Spent(paid=10), 0, "cpo-approval"),
        (Spent(paid=7, pended=5), 0, "cpo-approval"),
    ],
)
def test_what_remains(montana, spent, remaining, requires):
    """What remains is max(0, allowed - paid - pended); at 0 the next unit needs what the pack says (design 6)."""
    (window,) = windows(montana, date(2026, 11, 10))
    found = usage(montana, window, spent, date(2026, 11, 10))
    assert (remaining, requires) == (found.remaining, found.next_requires)


def test_an_unlimited_window_has_no_remainder():
    """An unlimited one has neither allowed nor remaining."""
    assert Usage(Window("mt-week", date(2026, 11, 8), date(2026, 11, 14), None), Spent(paid=99)).remaining is None


def test_an_authorization_never_goes_below_zero():
    """What is left of an authorization."""
    assert [Authorization("PA-1", 52, used, None, None).remaining for used in (0, 52, 60)] == [52, 0, 0]


def shown(program, spent, *authorizations, day=DAY):
    """allowed, remaining, what the next unit requires, and the numbers of the authorizations shown."""
    (window,) = windows(program, day)
    found = usage(program, window, spent, day, authorizations)
    return found.window.allowed, found.remaining, found.next_requires, [one.number for one in found.authorizations]


def test_mt_32_an_approval_raises_what_is_allowed(montana):
    """Sixteen a week while it runs; beyond ten each unit needs it."""
    assert shown(montana, Spent(paid=9), APPROVAL) == (16, 7, None, ["CPO-77"])
    assert shown(montana, Spent(paid=10), APPROVAL) == (16, 6, "cpo-approval", ["CPO-77"])
    assert shown(montana, Spent(paid=16), APPROVAL) == (16, 0, "cpo-approval", ["CPO-77"])


def test_mt_32_the_cap_is_the_one_in_force_on_the_day(montana):
    """The last day of an approval and the day after, in one week: the week is the same, the cap is not."""
    saturday = replace(APPROVAL, last=date(2026, 11, 12))
    assert shown(montana, Spent(paid=10), saturday, day=date(2026, 11, 12))[:2] == (16, 6)
    assert shown(montana, Spent(paid=10), saturday, day=date(2026, 11, 13)) == (10, 0, "cpo-approval", ["CPO-77"])


def test_mt_32_an_approval_without_a_number_takes_the_limit_away(montana):
    """Unlimited while it runs: neither allowed nor remaining."""
    assert shown(montana, Spent(paid=30), replace(APPROVAL, per_week=None)) == (None, None, None, ["CPO-77"])


def test_mt_32_an_approval_that_is_used_up_raises_nothing(montana):
    """Forty units in all: while one is left it is sixteen a week, then ten; the approval is shown all the same."""
    in_all = replace(APPROVAL, approved=40)
    assert shown(montana, Spent(paid=10), replace(in_all, used=39)) == (16, 6, "cpo-approval", ["CPO-77"])
    assert shown(montana, Spent(paid=10), replace(in_all, used=40)) == (10, 0, "cpo-approval", ["CPO-77"])
    other = replace(APPROVAL, number="CPO-78", per_week=12)
    used_up = replace(in_all, used=40)
    assert shown(montana, Spent(paid=9), used_up, other) == (12, 3, None, ["CPO-77", "CPO-78"])


def test_mt_32_a_number_by_the_week_raises_no_limit_of_another_window(pack):
    """Sixteen units a week say nothing of a limit for the calendar year."""
    yearly = pack(
        ("window: week\n", "window: calendar-year\n"),
        ("    week_start: sunday", "    # "),
        ("id: mt-week", "id: mt-year"),
    )
    assert shown(yearly, Spent(paid=4), APPROVAL)[:2] == (10, 6)


@pytest.mark.parametrize(
    "other",
    [
        replace(APPROVAL, standing=False),
        replace(APPROVAL, kind="prior-auth"),
        replace(APPROVAL, last=date(2026, 11, 7)),
        replace(APPROVAL, first=date(2026, 11, 15)),
    ],
    ids=["revoked", "another kind", "of the week before", "of the week after"],
)
def test_what_does_not_raise_it(montana, other):
    """Revoked, of another kind, over, not begun: ten it is, and it is not shown."""
    assert shown(montana, Spent(paid=4), other) == (10, 6, None, [])


def test_a_raised_cap_is_never_below_the_limit(montana):
    """An approval of fewer units than the limit takes nothing away."""
    assert shown(montana, Spent(paid=4), replace(APPROVAL, per_week=6))[:2] == (10, 6)
