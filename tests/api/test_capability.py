"""`metadata` over HTTP: what the statement says is what the server does (A01)."""

import httpx
import pytest

from peerfhir.api.offered import DEFINED, OFFERED, Interaction
from peerfhir.fhir.types import document


@pytest.fixture(scope="module")
def statement(server):
    """The CapabilityStatement, asked for without a token."""
    answer = httpx.get(f"{server.base}/fhir/metadata")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/fhir+json"
    return answer.json()


def test_the_server_says_what_it_is(statement):
    """CapabilityStatement of FHIR 4.0.1 in JSON, an instance with its own address (http.html#capabilities)."""
    assert statement["resourceType"] == "CapabilityStatement"
    assert (statement["fhirVersion"], statement["kind"], statement["status"]) == ("4.0.1", "instance", "active")
    assert "json" in statement["format"]
    assert statement["implementation"]["url"].endswith("/fhir")


def test_the_statement_parses(statement):
    """fhir.resources reads what we emit."""
    assert document(statement)


def test_the_statement_is_the_table(statement):
    """Every type and interaction offered, and no other; system interactions are transaction, batch and history."""
    (rest,) = statement["rest"]
    said = {r["type"]: {Interaction(i["code"]) for i in r["interaction"]} for r in rest["resource"]}
    read_only = {name: {Interaction.READ, Interaction.SEARCH_TYPE} for name in DEFINED}
    assert said == {name: set(offered) for name, offered in OFFERED.items()} | read_only
    assert {i["code"] for i in rest["interaction"]} >= {"transaction", "batch", "history-system"}


def test_the_operation_of_the_thread_is_listed(statement):
    """Patient has authorization-usage, every type that is written has validate."""
    (rest,) = statement["rest"]
    operations = {r["type"]: {o["name"] for o in r.get("operation", [])} for r in rest["resource"]}
    assert operations["Patient"] >= {"authorization-usage", "validate"}
    assert {name for name, named in operations.items() if "validate" in named} == set(OFFERED)
    assert {o["name"] for o in rest["operation"]} == {"validate"}


def test_every_parameter_that_is_listed_is_understood(statement, admin):
    """Each searchParam of each type can be asked for (OpenELIS-Global-2 #4235: declared means exercised)."""
    sample = {
        "token": "x",
        "string": "x",
        "uri": "http://x",
        "reference": "x",
        "date": "2026-01-01",
        "number": "1",
        "quantity": "1",
    }
    (rest,) = statement["rest"]
    failed = []
    for resource in rest["resource"]:
        asked = {p["name"]: sample[p["type"]] for p in resource["searchParam"]}
        names = list(asked)
        for some in (names[n : n + 30] for n in range(0, len(names), 30)):
            answer = admin.get(f"/{resource['type']}", params={name: asked[name] for name in some})
            if answer.status_code != 200:
                failed.append((resource["type"], some, answer.text))
    assert failed == []


def test_metadata_has_one_method(server):
    """405 with Allow for anything but GET and HEAD; 406 for XML."""
    answer = httpx.post(f"{server.base}/fhir/metadata")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert httpx.head(f"{server.base}/fhir/metadata").status_code == 200
    assert httpx.get(f"{server.base}/fhir/metadata", headers={"accept": "application/fhir+xml"}).status_code == 406
