"""X-13: a group session is of the size that the program allows; 272/N130."""

import pytest

from peerfhir.policy.facts import Session
from peerfhir.policy.headcount import group_fits
from peerfhir.policy.ruling import Denial

GROUPS = {"group": {"min": (3, "NE-72"), "max": (12, "NE-72")}}
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


@pytest.mark.parametrize(
    ("stated", "present", "detail"),
    [
        (2, 1, "2 take part; at least 3"),
        (3, 1, None),
        (12, 12, None),
        (13, 1, "13 take part; at most 12"),
        (12, 13, "13 take part; at most 12"),  # the thirteenth is recorded, whatever the count says
        (None, 12, None),
        (None, 13, "13 take part; at most 12"),
        (None, 1, None),  # others may still be recorded
        (None, None, None),
        (0, None, "0 take part; at least 3"),
    ],
)
def test_the_size_of_a_group(law, contact, stated, present, detail):
    """3 to 12 by what is stated, 12 at most by what is recorded; an error, and 272/N130."""
    one = contact(*HOUR, mode="group", session=Session("s", stated), present=present)
    found = group_fits(one, law(GROUPS))
    assert [(f.rule, f.severity, f.detail, f.denial) for f in found] == (
        [("NE-72", "error", detail, Denial("272", ("N130",)))] if detail else []
    )


def test_a_group_whose_law_has_no_least(law, contact):
    """X-13 is the reading of a least number that no rule gives."""
    program = law({"group": {"max": (12, "NE-72")}})
    assert group_fits(contact(*HOUR, mode="group", session=Session("s", 1)), program) == ()


def test_no_check_where_there_is_nothing_to_judge(law, contact):
    """Not a group, no law, no date: no finding."""
    large = {"session": Session("s", 20), "present": 20}
    assert group_fits(contact(*HOUR, mode="individual", **large), law(GROUPS)) == ()
    assert group_fits(contact(*HOUR, **large), law(GROUPS)) == ()
    assert group_fits(contact(*HOUR, mode="group", **large), law({})) == ()
    assert group_fits(contact(None, None, mode="group", **large), law(GROUPS)) == ()
    assert group_fits(contact(*HOUR, mode="group", present=20), law(GROUPS))[0].measured == large["present"]
