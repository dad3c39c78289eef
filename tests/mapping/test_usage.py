"""The Parameters of `$authorization-usage`, part by part as design section 6 lists them."""

from datetime import date

from peerfhir.mapping.usage import parameters
from peerfhir.policy.billing import Authorization, Spent
from peerfhir.policy.units import Window
from peerfhir.policy.usage import Total, Usage

WEEK = (date(2026, 11, 8), date(2026, 11, 14))


def test_a_limit_in_use():
    """limitId, window, allowed, rendered, claimed, paid, pended, remaining."""
    found = parameters([Usage(Window("mt-week", *WEEK, 10), Spent(8, 6, 4, 1))], [])
    assert found == {
        "resourceType": "Parameters",
        "parameter": [
            {
                "name": "limit",
                "part": [
                    {"name": "limitId", "valueCode": "mt-week"},
                    {"name": "windowStart", "valueDate": "2026-11-08"},
                    {"name": "windowEnd", "valueDate": "2026-11-14"},
                    {"name": "allowed", "valueUnsignedInt": 10},
                    {"name": "rendered", "valueUnsignedInt": 8},
                    {"name": "claimed", "valueUnsignedInt": 6},
                    {"name": "paid", "valueUnsignedInt": 4},
                    {"name": "pended", "valueUnsignedInt": 1},
                    {"name": "remaining", "valueUnsignedInt": 5},
                ],
            }
        ],
    }


def test_a_limit_used_up_under_an_authorization():
    """nextUnitRequires, and the authorization with number, approved, used, remaining, period."""
    authorization = Authorization("PA-1", 52, 4, date(2026, 11, 10), date(2026, 12, 31))
    used = Usage(Window("id-year", date(2026, 1, 1), date(2026, 12, 31), 416), Spent(paid=416), "prior-auth")
    (limit,) = parameters([Usage(used.window, used.spent, used.next_requires, (authorization,))], [])["parameter"]
    assert limit["part"][-3:] == [
        {"name": "remaining", "valueUnsignedInt": 0},
        {"name": "nextUnitRequires", "valueCode": "prior-auth"},
        {
            "name": "authorization",
            "part": [
                {"name": "number", "valueString": "PA-1"},
                {"name": "approved", "valueUnsignedInt": 52},
                {"name": "used", "valueUnsignedInt": 4},
                {"name": "remaining", "valueUnsignedInt": 48},
                {"name": "period", "valuePeriod": {"start": "2026-11-10", "end": "2026-12-31"}},
            ],
        },
    ]


def test_an_unlimited_one_has_neither_allowed_nor_remaining():
    """Rendered and the rest are reported all the same."""
    (limit,) = parameters([Usage(Window("mt-week", *WEEK, None), Spent(rendered=14))], [])["parameter"]
    assert [part["name"] for part in limit["part"]] == [
        "limitId", "windowStart", "windowEnd", "rendered", "claimed", "paid", "pended",
    ]  # fmt: skip


def test_the_total_of_a_program():
    """One per program for the calendar year, also where there is no limit."""
    found = parameters([], [Total("ne-dhhs-peer", date(2026, 1, 1), date(2026, 12, 31), Spent(12, 8, 4, 0))])
    assert found["parameter"] == [
        {
            "name": "total",
            "part": [
                {"name": "program", "valueCode": "ne-dhhs-peer"},
                {"name": "windowStart", "valueDate": "2026-01-01"},
                {"name": "windowEnd", "valueDate": "2026-12-31"},
                {"name": "rendered", "valueUnsignedInt": 12},
                {"name": "claimed", "valueUnsignedInt": 8},
                {"name": "paid", "valueUnsignedInt": 4},
                {"name": "pended", "valueUnsignedInt": 0},
            ],
        }
    ]


def test_nothing_is_no_parameter():
    """FHIR knows no empty arrays."""
    assert parameters([], []) == {"resourceType": "Parameters"}
