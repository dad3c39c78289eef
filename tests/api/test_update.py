"""FHIR update and update as create over HTTP; lost updates do not happen."""

import json

import pytest

from tests.people import basic, issues, patient, put, unique
from tests.wire import Ask, together

PARALLEL = 16


def test_an_update_makes_the_next_version(settle):
    """201 and version 1 where there was none (update as create), then 200 and version 2."""
    agency, id_ = settle(), unique("b")
    first = agency.http.put(f"/Basic/{id_}", json=basic(id=id_))
    second = agency.http.put(f"/Basic/{id_}", json=basic(id=id_))
    assert (first.status_code, first.headers["etag"], first.json()["id"]) == (201, 'W/"1"', id_)
    assert (second.status_code, second.headers["etag"]) == (200, 'W/"2"')
    assert second.headers["location"] == f"{agency.server.base}/fhir/Basic/{id_}/_history/2"
    assert agency.http.get(f"/Basic/{id_}").content == second.content


def test_saying_the_same_again_makes_no_version(settle):
    """An update that changes nothing answers 200 with the version there is; the digits of a decimal are a change."""
    agency, id_ = settle(), unique("o")
    said = {"resourceType": "Observation", "id": id_, "status": "final", "code": {"text": "x"}}
    bodies = [
        json.dumps(said)[:-1] + ', "valueQuantity": {"value": 1.0}}',
        json.dumps(dict(reversed(said.items())))[:-1] + ', "valueQuantity": {"value": 1.0}}',
        json.dumps(said)[:-1] + ', "valueQuantity": {"value": 1.00}}',
    ]
    headers = {"content-type": "application/fhir+json"}
    answers = [agency.http.put(f"/Observation/{id_}", content=body, headers=headers) for body in bodies]
    assert [a.headers["etag"] for a in answers] == ['W/"1"', 'W/"1"', 'W/"2"']
    assert [a.status_code for a in answers] == [201, 200, 200]
    assert answers[1].content == answers[0].content
    read_and_sent_back = agency.http.put(f"/Observation/{id_}", content=answers[2].content, headers=headers)
    assert read_and_sent_back.headers["etag"] == 'W/"2"'


def test_a_stale_if_match_changes_nothing(settle):
    """412 when If-Match names another version than the current one, or one of nothing (http.html#concurrency)."""
    agency, id_ = settle(), unique("b")
    missing = agency.http.put(f"/Basic/{id_}", json=basic(id=id_), headers={"if-match": 'W/"1"'})
    put(agency.http, basic(id=id_))
    put(agency.http, basic(id=id_))
    stale = agency.http.put(f"/Basic/{id_}", json=basic(id=id_), headers={"if-match": 'W/"1"'})
    assert (missing.status_code, stale.status_code) == (412, 412)
    assert agency.http.get(f"/Basic/{id_}").headers["etag"] == 'W/"2"'
    assert agency.http.put(f"/Basic/{id_}", json=basic(id=id_), headers={"if-match": 'W/"2"'}).status_code == 200


@pytest.mark.parametrize("given", ["", "2", "W/2", '"x"', 'W/"1", W/"2"', 'W/"99999999999"'])
def test_an_if_match_that_is_no_etag_is_refused(settle, given):
    """400 for an If-Match that names no version of this server."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    assert agency.http.put(f"/Basic/{id_}", json=basic(id=id_), headers={"if-match": given}).status_code == 400


@pytest.mark.parametrize("id_", ["a%20b", "a_b", "x" * 65, "a%00", "ü"])
def test_an_id_has_the_form_of_an_id(settle, id_):
    """400, or 404 for what no path is, for an id that R4 does not allow; nothing is kept under it."""
    agency = settle()
    assert agency.http.put(f"/Basic/{id_}", json=basic(id="a b")).status_code in (400, 404)
    assert agency.http.get(f"/Basic/{id_}").status_code == 404


def test_the_id_of_the_body_is_the_id_of_the_path(settle):
    """400 when the body has no id or another one (http.html#update)."""
    agency, id_ = settle(), unique("b")
    for body in (basic(), basic(id="other")):
        assert agency.http.put(f"/Basic/{id_}", json=body).status_code == 400
    assert agency.http.get(f"/Basic/{id_}").status_code == 404


def test_what_was_deleted_can_be_put_back(settle):
    """An update of a deleted resource is a create: 201 under the next version number."""
    agency, id_ = settle(), unique("b")
    said = basic(id=id_)
    put(agency.http, said)
    agency.http.delete(f"/Basic/{id_}")
    back = agency.http.put(f"/Basic/{id_}", json=said)
    assert (back.status_code, back.headers["etag"]) == (201, 'W/"3"')
    assert agency.http.get(f"/Basic/{id_}").status_code == 200


def test_ids_are_global_and_another_owners_is_not_there(settle):
    """A PUT to an id that another organization has is 404, and changes nothing (design section 7)."""
    agency, other = settle(), settle()
    member = agency.admit()
    before = agency.http.get(f"/Patient/{member}")
    assert other.http.put(f"/Patient/{member}", json=patient(member)).status_code == 404
    assert agency.http.get(f"/Patient/{member}").content == before.content


def test_the_directory_is_changed_by_its_owner_or_an_administrator(settle, admin):
    """403 for a visible directory entry of another; the administrator may, and its owner stays (section 8)."""
    agency, other = settle(), settle()
    said = agency.http.get(f"/Organization/{agency.id}").json()
    assert other.http.put(f"/Organization/{agency.id}", json=said | {"name": "x"}).status_code == 403
    assert other.http.delete(f"/Organization/{agency.id}").status_code == 403
    assert admin.put(f"/Organization/{agency.id}", json=said | {"name": "y"}).status_code == 200
    assert agency.http.put(f"/Organization/{agency.id}", json=said | {"name": "z"}).status_code == 200


def test_sixteen_blind_updates_are_sixteen_versions(pair, settle):
    """PUT 16 times at once without If-Match: every one is a version, none is lost (LinuxForHealth/FHIR #2405)."""
    agency = settle(at=pair)
    for round_ in range(5):
        id_ = unique("b")
        asks = [
            Ask("PUT", f"/fhir/Basic/{id_}", json.dumps(basic(id=id_, code={"text": f"{round_} {n}"})).encode())
            for n in range(PARALLEL)
        ]
        (answers,) = together(agency.server.base, agency.token, asks)
        assert sorted(answer.status for answer in answers) == [200] * (PARALLEL - 1) + [201]
        assert {answer.headers["etag"] for answer in answers} == {f'W/"{n}"' for n in range(1, PARALLEL + 1)}
        kept = {agency.http.get(f"/Basic/{id_}/_history/{n}").content for n in range(1, PARALLEL + 1)}
        assert kept == {answer.body for answer in answers}


def test_sixteen_updates_of_one_version_are_one(pair, settle):
    """PUT 16 times at once with one If-Match: one 200, fifteen 412."""
    agency = settle(at=pair)
    for round_ in range(5):
        id_ = unique("b")
        put(agency.http, basic(id=id_))
        asks = [
            Ask(
                "PUT",
                f"/fhir/Basic/{id_}",
                json.dumps(basic(id=id_, code={"text": f"{round_} {n}"})).encode(),
                {"if-match": 'W/"1"'},
            )
            for n in range(PARALLEL)
        ]
        (answers,) = together(agency.server.base, agency.token, asks)
        assert sorted(answer.status for answer in answers) == [200] + [412] * (PARALLEL - 1)
        won = next(answer for answer in answers if answer.status == 200)
        assert agency.http.get(f"/Basic/{id_}").content == won.body


def test_invalid_content_is_refused_and_the_version_stays(settle):
    """422 with the issues; the version before is still the current one."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    answer = agency.http.put(f"/Basic/{id_}", json={"resourceType": "Basic", "id": id_})
    assert answer.status_code == 422
    assert [issue["expression"] for issue in issues(answer)] == [["Basic"]]
    assert "code" in issues(answer)[0]["details"]["text"]
    assert agency.http.get(f"/Basic/{id_}").headers["etag"] == 'W/"1"'
