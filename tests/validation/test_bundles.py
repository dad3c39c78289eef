"""What the rules on Bundles say of each entry (http://hl7.org/fhir/R4/bundle.html); verdicts compared with HL7's."""

from typing import Any

import pytest

from peerfhir import data
from peerfhir.fhir import json
from peerfhir.validation.check import check

PATIENT = {"resourceType": "Patient", "active": True}
URL = "https://example.org/fhir/Patient/1"
PUT = {"method": "PUT", "url": "Patient/1"}


def _bundle(kind: Any, *entries: Any) -> Any:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


@pytest.mark.parametrize("kind", ["searchset", "collection", "history", "document", "message"])
def test_an_entry_is_named(kind, find) -> None:
    """Except in transactions, batches and their answers, an entry with a resource has a fullUrl."""
    assert ("required", "Bundle.entry[0]") in find(_bundle(kind, {"resource": PATIENT}))


@pytest.mark.parametrize("kind", ["transaction", "batch", "transaction-response", "batch-response"])
def test_an_entry_to_process_need_not_be_named(kind, find) -> None:
    """A server gives the names."""
    assert ("required", "Bundle.entry[0]") not in find(_bundle(kind, {"resource": PATIENT}))


@pytest.mark.parametrize(
    ("url", "identifier", "wrong"),
    [
        (URL, "1", False),
        (URL, "2", True),
        ("https://example.org/fhir/Group/1", "1", True),
        ("https://example.org/anything", "1", False),
        ("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "1", False),
        ("Patient/1", "1", True),
    ],
)
def test_a_name_that_is_an_address(url, identifier, wrong, find) -> None:
    """A fullUrl is absolute, and one like a RESTful address ends in the type and id of its resource."""
    found = find(_bundle("transaction", {"fullUrl": url, "resource": {**PATIENT, "id": identifier}, "request": PUT}))
    assert found == ([("value", "Bundle.entry[0].fullUrl")] if wrong else [])


def test_versions_of_one_resource(find) -> None:
    """bdl-7: a fullUrl may stand twice for two versions, or in a history."""
    first, second = ({"fullUrl": URL, "resource": {**PATIENT, "id": "1", "meta": {"versionId": v}}} for v in "12")
    assert find(_bundle("collection", first, second)) == []
    assert find(_bundle("collection", first, first)) == [("invariant", "Bundle.entry[1].fullUrl")]
    answered = {**first, "request": PUT, "response": {"status": "200"}}
    assert find(_bundle("history", answered, answered)) == []


def test_each_entry_that_breaks_a_rule_is_named(find) -> None:
    """bdl-3 is told at the entries that lack a request, not at the Bundle."""
    good = {"resource": PATIENT, "request": {"method": "POST", "url": "Patient"}}
    assert find(_bundle("transaction", good, {"resource": PATIENT}, good, {"resource": PATIENT})) == [
        ("invariant", "Bundle.entry[1]"),
        ("invariant", "Bundle.entry[3]"),
    ]


@pytest.mark.parametrize(("relation", "wrong"), [("self", True), ("next", True), ("alternate", False)])
def test_a_page_has_one_link_of_a_kind(relation, wrong, find) -> None:
    """The links of a page lead to one place each (http://hl7.org/fhir/R4/http.html#paging)."""
    links = [{"relation": relation, "url": f"https://example.org/{page}"} for page in "ab"]
    found = find({"resourceType": "Bundle", "type": "searchset", "link": links})
    assert found == ([("invariant", "Bundle.link[1]")] if wrong else [])


def test_the_outcome_of_a_search_says_what_happened(find) -> None:
    """A patient is no outcome; an OperationOutcome is (Bundle.entry.search.mode)."""
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "processing"}]}
    entries = [
        {"fullUrl": f"https://example.org/{number}", "resource": resource, "search": {"mode": "outcome"}}
        for number, resource in enumerate([outcome, PATIENT])
    ]
    assert find(_bundle("searchset", *entries)) == [("value", "Bundle.entry[1].resource")]


def test_an_address_names_a_resource_that_has_an_id(find) -> None:
    """A fullUrl that is an address is consistent with the id (Bundle.entry.fullUrl), so there is one."""
    assert find(_bundle("collection", {"fullUrl": URL, "resource": PATIENT})) == [("value", "Bundle.entry[0].fullUrl")]


def test_a_large_bundle_is_checked_to_its_end(library) -> None:
    """Three thousand plans with their program's profile are no too costly body: each brings what its rules may cost."""
    plan = json.decode((data.folder("profiles") / "examples/accepted/CarePlan-mt-pcrp.json").read_bytes())
    entries = [
        {"fullUrl": f"https://example.org/CarePlan/p{number}", "resource": {**plan, "id": f"p{number}"}}
        for number in range(3000)
    ]
    issues = check({"resourceType": "Bundle", "type": "collection", "entry": entries}, library)
    assert [issue for issue in issues if issue.code == "too-costly" or issue.refuses] == []
