"""The measures of the packs are Measure resources, beside those that callers store."""

import pytest

from peerfhir.fhir.types import document
from peerfhir.store.sight import Role
from tests.people import FHIR, bundle, entry, put, unique

NAMED = {
    "mt-monthly-supervision",
    "mt-member-supervision",
    "mt-cmt-cpo-meeting",
    "mt-cmt-progress-report",
    "mt-continuing-education",
    "mt-training-competencies",
    "id-supervision",
    "id-plan-review",
    "paid-after-lapse",
    "paid-without-encounter",
    "recorded-late",
}


def found(agency, **said):
    """The ids that a search finds, on all of its pages."""
    answer = agency.http.get("/Measure", params=said)
    ids = []
    while True:
        assert answer.status_code == 200, answer.text
        page = answer.json()
        ids += [one["resource"]["id"] for one in page.get("entry", ())]
        following = [link["url"] for link in page["link"] if link["relation"] == "next"]
        if not following:
            return ids
        answer = agency.http.get(following[0])


@pytest.mark.parametrize("name", sorted(NAMED))
def test_each_is_a_measure(come, name):
    """Valid R4: title, canonical, the rules it comes from with their sentences, and that more is better."""
    agency = come()
    measure = agency.http.get(f"/Measure/{name}").json()
    document(measure)
    checked = agency.http.post("/Measure/$validate", json=measure, headers=FHIR).json()
    assert [issue for issue in checked["issue"] if issue["severity"] == "error"] == []
    assert (measure["url"], measure["status"]) == (f"https://peerfhir.org/fhir/Measure/{name}", "active")
    assert measure["title"]
    assert measure["improvementNotation"]["coding"][0]["code"] == "increase"
    assert all(one["label"] and one["display"] and one["citation"] for one in measure["relatedArtifact"])


def test_rules_are_cited_with_the_seed(come):
    """Montana's supervision is MT-23, with the words of its seed."""
    said = come().http.get("/Measure/mt-monthly-supervision").json()["relatedArtifact"]
    (cited,) = said
    assert cited["label"] == "MT-23"
    assert "meet on a monthly basis or more often as needed" in cited["citation"]


def test_they_are_found_beside_stored_ones(come):
    """By url, name, title and status; page by page each once; the total counts both."""
    agency = come()
    own = unique("measure")
    put(agency.http, {"resourceType": "Measure", "id": own, "status": "active", "name": "Own", "title": f"Own {own}"})
    everything = found(agency, status="active", _count="4")
    assert len(everything) == len(set(everything))
    assert {*NAMED, own} <= set(everything)
    assert found(agency, url="https://peerfhir.org/fhir/Measure/id-supervision") == ["id-supervision"]
    assert found(agency, title="monthly supervision") == ["mt-monthly-supervision"]
    assert found(agency, title=f"Own {own}") == [own]
    assert found(agency, _id=f"recorded-late,{own}") == ["recorded-late", own]
    counted = agency.http.get("/Measure", params={"_id": f"recorded-late,{own}", "_summary": "count"}).json()
    assert (counted["total"], "entry" in counted) == (2, False)
    assert found(agency, date="2020") == []


def test_they_are_not_written(come):
    """PUT and DELETE of a measure of ours are 405; others are stored as ever."""
    agency = come()
    said = {"resourceType": "Measure", "id": "recorded-late", "status": "draft"}
    refused = agency.http.put("/Measure/recorded-late", json=said)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
    assert agency.http.delete("/Measure/recorded-late").status_code == 405
    in_a_bundle = bundle("transaction", entry("PUT", "Measure/recorded-late", said))
    assert agency.http.post("", json=in_a_bundle).status_code == 405
    own = unique("measure")
    put(agency.http, said | {"id": own})
    assert agency.http.get(f"/Measure/{own}").json()["status"] == "draft"
    assert agency.http.delete(f"/Measure/{own}").status_code == 204


def test_a_token_is_needed(come, dated):
    """They are read like what is stored: by callers with the scope."""
    with dated.client(Role.AUDITOR, "STATE", ["system/Patient.r"]) as other:
        assert other.get("/Measure/recorded-late").status_code == 403
    assert come().http.get("/Measure/recorded-late", headers={"authorization": ""}).status_code == 401
