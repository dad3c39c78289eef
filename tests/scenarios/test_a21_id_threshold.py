"""A21: Idaho, 416 units a year (domain.md section 13; ID-32, ID-33, X-4, X-10, X-19)."""

from itertools import count

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    IDAHO,
    Decided,
    Denied,
    decided,
    issues,
    kept,
    line,
    numbered,
    post,
    preauthorization,
    put,
    rules,
    submit,
    unique,
    usage,
)

OVER = ("197", ("M62",), "CO", "ID-33")


@pytest.fixture
def story(come):
    """A member of two agencies, who have been paid 412 units in 2026 together; and how the first one claims."""
    agency, other = come(state=IDAHO), come(state=IDAHO)
    number = numbered("https://gem.example.org/members", unique("SYN-ID"))
    peer, member = agency.hire(CERTIFIED), agency.admit(identifier=[number])
    their_peer, theirs = other.hire(CERTIFIED), other.admit(identifier=[number])
    days = (f"2026-10-{day:02}" for day in count(1))
    for where, who, by in ((agency, member, peer), (other, theirs, their_peer)):
        lines = [line(units, next(days)) for units in (60, 60, 60, 26)]
        assert decided(submit(where.http, where.claim(who, by, *lines))) == [*[Decided(60)] * 3, Decided(26)]

    def claim(units, day, encounter=None, **said):
        return decided(submit(agency.http, agency.claim(member, peer, line(units, day, encounter), **said)))[0]

    return agency, member, peer, claim


def spent(agency, member, as_of="2026-11-16"):
    """paid, remaining, nextUnitRequires of Idaho's limit."""
    limit, _ = usage(agency.http, member, as_of, program=IDAHO.program)
    return limit["paid"], limit["remaining"], limit.get("nextUnitRequires")


def test_id_32_the_last_four_units_are_free(story):
    """An hour on 9 November is paid 4: 416 paid, none left, the next unit requires a prior authorization."""
    agency, member, peer, claim = story
    assert spent(agency, member) == (412, 4, None)
    said = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
    answer = post(agency.http, said, **FINDINGS)
    assert (answer.status_code, issues(answer)) == (201, [])
    assert claim(4, "2026-11-09", kept(answer)) == Decided(4)
    assert spent(agency, member) == (416, 0, "prior-auth")


def test_id_32_id_33_the_next_unit_is_warned_of_and_denied(story):
    """Unit 417: 201 with OO(ID-32, warning); the claim is denied 1, 197/M62."""
    agency, member, peer, claim = story
    assert claim(4, "2026-11-09") == Decided(4)
    said = agency.encounter(member, peer, "2026-11-10T10:00:00-07:00", "2026-11-10T10:15:00-07:00")
    answer = post(agency.http, said, **FINDINGS)
    assert answer.status_code == 201
    assert rules(answer) == [("ID-32", "warning")]
    assert "417 of 416 units, year 2026" in issues(answer)[0]["diagnostics"]
    assert claim(1, "2026-11-10", kept(answer)) == Decided(0, (Denied(1, *OVER),))


def test_x_4_the_new_year_begins_at_none(story, moved):
    """On 5 January 2027 a unit of 4 January is paid 1."""
    agency, member, _, claim = story
    assert claim(4, "2026-11-09") == Decided(4)
    with moved("2027-01-05T12:00:00Z"):
        assert claim(1, "2027-01-04") == Decided(1)
        assert claim(1, "2026-12-31") == Decided(0, (Denied(1, *OVER),))
        assert spent(agency, member, "2027-01-04") == (1, 415, None)


@pytest.mark.parametrize(
    ("start", "end", "day", "paid"),
    [
        ("2027-01-01T06:45:00Z", "2027-01-01T07:00:00Z", "2026-12-31", 0),  # 23:45 in Boise
        ("2027-01-01T07:00:00Z", "2027-01-01T07:15:00Z", "2027-01-01", 1),  # 00:00
        ("2026-12-31T23:55:00-07:00", "2027-01-01T00:10:00-07:00", "2026-12-31", 0),  # wholly where it starts
    ],
)
def test_x_4_x_9_the_year_is_idahos(story, moved, start, end, day, paid):
    """The year turns at midnight in Idaho's civil time."""
    agency, member, peer, claim = story
    assert claim(4, "2026-11-09") == Decided(4)
    with moved("2027-01-05T12:00:00Z"):
        encounter = kept(post(agency.http, agency.encounter(member, peer, start, end)))
        assert claim(1, day, encounter).paid == paid


def test_id_33_a_line_across_the_threshold_is_cut(story):
    """Four units where three are left: three are paid, one is denied."""
    agency, member, _, claim = story
    assert claim(1, "2026-11-08") == Decided(1)
    assert claim(4, "2026-11-09") == Decided(3, (Denied(1, *OVER),))
    assert spent(agency, member) == (416, 0, "prior-auth")


def test_id_33_the_denied_unit_is_paid_by_a_new_claim_with_an_authorization(story):
    """A prior authorization decided later is valid for its days; a denied unit needs a new claim."""
    agency, member, peer, claim = story
    assert claim(1, "2026-11-08") == Decided(1)
    said = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
    encounter = kept(post(agency.http, said))
    assert claim(4, "2026-11-09", encounter) == Decided(3, (Denied(1, *OVER),))
    number = unique("PA")
    put(agency.payer.http, preauthorization(member, agency.payer.id, number, ("2026-11-01", "2026-12-31"), units=52))
    assert claim(1, "2026-11-09", encounter, quoted=number) == Decided(1)


@pytest.mark.parametrize(
    ("period", "carc"),
    [
        (("2026-11-10", "2026-11-10"), None),
        (("2026-11-11", "2026-12-31"), "197"),  # before it begins: as none
        (("2026-10-01", "2026-11-09"), "302"),  # after its last day
    ],
)
def test_id_33_an_authorization_counts_on_its_days(story, period, carc):
    """Its first and its last day are days of it."""
    agency, member, _, claim = story
    assert claim(4, "2026-11-09") == Decided(4)
    number = unique("PA")
    put(agency.payer.http, preauthorization(member, agency.payer.id, number, period, units=52))
    found = claim(1, "2026-11-10", quoted=number)
    assert (found.paid, [one.carc for one in found.denied]) == ((0, [carc]) if carc else (1, []))


def test_id_33_an_authorization_is_used_up(story):
    """Of 52 units 51 are used: one more is paid, the other denied 198/N362; only units past 416 used it."""
    agency, member, _, claim = story
    number = unique("PA")
    put(agency.payer.http, preauthorization(member, agency.payer.id, number, ("2026-11-01", "2026-12-31"), units=52))
    assert claim(4, "2026-11-09", quoted=number) == Decided(4)
    assert claim(51, "2026-11-10", quoted=number) == Decided(51)
    assert claim(2, "2026-11-11", quoted=number) == Decided(1, (Denied(1, "198", ("N362",), "CO", "ID-33"),))
    assert spent(agency, member)[:2] == (468, 0)


def test_id_33_a_revoked_authorization_is_none(story):
    """Revoked after it paid: what it paid stays; the next line is denied as without one."""
    agency, member, _, claim = story
    number = unique("PA")
    given = preauthorization(member, agency.payer.id, number, ("2026-11-01", "2026-12-31"), units=52)
    put(agency.payer.http, given)
    assert claim(6, "2026-11-09", quoted=number) == Decided(6)
    put(agency.payer.http, given | {"status": "cancelled"})
    assert claim(1, "2026-11-10", quoted=number) == Decided(0, (Denied(1, *OVER),))
    assert spent(agency, member)[0] == 418
