"""Too late (X-15), and too long a span (X-4)."""

from datetime import date, datetime

import pytest

from peerfhir.policy.months import later
from tests.policy.claims import ID, bare, claim, judged, line, told, visit


@pytest.mark.parametrize(
    ("day", "received", "expected"),
    [
        ("2025-11-16", "2026-11-17T06:59:59+00:00", "paid 1"),  # the last minute of 16 November in Denver
        ("2025-11-16", "2026-11-17T07:00:00+00:00", "denied 1 29 CO X-15"),
        ("2024-02-29", "2025-03-01T06:59:59+00:00", "paid 1"),  # 28 February is the last day
        ("2024-02-29", "2025-03-01T07:00:00+00:00", "denied 1 29 CO X-15"),
        ("2023-02-28", "2024-02-29T06:59:59+00:00", "paid 1"),
        ("2023-02-28", "2024-02-29T07:00:00+00:00", "denied 1 29 CO X-15"),
    ],
)
def test_twelve_months(day, received, expected):
    """X-15, 42 CFR 447.45(d)(1): the date of service and 12 calendar months, in the program's zone."""
    one = claim(bare(1, day), received=datetime.fromisoformat(received))
    assert told(judged(one)) == [expected]


def test_the_earliest_day_of_a_line_counts():
    """X-15: a line with a day that is too late is too late."""
    two = tuple(
        visit(f"2025-11-{day}T10:00:00-07:00", f"2025-11-{day}T10:15:00-07:00", f"Encounter/{day}") for day in (15, 16)
    )
    assert told(judged(claim(line(1, "2025-11-16", two[1])))) == ["paid 1"]
    assert told(judged(claim(line(2, "2025-11-15..2025-11-16", *two)))) == ["denied 2 29 CO X-15"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("2025-12-31..2026-01-01", "denied 1 268 CO X-4"),
        ("2026-10-31..2026-11-01", "denied 1 267/N74 CO X-4"),
        ("2026-10-01..2026-10-31", "paid 1"),
        ("2026-01-01..2026-01-01", "paid 1"),
    ],
)
def test_a_span_over_years_or_months(days, expected):
    """X-4: a line lies in one calendar month, and so in one year."""
    assert told(judged(claim(bare(1, days, ID), program=ID))) == [expected]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
        (date(9999, 12, 1), 1, date.max),
    ],
)
def test_calendar_months(day, months, expected):
    """X-15: months of the calendar; a day that the month does not have is its last."""
    assert later(day, months) == expected
