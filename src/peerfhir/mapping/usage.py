"""Usage as the Parameters that `$authorization-usage` answers (design section 6)."""

from collections.abc import Iterable
from typing import Any

from peerfhir.policy.billing import Authorization, Spent
from peerfhir.policy.usage import Total, Usage


def parameters(limits: Iterable[Usage], totals: Iterable[Total]) -> dict[str, Any]:
    """Parameters: one `limit` per limit, one `total` per program for the calendar year asked for.

    Units are unsignedInt, days date, ids code. An unlimited one has neither `allowed` nor `remaining`;
    `nextUnitRequires` stands where the next unit is not free; `authorization` once per authorization.
    """
    found = [{"name": "limit", "part": _limit(usage)} for usage in limits]
    found += [{"name": "total", "part": _total(total)} for total in totals]
    return {"resourceType": "Parameters", "parameter": found} if found else {"resourceType": "Parameters"}


def _limit(usage: Usage) -> list[dict[str, Any]]:
    window = usage.window
    return [
        _code("limitId", window.limit),
        {"name": "windowStart", "valueDate": window.first.isoformat()},
        {"name": "windowEnd", "valueDate": window.last.isoformat()},
        *([] if window.allowed is None else [_units("allowed", window.allowed)]),
        *_spent(usage.spent),
        *([] if usage.remaining is None else [_units("remaining", usage.remaining)]),
        *([] if usage.next_requires is None else [_code("nextUnitRequires", usage.next_requires)]),
        *({"name": "authorization", "part": _authorization(one)} for one in usage.authorizations),
    ]


def _total(total: Total) -> list[dict[str, Any]]:
    return [
        _code("program", total.program),
        {"name": "windowStart", "valueDate": total.first.isoformat()},
        {"name": "windowEnd", "valueDate": total.last.isoformat()},
        *_spent(total.spent),
    ]


def _spent(spent: Spent) -> list[dict[str, Any]]:
    return [
        _units("rendered", spent.rendered),
        _units("claimed", spent.claimed),
        _units("paid", spent.paid),
        _units("pended", spent.pended),
    ]


def _authorization(one: Authorization) -> list[dict[str, Any]]:
    days = {"start": one.first, "end": one.last}
    period = {name: day.isoformat() for name, day in days.items() if day}
    return [
        {"name": "number", "valueString": one.number},
        *([] if one.approved is None else [_units("approved", one.approved)]),
        _units("used", one.used),
        *([] if one.remaining is None else [_units("remaining", one.remaining)]),
        *([{"name": "period", "valuePeriod": period}] if period else []),
    ]


def _code(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "valueCode": value}


def _units(name: str, value: int) -> dict[str, Any]:
    return {"name": name, "valueUnsignedInt": value}
