"""`$validate` over HTTP: everything that is wrong, and nothing stored (resource-operation-validate.html)."""

import pytest

from peerfhir.store.sight import Role
from tests.people import CERTIFIED, EHR, FHIR, bundle, entry, issues, kept, line, patient, post, unique


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
    asked = {"mode": "profile", "profile": "http://hl7.org/fhir/StructureDefinition/Condition"}
    alone = agency.http.post("/Condition/$validate", params=asked, json=sent)
    assert [i for i in issues(alone) if i["severity"] == "error"] == []


@pytest.mark.parametrize(
    "params",
    [
        {"mode": "sometimes"},
        {"profil": "x"},
        {"mode": ["create", "update"]},
        {"mode": "profile"},
        {"mode": "update"},
        {"mode": "delete"},
    ],
)
def test_what_cannot_be_asked_is_400(settle, params):
    """An unknown parameter, a mode there is not, two modes; no profile to go by; update and delete of no instance."""
    answer = settle().http.post("/Patient/$validate", params=params, json=patient())
    assert answer.status_code == 400
    assert "mode" in answer.json()["issue"][0]["details"]["text"]


def _errors(answer):
    """(code, text) of each error; the operation itself has succeeded."""
    assert answer.status_code == 200, answer.text
    return [(one["code"], one["details"]["text"]) for one in issues(answer) if one["severity"] in ("error", "fatal")]


def test_mode_delete_says_what_a_delete_would_meet(settle):
    """No resource is needed: what is there may go, what others refer to or nobody has may not; nothing is deleted."""
    agency = settle()
    lone, held = kept(post(agency.http, patient())), agency.admit()
    agency.http.post(
        "/Observation",
        json={
            "resourceType": "Observation",
            "status": "final",
            "code": {"text": "x"},
            "subject": {"reference": f"Patient/{held}"},
        },
    )
    asked = {"mode": "delete"}
    assert _errors(agency.http.post(f"/Patient/{lone}/$validate", params=asked)) == []
    parts = {"resourceType": "Parameters", "parameter": [{"name": "mode", "valueCode": "delete"}]}
    assert _errors(agency.http.post(f"/Patient/{lone}/$validate", json=parts)) == []
    refused = _errors(agency.http.post(f"/Patient/{held}/$validate", params=asked))
    deleted = agency.http.delete(f"/Patient/{held}")
    assert refused == [(one["code"], one["details"]["text"]) for one in issues(deleted)] != []
    assert deleted.status_code == 409
    assert [code for code, _ in _errors(agency.http.post("/Patient/nobody/$validate", params=asked))] == ["not-found"]
    assert agency.http.get(f"/Patient/{lone}").status_code == 200


def test_a_mode_that_is_beyond_the_callers_scopes_is_said(settle):
    """Who may read and not delete is told so; what is not offered for a type is told, too."""
    agency = settle()
    fid = kept(post(agency.http, patient()))
    with agency.server.client(Role.PROVIDER, agency.id, ["system/Patient.r", "system/AuditEvent.r"]) as reader:
        asked = {"mode": "delete"}
        assert [c for c, _ in _errors(reader.post(f"/Patient/{fid}/$validate", params=asked))] == ["forbidden"]
        assert [c for c, _ in _errors(reader.post("/AuditEvent/1/$validate", params=asked))] == ["not-supported"]


def test_mode_update_checks_the_id_as_the_put_does(settle):
    """The id of the body must be that of the path; without a mode only an id that contradicts it is an error."""
    agency = settle()
    fid = kept(post(agency.http, patient()))
    place, asked = f"/Patient/{fid}/$validate", {"mode": "update"}
    said = "The id of the body must be the id of the path"
    other = patient(id_="another")
    assert agency.http.put(f"/Patient/{fid}", json=other).json()["issue"][0]["details"]["text"] == said
    assert ("value", said) in _errors(agency.http.post(place, params=asked, json=other))
    assert ("value", said) in _errors(agency.http.post(place, json=other))
    assert ("value", said) in _errors(agency.http.post(place, params=asked, json={"resourceType": "Patient"}))
    assert _errors(agency.http.post(place, params=asked, json=patient(id_=fid))) == []


@pytest.mark.parametrize("place", ["/Bundle/$validate", "/$validate"])
def test_a_bundle_is_validated_though_it_is_not_stored(settle, place):
    """Only the validator speaks, of the Bundle and of each entry."""
    agency = settle()
    fine = bundle("collection", {"fullUrl": "urn:uuid:0b5a3c1e-58a4-4c5c-9f5b-2d7d0a5c0001", "resource": patient()})
    wrong = {"resourceType": "Patient", "gender": "q"}
    sent = bundle("transaction", entry("POST", "Patient", wrong))
    assert _errors(agency.http.post(place, json=fine)) == []
    answer = agency.http.post(place, json=sent)
    told = [one["expression"] for one in issues(answer) if one["severity"] == "error"]
    assert told == [["Bundle.entry[0].resource.gender"]]
    claimed = {"profile": "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/profile-pas-request-bundle"}
    lacking = agency.http.post(place, params=claimed, json=fine)
    assert any("pas-request-bundle" in one.get("diagnostics", "") for one in issues(lacking))
    assert agency.http.post("/Bundle", json=fine).status_code == 404
    assert agency.http.get("/Bundle/$validate").status_code == 405


def test_any_type_is_validated_at_the_root(settle):
    """A type that is stored as at its own address, with its scope; one that is not by the validator alone."""
    agency = settle()
    wrong = {"resourceType": "Patient", "gender": "x", "identifier": [{"system": EHR}]}
    assert (
        agency.http.post("/$validate", json=wrong).json() == agency.http.post("/Patient/$validate", json=wrong).json()
    )
    units = {"resourceType": "ValueSet", "status": "unknowable"}
    assert [code for code, _ in _errors(agency.http.post("/$validate", json=units))] == ["code-invalid"]
    assert agency.http.post("/$validate", json={"resourceType": ["Patient"]}).status_code == 200
    assert agency.http.post("/$nonsense", json=units).status_code == 404
    with agency.server.client(Role.PROVIDER, agency.id, ["system/Basic.cruds"]) as narrow:
        assert narrow.post("/$validate", json=patient()).status_code == 403
        assert narrow.post("/$validate", json=units).status_code == 200
