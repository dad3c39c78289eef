"""Batches over HTTP, and what is neither a batch nor a transaction (http.html#transaction)."""

import pytest
from starlette.responses import Response

from peerfhir.api.batch import MAX_ANSWER, batch
from tests.people import basic, bundle, entry, issues, ref, statuses, unique


def test_a_batch_fails_only_where_it_is_wrong(settle):
    """Each entry of a batch has an answer of its own, and the others are kept (http.html#transaction)."""
    agency, id_ = settle(), unique("b")
    sent = bundle(
        "batch",
        entry("POST", "Basic", {"resourceType": "Basic"}),
        entry("PUT", f"Basic/{id_}", basic(id=id_)),
        entry("POST", "Basic", basic(subject=ref("Patient/never"))),
        entry("GET", "Basic/never"),
        entry("PATCH", f"Basic/{id_}", basic(id=id_)),
        entry("PUT", f"Basic/{id_}", basic(id=id_), ifMatch='W/"9"'),
        entry("GET", "http://[nowhere/Basic"),
        entry("GET", f"Basic/{id_}"),
        entry("POST", "Basic", basic(), ifNoneExist="_count=1"),
    )
    answer = agency.http.post("", json=sent)
    assert statuses(answer) == ["422", "201", "409", "404", "405", "412", "400", "200", "400"]
    said = answer.json()
    assert said["type"] == "batch-response"
    for shown in said["entry"]:
        failed = shown["response"]["status"] >= "4"
        assert failed == ("outcome" in shown["response"])
    assert agency.http.get(f"/Basic/{id_}").status_code == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"resourceType": "Bundle", "type": "collection"}, 422),
        ({"resourceType": "Bundle"}, 422),
        ({"resourceType": "Patient"}, 400),
        ({"resourceType": "Bundle", "type": "transaction", "entry": {}}, 422),
        ({"resourceType": "Bundle", "type": "batch", "entry": {}}, 422),
        ({"resourceType": "Bundle", "type": "transaction", "entry": [1]}, 422),
        ({"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": {"resourceType": "Basic"}}]}, 422),
        (
            {
                "resourceType": "Bundle",
                "type": "transaction",
                "entry": [{"request": {"method": "POST", "url": "Basic"}}],
            },
            422,
        ),
    ],
)
def test_what_is_no_transaction_or_batch_is_refused(settle, sent, status):
    """422 for another kind of Bundle or one that is malformed, 400 for another resource; never a 500."""
    answer = settle().http.post("", json=sent)
    assert answer.status_code == status, answer.text
    assert issues(answer)


def test_a_bundle_has_a_most(settle):
    """413 for more entries than the server takes."""
    sent = bundle("batch", *[entry("GET", "Basic/x")] * 5001)
    assert settle().http.post("", json=sent).status_code == 413


def test_a_bundle_in_a_bundle_is_refused(settle):
    """An entry that is a Bundle to the base is refused in its place."""
    agency = settle()
    inner = bundle("batch", entry("GET", "Basic/x"))
    answer = agency.http.post("", json=bundle("batch", entry("POST", "/", inner)))
    assert statuses(answer) == ["422"]
    assert agency.http.post("", json=bundle("transaction", entry("POST", "", inner))).status_code == 422


@pytest.mark.parametrize(
    "bad",
    [
        None,
        {"fullUrl": "urn:uuid:x"},
        {"request": {"method": "GET"}},
        {"request": {"method": "FETCH", "url": "Basic"}},
        {"request": {"method": "GET", "url": "Basic/a b"}},
        {"fullUrl": "no url", "resource": {"resourceType": "Basic"}, "request": {"method": "POST", "url": "Basic"}},
    ],
)
def test_only_the_entry_that_is_wrong_fails(settle, bad):
    """However an entry of a batch is wrong, it fails alone and is told why; those beside it are kept."""
    agency = settle()
    good = {"resource": basic(), "request": {"method": "POST", "url": "Basic"}}
    answer = agency.http.post("/", json={"resourceType": "Bundle", "type": "batch", "entry": [good, bad, good]})
    assert answer.status_code == 200
    first, wrong, last = (entry["response"] for entry in answer.json()["entry"])
    assert (first["status"][:3], last["status"][:3]) == ("201", "201")
    assert wrong["status"] >= "4"
    assert wrong["outcome"]["issue"]


def test_a_batch_sent_again_under_its_key_makes_nothing_twice(settle):
    """An Idempotency-Key holds for each entry: the second time each answers as it did, and nothing is new."""
    agency = settle()
    made = {"resource": basic(), "request": {"method": "POST", "url": "Basic"}}
    sent = {"resourceType": "Bundle", "type": "batch", "entry": [made, made]}
    answers = [agency.http.post("/", json=sent, headers={"Idempotency-Key": "one-batch"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert agency.http.get("/Basic?_summary=count").json()["total"] == 2


def test_criteria_in_any_script_find_what_is_there(settle):
    """IfNoneExist in letters beyond Latin-1 matches the second time, as any criteria do."""
    agency = settle()
    resource = basic() | {"identifier": [{"system": "urn:x", "value": "\u65e5\u672c"}]}
    asked = {"method": "POST", "url": "Basic", "ifNoneExist": "identifier=urn:x|\u65e5\u672c"}
    sent = {"resourceType": "Bundle", "type": "batch", "entry": [{"resource": resource, "request": asked}]}
    answers = [agency.http.post("/", json=sent).json() for _ in range(2)]
    assert [answer["entry"][0]["response"]["status"] for answer in answers] == ["201", "200"]


async def test_answers_of_a_batch_are_bounded():
    """Once the answers fill the bound, the entries that are left are not carried out, and say so."""
    asked = []

    async def handle(_method, url, _headers, _body):
        asked.append(url)
        return Response(b'"' + b"x" * 1024 * 1024 + b'"')

    entries = [{"request": {"method": "GET", "url": f"Basic/{number}"}} for number in range(80)]
    answers = await batch(entries, [], None, handle, "http://here/fhir")
    assert len(answers) == 80
    assert sum(map(len, answers)) < MAX_ANSWER + 2 * 1024 * 1024
    assert len(asked) < 80
    assert b"too-costly" in answers[-1]


def test_an_entry_of_a_transaction_must_create_or_has_no_such_condition(settle):
    """IfNoneMatch of a PUT is `*`; anything else is refused, not passed over."""
    agency = settle()
    id_ = unique("b")
    sent = bundle("transaction", entry("PUT", f"Basic/{id_}", basic(id=id_), ifNoneMatch='W/"1"'))
    assert agency.http.post("", json=sent).status_code == 422
    assert agency.http.get(f"/Basic/{id_}").status_code == 404
