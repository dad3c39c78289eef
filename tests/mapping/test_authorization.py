"""Authorizations as design section 5 reads them, with PAS's extensions (guides.md 1.2), and CPO approvals (MT-32)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.mapping.authorization import authorization, authorizes
from peerfhir.policy.billing import Authorization
from tests.mapping.odd import ANY, bent, inside

PF = "https://peerfhir.org/fhir"
PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
PDEX = "http://hl7.org/fhir/us/davinci-pdex/CodeSystem/PDexAdjudicationDiscriminator"
SUBMITTED = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/adjudication", "code": "submitted"}]}
PEER_SUPPORT = (HCPCS, "H0038")

Json = dict[str, Any]


def hcpcs(code: str) -> Json:
    """A procedure, or a modifier."""
    return {"coding": [{"system": HCPCS, "code": code}]}


def ref(name: str) -> Json:
    """A reference."""
    return {"reference": name}


def reviewed(action: str, number: str | None = None) -> Json:
    """An adjudication with PAS's reviewAction: the code nested under its full url."""
    coded = {"coding": [{"system": "https://codesystem.x12.org/005010/306", "code": action}]}
    nested: list[Json] = [{"url": f"{PAS}reviewActionCode", "valueCodeableConcept": coded}]
    nested += [{"url": "number", "valueString": number}] if number else []
    return {"extension": [{"url": f"{PAS}reviewAction", "extension": nested}], "category": SUBMITTED}


def allowed(units: Any) -> Json:
    """The adjudication `allowedunits`."""
    return {"category": {"coding": [{"system": PDEX, "code": "allowedunits"}]}, "value": units}


def added(quantity: Any = None, *adjudication: Json, **more: Any) -> Json:
    """An addItem for peer support."""
    units = {} if quantity is None else {"quantity": {"value": quantity}}
    return {"productOrService": hcpcs("H0038"), "adjudication": list(adjudication)} | units | more


def response(**elements: Any) -> Json:
    """A ClaimResponse that authorizes; None leaves an element out."""
    whole = {
        "resourceType": "ClaimResponse",
        "id": "pa1",
        "status": "active",
        "use": "preauthorization",
        "outcome": "complete",
        "requestor": ref("Organization/ORG-ID"),
        "preAuthRef": "PA-1",
        "preAuthPeriod": {"start": "2026-11-10", "end": "2026-12-31"},
    } | elements
    return {name: value for name, value in whole.items() if value is not None}


def found(resource: Json, **more: Any) -> Authorization:
    """The authorization that a resource is."""
    one = authorization(resource, **more)
    assert one is not None
    return one


def test_a_prior_authorization():
    """A22: number in preAuthRef, days in preAuthPeriod, units in addItem.quantity, provider else the requestor."""
    assert found(response(addItem=[added(52)]), used=4) == Authorization(
        "PA-1",
        52,
        4,
        date(2026, 11, 10),
        date(2026, 12, 31),
        key="ClaimResponse/pa1",
        services=frozenset({PEER_SUPPORT}),
        providers=frozenset({"Organization/ORG-ID"}),
    )


def test_the_example_of_fewer_units():
    """guides.md 6.9: item A6, the addItem of the same sequence A1 with what was certified, 96 units, modifier HE."""
    item = {"itemSequence": 1, "adjudication": [reviewed("A6")]}
    more = added(96, reviewed("A1", "AUTH0001"), itemSequence=[1], modifier=[hcpcs("HE")])
    one = found(response(preAuthRef="AUTH0001", item=[item], addItem=[more]))
    assert (one.number, one.approved, one.standing) == ("AUTH0001", 96, True)
    assert (one.services, one.modifiers) == (frozenset({PEER_SUPPORT}), frozenset({"HE"}))


@pytest.mark.parametrize(
    ("elements", "units"),
    [
        ({"addItem": [added(52)]}, 52),
        ({"addItem": [added(None, allowed(40))]}, 40),
        ({"addItem": [added(52, allowed(40))]}, 52),
        ({"item": [{"itemSequence": 1, "adjudication": [allowed(30)]}]}, 30),
        ({"item": [{"itemSequence": 1, "adjudication": [allowed(30)]}], "addItem": [added(20, itemSequence=[1])]}, 20),
        ({"item": [{"itemSequence": 1, "adjudication": [allowed(30)]}], "addItem": [added(20, itemSequence=[2])]}, 50),
        ({"addItem": [added(20), added(12)]}, 32),
        ({"addItem": [added()]}, None),
        ({}, None),
    ],
)
def test_the_units(elements, units):
    """addItem.quantity, or `allowedunits` of an addItem, or of an item that no addItem speaks for; else no number."""
    assert found(response(**elements)).approved == units


def test_what_is_certified_in_total():
    """A1 without an addItem: PAS repeats quantity, service and modifiers in itemAuthorizedDetail; A6 does not say."""
    detail = [
        {"url": "productOrServiceCode", "valueCodeableConcept": hcpcs("H0038")},
        {"url": "modifier", "valueCodeableConcept": hcpcs("HQ")},
        {"url": "quantity", "valueQuantity": {"value": 24}},
    ]

    def item(action: str) -> list[Json]:
        said = [{"url": f"{PAS}itemAuthorizedDetail", "extension": detail}]
        return [{"itemSequence": 1, "extension": said, "adjudication": [reviewed(action)]}]

    one = found(response(item=item("A1")))
    assert (one.approved, one.services, one.modifiers) == (24, frozenset({PEER_SUPPORT}), frozenset({"HQ"}))
    assert found(response(item=item("A6"))).approved is None


@pytest.mark.parametrize(
    ("action", "stands"),
    [(None, True), ("A1", True), ("A2", True), ("A6", True), ("A3", False), ("A4", False), ("C", False), ("NA", False)],
)
@pytest.mark.parametrize("place", ["header", "item", "addItem", "item of addItem"])
def test_review_actions(action, stands, place):
    """A1, A2, A6 are approvals; denied, pended, cancelled, not required are none (design section 5)."""
    told = [reviewed(action)] if action else []
    item = {"itemSequence": 1, "adjudication": told}
    elements = {
        "header": {"adjudication": told, "addItem": [added(52)]},
        "item": {"item": [item | {"adjudication": [*told, allowed(52)]}]},
        "addItem": {"addItem": [added(52, *told)]},
        "item of addItem": {"item": [item], "addItem": [added(52, itemSequence=[1])]},
    }[place]
    assert found(response(**elements)).standing is stands


def test_an_addition_beside_what_is_denied():
    """One service approved and another denied: what is approved stands, its units and services alone."""
    denied = added(10, reviewed("A3"), productOrService=hcpcs("H2014"))
    one = found(response(addItem=[added(52, reviewed("A1")), denied]))
    assert (one.standing, one.approved, one.services) == (True, 52, frozenset({PEER_SUPPORT}))


@pytest.mark.parametrize(
    ("status", "outcome", "stands"),
    [
        ("active", "complete", True),
        ("active", "queued", False),
        ("active", "partial", False),
        ("active", "error", False),
        ("cancelled", "complete", False),
        ("entered-in-error", "complete", False),
        ("draft", "complete", False),
        ("active", None, False),
    ],
)
def test_active_and_complete(status, outcome, stands):
    """Approved when active and complete."""
    assert found(response(status=status, outcome=outcome, addItem=[added(52)])).standing is stands


@pytest.mark.parametrize(
    ("elements", "providers"),
    [
        (
            {"addItem": [added(1, provider=[ref("Organization/A"), ref("Organization/B")])]},
            {"Organization/A", "Organization/B"},
        ),
        ({"addItem": [added(1)]}, {"Organization/ORG-ID"}),
        ({"requestor": None}, set()),
        ({"requestor": ref("PractitionerRole/r")}, {"PractitionerRole/r", "Organization/A"}),
    ],
)
def test_for_whom(elements, providers):
    """addItem.provider, else the requestor; a role stands for its organization too; nobody named: for all."""
    related = {"PractitionerRole/r": {"resourceType": "PractitionerRole", "organization": ref("Organization/A")}}
    assert found(response(**elements), related=related).providers == providers


@pytest.mark.parametrize("place", ["header", "item", "addItem"])
def test_the_provider_that_pas_names(place):
    """PAS's itemAuthorizedProvider comes before the requestor, after addItem.provider."""
    said = [
        {
            "url": f"{PAS}itemAuthorizedProvider",
            "extension": [{"url": "provider", "valueReference": ref("Organization/P")}],
        }
    ]
    places: dict[str, Json] = {
        "header": {"extension": said},
        "item": {"item": [{"itemSequence": 1, "extension": said}]},
        "addItem": {"addItem": [added(1, extension=said)]},
    }
    elements = places[place]
    assert found(response(**elements)).providers == {"Organization/P"}
    named = found(response(**elements) | {"addItem": [added(1, provider=[ref("Organization/A")], extension=said)]})
    assert named.providers == {"Organization/A"}


def test_a_number_of_pas():
    """Without preAuthRef the number that the reviewAction bears; without either none."""
    certified = [added(1, reviewed("A1", "AUTH-9"))]
    assert found(response(preAuthRef=None, addItem=certified)).number == "AUTH-9"
    assert found(response(addItem=certified)).number == "PA-1"
    assert found(response(preAuthRef=None)).number == ""


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ({"start": "2026-11-10", "end": "2026-12-31"}, (date(2026, 11, 10), date(2026, 12, 31))),
        ({"start": "2026-11", "end": "2028-02"}, (date(2026, 11, 1), date(2028, 2, 29))),
        ({"start": "2026-11-10T23:30:00-07:00"}, (date(2026, 11, 10), None)),
        ({"end": "2026"}, (None, date(2026, 12, 31))),
        (None, (None, None)),
    ],
)
def test_the_days(period, days):
    """As written, of a month its first and last; open where nothing stands."""
    one = found(response(preAuthPeriod=period))
    assert (one.first, one.last) == days


def test_the_days_of_its_items():
    """PAS's itemPreAuthPeriod, when preAuthPeriod says nothing."""
    said = [{"url": f"{PAS}itemPreAuthPeriod", "valuePeriod": {"start": "2026-06-15", "end": "2026-12-31"}}]
    one = found(response(preAuthPeriod=None, addItem=[added(1, extension=said)]))
    assert (one.first, one.last) == (date(2026, 6, 15), date(2026, 12, 31))


def test_what_names_no_procedure_is_for_all():
    """A service type of X12 or a data-absent-reason restricts nothing; HCPCS does under both its addresses."""
    kind = {"coding": [{"system": "https://codesystem.x12.org/005010/1365", "code": "CF"}]}
    assert found(response(addItem=[added(1, productOrService=kind)])).services == frozenset()
    other = {"coding": [{"system": HCPCS.replace("http:", "https:"), "code": "H0038"}]}
    assert found(response(addItem=[added(1, productOrService=other)])).services == {PEER_SUPPORT}


APPROVAL = {
    "url": f"{PF}/StructureDefinition/cpo-approval",
    "extension": [
        {"url": "approvedUnitsPerWeek", "valueUnsignedInt": 16},
        {"url": "period", "valuePeriod": {"start": "2026-11-08", "end": "2026-12-05"}},
        {"url": "approver", "valueReference": ref("Organization/MT-CPO")},
    ],
}


def request(**elements: Any) -> Json:
    """A06: a ServiceRequest with the CPO's approval of 16 units a week, CPO-77."""
    whole = {
        "resourceType": "ServiceRequest",
        "id": "cpo",
        "status": "active",
        "intent": "order",
        "identifier": [{"system": f"{PF}/NamingSystem/authorization", "value": "CPO-77"}],
        "extension": [APPROVAL],
    } | elements
    return {name: value for name, value in whole.items() if value is not None}


def test_a_cpo_approval_as_a_service_request():
    """MT-32: number in identifier, units a week and days in the extension; for every service and provider."""
    assert found(request(), used=6) == Authorization(
        "CPO-77",
        None,
        6,
        date(2026, 11, 8),
        date(2026, 12, 5),
        key="ServiceRequest/cpo",
        kind="cpo-approval",
        per_week=16,
    )


def test_a_cpo_approval_as_a_claim_response():
    """The same extension on a ClaimResponse; its own period comes first."""
    one = found(response(extension=[APPROVAL]))
    assert (one.kind, one.per_week, one.approved) == ("cpo-approval", 16, None)
    assert (one.first, one.last) == (date(2026, 11, 10), date(2026, 12, 31))
    other = found(response(extension=[APPROVAL], preAuthPeriod=None))
    assert (other.first, other.last) == (date(2026, 11, 8), date(2026, 12, 5))
    assert found(response()).kind == "prior-auth"


def test_an_approval_without_a_number_of_units():
    """Unlimited while it runs."""
    one = found(request(extension=[{"url": APPROVAL["url"], "extension": []}]))
    assert (one.per_week, one.approved, one.first, one.last) == (None, None, None, None)


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        ("active", True),
        ("completed", True),
        ("draft", False),
        ("on-hold", False),
        ("revoked", False),
        ("entered-in-error", False),
    ],
)
def test_the_status_of_an_approval(status, stands):
    """Revoked, an error or a draft, it authorizes nothing."""
    assert found(request(status=status)).standing is stands


def test_the_number_of_an_approval():
    """The identifier of NamingSystem/authorization before any other."""
    other, own = {"system": "urn:x", "value": "7"}, {"system": f"{PF}/NamingSystem/authorization", "value": "CPO-78"}
    assert found(request(identifier=[other, own])).number == "CPO-78"
    assert found(request(identifier=[other])).number == "7"
    assert found(request(identifier=None)).number == ""


def test_what_an_approval_is_for():
    """Its code and its performers, where it names any."""
    one = found(request(code=hcpcs("H0038"), performer=[ref("Organization/ORG-MT")]))
    assert (one.services, one.providers) == (frozenset({PEER_SUPPORT}), frozenset({"Organization/ORG-MT"}))


@pytest.mark.parametrize(
    "resource",
    [
        response(use="claim"),
        response(use=None),
        request(extension=None),
        {"resourceType": "Claim", "use": "preauthorization"},
        {"resourceType": "ServiceRequest"},
    ],
)
def test_what_authorizes_nothing(resource):
    """The answer to a claim, an order, a request for an authorization."""
    assert not authorizes(resource)
    assert authorization(resource) is None


ITEM = {"itemSequence": 1, "adjudication": [reviewed("A6"), allowed(3)]}
WHOLE = [
    request(code=hcpcs("H0038")),
    response(item=[ITEM], addItem=[added(96, reviewed("A1", "N"), itemSequence=[1])], extension=[APPROVAL]),
]


@given(st.sampled_from(WHOLE).flatmap(lambda one: bent(one, "adjudication", "performer")))
def test_no_shape_is_too_wrong_to_read(resource):
    """Reading never fails, whatever element is misshapen."""
    authorization(resource)
    assert authorizes(resource) is (authorization(resource) is not None)


@given(st.sampled_from(WHOLE), ANY, st.integers(1, 90))
def test_no_shape_is_too_wrong_inside(resource, replacement, place):
    """Nor with one wrong node inside."""
    changed = inside(resource, replacement, place)
    assert authorizes(changed) is (authorization(changed) is not None)
