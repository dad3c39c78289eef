"""What ordinary writes may not touch: authorizations are the payer's (design section 6)."""

import pytest

from peerfhir.store.sight import Role
from tests.people import bundle, cpo_order, entry, issues, preauthorization, put, unique

PERIOD = ("2026-11-01", "2026-12-31")


@pytest.fixture
def agency(settle):
    """An agency of Montana."""
    return settle()


def made(kind, agency, member):
    """An authorization of either form."""
    number = unique("PA")
    if kind == "ClaimResponse":
        return preauthorization(member, agency.payer.id, number, PERIOD, units=20)
    return cpo_order(member, number, 16, PERIOD)


@pytest.mark.parametrize("kind", ["ClaimResponse", "ServiceRequest"])
def test_only_payers_and_administrators_authorize(agency, admin, kind):
    """A provider's PUT, POST or Bundle is 403; the payer's and the administrator's are kept."""
    member = agency.admit()
    sent = made(kind, agency, member)
    path = f"/{kind}/{sent['id']}"
    assert agency.http.put(path, json=sent).status_code == 403
    assert agency.http.post(f"/{kind}", json={k: v for k, v in sent.items() if k != "id"}).status_code == 403
    told = agency.http.post("", json=bundle("transaction", entry("PUT", path[1:], sent)))
    assert told.status_code == 403
    assert issues(told)[0]["expression"][0].startswith("Bundle.entry[0]")
    assert agency.http.get(path).status_code == 404
    assert agency.payer.http.put(path, json=sent).status_code == 201
    other = made(kind, agency, member)
    assert admin.put(f"/{kind}/{other['id']}", json=other).status_code == 201


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ENGINEER])
def test_who_only_looks_does_not_authorize(agency, server, role):
    """403, whatever the scopes."""
    sent = made("ServiceRequest", agency, agency.admit())
    with server.client(role, unique("org")) as caller:
        assert caller.put(f"/ServiceRequest/{sent['id']}", json=sent).status_code == 403


def test_a_provider_does_not_take_an_approval_away(agency, server):
    """A PUT that drops the extension from a stored approval, and a DELETE, are 403 also for the one that owns it."""
    member = agency.admit()
    sent = made("ServiceRequest", agency, member)
    with server.client(Role.ADMIN, agency.id) as owner:
        put(owner, sent)
    plain = {name: value for name, value in sent.items() if name != "extension"}
    assert agency.http.put(f"/ServiceRequest/{sent['id']}", json=plain).status_code == 403
    assert agency.http.delete(f"/ServiceRequest/{sent['id']}").status_code == 403


def test_a_plain_service_request_is_anybody_s(agency):
    """Without the extension it authorizes nothing."""
    sent = made("ServiceRequest", agency, agency.admit())
    put(agency.http, {name: value for name, value in sent.items() if name != "extension"})


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"preAuthPeriod": {"start": "2026-12-31", "end": "2026-11-01"}}, "ClaimResponse.preAuthPeriod"),
        ({"preAuthRef": None}, "ClaimResponse.preAuthRef"),
    ],
    ids=["ends before it begins", "no number"],
)
def test_an_authorization_that_says_nothing_is_refused(agency, said, place):
    """422 with the place; nothing is stored."""
    sent = made("ClaimResponse", agency, agency.admit()) | said
    sent = {name: value for name, value in sent.items() if value is not None}
    answer = agency.payer.http.put(f"/ClaimResponse/{sent['id']}", json=sent)
    assert answer.status_code == 422, answer.text
    assert place in [one for issue in issues(answer) for one in issue["expression"]]
    assert agency.payer.http.get(f"/ClaimResponse/{sent['id']}").status_code == 404
