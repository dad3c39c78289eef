"""Why an authorization that a payer writes is of no use to anybody: no number, no days, no units.

And what it has in common with others of its member.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from peerfhir.fhir.issues import Issue
from peerfhir.mapping.authorization import authorization, decided, number
from peerfhir.mapping.elements import Json, as_sent, item, listed, whole
from peerfhir.mapping.extensions import PAS, Extensions
from peerfhir.mapping.times import backwards
from peerfhir.policy.billing import Authorization

_NAMED = 5  # of the authorizations that overlap


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


def beside(resource: Json, others: Sequence[Authorization]) -> list[Issue]:
    """What is to be said of an authorization that stands beside `others` of the same member.

    An error when another one that stands bears its number, for a claim that quotes it would not say which is meant. A
    warning when both may pay for the same service on the same days, which is no fault.
    """
    found = authorization(resource)
    if found is None or not found.standing:
        return []
    issues = []
    standing = [one for one in others if one.standing and one.key != found.key]
    same = [one.key for one in standing if one.number == found.number]
    if same:
        text = f"Another authorization of this member bears the number {found.number}"
        said = f"{', '.join(same)}: change that one, or give this one a number of its own"
        issues.append(Issue("error", "duplicate", text, (_number_place(resource),), diagnostics=said))
    overlapping = [one for one in standing if one.key not in same and _overlap(found, one)]
    if overlapping:
        named = [f"{_days(found, one)} with {one.number}" for one in overlapping[:_NAMED]]
        more = [f"and {len(overlapping) - _NAMED} more"] if len(overlapping) > _NAMED else []
        text = "Another authorization of this member is for the same service on some of these days"
        said = f"{', '.join([*named, *more])}; of those that a claim quotes the one that ends first is used first"
        place = next((path for path, period in _periods(resource) if period), resource["resourceType"])
        issues.append(Issue("warning", "business-rule", text, (place,), diagnostics=said))
    return issues


def _overlap(one: Authorization, other: Authorization) -> bool:
    """Whether a line could be paid under both of them."""
    first, last = _both(one, other)
    return (
        one.kind == other.kind
        and (first is None or last is None or first <= last)
        and not (one.services and other.services and one.services.isdisjoint(other.services))
        and not (one.providers and other.providers and one.providers.isdisjoint(other.providers))
    )


def _both(one: Authorization, other: Authorization) -> tuple[date | None, date | None]:
    """The first and last day on which both run; None: open."""
    firsts = [day for day in (one.first, other.first) if day]
    lasts = [day for day in (one.last, other.last) if day]
    return max(firsts, default=None), min(lasts, default=None)


def _days(one: Authorization, other: Authorization) -> str:
    first, last = _both(one, other)
    said = [f"from {first}" if first else "", f"to {last}" if last else ""]
    return " ".join(filter(None, said)) or "all days"


def _number_place(resource: Json) -> str:
    """Where its number stands."""
    given = number(resource)
    if resource["resourceType"] == "ServiceRequest":
        values = [item(one).get("value") for one in listed(resource.get("identifier"))]
        return f"ServiceRequest.identifier[{values.index(given)}].value"
    if resource.get("preAuthRef") == given:
        return "ClaimResponse.preAuthRef"
    bearers = [("ClaimResponse", resource)]
    for name in ("addItem", "item"):
        bearers += [(f"ClaimResponse.{name}[{n}]", item(one)) for n, one in enumerate(listed(resource.get(name)))]
    told = [
        (f"{at}.adjudication[{n}]", one)
        for at, each in bearers
        for n, one in enumerate(listed(each.get("adjudication")))
    ]
    actions = [
        (f"{at}{place}", action)
        for at, one in told
        for place, action in Extensions(one, PAS).located_parts("reviewAction")
    ]
    return next(
        f"{at}{nested}" for at, one in actions for nested, said in one.located("number", "valueString") if said == given
    )


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
    found = as_sent(units)
    return "no number of" if found is None else f"{found:.12g}"
