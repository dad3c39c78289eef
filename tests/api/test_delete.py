"""FHIR delete over HTTP: nothing is left that refers to nothing."""

import json

from tests.people import CERTIFIED, basic, issues, put, unique
from tests.wire import Ask, together

ROUNDS = 60


def observation(id_, basic_id):
    """An Observation that refers to a Basic at a place that no search parameter covers."""
    extension = [{"url": "https://example.org/x", "valueReference": {"reference": f"Basic/{basic_id}"}}]
    coded = {"resourceType": "Observation", "id": id_, "status": "final", "code": {"text": "x"}}
    return coded | {"extension": extension}


def test_delete_is_answered_without_a_body(settle):
    """204 with the ETag of the deleting version; again 204, and no further version (http.html#delete)."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    first, again = agency.http.delete(f"/Basic/{id_}"), agency.http.delete(f"/Basic/{id_}")
    assert (first.status_code, first.content, first.headers["etag"]) == (204, b"", 'W/"2"')
    assert (again.status_code, again.headers["etag"]) == (204, 'W/"2"')


def test_a_stale_if_match_deletes_nothing(settle):
    """412 when If-Match names another version than the current one."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    put(agency.http, basic(id=id_))
    assert agency.http.delete(f"/Basic/{id_}", headers={"if-match": 'W/"1"'}).status_code == 412
    assert agency.http.get(f"/Basic/{id_}").status_code == 200
    assert agency.http.delete(f"/Basic/{id_}", headers={"if-match": 'W/"2"'}).status_code == 204


def test_another_owners_resource_is_not_there(settle):
    """404 for what the caller does not see."""
    agency, other = settle(), settle()
    member = agency.admit()
    assert other.http.delete(f"/Patient/{member}").status_code == 404
    assert agency.http.get(f"/Patient/{member}").status_code == 200


def test_what_others_refer_to_stays(settle):
    """409 while any reference leads to it, also one that no search parameter covers; the blockers are named."""
    agency, target, holder = settle(), unique("t"), unique("h")
    put(agency.http, basic(id=target))
    put(agency.http, observation(holder, target))
    refused = agency.http.delete(f"/Basic/{target}")
    assert refused.status_code == 409
    assert f"Observation/{holder}" in issues(refused)[0]["diagnostics"]
    assert agency.http.delete(f"/Observation/{holder}").status_code == 204
    assert agency.http.delete(f"/Basic/{target}").status_code == 204


def test_what_refers_to_itself_can_go(settle):
    """A reference to itself holds nothing back (hapi-fhir #6817)."""
    agency, id_ = settle(), unique("t")
    put(agency.http, basic(id=id_))
    put(agency.http, basic(id=id_, subject={"reference": f"Basic/{id_}"}))
    assert agency.http.delete(f"/Basic/{id_}").status_code == 204


def test_a_blocker_that_is_anothers_is_not_named(settle):
    """409 says that something refers to it, never what another's resource is (design section 8)."""
    agency, other = settle(), settle()
    peer, member = agency.hire(CERTIFIED), other.admit()
    said = other.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T10:30:00-07:00")
    secret = unique("secret")
    put(other.http, said | {"id": secret})
    refused = agency.http.delete(f"/{peer}")
    assert refused.status_code == 409
    assert secret not in refused.text
    assert other.id not in refused.text


def test_a_reference_never_dangles(pair, settle):
    """A delete and a create that refers to it at once: one of the two is refused, whoever comes first."""
    agency = settle(at=pair)
    pairs = [(unique("t"), unique("h")) for _ in range(ROUNDS)]
    for target, _ in pairs:
        put(agency.http, basic(id=target))
    seen = set()
    for target, holder in pairs:
        body = json.dumps(observation(holder, target)).encode()
        asks = [Ask("DELETE", f"/fhir/Basic/{target}"), Ask("PUT", f"/fhir/Observation/{holder}", body)]
        ((gone, kept),) = together(agency.server.base, agency.token, asks)
        seen.add((gone.status, kept.status))
        there = agency.http.get(f"/Basic/{target}").status_code, agency.http.get(f"/Observation/{holder}").status_code
        assert there == ((410, 404) if gone.status == 204 else (200, 200))
    assert seen <= {(204, 409), (409, 201)}
