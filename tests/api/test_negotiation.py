"""What headers ask for: Accept, Content-Type, _format; and the methods of an address (http.html#mime-type)."""

import json

import pytest

from tests.people import basic, issues, patient, put, unique

XML = "application/fhir+xml"


@pytest.fixture
def stored(settle):
    """An agency and the address of a Basic of its own."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    return agency, f"/Basic/{id_}"


@pytest.mark.parametrize(
    "accept",
    [
        "application/fhir+json",
        "application/fhir+json; fhirVersion=4.0",
        "application/fhir+json;charset=utf-8",
        "application/json",
        "APPLICATION/FHIR+JSON",
        "*/*",
        "application/*",
        f"{XML}, application/fhir+json;q=0.5",
        "text/html, */*;q=0.1",
        "",
    ],
)
def test_json_is_spoken(stored, accept):
    """Whatever accepts JSON is answered with application/fhir+json."""
    agency, place = stored
    answer = agency.http.get(place, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/fhir+json")


@pytest.mark.parametrize("accept", [XML, "text/html", "text/turtle", "application/xml", "nonsense"])
def test_another_format_is_not_acceptable(stored, accept):
    """406 with an OperationOutcome, for reads, searches, histories, operations and writes; nothing is stored."""
    agency, place = stored
    for path in (place, f"{place}/_history/1", f"{place}/_history", "/Basic/_history", "/_history", "/Basic"):
        answer = agency.http.get(path, headers={"accept": accept})
        assert (path, answer.status_code) == (path, 406)
        assert issues(answer)
    code = unique("c")
    said = basic(identifier=[{"system": "https://example.org/c", "value": code}])
    assert agency.http.post("/Basic", json=said, headers={"accept": accept}).status_code == 406
    found = agency.http.get("/Basic", params={"identifier": f"https://example.org/c|{code}", "_summary": "count"})
    assert found.json()["total"] == 0


@pytest.mark.parametrize(
    ("format_", "status"), [("json", 200), ("application/fhir+json", 200), ("xml", 406), ("", 200)]
)
def test_format_stands_over_accept(stored, format_, status):
    """_format overrides the Accept header (http.html#mime-type)."""
    agency, place = stored
    answer = agency.http.get(place, params={"_format": format_}, headers={"accept": XML})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "given", ["application/fhir+json", "application/json", "application/fhir+json; charset=UTF-8; fhirVersion=4.0"]
)
def test_json_is_taken(stored, given):
    """The content types of FHIR JSON."""
    agency, _ = stored
    answer = agency.http.post("/Basic", content=json.dumps(basic()), headers={"content-type": given})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "given",
    [XML, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/merge-patch+json", ""],
)
def test_another_content_type_is_not_supported(stored, given):
    """415 with an OperationOutcome for every writing address; nothing is changed."""
    agency, place = stored
    headers = {"content-type": given}
    id_ = place.removeprefix("/Basic/")
    for method, path, body in (
        ("POST", "/Basic", basic()),
        ("PUT", place, basic(id=id_)),
        ("POST", "", {"resourceType": "Bundle", "type": "batch"}),
        ("POST", "/Basic/$validate", basic()),
    ):
        answer = agency.http.request(method, path, content=json.dumps(body), headers=headers)
        assert (path, answer.status_code) == (path, 415)
        assert issues(answer)
    assert agency.http.get(place).headers["etag"] == 'W/"1"'


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/Basic", "GET, POST"),
        ("PUT", "/Basic", "GET, POST"),
        ("PATCH", "/Basic/x", "DELETE, GET, PUT"),
        ("POST", "/Basic/x", "DELETE, GET, PUT"),
        ("PUT", "/AuditEvent/x", "GET"),
        ("DELETE", "/AuditEvent/x", "GET"),
        ("GET", "/Basic/_search", "POST"),
        ("POST", "/Basic/_history", "GET"),
        ("DELETE", "/Basic/x/_history", "GET"),
        ("PUT", "/Basic/x/_history/1", "GET"),
        ("POST", "/_history", "GET"),
        ("GET", "", "POST"),
        ("PUT", "", "POST"),
        ("OPTIONS", "/Basic", "GET, POST"),
        ("TRACE", "/Basic", "GET, POST"),
    ],
)
def test_a_method_that_is_not_offered_says_which_are(settle, method, path, allowed):
    """405 with Allow (RFC 9110) and an OperationOutcome."""
    answer = settle().http.request(method, path)
    assert (answer.status_code, answer.headers.get("allow")) == (405, allowed)
    assert issues(answer)


def test_every_answer_bears_the_id_of_its_request(stored):
    """X-Request-Id in every answer: the client's own where it is plain, else the server's."""
    agency, place = stored
    assert (
        agency.http.get(place, headers={"x-request-id": "abcd-1234-efgh"}).headers["x-request-id"] == "abcd-1234-efgh"
    )
    ids = {agency.http.get(path).headers["x-request-id"] for path in (place, "/Basic/never", "/Nonsense", "/metadata")}
    assert len(ids) == 4
    assert agency.http.get(place, headers={"x-request-id": "a b\tc" * 30}).headers["x-request-id"] != "a b\tc" * 30


def test_a_body_is_of_the_type_of_its_path(settle):
    """400 for a resource of another type than the path names (design section 6)."""
    answer = settle().http.post("/Basic", json=patient())
    assert answer.status_code == 400
    assert issues(answer)[0]["expression"] == ["resourceType"]
