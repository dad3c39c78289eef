"""Contacts recorded late, measured (X-15): more than 30 days after the date of service."""

import pytest

from tests.measured import evaluate, reasons, summed
from tests.people import CERTIFIED, post


@pytest.mark.parametrize(("day", "counts"), [("2026-10-17", (1, 1, 0)), ("2026-10-16", (1, 0, 0))])
def test_x_15_thirty_days_are_in_time(come, day, counts):
    """It is 16 November: a contact of 17 October is 30 days old, one of 16 October 31."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    said = agency.encounter(member, peer, f"{day}T10:00:00-06:00", f"{day}T11:00:00-06:00")
    assert post(agency.http, said).status_code == 201
    report = evaluate(agency.http, "recorded-late", practitioner=peer, periodStart="2026-10", periodEnd="2026-10")
    assert summed(report) == {"": counts}
    assert reasons(report) == ({} if counts[1] else {"": {"recorded late": 1}})
