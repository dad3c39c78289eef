"""FHIR history over HTTP: of a resource, of a type, of everything; in the order of commits, page by page."""

import json

import pytest

from peerfhir.store.sight import Role
from tests.people import basic, bundle, entry, put, unique
from tests.wire import Ask, together


def pages(client, path, **asked):
    """All entries of a history, following its links, and how many there were on each page."""
    answer = client.get(path, params=asked).json()
    found, sizes = [], []
    while True:
        assert (answer["resourceType"], answer["type"]) == ("Bundle", "history")
        found += answer.get("entry", [])
        sizes.append(len(answer.get("entry", [])))
        following = [link["url"] for link in answer["link"] if link["relation"] == "next"]
        if not following:
            return found, sizes
        answer = client.get(following[0]).json()


def versions(entries):
    """(place, version) of each entry."""
    return [(e["fullUrl"].split("/fhir/")[1], int(e["response"]["etag"][3:-1])) for e in entries]


def test_the_history_of_a_resource_has_every_version(settle):
    """Newest first, each with its request and response, the bytes as they were; a deletion has no resource."""
    agency, id_ = settle(), unique("b")
    bodies = [agency.http.put(f"/Basic/{id_}", json=basic(id=id_)).json() for _ in "12"]
    agency.http.delete(f"/Basic/{id_}")
    put(agency.http, basic(id=id_))
    found, _ = pages(agency.http, f"/Basic/{id_}/_history")
    assert versions(found) == [(f"Basic/{id_}", n) for n in (4, 3, 2, 1)]
    assert [e["request"]["method"] for e in found] == ["PUT", "DELETE", "PUT", "PUT"]
    assert [e["response"]["status"][:3] for e in found[1:]] == ["204", "200", "201"]
    assert ["resource" in e for e in found] == [True, False, True, True]
    assert [found[3]["resource"], found[2]["resource"]] == bodies


def test_a_created_resource_was_posted(settle):
    """The entry of a create says POST to the type (http.html#history)."""
    agency = settle()
    made = agency.http.post("/Basic", json=basic()).json()
    found, _ = pages(agency.http, f"/Basic/{made['id']}/_history")
    assert found[0]["request"] == {"method": "POST", "url": "Basic"}
    assert found[0]["response"]["lastModified"] == made["meta"]["lastUpdated"]


@pytest.mark.parametrize("count", [1, 2, 3, 100])
def test_pages_have_everything_once(settle, count):
    """Pages of any size join to the whole: nothing twice, nothing missing."""
    agency, one, two = settle(), unique("b"), unique("b")
    for id_ in (one, two, one, two, one):
        put(agency.http, basic(id=id_))
    agency.http.delete(f"/Basic/{two}")
    by_commit = [(two, 3), (one, 3), (two, 2), (one, 2), (two, 1), (one, 1)]
    for path in (f"/Basic/{one}/_history", "/Basic/_history"):
        found, sizes = pages(agency.http, path, _count=str(count))
        expected = by_commit if path == "/Basic/_history" else [v for v in by_commit if v[0] == one]
        assert versions(found) == [(f"Basic/{id_}", n) for id_, n in expected]
        assert max(sizes) <= count


def test_what_comes_while_one_reads_shifts_nothing(settle):
    """A page read after new versions came goes on where the last one ended."""
    agency, id_ = settle(), unique("b")
    for _ in range(4):
        put(agency.http, basic(id=id_))
    first = agency.http.get("/Basic/_history", params={"_count": "2"}).json()
    put(agency.http, basic(id=id_))
    agency.http.delete(f"/Basic/{id_}")
    following = next(link["url"] for link in first["link"] if link["relation"] == "next")
    second = agency.http.get(following).json()
    assert versions(first["entry"] + second["entry"]) == [(f"Basic/{id_}", n) for n in (4, 3, 2, 1)]


def test_the_history_of_everything_spans_types(settle):
    """Versions of all types that the caller's scopes open, in one order of commits."""
    agency = settle()
    ids = {"Basic": unique("b"), "Observation": unique("o"), "Communication": unique("c")}
    said = {
        "Basic": basic(id=ids["Basic"]),
        "Observation": {"resourceType": "Observation", "status": "final", "code": {"text": "x"}},
        "Communication": {"resourceType": "Communication", "status": "completed"},
    }
    for type_ in ("Observation", "Basic", "Communication"):
        put(agency.http, {**said[type_], "id": ids[type_]})
    agency.http.delete(f"/Basic/{ids['Basic']}")
    scopes = ["system/Basic.rs", "system/Observation.rs", "system/Communication.r"]
    with agency.server.client(Role.PROVIDER, agency.id, scopes) as narrow:
        found, _ = pages(narrow, "/_history", _count="1")
        assert versions(found) == [
            (f"Basic/{ids['Basic']}", 2),
            (f"Basic/{ids['Basic']}", 1),
            (f"Observation/{ids['Observation']}", 1),
        ]
        assert narrow.get("/Communication/_history").status_code == 403
    with agency.server.client(Role.PROVIDER, agency.id, ["system/Basic.cru"]) as reader:
        assert reader.get("/_history").status_code == 403


def test_the_order_is_that_of_commits(pair, settle):
    """Of writers at once, every version is in the history once, and a page once read does not change."""
    agency = settle(at=pair)
    rounds = [
        [Ask("POST", "/fhir/Basic", json.dumps(basic()).encode()) for _ in range(8)]
        + [Ask("GET", "/fhir/Basic/_history?_count=1000")]
        for _ in range(10)
    ]
    seen: list[tuple[str, int]] = []
    for *_, read in together(pair.base, agency.token, *rounds):
        entries = versions(json.loads(read.body).get("entry", []))[::-1]
        assert entries[: len(seen)] == seen
        seen = entries
    found, _ = pages(agency.http, "/Basic/_history", _count="30")
    assert len(set(versions(found))) == len(found) == 80
    assert versions(found)[::-1][: len(seen)] == seen


def test_a_transaction_is_one_place_in_the_order(settle):
    """The entries of a transaction stand together, whatever was written around it."""
    agency = settle()
    before, after = unique("b"), unique("b")
    inside = [unique("t") for _ in range(5)]
    put(agency.http, basic(id=before))
    sent = bundle("transaction", *(entry("PUT", f"Basic/{id_}", basic(id=id_)) for id_ in inside))
    assert agency.http.post("", json=sent).status_code == 200
    put(agency.http, basic(id=after))
    found, _ = pages(agency.http, "/Basic/_history", _count="2")
    order = [place.split("/")[1] for place, _ in versions(found)]
    assert (order[0], order[-1]) == (after, before)
    assert sorted(order[1:-1]) == sorted(inside)


def test_since_leaves_out_what_is_older(settle):
    """_since filters lastUpdated; _count=0 asks for nothing but the Bundle."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    second = agency.http.put(f"/Basic/{id_}", json=basic(id=id_)).json()["meta"]["lastUpdated"]
    for path in (f"/Basic/{id_}/_history", "/Basic/_history"):
        assert versions(pages(agency.http, path, _since=second)[0]) == [(f"Basic/{id_}", 2)]
        assert pages(agency.http, path, _since="2100-01-01T00:00:00Z")[0] == []
        assert pages(agency.http, path, _count="0")[0] == []


@pytest.mark.parametrize(
    "asked",
    [
        {"_count": "-1"},
        {"_count": "x"},
        {"_since": "yesterday"},
        {"_since": "2026-02-30"},
        {"name": "x"},
        {"_at": "2026"},
    ],
)
def test_what_cannot_be_understood_is_refused(settle, asked):
    """400 for parameters that are wrong or unknown."""
    assert settle().http.get("/Basic/_history", params=asked).status_code == 400


def test_a_cursor_is_good_for_its_own_question_only(settle):
    """400 for a cursor that was changed, or is brought to another question or by another client."""
    agency, other, id_ = settle(), settle(), unique("b")
    for _ in "123":
        put(agency.http, basic(id=id_))
    first = agency.http.get("/Basic/_history", params={"_count": "1"}).json()
    url = next(link["url"] for link in first["link"] if link["relation"] == "next")
    assert agency.http.get(url).status_code == 200
    cursor = url.split("_cursor=")[1]
    for wrong in (
        url[:-3] + "abc",
        url.replace("_count=1", "_count=2"),
        f"/Observation/_history?_count=1&_cursor={cursor}",
    ):
        assert agency.http.get(wrong).status_code == 400
    assert other.http.get(url).status_code == 400


def test_an_unknown_resource_has_no_history(settle):
    """404 for the history of what never was, and of what is another's."""
    agency, other = settle(), settle()
    member = agency.admit()
    assert agency.http.get("/Basic/never/_history").status_code == 404
    assert other.http.get(f"/Patient/{member}/_history").status_code == 404
    assert other.http.get(f"/Patient/{member}/_history", params={"_since": "2026-01-01"}).status_code == 404
    assert other.http.get(f"/Patient/{member}/_history", params={"_count": "0"}).status_code == 404
