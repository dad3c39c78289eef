"""Profiles of claims, authorizations, usage, limits and reports: each says what it must, no more and no less.

The examples that we publish, and what the server itself sends and takes in the calls that its documentation shows.
"""

import json as plain
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from peerfhir.fhir import json
from peerfhir.mapping.authorization import authorization
from peerfhir.mapping.claim_faults import faults
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "profiles" / "examples"
CALLS = ROOT / "src" / "peerfhir" / "api" / "examples"
OURS = "https://peerfhir.org/fhir/StructureDefinition"
TYPES = {"Claim", "ClaimResponse", "CoverageEligibilityResponse", "ExplanationOfBenefit", "InsurancePlan"}
TYPES |= {"MeasureReport", "ServiceRequest"}
PROFILES = (
    *("peer-support-claim", "peer-support-claim-response", "authorization-request", "authorization-response"),
    *("authorization-usage", "peer-eligibility-response", "benefit-limits", "compliance-report", "cpo-approval-order"),
)
LIBRARY = Library()


@cache
def examples(kind: str) -> dict[str, Any]:
    """The examples of a kind that are of our types, by the name of the file."""
    found = {file.stem: json.decode(file.read_bytes()) for file in (EXAMPLES / kind).glob("*.json")}
    return {name: one for name, one in found.items() if one["resourceType"] in TYPES}


@cache
def calls() -> dict[str, Any]:
    """The ClaimResponses that the server answers, and the Claims that it adjudicates, in the calls that are shown."""
    found: dict[str, Any] = {}
    for file in sorted(CALLS.glob("*.json")):
        call = plain.loads(file.read_text(encoding="utf-8"))
        asked, answered = call["request"].get("body"), call["response"].get("body")
        for given in (asked, answered) if call["operation"] in ("submit", "decide") else ():
            bodies = [given] if isinstance(given, dict) else []
            if bodies and given["resourceType"] == "Bundle":
                bodies = [entry["resource"] for entry in given["entry"]]
            for body in bodies:
                if body["resourceType"] in ("Claim", "ClaimResponse") and call["response"]["status"] == 200:
                    found[f"{file.stem} {body['resourceType']}"] = json.decode(plain.dumps(body).encode())
    return found


def refusing(resource: Any, *profiles: str) -> list[tuple[str | None, str, str | None]]:
    """(rule, place, profile) of each error."""
    issues = check(resource, LIBRARY, [f"{OURS}/{profile}" for profile in profiles], strict=True)
    return [(issue.rule, issue.expression[0], issue.profile) for issue in issues if issue.refuses]


@pytest.mark.parametrize("profile", PROFILES)
def test_each_has_an_example_that_claims_it(profile: str):
    """Nobody learns a profile from its elements alone."""
    claimed = [canonical for one in examples("accepted").values() for canonical in one["meta"]["profile"]]
    assert f"{OURS}/{profile}" in claimed


@pytest.mark.parametrize("name", sorted(examples("accepted")))
def test_accepted(name: str):
    """An accepted example has no error."""
    assert refusing(examples("accepted")[name]) == []


@pytest.mark.parametrize("name", sorted(examples("refused")))
def test_refused(name: str):
    """A refused example is refused by its own profile, for the one fault that its name says."""
    profile = examples("refused")[name]["meta"]["profile"]
    found = refusing(examples("refused")[name])
    assert found
    rules = {rule for rule, _, _ in found if rule}
    assert all(name.startswith(rule) for rule in rules), found
    assert {said for _, _, said in found} <= set(profile)


@pytest.mark.parametrize("name", sorted(examples("noticed")))
def test_noticed(name: str):
    """A noticed example shows its finding as a warning, and is stored: it has no error."""
    issues = check(examples("noticed")[name], LIBRARY)
    assert [issue.severity for issue in issues if issue.rule and name.startswith(issue.rule)] == ["warning"]
    assert [issue for issue in issues if issue.refuses] == []


@pytest.mark.parametrize("name", sorted(calls()))
def test_what_the_server_takes_and_answers(name: str):
    """Every Claim that is adjudicated and every ClaimResponse that answers one conforms to its profile."""
    profile = "peer-support-claim" if name.endswith(" Claim") else "peer-support-claim-response"
    assert refusing(calls()[name], profile) == []


def test_the_server_shows_both():
    """The search for calls finds some: the test above is about something."""
    kinds = [name.rsplit(" ", 1)[1] for name in calls()]
    assert kinds.count("Claim") > 10
    assert kinds.count("ClaimResponse") > 10


@pytest.mark.parametrize("missing", ["status", "type", "use", "patient", "created", "provider", "priority"])
def test_a_claim_keeps_what_r4_asks_for(missing: str):
    """The profile takes nothing away: http://hl7.org/fhir/R4/claim.html."""
    claim = {**examples("accepted")["Claim-claim-of-a-week"]}
    del claim[missing]
    assert any(place in ("Claim", f"Claim.{missing}") for _, place, _ in refusing(claim))


@pytest.mark.parametrize("name", sorted(name for name in examples("refused") if name.startswith("claim-")))
def test_submit_refuses_what_the_profile_refuses(name: str):
    """No true claim is refused that could be adjudicated (X-14): what the profile calls an error `$submit` does too."""
    assert faults(examples("refused")[name])


@pytest.mark.parametrize("name", sorted(name for name in examples("accepted") if name.startswith("Claim-claim-")))
def test_submit_takes_what_the_profile_accepts(name: str):
    """The published claims can be adjudicated."""
    assert faults(examples("accepted")[name]) == []


@pytest.mark.parametrize(
    ("name", "number", "units", "stands"),
    [
        ("ClaimResponse-auth-approved", "PA-2026-000001", 52, True),
        ("ClaimResponse-auth-fewer", "PA-2026-000002", 40, True),
        ("ClaimResponse-auth-refused", "", None, False),
        ("ClaimResponse-auth-pended", "", None, False),
        ("ClaimResponse-auth-not-needed", "", None, False),
        ("ServiceRequest-cpo-16-a-week", "CPO-77", None, True),
    ],
)
def test_the_server_reads_authorizations_so(name: str, number: str, units: int | None, *, stands: bool):
    """The published decisions mean what they say: A1 certifies what was asked, beside A6 the added item counts."""
    found = authorization(examples("accepted")[name])
    assert found
    assert (found.number, found.approved, found.standing) == (number, units, stands)


def test_the_limits_are_those_of_the_packs():
    """A published limit is the pack's: units, window and rule (ID-32, MT-31); NE-51 states none."""
    limits = {
        one["extension"][0]["valueCode"]: [
            (limit["value"]["value"], limit["code"]["coding"][0]["code"], limit["extension"][0]["valueCode"])
            for cover in one["coverage"]
            for benefit in cover["benefit"]
            for limit in benefit.get("limit", ())
        ]
        for one in examples("accepted").values()
        if one["resourceType"] == "InsurancePlan"
    }
    assert limits["mt-sdmi-hcbs"] == [(10, "week", "MT-31")]
    assert limits["id-adult-peer"] == [(416, "calendar-year", "ID-32")]
    assert limits["ne-dhhs-peer"] == []
