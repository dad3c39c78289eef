"""Our definitions: served to everybody, found by what they are, and listed in the CapabilityStatement."""

from pathlib import Path

import httpx
import pytest

from peerfhir.api.offered import OPERATIONS
from peerfhir.api.operation_definitions import operation_definitions
from peerfhir.fhir import json
from peerfhir.fhir.types import document
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

PF = "https://peerfhir.org/fhir"
PACKAGE = [json.decode(f.read_bytes()) for f in sorted((Path(__file__).parents[2] / "profiles/package").glob("*.json"))]
OURS = [*PACKAGE, *operation_definitions()]
TYPES = ["CodeSystem", "NamingSystem", "OperationDefinition", "SearchParameter", "StructureDefinition", "ValueSet"]
LIBRARY = Library()


def ids(server, path, **params):
    """The ids that a search finds, in order, over all pages; every page says the same total."""
    answer = httpx.get(f"{server.base}/fhir/{path}", params=params)
    found, totals = [], set()
    while True:
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["type"] == "searchset"
        totals.add(page["total"])
        found += [entry["resource"]["id"] for entry in page.get("entry", [])]
        onward = [link["url"] for link in page["link"] if link["relation"] == "next"]
        if not onward:
            assert totals == {len(found)}
            return found
        answer = httpx.get(onward[0])


@pytest.mark.parametrize("type_", TYPES)
def test_each_is_read_as_it_was_written(server, type_):
    """200 without a token, and the very definition (http.html#read)."""
    with httpx.Client(base_url=f"{server.base}/fhir") as client:
        written = [resource for resource in OURS if resource["resourceType"] == type_]
        assert written
        for resource in written:
            answer = client.get(f"/{type_}/{resource['id']}")
            assert answer.status_code == 200, answer.text
            assert answer.headers["content-type"] == "application/fhir+json"
            assert json.decode(answer.content) == resource


@pytest.mark.parametrize("operation", operation_definitions(), ids=lambda one: one["id"])
def test_an_operation_definition_is_valid(operation):
    """Valid R4 without an error, and fhir.resources reads it."""
    assert [issue for issue in check(operation, LIBRARY) if issue.refuses] == []
    assert document(operation)


@pytest.mark.parametrize("type_", TYPES)
def test_all_are_found_page_by_page(server, type_):
    """A search without conditions finds every one once, whatever a page holds."""
    expected = sorted(resource["id"] for resource in OURS if resource["resourceType"] == type_)
    assert ids(server, type_) == expected
    assert ids(server, type_, _count=max(2, len(expected) // 2)) == expected


@pytest.mark.parametrize(
    ("type_", "params", "expected"),
    [
        ("StructureDefinition", {"url": f"{PF}/StructureDefinition/service-mode"}, ["service-mode"]),
        ("StructureDefinition", {"url": f"{PF}/StructureDefinition/service-mode", "version": "0.0.1"}, []),
        ("StructureDefinition", {"url": f"{PF}/StructureDefinition/service"}, []),
        ("StructureDefinition", {"_id": "modality,service-mode"}, ["modality", "service-mode"]),
        ("StructureDefinition", {"name": "servicemode"}, ["service-mode"]),
        ("StructureDefinition", {"title": "service m", "type": "Extension"}, ["service-mode"]),
        ("CodeSystem", {"name": "programcs"}, ["program"]),
        ("ValueSet", {"url": f"{PF}/ValueSet/program", "status": "draft"}, []),
        (
            "SearchParameter",
            {"code": "qualification-code", "base": "Practitioner"},
            ["practitioner-qualification-code"],
        ),
        ("SearchParameter", {"code": "qualification-code", "base": "Patient"}, []),
        ("OperationDefinition", {"code": "authorization-usage"}, ["authorization-usage"]),
        ("NamingSystem", {"value": f"{PF}/NamingSystem/issuer"}, ["issuer"]),
    ],
)
def test_they_are_found_by_what_they_are(server, type_, params, expected):
    """A URI as a whole, a string by its beginning, a token by its code; a comma is an or (search.html)."""
    assert ids(server, type_, **params) == expected


def test_profiles_of_a_type_are_found_by_type_and_base(server):
    """`type` is the type that is constrained, `base` the definition that it is constrained from."""
    expected = sorted(
        r["id"] for r in PACKAGE if r["resourceType"] == "StructureDefinition" and r["type"] == "Encounter"
    )
    assert ids(server, "StructureDefinition", type="Encounter") == expected
    extension = "http://hl7.org/fhir/StructureDefinition/Extension"
    assert "service-mode" in ids(server, "StructureDefinition", base=extension)


def test_a_search_by_post_is_the_same(server):
    """POST Type/_search with a form (search.html#Introduction)."""
    answer = httpx.post(f"{server.base}/fhir/ValueSet/_search", data={"_id": "program"})
    assert [entry["resource"]["id"] for entry in answer.json()["entry"]] == ["program"]


def test_a_count_alone(server):
    """_summary=count answers the total and no entries."""
    page = httpx.get(f"{server.base}/fhir/CodeSystem", params={"_summary": "count"}).json()
    assert page["total"] == sum(r["resourceType"] == "CodeSystem" for r in PACKAGE)
    assert "entry" not in page


def test_unknown_parameters_are_refused_or_told(server):
    """400 with the valid ones; with handling=lenient they are ignored, and an entry of mode outcome says so."""
    url = f"{server.base}/fhir/ValueSet"
    strict = httpx.get(url, params={"colour": "red"})
    assert strict.status_code == 400
    assert "url" in strict.json()["issue"][0]["diagnostics"]
    lenient = httpx.get(url, params={"colour": "red", "_id": "program"}, headers={"Prefer": "handling=lenient"}).json()
    assert [entry["search"]["mode"] for entry in lenient["entry"]] == ["match", "outcome"]
    assert lenient["total"] == 1


def test_the_statement_lists_them(server):
    """Operations and profiles stand at the types that they are for, each search parameter names its definition."""
    (rest,) = httpx.get(f"{server.base}/fhir/metadata").json()["rest"]
    listed = {(r["type"], o["name"], o["definition"]) for r in rest["resource"] for o in r.get("operation", [])}
    assert {(type_, o.name, o.definition) for o in OPERATIONS for type_ in o.types or ()} <= listed
    supported = {url for r in rest["resource"] for url in r.get("supportedProfile", [])}
    resources = [r for r in PACKAGE if r["resourceType"] == "StructureDefinition" and r["kind"] == "resource"]
    assert supported == {r["url"] for r in resources}
    defined = {p["definition"] for r in rest["resource"] for p in r["searchParam"]}
    assert {r["url"] for r in PACKAGE if r["resourceType"] == "SearchParameter"} <= defined


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "OperationDefinition/nothing", 404),
        ("GET", "StructureDefinition/program/_history", 404),
        ("POST", "OperationDefinition/ruling", 405),
        ("POST", "ValueSet", 405),
        ("PUT", "CodeSystem/rule", 405),
        ("GET", "ValueSet?_count=few", 400),
    ],
)
def test_what_is_not_there(server, method, path, status):
    """404 for what is not there, 405 for writing, 400 for a malformed parameter."""
    assert httpx.request(method, f"{server.base}/fhir/{path}").status_code == status
