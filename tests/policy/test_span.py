"""Periods: a date counts wholly in the program's zone, an instant to the microsecond, an open end is open."""

from datetime import UTC, date, datetime, timedelta

import pytest

from peerfhir.policy.facts import Span
from peerfhir.policy.span import contains

DAY = date(2026, 11, 9)
AT = datetime(2026, 11, 9, 17, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("span", "at", "inside"),
    [
        (Span(), AT, True),
        (Span(dated=False), AT, True),
        (Span(DAY, DAY), AT, True),
        (Span(date(2026, 11, 10), None), AT, False),
        (Span(None, date(2026, 11, 8)), AT, False),
        (Span(AT, None), AT, True),
        (Span(AT + TICK, None), AT, False),
        (Span(None, AT), AT, True),
        (Span(None, AT - TICK), AT, False),
        # Without an instant the day of the bound counts: 06:59Z is 23:59 of the day before in Denver.
        (Span(datetime(2026, 11, 10, 6, 59, tzinfo=UTC), None), None, True),
        (Span(datetime(2026, 11, 10, 7, 0, tzinfo=UTC), None), None, False),
        (Span(None, datetime(2026, 11, 9, 7, 0, tzinfo=UTC)), None, True),
        (Span(None, datetime(2026, 11, 9, 6, 59, tzinfo=UTC)), None, False),
    ],
)
def test_a_period_contains_a_date_of_service(law, span, at, inside):
    """First and last day count."""
    assert contains(span, DAY, at, law({})) is inside
