"""`$validate` over HTTP: everything that is wrong, and nothing stored (resource-operation-validate.html)."""

import pytest

from peerfhir.store.sight import Role
from tests.people import CERTIFIED, EHR, FHIR, issues, line, patient, unique


def test_what_is_valid_has_no_errors_and_is_not_kept(settle):
    """200 with an OperationOutcome without errors; a search finds nothing."""
    agency, said = settle(), patient()
    answer = agency.http.post("/Patient/$validate", json=said)
    assert answer.status_code == 200
    assert [i for i in issues(answer) if i["severity"] in ("error", "fatal")] == []
    assert answer.json()["issue"]
    number = said["identifier"][0]
    asked = {"identifier": f"{number['system']}|{number['value']}", "_summary": "count"}
    assert agency.http.get("/Patient", params=asked).json()["total"] == 0


def test_what_is_invalid_is_said_with_200(settle):
    """200 with every issue; the operation itself has succeeded. The same for Parameters with a part `resource`."""
    agency = settle()
    wrong = {"resourceType": "Patient", "gender": "x", "birthDate": "2026-02-30", "identifier": [{"system": EHR}]}
    plain = agency.http.post("/Patient/$validate", json=wrong)
    wrapped = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": wrong}]}
    assert plain.status_code == 200
    assert {place for i in issues(plain) for place in i["expression"]} >= {"Patient.gender", "Patient.birthDate"}
    assert agency.http.post("/Patient/$validate", json=wrapped).json() == plain.json()
    assert agency.http.post(f"/Patient/{unique('x')}/$validate", json=wrong).json() == plain.json()


def test_another_type_is_an_issue(settle):
    """A resource of another type than the path names is invalid there."""
    answer = settle().http.post("/Patient/$validate", json={"resourceType": "Basic", "code": {"text": "x"}})
    assert answer.status_code == 200
    assert [i["severity"] for i in issues(answer)] == ["error"]


def test_what_submit_would_refuse_of_a_claim_is_warned_of(settle):
    """A claim that can be stored but not adjudicated: warnings with their places, and no error."""
    agency = settle()
    sent = agency.claim(agency.admit(), agency.hire(CERTIFIED), line(0, "2026-11-09"))
    del sent["item"][0]["servicedDate"]
    told = issues(agency.http.post("/Claim/$validate", json=sent))
    assert [(one["severity"], one["expression"]) for one in told] == [
        ("warning", ["Claim.item[0].quantity.value"]),
        ("warning", ["Claim.item[0].serviced"]),
    ]
    assert all("$submit" in one["details"]["text"] for one in told)


def test_a_claim_that_submit_would_take_has_no_warning(settle):
    """Nothing to say."""
    agency = settle()
    sent = agency.claim(agency.admit(), agency.hire(CERTIFIED), line(4, "2026-11-09"))
    assert issues(agency.http.post("/Claim/$validate", json=sent)) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"", 400),
        (b'{"resourceType": "Parameters"}', 422),
        (b'{"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": 1}]}', 422),
        (b'{"resourceType": "Parameters", "parameter": 7}', 422),
        (b"{}", 200),
        (b'{"resourceType": 7}', 200),
        (b'{"resourceType": "Nonsense"}', 200),
        (b'{"resourceType": null}', 200),
    ],
)
def test_what_is_no_resource_is_said_so(settle, body, status):
    """400 for what is no JSON object, 422 for Parameters without a resource, never a 500; always an outcome."""
    answer = settle().http.post("/Patient/$validate", content=body, headers=FHIR)
    assert answer.status_code == status
    assert issues(answer)[0]["severity"] in ("error", "fatal")


def test_validating_needs_a_scope_for_the_type(settle):
    """403 without a scope for the type, 405 for GET, 404 for an operation that there is not, 415 for another format."""
    agency = settle()
    with agency.server.client(Role.PROVIDER, agency.id, ["system/Basic.cruds"]) as narrow:
        assert narrow.post("/Patient/$validate", json=patient()).status_code == 403
    assert agency.http.get("/Patient/$validate").status_code == 405
    assert agency.http.post("/Patient/$nonsense", json=patient()).status_code == 404
    assert (
        agency.http.post("/Patient/$validate", content=b"<x/>", headers={"content-type": "text/xml"}).status_code == 415
    )
