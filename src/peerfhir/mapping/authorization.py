"""What a payer authorized: a ClaimResponse of a prior authorization, or a CPO's approval as a ServiceRequest.

Read as design section 5 says; where it is silent, as Da Vinci PAS 2.2.1 does.
"""

from dataclasses import dataclass
from datetime import date

from peerfhir.fhir.issues import CANONICAL
from peerfhir.mapping.elements import HCPCS, Json, codes, item, items, listed, services, text, whole
from peerfhir.mapping.extensions import PAS, Extensions
from peerfhir.mapping.times import days
from peerfhir.mapping.trail import Related, followed, named, names
from peerfhir.policy.billing import Authorization

NUMBER = f"{CANONICAL}/NamingSystem/authorization"
# What a service can be authorized by; service types and other codes name no procedure: it is for all.
_PROCEDURES = (HCPCS, "http://www.ama-assn.org/go/cpt")
_APPROVALS = frozenset({"A1", "A2", "A6"})  # of X12 306: certified, partially, modified
_STANDS = frozenset({"active", "completed"})
_ALLOWED_UNITS = "allowedunits"


@dataclass(frozen=True, slots=True)
class Decided:
    """One thing that a ClaimResponse decides, and how: an addItem, or an item that no addItem speaks for.

    `units` is what it authorizes and `path` where that stands, None when it says no number; `action` is the review
    action on it, None without one.
    """

    path: str
    element: Json
    units: object
    action: str | None

    @property
    def approves(self) -> bool:
        """Whether the review action, if any, is an approval."""
        return self.action is None or self.action in _APPROVALS


def authorization(resource: Json, related: Related | None = None, used: int = 0) -> Authorization | None:
    """The authorization that a ClaimResponse or ServiceRequest records; None of one that records none.

    `related` holds the PractitionerRoles among its providers, whose organizations are authorized with them; `used` are
    the units that the ledger has under it.
    """
    if not authorizes(resource):
        return None
    if resource.get("resourceType") == "ServiceRequest":
        return _of_request(resource, related or {}, used)
    return _of_response(resource, related or {}, used)


def authorizes(resource: Json) -> bool:
    """Whether it is a ClaimResponse with use=preauthorization, or a ServiceRequest with the extension cpo-approval."""
    if resource.get("resourceType") == "ServiceRequest":
        return "cpo-approval" in Extensions(resource)
    return resource.get("resourceType") == "ClaimResponse" and resource.get("use") == "preauthorization"


def _of_response(response: Json, related: Related, used: int) -> Authorization:
    told = decided(response)
    approved = [one for one in told if one.approves]
    units = [whole(one.units) or 0 for one in approved if one.units is not None]
    approval = Extensions(response).all_parts("cpo-approval")
    first, last = period(response)
    detail = [part for one in approved for part in Extensions(one.element, PAS).parts("itemAuthorizedDetail")]
    done = response.get("status") == "active" and response.get("outcome") == "complete"
    return Authorization(
        number(response) or "",
        approved=sum(units) if units else None,
        used=used,
        first=first,
        last=last,
        key=_key(response),
        kind="cpo-approval" if "cpo-approval" in Extensions(response) else "prior-auth",
        per_week=whole(approval.value("approvedUnitsPerWeek", "valueUnsignedInt")),
        services=_procedures(
            [
                *[one.element.get("productOrService") for one in approved],
                *[code for part in detail for code in part.values("productOrServiceCode", "valueCodeableConcept")],
            ]
        ),
        modifiers=codes(
            [
                *[modifier for one in approved for modifier in listed(one.element.get("modifier"))],
                *[modifier for part in detail for modifier in part.values("modifier", "valueCodeableConcept")],
            ]
        ),
        providers=_providers(response, approved, related),
        standing=done and bool(approved or not told) and _action(response) in {None, *_APPROVALS},
    )


def _of_request(request: Json, related: Related, used: int) -> Authorization:
    approval = Extensions(request).all_parts("cpo-approval")
    first, last = period(request)
    return Authorization(
        number(request) or "",
        approved=None,
        used=used,
        first=first,
        last=last,
        key=_key(request),
        kind="cpo-approval",
        per_week=whole(approval.value("approvedUnitsPerWeek", "valueUnsignedInt")),
        services=_procedures([request.get("code")]),
        providers=_organizations(items(request.get("performer")), related),
        standing=text(request.get("status")) in _STANDS,
    )


def number(resource: Json) -> str | None:
    """Its number: preAuthRef, else that of a review action; of a ServiceRequest its identifier."""
    if resource.get("resourceType") == "ServiceRequest":
        given = [one for one in items(resource.get("identifier")) if text(one.get("value"))]
        preferred = sorted(given, key=lambda one: one.get("system") != NUMBER)
        return next((text(one.get("value")) for one in preferred), None)
    certified = [action.word("number", "valueString") for action in _reviewed(resource)]
    return text(resource.get("preAuthRef")) or next(filter(None, certified), None)


def period(resource: Json) -> tuple[date | None, date | None]:
    """Its first and last day: preAuthPeriod, else the period of cpo-approval, else that of its items (PAS)."""
    approval = Extensions(resource).all_parts("cpo-approval")
    of_items = [
        Extensions(one, PAS).value("itemPreAuthPeriod", "valuePeriod")
        for one in [*items(resource.get("addItem")), *items(resource.get("item"))]
    ]
    for given in (resource.get("preAuthPeriod"), approval.value("period", "valuePeriod"), *of_items):
        if item(given):
            return days(given)
    return None, None


def decided(response: Json) -> list[Decided]:
    """Everything that a ClaimResponse decides; an addItem speaks for the items it names."""
    actions = {whole(one.get("itemSequence")): _action(one) for one in items(response.get("item"))}
    found, spoken_for = [], set()
    for place, one in enumerate(listed(response.get("addItem"))):
        if type(one) is dict:
            sequences = [n for n in map(whole, listed(one.get("itemSequence"))) if n is not None]
            spoken_for.update(sequences)
            action = _action(one) or next((actions[n] for n in sequences if actions.get(n)), None)
            quantity = item(one.get("quantity")).get("value")
            units = _allowed(one) if quantity is None else quantity
            where = "adjudication" if quantity is None else "quantity.value"
            found.append(Decided(f"ClaimResponse.addItem[{place}].{where}", one, units, action))
    for place, one in enumerate(listed(response.get("item"))):
        if type(one) is dict and whole(one.get("itemSequence")) not in spoken_for:
            units, action = _allowed(one), _action(one)
            if units is None and action == "A1":
                units = _detailed(one)
            found.append(Decided(f"ClaimResponse.item[{place}].adjudication", one, units, action))
    return found


def _allowed(element: Json) -> object:
    """The value of its adjudication `allowedunits`."""
    told = [one for one in items(element.get("adjudication")) if _ALLOWED_UNITS in codes([one.get("category")])]
    return next((one["value"] for one in told if "value" in one), None)


def _detailed(element: Json) -> object:
    """The quantity that PAS repeats for what is certified in total; anything less stands in an addItem."""
    given = Extensions(element, PAS).all_parts("itemAuthorizedDetail").value("quantity", "valueQuantity")
    return item(given).get("value")


def _action(element: Json) -> str | None:
    """The review action on an element (X12 306): A1, A3, ..."""
    for one in items(element.get("adjudication")):
        for part in Extensions(one, PAS).parts("reviewAction"):
            found = codes(part.values(f"{PAS}reviewActionCode", "valueCodeableConcept"))
            if found:
                return min(found)
    return None


def _reviewed(response: Json) -> list[Extensions]:
    """Every review action of a response."""
    parts = [response, *items(response.get("addItem")), *items(response.get("item"))]
    told = [one for part in parts for one in items(part.get("adjudication"))]
    return [action for one in told for action in Extensions(one, PAS).parts("reviewAction")]


def _procedures(concepts: list[object]) -> frozenset[tuple[str, str]]:
    return frozenset([pair for pair in services(concepts) if pair[0] in _PROCEDURES])


def _providers(response: Json, approved: list[Decided], related: Related) -> frozenset[str]:
    """For whom it is: addItem.provider, else PAS's itemAuthorizedProvider, else who asked for it."""
    added = [provider for one in approved for provider in items(one.element.get("provider"))]
    bearers = [response, *[one.element for one in approved]]
    certified = [
        provider
        for bearer in bearers
        for part in Extensions(bearer, PAS).parts("itemAuthorizedProvider")
        for provider in part.values("provider", "valueReference")
    ]
    for references in (added, certified, [response.get("requestor")]):
        found = _organizations([item(reference) for reference in references], related)
        if found:
            return found
    return frozenset()


def _organizations(references: list[Json], related: Related) -> frozenset[str]:
    """What references name; a PractitionerRole stands for its organization too."""
    behind = [named(followed(one, related).get("organization"), "Organization") for one in references]
    return frozenset([*names(references), *[name for name in behind if name]])


def _key(resource: Json) -> str:
    return f"{text(resource.get('resourceType')) or ''}/{text(resource.get('id')) or ''}"
