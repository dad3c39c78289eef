"""The ledger counted again: days and units from instants, and where two books differ (design section 7, X-1, X-2)."""

from collections import Counter
from datetime import date

import pytest

from peerfhir.mapping.contact import outline
from peerfhir.policy.recount import Basis, Key, differences, joined, rendered

BASIS = Basis("America/Denver", "half_up_8/15", b"pack")
KEY = Key(1, "mt-sdmi-hcbs", date(2026, 11, 9), "r", 0, 7)


def contact(start: str, end: str, status: str = "finished"):
    """An encounter as far as it alone tells."""
    return outline({"resourceType": "Encounter", "status": status, "period": {"start": start, "end": end}})


@pytest.mark.parametrize(
    ("start", "end", "zone", "rounding", "expected"),
    [
        ("2026-11-09T10:00:00-07:00", "2026-11-09T10:07:59-07:00", "America/Denver", "half_up_8/15", None),
        ("2026-11-09T10:00:00-07:00", "2026-11-09T10:08:00-07:00", "America/Denver", "half_up_8/15", ("2026-11-09", 1)),
        ("2026-11-09T10:00:00-07:00", "2026-11-09T10:22:00-07:00", "America/Denver", "half_up_8/15", ("2026-11-09", 1)),
        ("2026-11-09T10:00:00-07:00", "2026-11-09T10:23:00-07:00", "America/Denver", "half_up_8/15", ("2026-11-09", 2)),
        ("2026-11-09T10:00:00-07:00", "2026-11-09T10:29:00-07:00", "America/Denver", "floor/15", ("2026-11-09", 1)),
        ("2026-11-09T10:00:00-07:00", "2026-11-09T10:31:00-07:00", "America/Denver", "ceil/30", ("2026-11-09", 2)),
        # midnight and the end of summer time in Denver
        ("2026-11-10T06:59:00Z", "2026-11-10T07:29:00Z", "America/Denver", "half_up_8/15", ("2026-11-09", 2)),
        ("2026-11-10T07:00:00Z", "2026-11-10T07:30:00Z", "America/Denver", "half_up_8/15", ("2026-11-10", 2)),
        ("2026-11-01T01:30:00-06:00", "2026-11-01T01:30:00-07:00", "America/Denver", "half_up_8/15", ("2026-11-01", 4)),
        # nothing can be counted by what does not exist
        ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", "Mars/Olympus", "half_up_8/15", None),
        ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", "America/Denver", "half_up_9/15", None),
        ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", "America/Denver", "half_up_8/0", None),
        ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", "America/Denver", "half_up_8", None),
        ("2026-11-09T10:00:00-07:00", "2026-11-09T09:00:00-07:00", "America/Denver", "half_up_8/15", None),
        ("2026-11-09", "2026-11-09", "America/Denver", "half_up_8/15", None),
    ],
)
def test_x2_units_are_counted_again(start, end, zone, rounding, expected):
    """Day in the zone (X-1) and units by the rounding (X-2) that the entry bears."""
    said = rendered(contact(start, end), zone, rounding)
    assert said == (expected and (date.fromisoformat(expected[0]), expected[1]))


def test_what_is_not_finished_counts_for_nothing():
    """Only finished encounters are rendered (X-10)."""
    times = "2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00"
    assert rendered(contact(*times, status="finished"), "America/Denver", "half_up_8/15") == (date(2026, 11, 9), 4)
    assert rendered(contact(*times, status="entered-in-error"), "America/Denver", "half_up_8/15") is None


def test_alike_books_differ_in_nothing():
    """Units may stand in several entries; reversals take off."""
    one, other = Counter({(KEY, BASIS): 4}), Counter({(KEY, BASIS): 4, (KEY, BASIS._replace(zone="UTC")): 0})
    assert differences(one, other, "ruling") == []


@pytest.mark.parametrize(("has", "should"), [(4, 5), (4, 0), (0, 4), (-4, 4)])
def test_units_that_differ(has, should):
    """More, fewer, none, below zero."""
    (one,) = differences(Counter({(KEY, BASIS): has}), Counter({(KEY, BASIS): should}), "record")
    assert (one.key, one.recorded, one.recomputed, one.why) == (KEY, has, should, ("record",))


@pytest.mark.parametrize("changed", [{"zone": "UTC"}, {"rounding": "floor/15"}, {"pack": b"other"}])
def test_a_basis_that_differs(changed):
    """As many units, otherwise counted."""
    (one,) = differences(Counter({(KEY, BASIS): 4}), Counter({(KEY, BASIS._replace(**changed)): 4}), "ruling")
    assert (one.recorded, one.recomputed, one.why) == (4, 4, ("basis",))


def test_what_several_say_is_said_once():
    """The same difference by the ruling and by the record is one; another one stays."""
    has = Counter({(KEY, BASIS): 5})
    found = differences(has, Counter({(KEY, BASIS): 4}), "ruling") + differences(
        has, Counter({(KEY, BASIS): 4}), "record"
    )
    assert [one.why for one in joined(found)] == [("ruling", "record")]
    found += differences(has, Counter({(KEY, BASIS): 3}), "record")
    assert [one.recomputed for one in joined(found)] == [4, 3]
