"""A16: Nebraska, who signs the plan, and what is noted where nobody will (domain.md section 13; NE-32, NE-33)."""

import pytest

from tests.people import FINDINGS, HL7, NEBRASKA, concept, post, put, ref, refusal, rules, signature, unique


@pytest.fixture
def nebraska(come):
    """An agency, and a member."""
    agency = come(state=NEBRASKA)
    return agency, agency.admit()


def signed(nebraska, *how):
    """Status and rules of a plan that is signed, or not, in this way."""
    agency, member = nebraska
    plan = agency.plan(member) | {"identifier": [{"system": "urn:plans", "value": unique("p")}]}
    del plan["id"]
    kept = [one for one in plan["extension"] if not one["url"].endswith("/plan-signature")]
    answer = post(agency.http, plan | {"extension": [*kept, *how]}, **FINDINGS)
    return answer.status_code, rules(answer)


def test_ne_32_neither_signature_nor_refusal(nebraska):
    """422."""
    assert signed(nebraska) == (422, [("NE-32", "error")])


def test_ne_33_a_refusal_says_why(nebraska):
    """Without the reason 422; with it 201, and nothing is found."""
    assert signed(nebraska, refusal()) == (422, [("NE-33", "error")])
    assert signed(nebraska, refusal("Will not sign anything")) == (201, [])


def test_ne_32_the_member_or_a_parent(nebraska):
    """Either signs; a clinician's signature involves nobody of the family."""
    agency, member = nebraska
    parent = {
        "resourceType": "RelatedPerson",
        "id": member,
        "active": True,
        "patient": ref(f"Patient/{member}"),
        "relationship": [concept(f"{HL7}/v3-RoleCode", "MTH")],
        "name": [{"family": "Zz-Parent", "given": ["Meadowlark"]}],
    }
    put(agency.http, parent)
    assert signed(nebraska, signature(f"Patient/{member}", "2026-09-01")) == (201, [])
    assert signed(nebraska, signature(f"RelatedPerson/{member}", "2026-09-01")) == (201, [])
    assert signed(nebraska, signature(agency.supervisor, "2026-09-01")) == (422, [("NE-32", "error")])
