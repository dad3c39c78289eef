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
    told = _of_submit(agency.http.post("/Claim/$validate", json=sent))
    assert [(one["severity"], one["expression"]) for one in told] == [
        ("warning", ["Claim.item[0].quantity.value"]),
        ("warning", ["Claim.item[0].serviced"]),
    ]


def _of_submit(answer):
    """What is said of `$submit`, besides code systems that are not at hand."""
    found = [one for one in issues(answer) if one["code"] != "not-found"]
    assert all("$submit" in one["details"]["text"] for one in found)
    return found


def test_a_claim_that_submit_would_take_has_no_warning(settle):
    """Nothing to say."""
    agency = settle()
    sent = agency.claim(agency.admit(), agency.hire(CERTIFIED), line(4, "2026-11-09"))
    assert _of_submit(agency.http.post("/Claim/$validate", json=sent)) == []


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


def test_a_profile_can_be_asked_for(settle):
    """The parameter `profile`, in the query or as a part: what the resource lacks of it, beside what it claims."""
    agency = settle()
    asked = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"
    bare = {"resourceType": "Patient", "identifier": [{"system": EHR, "value": unique("p")}], "gender": "female"}
    plain = agency.http.post("/Patient/$validate", json=bare)
    assert [i for i in issues(plain) if i["severity"] == "error"] == []
    queried = agency.http.post("/Patient/$validate", params={"profile": asked}, json=bare)
    assert [i["expression"] for i in issues(queried) if i["severity"] == "error"] == [["Patient"]]
    assert any(asked in i["diagnostics"] for i in issues(queried) if i["severity"] == "error")
    parts = [{"name": "resource", "resource": bare}, {"name": "profile", "valueUri": asked}]
    wrapped = agency.http.post("/Patient/$validate", json={"resourceType": "Parameters", "parameter": parts})
    assert wrapped.json() == queried.json()


def test_a_profile_that_is_not_known_is_said(settle):
    """An unknown canonical that is asked for is an error of its own: nobody must take silence for conformity."""
    answer = settle().http.post("/Patient/$validate", params={"profile": "https://example.org/none"}, json=patient())
    assert [(i["severity"], i["code"]) for i in issues(answer) if i["severity"] == "error"] == [("error", "not-found")]


def test_mode_profile_leaves_the_records_aside(settle):
    """With mode=profile a reference to nobody is no matter; without it, it is told."""
    agency = settle()
    sent = {"resourceType": "Condition", "subject": {"reference": "Patient/nobody-here"}, "code": {"text": "x"}}
    sent["clinicalStatus"] = {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    }
    assert any(
        "nobody-here" in i["details"]["text"] for i in issues(agency.http.post("/Condition/$validate", json=sent))
    )
    alone = agency.http.post("/Condition/$validate", params={"mode": "profile"}, json=sent)
    assert [i for i in issues(alone) if i["severity"] == "error"] == []


@pytest.mark.parametrize("params", [{"mode": "sometimes"}, {"profil": "x"}, {"mode": ["create", "update"]}])
def test_what_cannot_be_asked_is_400(settle, params):
    """An unknown parameter, a mode there is not, two modes: what is known is named."""
    answer = settle().http.post("/Patient/$validate", params=params, json=patient())
    assert answer.status_code == 400
    assert "mode" in answer.json()["issue"][0]["details"]["text"]
