"""The OperationDefinitions of ours: served to everybody, and listed where the operation is offered."""

import httpx
import pytest

from peerfhir.api.definition import OURS
from peerfhir.api.offered import OPERATIONS
from peerfhir.fhir import json
from peerfhir.fhir.types import document
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

LIBRARY = Library()


@pytest.mark.parametrize("fid", OURS)
def test_each_has_a_definition(server, fid):
    """200 without a token, valid R4, with the URL that the CapabilityStatement names."""
    answer = httpx.get(f"{server.base}/fhir/OperationDefinition/{fid}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["url"] == OURS[fid].definition
    assert body["code"] == OURS[fid].name
    assert [issue for issue in check(json.decode(answer.content), LIBRARY) if issue.refuses] == []
    assert document(body)


def test_the_statement_lists_them(server):
    """Every definition of ours stands in the statement at the types that offer the operation."""
    (rest,) = httpx.get(f"{server.base}/fhir/metadata").json()["rest"]
    listed = {(r["type"], o["name"], o["definition"]) for r in rest["resource"] for o in r["operation"]}
    assert {(type_, o.name, o.definition) for o in OPERATIONS for type_ in o.types or ()} <= listed


def test_other_ids_are_not_found(server):
    """404; and 405 for anything but GET."""
    assert httpx.get(f"{server.base}/fhir/OperationDefinition/nothing").status_code == 404
    assert httpx.post(f"{server.base}/fhir/OperationDefinition/ruling").status_code == 405
