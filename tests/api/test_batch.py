"""Batches over HTTP, and what is neither a batch nor a transaction (http.html#transaction)."""

import pytest

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
        ({"resourceType": "Bundle", "type": "batch", "entry": [None]}, 422),
        ({"resourceType": "Bundle", "type": "batch", "entry": [{"fullUrl": "urn:uuid:x"}]}, 422),
        ({"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": {"resourceType": "Basic"}}]}, 422),
        ({"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "GET"}}]}, 422),
        ({"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "FETCH", "url": "x"}}]}, 422),
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
