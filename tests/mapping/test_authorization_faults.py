"""An authorization that ends before it begins, has no number, or units that are none: each is told with its place."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.mapping.authorization import authorization
from peerfhir.mapping.authorization_faults import beside, faults
from tests.mapping.odd import ANY, inside
from tests.mapping.test_authorization import APPROVAL, PAS, WHOLE, added, allowed, request, response, reviewed

Json = dict[str, Any]


def told(resource: Json) -> list[tuple[str, str]]:
    """Code and place of each fault."""
    return [(one.code, one.expression[0]) for one in faults(resource)]


@pytest.mark.parametrize(
    "resource", [*WHOLE, response(addItem=[added(1)]), request(), response(use="claim", preAuthRef=None)]
)
def test_nothing_is_wrong(resource):
    """One that is good, and what authorizes nothing."""
    assert faults(resource) == []


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2026-11-10", "2026-11-09", True),
        ("2026-11-10", "2026-11-10", False),
        ("2026-11", "2026-10", True),
        ("2026-11", "2026-11-01", False),
        ("2026-11-10T10:00:00-07:00", "2026-11-10T09:59:59-07:00", True),
        ("2026-11-10T20:00:00-07:00", "2026-11-10", False),
    ],
)
def test_a_period_that_ends_before_it_begins(start, end, wrong):
    """Days as written; instants on one day."""
    found = told(response(preAuthPeriod={"start": start, "end": end}))
    assert found == ([("value", "ClaimResponse.preAuthPeriod")] if wrong else [])


def test_every_period_is_looked_at():
    """That of cpo-approval and those of PAS's items too, each at its index."""
    backwards = {"start": "2026-11-10", "end": "2026-11-09"}
    approval = {"url": APPROVAL["url"], "extension": [{"url": "period", "valuePeriod": backwards}]}
    of_item = {"url": f"{PAS}itemPreAuthPeriod", "valuePeriod": backwards}
    assert told(request(extension=[{"url": "urn:x"}, approval])) == [
        ("value", "ServiceRequest.extension[1].extension[0].value.ofType(Period)")
    ]
    assert told(response(addItem=[added(1), added(1, extension=[of_item])])) == [
        ("value", "ClaimResponse.addItem[1].extension[0].value.ofType(Period)")
    ]


def test_a_number_is_needed():
    """Of one that stands; a pended or denied one may be without."""
    assert told(response(preAuthRef=None, addItem=[added(1)])) == [("required", "ClaimResponse.preAuthRef")]
    assert told(request(identifier=None)) == [("required", "ServiceRequest.identifier")]
    assert told(response(preAuthRef=None, addItem=[added(1, reviewed("A4"))])) == []
    assert told(request(identifier=None, status="draft")) == []


@pytest.mark.parametrize("units", [-1, 0, Decimal("1.5"), Decimal("1E+400"), "52", True])
@pytest.mark.parametrize("place", ["quantity", "addItem", "item", "approval"])
def test_units_are_whole_and_above_zero(units, place):
    """Wherever they stand; one unit is enough."""

    def resource(number: Any) -> Json:
        approval = {"url": APPROVAL["url"], "extension": [{"url": "approvedUnitsPerWeek", "valueUnsignedInt": number}]}
        return {
            "quantity": response(addItem=[added(number)]),
            "addItem": response(addItem=[added(None, allowed(number))]),
            "item": response(item=[{"itemSequence": 1, "adjudication": [allowed(number)]}]),
            "approval": request(extension=[approval]),
        }[place]

    path = {
        "quantity": "ClaimResponse.addItem[0].quantity.value",
        "addItem": "ClaimResponse.addItem[0].adjudication",
        "item": "ClaimResponse.item[0].adjudication",
        "approval": "ServiceRequest.extension[0].extension[0].value.ofType(unsignedInt)",
    }[place]
    assert told(resource(units)) == [("value", path)]
    assert told(resource(1)) == []


def test_a_denial_may_say_zero_units_but_not_fewer():
    """A3 with nothing allowed is no fault."""
    assert told(response(addItem=[added(0, reviewed("A3"))])) == []
    assert told(response(addItem=[added(-1, reviewed("A3"))])) == [("value", "ClaimResponse.addItem[0].quantity.value")]


def test_every_fault_is_told_at_once():
    """Each with what was found and what would mend it."""
    found = faults(
        response(preAuthRef=None, preAuthPeriod={"start": "2026-11-10", "end": "2026-11-09"}, addItem=[added(0)])
    )
    assert [one.code for one in found] == ["required", "value", "value"]
    assert [one.refuses for one in found] == [True, True, True]
    assert found[1].diagnostics == "start 2026-11-10, end 2026-11-09; give its first and its last day"


@given(st.sampled_from(WHOLE), ANY, st.integers(1, 90))
def test_no_shape_is_too_wrong(resource, replacement, place):
    """The validator reports shapes; looking for faults never fails."""
    assert all(one.expression for one in faults(inside(resource, replacement, place)))


def alongside(resource: Json, *others: Json) -> list[tuple[str, str, str]]:
    """Severity, code and place of what is said of one beside others, which have ids of their own."""
    known = [authorization(other | {"id": f"o{place}"}) for place, other in enumerate(others)]
    found = beside(resource | {"id": "own"}, [one for one in known if one])
    return [(one.severity, one.code, one.expression[0]) for one in found]


def test_a_number_that_another_bears_is_told_at_its_place():
    """preAuthRef, the number of a review action, the identifier that is the number."""
    other = response(preAuthRef="PA-1", preAuthPeriod={"start": "2020-01-01", "end": "2020-01-02"})
    assert alongside(response(preAuthRef="PA-1"), other)[0] == ("error", "duplicate", "ClaimResponse.preAuthRef")
    assert alongside(response(preAuthRef="PA-10"), other) == []
    certified = response(preAuthRef=None, addItem=[added(1), added(1, reviewed("A1", "PA-1"))])
    (_, _, place) = alongside(certified, other)[0]
    assert place.startswith("ClaimResponse.addItem[1].adjudication[")
    assert place.endswith("value.ofType(string)")
    ours = {"system": "https://peerfhir.org/fhir/NamingSystem/authorization", "value": "PA-1"}
    ordered = request(identifier=[{"system": "urn:x", "value": "77"}, ours])
    assert alongside(ordered, other)[0] == ("error", "duplicate", "ServiceRequest.identifier[1].value")


def test_of_many_that_overlap_five_are_named():
    """And how many more there are."""
    others = [response(preAuthRef=f"PA-{number}") for number in range(7)]
    known = [authorization(other | {"id": f"o{place}"}) for place, other in enumerate(others)]
    (told,) = beside(response(preAuthRef="PA-9") | {"id": "own"}, [one for one in known if one])
    assert (told.diagnostics or "").count(" with PA-") == 5
    assert ", and 2 more; " in (told.diagnostics or "")


def test_what_does_not_stand_overlaps_nothing():
    """A revoked one beside one that stands, either way."""
    assert alongside(response(status="cancelled"), response()) == []
    assert alongside(response(), response(status="cancelled")) == []


@given(st.sampled_from(WHOLE), ANY, st.integers(1, 90))
def test_no_shape_is_too_wrong_beside_others(resource, replacement, place):
    """Whatever it says, comparing it never fails."""
    wrong = inside(resource, replacement, place)
    others = [one for one in map(authorization, (*WHOLE, wrong)) if one]
    assert all(one.expression for one in beside(wrong, others))
