"""`Patient/id/$authorization-usage` over HTTP (design section 6)."""

import pytest

from peerfhir.store.sight import Role
from tests.people import (
    CERTIFIED,
    PROGRAM,
    asked,
    authorizations,
    cpo_order,
    findings,
    issues,
    line,
    numbered,
    parts,
    post,
    preauthorization,
    put,
    submit,
    unique,
    usage,
)


@pytest.fixture
def served(settle):
    """An agency, a member, and eight units on Monday, 9 November 2026."""
    agency = settle()
    member = agency.admit()
    said = agency.encounter(member, agency.hire(CERTIFIED), "2026-11-09T10:00:00-07:00", "2026-11-09T12:00:00-07:00")
    assert post(agency.http, said).status_code == 201
    return agency, member


def test_a_limit_and_a_total_are_answered(served):
    """One limit with its window, allowed, what is spent and remaining; one total for the calendar year."""
    agency, member = served
    limit, total = usage(agency.http, member, "2026-11-09")
    assert limit == {
        "limitId": "mt-week",
        "windowStart": "2026-11-08",
        "windowEnd": "2026-11-14",
        "allowed": 10,
        "rendered": 8,
        "claimed": 0,
        "paid": 0,
        "pended": 0,
        "remaining": 10,
    }
    assert total == {
        "program": PROGRAM,
        "windowStart": "2026-01-01",
        "windowEnd": "2026-12-31",
        "rendered": 8,
        "claimed": 0,
        "paid": 0,
        "pended": 0,
    }


@pytest.mark.parametrize(
    ("as_of", "week", "rendered"),
    [
        ("2026-11-08", "2026-11-08", (8, 8)),
        ("2026-11-14", "2026-11-08", (8, 8)),
        ("2026-11-07", "2026-11-01", (0, 8)),
        ("2026-11-15", "2026-11-15", (0, 8)),
        ("2025-12-31", "2025-12-28", (0, 0)),
        ("2027-01-01", "2026-12-27", (0, 0)),
    ],
)
def test_as_of_picks_the_windows_that_contain_it(served, as_of, week, rendered):
    """Sunday to Saturday, and the calendar year (X-3, X-4)."""
    agency, member = served
    limit, total = usage(agency.http, member, as_of)
    assert (limit["windowStart"], (limit["rendered"], total["rendered"])) == (week, rendered)


def test_without_parameters_every_program_is_answered_as_of_today(served):
    """as-of is today in the program's zone, program is every program there is a pack for."""
    agency, member = served
    answer = agency.http.get(f"/Patient/{member}/$authorization-usage")
    assert answer.status_code == 200
    limits = [parts(p)["limitId"] for p in answer.json()["parameter"] if p["name"] == "limit"]
    assert limits == ["id-year", "mt-week"]


def test_what_cannot_be_understood_is_refused(served):
    """400 for an unknown program or parameter, and for what is no date or instant."""
    agency, member = served
    wrong = [
        {"program": "no-such-program"},
        {"program": ""},
        {"as-of": ""},
        {"known-at": ""},
        {"as-of": "yesterday"},
        {"as-of": "2026-02-30"},
        {"as-of": "2026-W46-1"},
        {"as-of": "20261109"},
        {"known-at": "noon"},
        {"known-at": "2026-11-09T25:00:00Z"},
        {"programme": PROGRAM},
    ]
    for said in wrong:
        answer = agency.http.get(f"/Patient/{member}/$authorization-usage", params=said)
        assert (said, answer.status_code) == (said, 400)
        assert issues(answer)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "0001-01-07"])
def test_the_ends_of_the_calendar_are_no_trouble(served, day):
    """A day at either end of what a date can say is answered or refused, never a 500."""
    agency, member = served
    answer = agency.http.get(f"/Patient/{member}/$authorization-usage", params={"as-of": day})
    assert answer.status_code in (200, 400)
    known = agency.http.get(f"/Patient/{member}/$authorization-usage", params={"known-at": f"{day}T00:00:00-14:00"})
    assert known.status_code in (200, 400)


@pytest.mark.parametrize(
    ("day", "answered"), [("0001-12-31", 400), ("0002-01-01", 200), ("9998-12-31", 200), ("9999-01-01", 400)]
)
def test_as_of_lies_within_a_range_that_the_refusal_tells(served, day, answered):
    """Two years less than what a date can say, so that every window begins and ends on a day."""
    agency, member = served
    answer = agency.http.get(f"/Patient/{member}/$authorization-usage", params={"as-of": day})
    assert answer.status_code == answered
    told = "" if answered == 200 else issues(answer)[0]["details"]["text"]
    assert ("from 0002-01-01 to 9998-12-31" in told) is (answered == 400)


def test_who_asks_needs_to_see_the_patient(served, settle):
    """404 for another's and for none, 410 for a deleted one, 403 without the scope, 405 for a POST."""
    agency, member = served
    assert settle().http.get(f"/Patient/{member}/$authorization-usage").status_code == 404
    assert agency.http.get("/Patient/nobody/$authorization-usage").status_code == 404
    assert agency.http.post(f"/Patient/{member}/$authorization-usage").status_code == 405
    assert agency.http.get(f"/Encounter/{member}/$authorization-usage").status_code == 404
    with agency.server.client(Role.PROVIDER, agency.id, ["system/Encounter.rs"]) as narrow:
        assert narrow.get(f"/Patient/{member}/$authorization-usage").status_code == 403
    alone = post(agency.http, {"resourceType": "Patient", "active": True}).json()["id"]
    agency.http.delete(f"/Patient/{alone}")
    assert agency.http.get(f"/Patient/{alone}/$authorization-usage").status_code == 410


def test_a_payer_asks_for_its_member(settle):
    """The payer of the member's Coverage is answered; another payer finds nobody."""
    agency, payer, other = settle(), settle(Role.PAYER), settle(Role.PAYER)
    member = agency.admit(payer=payer.id)
    assert usage(payer.http, member, "2026-11-09")[0]["allowed"] == 10
    assert other.http.get(f"/Patient/{member}/$authorization-usage").status_code == 404


WEEKS = ("2026-11-08", "2026-12-05")


def by_week(member, payer):  # noqa: ARG001 - both are called alike
    """An approval as a ServiceRequest, and its number."""
    given = cpo_order(member, unique("CPO"), 16, WEEKS)
    return given, given["identifier"][0]["value"]


def by_answer(member, payer):
    """An approval as a ClaimResponse, and its number."""
    given = preauthorization(member, payer, unique("CPO"), WEEKS, per_week=16)
    return given, given["preAuthRef"]


@pytest.mark.parametrize("approval", [by_week, by_answer])
def test_an_authorization_is_shown_to_those_who_may_read_it(settle, server, approval):
    """It stands on another agency's Patient of the same person: 16 are allowed to both, one of them is told why."""
    one, other, payer = settle(), settle(), settle(Role.PAYER)
    number = numbered("https://payer.example.org/members", unique("SYN"))
    mine, theirs = (agency.admit(payer=payer.id, identifier=[number]) for agency in (one, other))
    given, quoted = approval(mine, payer.id)
    put(payer.http, given)
    path = f"/{given['resourceType']}/{given['id']}"
    assert [agency.http.get(path).status_code for agency in (one, other, payer)] == [200, 404, 200]

    def shown(client, member):
        (limit, _) = asked(client, member, "2026-11-13")
        assert (parts(limit)["allowed"], parts(limit)["remaining"]) == (16, 16)
        return list(authorizations(limit))

    assert shown(one.http, mine) == [quoted]
    assert shown(other.http, theirs) == []
    assert (shown(payer.http, mine), shown(payer.http, theirs)) == ([quoted], [quoted])
    with server.client(Role.AUDITOR, unique("state")) as auditor:
        assert shown(auditor, theirs) == [quoted]
    assert quoted not in other.http.get(f"/Patient/{theirs}/$authorization-usage").text


def test_a_version_is_shown_to_those_who_may_read_it(settle):
    """known-at before an approval was moved to another Patient: it is read, and shown, as it stood then."""
    one, other, payer = settle(), settle(), settle(Role.PAYER)
    number = numbered("https://payer.example.org/members", unique("SYN"))
    mine, theirs = (agency.admit(payer=payer.id, identifier=[number]) for agency in (one, other))
    given, quoted = by_week(mine, payer.id)
    put(payer.http, given)
    (then,) = [
        e["resource"]["meta"]["lastUpdated"]
        for e in payer.http.get(f"/ServiceRequest/{given['id']}/_history").json()["entry"]
    ]
    put(payer.http, given | {"subject": {"reference": f"Patient/{theirs}"}})

    def shown(agency, member, **more):
        return list(authorizations(asked(agency.http, member, "2026-11-13", **more)[0]))

    assert (shown(one, mine), shown(other, theirs)) == ([], [quoted])
    after = then.replace("Z", "999Z")  # within the millisecond that lastUpdated tells
    assert (shown(one, mine, known_at=after), shown(other, theirs, known_at=after)) == ([quoted], [])
    deleted = payer.http.delete(f"/ServiceRequest/{given['id']}")
    assert (deleted.status_code, shown(other, theirs)) == (204, [])


@pytest.mark.parametrize(("units", "warned"), [(3, []), (4, ["MT-31; severity=warning"])])
def test_mt_32_a_record_is_warned_of_when_the_approval_is_used_up(settle, units, warned):
    """Four units in all beyond ten: while one is left the cap of the week is sixteen, then ten."""
    agency = settle()
    member, peer, number = agency.admit(), agency.hire(CERTIFIED), unique("CPO")
    put(agency.payer.http, preauthorization(member, agency.payer.id, number, WEEKS, per_week=16, units=4))
    for billed, day in ((10, "2026-11-09"), (units, "2026-11-10")):
        claim = agency.claim(member, peer, line(billed, day), quoted=number)
        assert submit(agency.http, claim).status_code == 200
    assert usage(agency.http, member, "2026-11-13")[0]["paid"] == 10 + units
    said = agency.encounter(member, peer, "2026-11-11T10:00:00-07:00", "2026-11-11T10:15:00-07:00")
    assert findings(post(agency.http, said)) == warned
