"""What ordinary writes may not touch: authorizations are the payer's (design section 6)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from peerfhir.store.sight import Role
from tests.people import (
    asked,
    authorizations,
    bundle,
    cpo_order,
    entry,
    findings,
    issues,
    numbered,
    preauthorization,
    put,
    put_all,
    unique,
)

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


def order(member, payer, number, period=PERIOD):  # noqa: ARG001 - both are called alike
    """An approval as a ServiceRequest."""
    return cpo_order(member, number, 16, period)


def answer(member, payer, number, period=PERIOD):
    """An approval as a ClaimResponse."""
    return preauthorization(member, payer, number, period, per_week=16)


PLACES = {order: "ServiceRequest.identifier[0].value", answer: "ClaimResponse.preAuthRef"}


def sent(http, resource, **headers):
    """The answer to a PUT."""
    return http.put(f"/{resource['resourceType']}/{resource['id']}", json=resource, headers=headers)


@pytest.mark.parametrize("second", [order, answer])
@pytest.mark.parametrize("first", [order, answer])
def test_a_number_stands_once_for_a_member(agency, first, second):
    """The same number again is 422 at its place; under another number, for another member, after a revocation, kept."""
    member, other, number, payer = agency.admit(), agency.admit(), unique("CPO"), agency.payer
    held = first(member, payer.id, number)
    put(payer.http, held)
    again = second(member, payer.id, number, ("2027-01-01", "2027-12-31"))
    refused = sent(payer.http, again)
    assert refused.status_code == 422, refused.text
    (told,) = issues(refused)
    assert (told["code"], told["expression"]) == ("duplicate", [PLACES[second]])
    assert f"{held['resourceType']}/{held['id']}" in told["diagnostics"]
    assert payer.http.get(f"/{again['resourceType']}/{again['id']}").status_code == 404
    assert sent(payer.http, second(other, payer.id, number)).status_code == 201
    assert sent(payer.http, second(member, payer.id, f"{number}-2")).status_code == 201
    put(payer.http, held | {"status": "cancelled" if first is answer else "revoked"})
    assert sent(payer.http, again).status_code == 201


def test_an_authorization_may_be_changed_under_its_number(agency):
    """It is no other one beside itself; sent again it says nothing new."""
    given = answer(agency.admit(), agency.payer.id, unique("CPO"))
    put(agency.payer.http, given)
    changed = sent(agency.payer.http, given | {"preAuthPeriod": {"start": "2026-11-01", "end": "2027-01-31"}})
    assert (changed.status_code, findings(changed)) == (200, [])


def test_numbers_of_one_bundle_are_compared(agency):
    """Two of one number in a transaction: both are told, none is kept; $validate says the same of a stored one."""
    member, number, payer = agency.admit(), unique("CPO"), agency.payer
    pair = [make(member, payer.id, number) for make in (order, answer)]
    puts = [entry("PUT", f"{one['resourceType']}/{one['id']}", one) for one in pair]
    refused = payer.http.post("", json=bundle("transaction", *puts))
    told = [(one["code"], one["expression"][0]) for one in issues(refused)]
    assert (refused.status_code, told) == (
        422,
        [
            ("duplicate", "Bundle.entry[0].resource.identifier[0].value"),
            ("duplicate", "Bundle.entry[1].resource.preAuthRef"),
        ],
    )
    put(payer.http, pair[0])
    validated = payer.http.post("/ClaimResponse/$validate", json=pair[1])
    assert [one["code"] for one in issues(validated)] == ["duplicate"]


def test_of_several_at_once_one_bears_the_number(settle, pair):
    """Eight authorizations of one number at the same time, again and again: one is kept, the others are refused."""
    agency = settle(at=pair)
    payer = agency.payer
    with ThreadPoolExecutor(8) as pool:
        for _ in range(12):
            member, number = agency.admit(), unique("CPO")
            given = [order(member, payer.id, number) for _ in range(8)]
            told = sorted(reply.status_code for reply in pool.map(lambda one: sent(payer.http, one), given))
            assert told == [201] + [422] * 7
            assert list(authorizations(asked(payer.http, member, "2026-11-13")[0])) == [number]


def test_one_number_for_two_members_of_one_bundle(agency):
    """Each is another's."""
    number, payer = unique("CPO"), agency.payer
    given = [order(agency.admit(), payer.id, number) for _ in range(2)]
    put_all(payer.http, *given)
    put_all(payer.http, *(one | {"priority": "routine"} for one in given))


@pytest.mark.parametrize(
    ("period", "days"),
    [
        (("2026-12-31", "2027-06-30"), "from 2026-12-31 to 2026-12-31"),
        (("2027-01-01", "2027-06-30"), None),
        (("2026-10-01", "2026-11-01"), "from 2026-11-01 to 2026-11-01"),
        (("2026-10-01", "2026-10-31"), None),
        ((None, None), "from 2026-11-01 to 2026-12-31"),
    ],
)
@pytest.mark.parametrize("second", [order, answer])
def test_days_that_two_authorizations_share_are_told(agency, second, period, days):
    """Kept with a warning that names the days and the other's number; a day apart there is none."""
    member, number, payer = agency.admit(), unique("CPO"), agency.payer
    put(payer.http, answer(member, payer.id, number))
    given = second(member, payer.id, unique("CPO"), period)
    reply = sent(payer.http, given, prefer="return=OperationOutcome")
    assert reply.status_code == 201, reply.text
    told = [
        (one["severity"], one["code"], one["diagnostics"]) for one in issues(reply) if one["code"] == "business-rule"
    ]
    hint = "of those that a claim quotes the one that ends first is used first"
    assert told == ([("warning", "business-rule", f"{days} with {number}; {hint}")] if days else [])


def test_authorizations_for_different_things_do_not_overlap(agency):
    """Another kind, another service: no warning."""
    member, payer = agency.admit(), agency.payer
    put(payer.http, order(member, payer.id, unique("CPO")))
    reply = sent(payer.http, preauthorization(member, payer.id, unique("PA"), PERIOD, units=20))
    assert (reply.status_code, findings(reply)) == (201, [])
    other = order(member, payer.id, unique("CPO"))
    other["code"]["coding"][0]["code"] = "T1016"
    reply = sent(payer.http, other)
    assert (reply.status_code, findings(reply)) == (201, [])


def test_what_a_payer_may_not_read_is_not_told(settle):
    """Another payer's authorization of the same person under the same number: kept, without a word of it."""
    agency, one, other = settle(), settle(Role.PAYER), settle(Role.PAYER)
    number, quoted = numbered("https://payer.example.org/members", unique("SYN")), unique("CPO")
    mine, theirs = (agency.admit(payer=payer.id, identifier=[number]) for payer in (one, other))
    put(one.http, order(mine, one.id, quoted))
    reply = sent(other.http, order(theirs, other.id, quoted))
    assert (reply.status_code, findings(reply)) == (201, [])
