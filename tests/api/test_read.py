"""FHIR read and vread over HTTP."""

import pytest

from tests.people import basic, issues, post, put, unique


def test_the_current_version_is_read(settle):
    """200 with ETag and Last-Modified of the current version, and no Location."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    put(agency.http, basic(id=id_))
    answer = agency.http.get(f"/Basic/{id_}")
    assert (answer.status_code, answer.headers["etag"]) == (200, 'W/"2"')
    assert answer.headers["content-type"] == "application/fhir+json"
    assert "last-modified" in answer.headers
    assert "location" not in answer.headers


def test_who_has_the_version_is_told_so(settle):
    """If-None-Match with the current ETag: 304 without a body; with another: 200."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    same = agency.http.get(f"/Basic/{id_}", headers={"if-none-match": 'W/"1"'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", 'W/"1"')
    put(agency.http, basic(id=id_))
    assert agency.http.get(f"/Basic/{id_}", headers={"if-none-match": 'W/"1"'}).status_code == 200


def test_head_is_a_read_without_a_body(settle):
    """HEAD answers with the headers of GET (http.html#read)."""
    agency = settle()
    made = post(agency.http, basic())
    place = f"/Basic/{made.json()['id']}"
    answer = agency.http.head(place)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == 'W/"1"'


def test_old_versions_stay(settle):
    """Each version is read at its own place, also after it was replaced."""
    agency, id_ = settle(), unique("b")
    for text in ("one", "two", "three"):
        put(agency.http, basic(id=id_, code={"text": text}))
    said = [agency.http.get(f"/Basic/{id_}/_history/{n}") for n in (1, 2, 3)]
    assert [answer.json()["code"]["text"] for answer in said] == ["one", "two", "three"]
    assert [answer.headers["etag"] for answer in said] == ['W/"1"', 'W/"2"', 'W/"3"']


def test_what_was_deleted_is_gone_and_its_past_is_not(settle):
    """410 for the resource and for the version that deleted it; the versions before are still read."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    agency.http.delete(f"/Basic/{id_}")
    gone = agency.http.get(f"/Basic/{id_}")
    assert gone.status_code == 410
    assert issues(gone)[0]["code"] == "deleted"
    assert agency.http.get(f"/Basic/{id_}/_history/2").status_code == 410
    assert agency.http.get(f"/Basic/{id_}/_history/1").status_code == 200


@pytest.mark.parametrize("vid", ["0", "2", "-1", "1.0", "x", "99999999999999999999", "٣", "2147483648", "%00"])
def test_a_version_that_is_not_there_is_not_found(settle, vid):
    """404 for a version that never was, or is no number."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    assert agency.http.get(f"/Basic/{id_}/_history/{vid}").status_code == 404


@pytest.mark.parametrize("id_", ["nobody", "a%20b", "a%00b", "%ff%fe", "ü", "x" * 65, "a_b", "..%2F..", "%F0%9F%98%80"])
def test_an_id_that_is_not_there_is_not_found(settle, id_):
    """404, with an OperationOutcome, for an unknown id and for what can be none."""
    answer = settle().http.get(f"/Basic/{id_}")
    assert answer.status_code == 404
    assert issues(answer)


@pytest.mark.parametrize("path", ["Nonsense", "Nonsense/1", "Account/1", "Basic/1/2/3", "Basic/1/_history/1/2", "$x"])
def test_an_address_that_is_not_offered_is_not_found(settle, path):
    """404 with an OperationOutcome for a type that is unknown or not offered, and for what no path is."""
    answer = settle().http.get(f"/{path}")
    assert answer.status_code == 404
    assert issues(answer)[0]["severity"] == "error"
