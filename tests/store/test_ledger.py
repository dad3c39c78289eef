"""The ledger over HTTP: every unit counted once, under any load; corrections reverse; one person has one ledger."""

import json
from datetime import UTC, datetime

import pytest

from peerfhir.store.sight import Role
from tests.people import (
    CERTIFIED,
    bundle,
    coverage,
    entry,
    findings,
    numbered,
    patient,
    post,
    put,
    put_all,
    unique,
    usage,
)
from tests.wire import Ask, together

MONDAY = "2026-11-09"
WARNED = ["MT-31; severity=warning"]


def lasting(units, day=MONDAY, hour=10):
    """Start and end of a contact of so many units."""
    minutes = hour * 60 + units * 15
    return f"{day}T{hour:02}:00:00-07:00", f"{day}T{minutes // 60:02}:{minutes % 60:02}:00-07:00"


def quarter(number):
    """Start and end of the n-th quarter of an hour after eight."""
    begin, end = (f"{MONDAY}T{8 + n // 4:02}:{n % 4 * 15:02}:00-07:00" for n in (number, number + 1))
    return begin, end


def rendered(agency, member, day=MONDAY, **more):
    """Units rendered in the week of a day, and in its year."""
    limit, total = usage(agency.http, member, day, **more)
    return limit["rendered"], total["rendered"]


@pytest.fixture
def agency(settle):
    """An agency."""
    return settle()


def test_an_entry_follows_its_encounter(agency):
    """A PUT that shortens, moves or ends a contact reverses what was counted; so do entered-in-error and DELETE."""
    peer, member, id_ = agency.hire(CERTIFIED), agency.admit(), unique("e")
    said = agency.encounter(member, peer, *lasting(8), id=id_)

    def stored(**change):
        put(agency.http, said | change)
        return rendered(agency, member), rendered(agency, member, "2026-11-16")

    def period(units, day=MONDAY):
        start, end = lasting(units, day)
        return {"start": start, "end": end}

    assert stored() == ((8, 8), (0, 8))
    assert stored(period=period(3)) == ((3, 3), (0, 3))
    assert stored(period=period(3, "2026-11-16")) == ((0, 3), (3, 3))
    assert stored(status="entered-in-error") == ((0, 0), (0, 0))
    assert stored(period=period(5)) == ((5, 5), (0, 5))
    assert stored(period=period(5), status="in-progress") == ((0, 0), (0, 0))
    assert stored(period=period(6)) == ((6, 6), (0, 6))
    assert agency.http.delete(f"/Encounter/{id_}").status_code == 204
    assert rendered(agency, member) == (0, 0)
    assert stored(period=period(6)) == ((6, 6), (0, 6))


def test_a_move_to_another_member_moves_the_units(agency):
    """A PUT that names another Patient takes the units from the one and gives them to the other."""
    peer, one, other, id_ = agency.hire(CERTIFIED), agency.admit(), agency.admit(), unique("e")
    put(agency.http, agency.encounter(one, peer, *lasting(4), id=id_))
    put(agency.http, agency.encounter(other, peer, *lasting(4), id=id_))
    assert (rendered(agency, one), rendered(agency, other)) == ((0, 0), (4, 4))


def test_a_move_to_another_member_is_held_against_that_ones_limit(agency):
    """What moves to a member counts against that member's units; what it took from the other is no credit there."""
    peer, one, other, id_ = agency.hire(CERTIFIED), agency.admit(), agency.admit(), unique("e")
    post(agency.http, agency.encounter(other, peer, *lasting(5, hour=14)))
    put(agency.http, agency.encounter(one, peer, *lasting(8), id=id_))
    moved = agency.http.put(f"/Encounter/{id_}", json=agency.encounter(other, peer, *lasting(8), id=id_))
    assert findings(moved) == WARNED
    assert (rendered(agency, one), rendered(agency, other)) == ((0, 0), (13, 13))


def test_two_numbers_of_one_person_in_one_bundle_are_one_sum(agency):
    """Contacts of two Patients that became one member later, in one Bundle: the second counts the first."""
    peer, one, other = agency.hire(CERTIFIED), agency.admit(), agency.admit()
    number = numbered("https://payer.example.org/members", unique("mb"))
    for member in (one, other):
        put(agency.http, patient(member, identifier=[number]))
    both = (entry("POST", "Encounter", agency.encounter(m, peer, *lasting(6))) for m in (one, other))
    answer = agency.http.post("", json=bundle("transaction", *both))
    assert answer.status_code == 200
    assert "12 of 10 units" in answer.text
    assert rendered(agency, one) == rendered(agency, other) == (12, 12)


def test_what_a_bundle_deletes_makes_room_for_what_it_adds(agency):
    """A contact that is deleted in the Bundle that posts another counts no more, wherever its entry stands."""
    peer, member, old = agency.hire(CERTIFIED), agency.admit(), unique("e")
    put(agency.http, agency.encounter(member, peer, *lasting(8), id=old))
    sent = bundle(
        "transaction",
        entry("POST", "Encounter", agency.encounter(member, peer, *lasting(7))),
        entry("DELETE", f"Encounter/{old}"),
    )
    answer = agency.http.post("", json=sent)
    assert answer.status_code == 200
    assert "of 10 units" not in answer.text
    assert rendered(agency, member) == (7, 7)


def test_the_encounter_itself_does_not_count_against_it(agency):
    """The warning compares what the window held without the encounter, plus its units, with the limit."""
    peer, member, id_ = agency.hire(CERTIFIED), agency.admit(), unique("e")
    said = agency.encounter(member, peer, *lasting(8), id=id_)
    put(agency.http, said)
    longer = said | {"period": dict(zip(("start", "end"), lasting(10), strict=True))}
    assert findings(agency.http.put(f"/Encounter/{id_}", json=longer)) == []
    assert findings(post(agency.http, agency.encounter(member, peer, *lasting(1, hour=14)))) == WARNED


def test_what_was_known_then_is_known_now(agency):
    """known-at counts only what was committed by then; as-of picks the windows, with all that is known now."""
    peer, member, id_ = agency.hire(CERTIFIED), agency.admit(), unique("e")
    said = agency.encounter(member, peer, *lasting(8), id=id_)
    moments = [datetime.now(UTC)]
    for units in (8, 2):
        put(agency.http, said | {"period": dict(zip(("start", "end"), lasting(units), strict=True))})
        moments.append(datetime.now(UTC))
    agency.http.delete(f"/Encounter/{id_}")
    moments.append(datetime.now(UTC))
    known = [rendered(agency, member, known_at=moment.isoformat())[0] for moment in moments]
    assert known == [0, 8, 2, 0]


def test_the_same_content_counts_once(agency):
    """An identical PUT, a repeated POST and a retry by key count nothing again."""
    peer, member, id_, key = agency.hire(CERTIFIED), agency.admit(), unique("e"), unique("k")
    said = agency.encounter(member, peer, *lasting(2))
    for _ in "123":
        post(agency.http, said)
        post(agency.http, {n: v for n, v in said.items() if n != "identifier"}, idempotency_key=key)
    nameless = agency.encounter(member, peer, *lasting(2), id=id_)
    del nameless["identifier"]
    put(agency.http, nameless)
    put(agency.http, agency.http.get(f"/Encounter/{id_}").json())
    assert rendered(agency, member) == (6, 6)


def test_only_a_contact_in_the_program_counts(agency):
    """An encounter of another service, or one that only is planned, counts nothing."""
    peer, member = agency.hire(CERTIFIED), agency.admit()
    other = [{"coding": [{"system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "H2014"}]}]
    assert post(agency.http, agency.encounter(member, peer, *lasting(2), type=other)).status_code == 201
    assert post(agency.http, agency.encounter(member, peer, *lasting(2), status="planned")).status_code == 201
    assert rendered(agency, member) == (0, 0)


def test_units_of_twenty_at_once_are_all_counted(pair, settle):
    """20 connections post for one member at once: every unit counted, and a warning for exactly those beyond ten."""
    agency = settle(at=pair)
    for _ in range(5):
        peer, member = agency.hire(CERTIFIED), agency.admit()
        said = [agency.encounter(member, peer, *quarter(n)) for n in range(20)]
        asks = [Ask("POST", "/fhir/Encounter", json.dumps(one).encode()) for one in said]
        (answers,) = together(pair.base, agency.token, asks)
        assert {answer.status for answer in answers} == {201}
        warned = [answer.headers.get("peerfhir-finding") for answer in answers]
        assert sorted(w or "" for w in warned) == [""] * 10 + WARNED * 10
        assert rendered(agency, member) == (20, 20)


def test_every_warning_says_its_own_number(pair, settle):
    """Of twenty at once, the eleventh is told 11 of 10, the twelfth 12 of 10 ...: one order for all."""
    agency = settle(at=pair)
    peer, member = agency.hire(CERTIFIED), agency.admit()
    prefer = {"prefer": "return=OperationOutcome"}
    asks = [
        Ask("POST", "/fhir/Encounter", json.dumps(agency.encounter(member, peer, *lasting(1))).encode(), prefer)
        for _ in range(20)
    ]
    (answers,) = together(pair.base, agency.token, asks)
    said = [
        answer.body.decode().split(" of 10 units")[0].split('"')[-1]
        for answer in answers
        if b"of 10 units" in answer.body
    ]
    assert sorted(map(int, said)) == list(range(11, 21))


def test_corrections_at_once_leave_the_last_one(pair, settle):
    """PUTs of one encounter at once, moving between two members: the ledger holds what the last version says."""
    agency = settle(at=pair)
    peer, one, other, id_ = agency.hire(CERTIFIED), agency.admit(), agency.admit(), unique("e")
    asks = [
        Ask(
            "PUT",
            f"/fhir/Encounter/{id_}",
            json.dumps(agency.encounter((one, other)[n % 2], peer, *lasting(1 + n % 5), id=id_)).encode(),
        )
        for n in range(16)
    ]
    (answers,) = together(pair.base, agency.token, asks)
    assert sorted(answer.status for answer in answers) == [200] * 15 + [201]
    last = next(n for n, answer in enumerate(answers) if answer.headers["etag"] == 'W/"16"')
    expected = [(0, 0), (0, 0)]
    expected[last % 2] = (1 + last % 5,) * 2
    assert [rendered(agency, one), rendered(agency, other)] == expected


def test_one_person_has_one_ledger_and_two_records(settle):
    """Two agencies' Patients with one member number share a ledger; neither sees the other's records (section 7)."""
    agency, other = settle(), settle()
    number = numbered("https://payer.example.org/members", unique("mb"))
    mine, theirs = agency.admit(identifier=[number]), other.admit(identifier=[number])
    first = post(agency.http, agency.encounter(mine, agency.hire(CERTIFIED), *lasting(8))).json()["id"]
    answer = post(other.http, other.encounter(theirs, other.hire(CERTIFIED), *lasting(3, hour=14)))
    assert findings(answer) == WARNED
    assert rendered(agency, mine) == rendered(other, theirs) == (11, 11)
    assert other.http.get(f"/Patient/{mine}").status_code == 404
    assert other.http.get(f"/Encounter/{first}").status_code == 404
    assert other.http.get("/Encounter", params={"_summary": "count"}).json()["total"] == 1
    assert other.http.get(f"/Patient/{mine}/$authorization-usage").status_code == 404


def test_a_number_learnt_later_joins_the_ledgers(settle):
    """Units counted apart are one sum once the same member number is known of both Patients."""
    agency, other = settle(), settle()
    number = numbered("https://payer.example.org/members", unique("mb"))
    mine, theirs = agency.admit(identifier=[number]), other.admit()
    post(agency.http, agency.encounter(mine, agency.hire(CERTIFIED), *lasting(4)))
    post(other.http, other.encounter(theirs, other.hire(CERTIFIED), *lasting(5)))
    assert (rendered(agency, mine), rendered(other, theirs)) == ((4, 4), (5, 5))
    put(other.http, patient(theirs, identifier=[number]))
    assert rendered(agency, mine) == rendered(other, theirs) == (9, 9)


def test_two_numbers_of_one_person_join_three_ledgers(settle):
    """Whoever bears two member numbers joins those who bear either, in whichever order the numbers come."""
    for _ in range(4):  # the order of the numbers' hashes is chance
        one, two, both = settle(), settle(), settle()
        numbers = [numbered("https://payer.example.org/members", unique("mb")) for _ in "12"]
        first = one.admit(identifier=numbers[:1])
        third = both.admit(identifier=numbers)
        second = two.admit(identifier=numbers[1:])
        for agency, member in ((one, first), (two, second), (both, third)):
            post(agency.http, agency.encounter(member, agency.hire(CERTIFIED), *lasting(2)))
        assert rendered(one, first) == rendered(two, second) == rendered(both, third) == (6, 6)


def test_a_coverage_says_who_the_member_is(settle):
    """The subscriber's number under one payer is one member, also when Patient and Coverage come in one Bundle."""
    payer, agency, other = settle(Role.PAYER), settle(), settle()
    number, mine, theirs = unique("sub"), unique("member"), unique("member")
    for where, member in ((agency, mine), (other, theirs)):
        sent = bundle(
            "transaction",
            entry("PUT", f"Coverage/{member}", coverage(member, member, payer.id, subscriberId=number)),
            entry("PUT", f"Patient/{member}", patient(member)),
        )
        assert where.http.post("", json=sent).status_code == 200
        put_all(where.http, *where.file(member, payer.id)[1:])
        assert post(where.http, where.encounter(member, where.hire(CERTIFIED), *lasting(3))).status_code == 201
    assert rendered(agency, mine) == rendered(other, theirs) == (6, 6)


def test_a_bundle_that_joins_ledgers_counts_by_the_joined_one(settle):
    """A Bundle brings the number that makes two members one, and an encounter: it is judged by the units of both."""
    payer, agency, other = settle(Role.PAYER), settle(), settle()
    number, mine, theirs = unique("sub"), agency.admit(), other.admit()
    put(agency.http, coverage(mine, mine, payer.id, subscriberId=number))
    post(agency.http, agency.encounter(mine, agency.hire(CERTIFIED), *lasting(8)))
    peer = other.hire(CERTIFIED)
    post(other.http, other.encounter(theirs, peer, *lasting(1)))
    sent = bundle(
        "transaction",
        entry("POST", "Encounter", other.encounter(theirs, peer, *lasting(2))),
        entry("PUT", f"Coverage/{theirs}", coverage(theirs, theirs, payer.id, subscriberId=number)),
    )
    answer = other.http.post("", json=sent)
    assert answer.status_code == 200
    assert "11 of 10 units" in answer.text
    assert rendered(agency, mine) == rendered(other, theirs) == (11, 11)


def test_a_number_of_nobody_here_names_nobody(settle):
    """A Coverage whose beneficiary is no Patient of this server is kept, and makes nobody a member."""
    payer = settle(Role.PAYER)
    for who in ({"reference": "https://elsewhere.example.org/fhir/Patient/1"}, {"display": "somebody"}):
        said = coverage(unique("c"), "x", payer.id, subscriberId=unique("sub"), beneficiary=who)
        put(payer.http, said)


def test_a_new_patient_of_a_known_member_waits_for_its_lock(pair, settle):
    """A Bundle that makes a Patient of a known member and counts for it, and a contact of that member, at once."""
    agency, other = settle(at=pair), settle(at=pair)
    peer, their_peer = agency.hire(CERTIFIED), other.hire(CERTIFIED)
    for _ in range(25):
        number = numbered("https://payer.example.org/members", unique("mb"))
        mine, theirs = agency.admit(identifier=[number]), unique("member")
        brought = other.member(theirs, identifier=[number])
        sent = bundle(
            "transaction",
            *(entry("PUT", f"{one['resourceType']}/{theirs}", one) for one in brought),
            entry("POST", "Encounter", other.encounter(theirs, their_peer, *lasting(6, hour=14))),
        )
        asks = [
            Ask("POST", "/fhir", json.dumps(sent).encode(), {"authorization": f"Bearer {other.token}"}),
            Ask("POST", "/fhir/Encounter", json.dumps(agency.encounter(mine, peer, *lasting(6))).encode(),
                {"authorization": f"Bearer {agency.token}", "prefer": "return=OperationOutcome"}),
        ]  # fmt: skip
        ((many, one),) = together(pair.base, None, asks)
        assert (many.status, one.status) == (200, 201)
        assert sorted(b"12 of 10 units" in answer.body for answer in (many, one)) == [False, True]
        assert rendered(agency, mine) == (12, 12)
