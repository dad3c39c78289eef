"""Writers that want the same things at once: each gets its answer, none a 5xx, and what is kept is whole."""

import json
from random import Random

import pytest

from peerfhir.store.sight import Role
from tests.people import CERTIFIED, basic, bundle, entry, numbered, patient, post, put, put_all, ref, unique, usage
from tests.wire import Ask, together

SYSTEM = "https://payer.example.org/members"


@pytest.fixture
def agency(pair, settle):
    """Who may join members, at a server of two workers."""
    return settle(Role.ADMIN, at=pair)


def sent(agency, *rounds):
    """The answers of each round."""
    return together(agency.server.base, agency.token, *rounds)


def test_bundles_that_write_the_same_in_turn_all_succeed(agency):
    """PUTs of the same resources in every order at once: 16 versions of each, no deadlock (hapi-fhir #1819)."""
    ids = [unique("b") for _ in range(6)]
    chance = Random(7)  # noqa: S311 - chance that can be repeated
    asks = []
    for n in range(16):
        order = chance.sample(ids, len(ids))
        entries = [entry("PUT", f"Basic/{i}", basic(id=i, code={"text": f"{n}"})) for i in order]
        asks.append(Ask("POST", "/fhir", json.dumps(bundle("transaction", *entries)).encode()))
    (answers,) = sent(agency, asks)
    assert {answer.status for answer in answers} == {200}
    said = [agency.http.get(f"/Basic/{i}").json() for i in ids]
    assert {one["meta"]["versionId"] for one in said} == {"16"}
    assert len({one["code"]["text"] for one in said}) == 1  # the last Bundle won everywhere


def test_bundles_that_refer_to_what_others_write_all_succeed(agency):
    """References and writes that cross each other: locks are taken in one order, shared and exclusive alike."""
    one, other = unique("b"), unique("b")
    for id_ in (one, other):
        put(agency.http, basic(id=id_))
    asks = [
        Ask("PUT", f"/fhir/Basic/{a}", json.dumps(basic(id=a, subject=ref(f"Basic/{b}"))).encode())
        for a, b in ((one, other), (other, one)) * 8
    ]
    (answers,) = sent(agency, asks)
    assert {answer.status for answer in answers} == {200}


def test_members_that_become_one_at_once_are_one(agency):
    """Patients posted at once, each with two of four member numbers: all are kept, and all share one ledger."""
    peer = agency.hire(CERTIFIED)
    for _ in range(4):
        numbers = [numbered(SYSTEM, unique("mb")) for _ in range(4)]
        pairs = [(n % 4, (n + 1 + n // 4 % 3) % 4) for n in range(12)]
        ids = [unique("m") for _ in pairs]
        asks = [
            Ask("PUT", f"/fhir/Patient/{i}", json.dumps(patient(i, identifier=[numbers[a], numbers[b]])).encode())
            for i, (a, b) in zip(ids, pairs, strict=True)
        ]
        (answers,) = sent(agency, asks)
        assert {answer.status for answer in answers} == {201}
        put_all(agency.http, *agency.file(ids[0]))
        said = agency.encounter(ids[0], peer, "2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
        assert post(agency.http, said).status_code == 201
        assert {usage(agency.http, i, "2026-11-09")[0]["rendered"] for i in ids} == {4}


def test_counting_and_becoming_one_at_once_loses_no_unit(agency):
    """Contacts of two Patients while a third posting makes them one member: every unit is in the one ledger."""
    peer = agency.hire(CERTIFIED)
    for _ in range(6):
        first, second = numbered(SYSTEM, unique("mb")), numbered(SYSTEM, unique("mb"))
        one, two, both = agency.admit(identifier=[first]), agency.admit(identifier=[second]), unique("m")
        joining = json.dumps(patient(both, identifier=[first, second])).encode()
        asks = [
            Ask(
                "POST",
                "/fhir/Encounter",
                json.dumps(
                    agency.encounter((one, two)[n % 2], peer, "2026-11-09T10:00:00-07:00", "2026-11-09T10:15:00-07:00")
                ).encode(),
            )
            for n in range(14)
        ]
        asks.insert(7, Ask("PUT", f"/fhir/Patient/{both}", joining))
        (answers,) = sent(agency, asks)
        assert {answer.status for answer in answers} == {201}
        assert [usage(agency.http, m, "2026-11-09")[0]["rendered"] for m in (one, two, both)] == [14, 14, 14]
        after = agency.encounter(one, peer, "2026-11-09T12:00:00-07:00", "2026-11-09T12:15:00-07:00")
        assert "15 of 10 units" in post(agency.http, after, prefer="return=OperationOutcome").text


def test_deletes_and_updates_at_once_are_a_sequence(agency):
    """PUT and DELETE of one resource at once: versions without a gap, the last one decides what is read."""
    id_ = unique("b")
    put(agency.http, basic(id=id_))
    asks = [
        Ask("DELETE", f"/fhir/Basic/{id_}")
        if n % 3 == 0
        else Ask("PUT", f"/fhir/Basic/{id_}", json.dumps(basic(id=id_)).encode())
        for n in range(15)
    ]
    (answers,) = sent(agency, asks)
    assert {answer.status for answer in answers} <= {200, 201, 204}
    history = agency.http.get(f"/Basic/{id_}/_history", params={"_count": "100"}).json()["entry"]
    versions = [int(e["response"]["etag"][3:-1]) for e in history]
    assert versions == list(range(len(versions), 0, -1))
    deleted = history[0]["request"]["method"] == "DELETE"
    assert agency.http.get(f"/Basic/{id_}").status_code == (410 if deleted else 200)
