"""Why an authorization that a payer writes is of no use to anybody: no number, no days, no units."""

from collections.abc import Iterator
from typing import Any

from peerfhir.fhir.issues import Issue
from peerfhir.mapping.authorization import authorization, decided, number
from peerfhir.mapping.elements import Json, decimal, item, listed, whole
from peerfhir.mapping.extensions import PAS, Extensions
from peerfhir.mapping.times import backwards


def faults(resource: Json) -> list[Issue]:
    """Every fault of a ClaimResponse or ServiceRequest that authorizes; none of one that does not.

    One that stands has a number. No period ends before it begins. Units are whole and above zero wherever they are
    approved, and nowhere below zero.
    """
    found = authorization(resource)
    if found is None:
        return []
    issues = [*_unnumbered(resource)] if found.standing else []
    for path, period in _periods(resource):
        if backwards(period):
            text = "An authorization must not end before it begins"
            said = f"start {period.get('start')}, end {period.get('end')}; give its first and its last day"
            issues.append(Issue("error", "value", text, (path,), diagnostics=said))
    for path, units, approved in _units(resource):
        least, count = 1 if approved and found.standing else 0, whole(units)
        if count is None or count < least:
            text = f"Authorized units are a whole number, {least} or more"
            said = f"{_shown(units)} units; to authorize none, deny or revoke the authorization"
            issues.append(Issue("error", "value", text, (path,), diagnostics=said))
    return issues


def _unnumbered(resource: Json) -> Iterator[Issue]:
    if number(resource) is None:
        of_request = resource.get("resourceType") == "ServiceRequest"
        path = "ServiceRequest.identifier" if of_request else "ClaimResponse.preAuthRef"
        text = "An authorization has a number, by which claims quote it"
        yield Issue("error", "required", text, (path,), diagnostics=f"Give it in {path}")


def _periods(resource: Json) -> Iterator[tuple[str, Json]]:
    """Every period in which it runs, and where that stands."""
    type_ = resource["resourceType"]
    yield f"{type_}.preAuthPeriod", item(resource.get("preAuthPeriod"))
    for place, part in Extensions(resource).located_parts("cpo-approval"):
        for nested, period in part.located("period", "valuePeriod"):
            yield f"{type_}{place}{nested}", item(period)
    for name in ("addItem", "item"):
        for index, one in enumerate(listed(resource.get(name))):
            for place, period in Extensions(one, PAS).located("itemPreAuthPeriod", "valuePeriod"):
                yield f"{type_}.{name}[{index}]{place}", item(period)


def _units(resource: Json) -> Iterator[tuple[str, Any, bool]]:
    """Every number of units, where it stands, and whether it is one that is approved."""
    type_ = resource["resourceType"]
    for place, part in Extensions(resource).located_parts("cpo-approval"):
        for nested, units in part.located("approvedUnitsPerWeek", "valueUnsignedInt"):
            yield f"{type_}{place}{nested}", units, True
    for one in decided(resource):
        if one.units is not None:
            yield one.path, one.units, one.approves


def _shown(units: Any) -> str:
    found = decimal(units)
    return "no number of" if found is None else f"{found:.12g}"
