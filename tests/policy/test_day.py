"""X-1: the date of service and its zone. X-15: not in the future, and not late."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from peerfhir.policy.day import day_of, timely, today, zone_of
from peerfhir.policy.ruling import Finding


def said(findings: Iterable[Finding]) -> list[tuple[str, str, str, str]]:
    """Rule, severity, place and detail of findings."""
    return [(f.rule, f.severity, f.path, f.detail) for f in findings]


@pytest.mark.parametrize(
    ("start", "path", "detail"),
    [
        ("2026-11-09", "Encounter.period.start", "the start is 2026-11-09, not an instant"),
        ("2026-11-09T10:00:00", "Encounter.period.start", "the start is 2026-11-09T10:00:00, not an instant"),
        (None, "Encounter.period", "the contact has no start"),
    ],
)
def test_a_start_without_zone_or_time_is_refused(montana, contact, now, start, path, detail):
    """`period.start` without offset or with date precision only is an error: units cannot be computed (X-1)."""
    found = timely(contact(start, "2026-11-09T11:00:00-07:00"), montana, now)
    assert said(found) == [("X-1", "error", path, detail)]


@pytest.mark.parametrize(
    ("start", "end", "place"),
    [
        ("2026-11-16T04:00:00-07:00", "2026-11-16T05:00:00-07:00", None),  # ends at 12:00Z, now
        ("2026-11-16T04:00:00-07:00", "2026-11-16T05:05:00-07:00", None),  # five minutes ahead
        ("2026-11-16T04:00:00-07:00", "2026-11-16T05:05:01-07:00", "end"),
        ("2026-11-16T05:06:00-07:00", None, "start"),
        ("2027-11-16T05:06:00-07:00", "2027-11-16T06:06:00-07:00", "end"),
    ],
)
def test_a_finished_contact_is_not_in_the_future(montana, contact, now, start, end, place):
    """More than five minutes ahead of the clock is an error (X-15)."""
    found = timely(contact(start, end), montana, now)
    assert [(f.rule, f.severity, f.path) for f in found] == (
        [("X-15", "error", f"Encounter.period.{place}")] if place else []
    )


@pytest.mark.parametrize(("day", "late"), [("2026-10-17", None), ("2026-10-16", 31)])
def test_after_thirty_days_a_contact_is_late(montana, contact, now, day, late):
    """Posted more than 30 days after the date of service: information (X-15)."""
    found = timely(contact(f"{day}T10:00:00-06:00", f"{day}T11:00:00-06:00"), montana, now)
    expected = f"sent 31 days after the date of service, {day}; late after 30"
    assert said(found) == ([("X-15", "information", "Encounter.period", expected)] if late else [])


def test_the_program_tells_the_zone(montana, contact):
    """Montana is one zone: neither the place nor the organization is asked."""
    one = contact("2026-11-09T23:30:00-07:00", None, location_zone="America/New_York", organization_zone="Asia/Tokyo")
    assert ("America/Denver", date(2026, 11, 9)) == (zone_of(one, montana), day_of(one, montana))


@pytest.mark.parametrize(
    ("location", "organization", "zone", "day"),
    [
        ("America/Chicago", "America/Denver", "America/Chicago", date(2026, 11, 10)),
        (None, "America/Los_Angeles", "America/Los_Angeles", date(2026, 11, 9)),
        (None, None, "America/Denver", date(2026, 11, 9)),
        ("Mars/Olympus", "../../etc/passwd", "America/Denver", date(2026, 11, 9)),
    ],
)
def test_a_split_state_asks_the_place(pack, contact, location, organization, zone, day):
    """Location ext:time-zone, else Organization, else the program's (X-1); what is no zone is passed over."""
    program = pack(("\nmember:", "\ntz_by_location: [{from: null, value: true, rule: X-1}]\n\nmember:"))
    one = contact("2026-11-09T23:30:00-07:00", None, location_zone=location, organization_zone=organization)
    assert (zone, day) == (zone_of(one, program), day_of(one, program))


def test_today_is_the_day_in_the_programs_zone(montana):
    """At 06:59Z it is still yesterday in Denver."""
    found = [today(montana, datetime(2026, 11, 16, hour, tzinfo=UTC)) for hour in (6, 7)]
    assert found == [date(2026, 11, 15), date(2026, 11, 16)]
