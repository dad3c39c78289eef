"""`Patient/$authorization-usage` over HTTP: the roster, most used first (design section 6; MT-31, MT-32)."""

from datetime import UTC, datetime

import pytest

from peerfhir.store.sight import Role
from tests.people import (
    CERTIFIED,
    PROGRAM,
    authorizations,
    cpo_order,
    issues,
    kept,
    line,
    numbered,
    parts,
    post,
    preauthorization,
    put,
    submit,
    unique,
)

FRIDAY = "2026-11-13"
WEEKS = ("2026-11-08", "2026-12-05")


@pytest.fixture
def agency(settle):
    """An agency of Montana; the roster of its payer holds its members only."""
    return settle()


@pytest.fixture
def served(agency):
    """A function: a new member for whom so many units were rendered in the week of 8 November."""
    peer = agency.hire(CERTIFIED)

    def admitted(units, day="2026-11-09"):
        member = agency.admit()
        begins = served_at[day]
        served_at[day] = begins + units * 15
        start, end = (f"{day}T{at // 60:02}:{at % 60:02}:00-07:00" for at in (begins, begins + units * 15))
        kept(post(agency.http, agency.encounter(member, peer, start, end)))
        return member

    served_at = dict.fromkeys([f"2026-11-{number:02}" for number in range(8, 15)], 6 * 60)
    return admitted


def pages(client, **asked):
    """Every page of the roster: (Patient id, its parameters) of each entry."""
    said = {"program": PROGRAM, "as-of": FRIDAY} | {name.replace("_", "-"): value for name, value in asked.items()}
    if "-count" in said:
        said["_count"] = said.pop("-count")
    answer, found = client.get("/Patient/$authorization-usage", params=said), []
    while True:
        assert answer.status_code == 200, answer.text
        page = [one["resource"]["parameter"] for one in answer.json().get("entry", ())]
        found.append([(one[0]["valueReference"]["reference"].removeprefix("Patient/"), one[1:]) for one in page])
        onward = [one["url"] for one in answer.json()["link"] if one["relation"] == "next"]
        if not onward:
            return found
        answer = client.get(onward[0])


def listed(client, **asked):
    """The ids of the Patients on all pages."""
    return [member for page in pages(client, **asked) for member, _ in page]


def limits(client, **asked):
    """(Patient id, allowed, rendered) of all pages."""
    told = [(member, parts(said[0])) for page in pages(client, **asked) for member, said in page]
    return [(member, one.get("allowed"), one["rendered"]) for member, one in told]


def test_mt_32_an_approval_moves_a_member_down_the_roster(agency, served):
    """Ten of sixteen is less than eight of ten; without a cap nothing is used of it. The threshold sees the same."""
    eight, ten, twelve, nine = (served(units) for units in (8, 10, 12, 9))
    assert limits(agency.payer.http) == [(twelve, 10, 12), (ten, 10, 10), (nine, 10, 9), (eight, 10, 8)]
    put(agency.payer.http, preauthorization(ten, agency.payer.id, unique("CPO"), WEEKS, per_week=16))
    put(agency.payer.http, cpo_order(twelve, unique("CPO"), None, WEEKS))
    assert limits(agency.payer.http) == [(nine, 10, 9), (eight, 10, 8), (ten, 16, 10), (twelve, None, 12)]
    assert listed(agency.payer.http, threshold=80) == [nine, eight]
    assert listed(agency.payer.http, threshold=62) == [nine, eight, ten]
    assert listed(agency.payer.http, threshold=63) == [nine, eight]


def test_mt_32_pages_of_a_roster_with_approvals_list_everyone_once(agency, served):
    """Page by page the same order."""
    members = [served(units) for units in (10, 8, 9, 8)]
    put(agency.payer.http, preauthorization(members[0], agency.payer.id, unique("CPO"), WEEKS, per_week=20))
    whole = listed(agency.payer.http)
    assert whole == [members[2], members[3], members[1], members[0]]
    for count in (1, 2, 3):
        found = pages(agency.payer.http, _count=count)
        assert [member for page in found for member, _ in page] == whole
        assert {len(page) for page in found[:-1]} == {count}


@pytest.mark.parametrize(("last", "there"), [("2026-11-12", True), ("2026-11-13", False)])
def test_mt_32_the_roster_counts_the_cap_in_force_on_the_day(agency, served, last, there):
    """On Friday: an approval whose last day was Thursday raises nothing any more."""
    member = served(10)
    put(agency.payer.http, cpo_order(member, unique("CPO"), 16, ("2026-11-08", last)))
    assert (listed(agency.payer.http, threshold=100) == [member]) is there
    assert listed(agency.payer.http, threshold=100, as_of="2026-11-12") == []


def test_mt_32_what_raises_nothing_moves_nobody(agency, served):
    """Revoked, a prior authorization, or one of another member: the cap of the roster is the law's."""
    member, other = served(10), served(4)
    revoked = preauthorization(member, agency.payer.id, unique("CPO"), WEEKS, per_week=16, status="cancelled")
    put(agency.payer.http, revoked)
    put(agency.payer.http, preauthorization(member, agency.payer.id, unique("PA"), WEEKS, units=50))
    put(agency.payer.http, cpo_order(other, unique("CPO"), 16, WEEKS))
    assert limits(agency.payer.http, threshold=25) == [(member, 10, 10), (other, 16, 4)]
    assert listed(agency.payer.http, threshold=26) == [member]


def test_mt_32_an_approval_whose_units_are_used_up_raises_nothing(agency):
    """Four units in all beyond ten: with three of them used it is sixteen a week, with the fourth it is ten again."""
    member, peer, number = agency.admit(), agency.hire(CERTIFIED), unique("CPO")
    put(agency.payer.http, preauthorization(member, agency.payer.id, number, WEEKS, per_week=16, units=4))
    for units, day in ((8, "2026-11-09"), (5, "2026-11-10")):
        assert submit(agency.http, agency.claim(member, peer, line(units, day), quoted=number)).status_code == 200
    assert [allowed for _, allowed, _ in limits(agency.payer.http)] == [16]
    assert listed(agency.payer.http, threshold=100) == []
    assert submit(agency.http, agency.claim(member, peer, line(1, FRIDAY), quoted=number)).status_code == 200
    assert [allowed for _, allowed, _ in limits(agency.payer.http)] == [10]
    assert listed(agency.payer.http, threshold=140) == [member]


def test_mt_32_the_roster_of_an_earlier_instant_knows_the_approvals_of_then(agency, served):
    """known-at: before the approval the cap was ten, before it was reduced it was twenty."""
    member = served(10)
    given = cpo_order(member, unique("CPO"), 20, WEEKS)
    before = datetime.now(UTC).isoformat()
    put(agency.payer.http, given)
    raised = datetime.now(UTC).isoformat()
    put(agency.payer.http, cpo_order(member, given["identifier"][0]["value"], 12, WEEKS) | {"id": given["id"]})
    assert limits(agency.payer.http) == [(member, 12, 10)]
    assert limits(agency.payer.http, known_at=raised) == [(member, 20, 10)]
    assert limits(agency.payer.http, known_at=before) == [(member, 10, 10)]
    assert listed(agency.payer.http, threshold=51, known_at=raised) == []
    assert listed(agency.payer.http, threshold=100, known_at=before) == [member]


def test_a_roster_shows_the_authorizations_that_its_caller_may_read(settle):
    """A person with a Patient at two agencies: the payer sees both, an agency what stands on its own Patient."""
    one, other, payer = settle(), settle(), settle(Role.PAYER)
    number = numbered("https://payer.example.org/members", unique("SYN"))
    mine, theirs = (agency.admit(payer=payer.id, identifier=[number]) for agency in (one, other))
    first, second = cpo_order(mine, unique("CPO"), 16, WEEKS), cpo_order(theirs, unique("CPO"), 14, WEEKS)
    put(payer.http, first)
    put(payer.http, second)
    numbers = [given["identifier"][0]["value"] for given in (first, second)]

    def shown(client):
        rows = [row for page in pages(client) for row in page]
        assert {parts(said[0])["allowed"] for _, said in rows} == {16}
        return {member: sorted(authorizations(said[0])) for member, said in rows}

    assert shown(payer.http) == {mine: sorted(numbers), theirs: sorted(numbers)}
    assert shown(one.http) == {mine: numbers[:1]}
    assert shown(other.http) == {theirs: numbers[1:]}


@pytest.mark.parametrize(
    "asked",
    [
        {"as-of": ""},
        {"known-at": ""},
        {"program": ""},
        {"threshold": ""},
        {"threshold": "all"},
        {"threshold": "1001"},
        {"_count": "0"},
        {"_count": ""},
        {"_cursor": ""},
        {"_cursor": "AAAA"},
        {"as-of": "0001-12-31"},
        {"as-of": "9999-01-01"},
    ],
)
def test_what_cannot_be_understood_of_a_roster_is_refused(agency, asked):
    """400 with what is asked for; an empty parameter is none."""
    answer = agency.payer.http.get("/Patient/$authorization-usage", params=asked)
    assert (answer.status_code, [one["severity"] for one in issues(answer)]) == (400, ["error"])
