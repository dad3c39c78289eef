"""What a claim leaves behind, and claims that want the same at once: entries of the ledger, one answer, no 5xx."""

import asyncio
import json
from collections import Counter

import asyncpg
import pytest

from tests.people import CERTIFIED, decided, kept, line, post, submit, taken_back, usage
from tests.wire import Ask, together

DAY = "2026-11-09"
HEADERS = {"content-type": "application/fhir+json"}


@pytest.fixture
def agency(pair, settle):
    """An agency at a server of two workers."""
    return settle(at=pair)


def entries(agency, claim_id):
    """The ledger entries of a claim: kind, units, version, line, whether of an encounter, reverses, paid_by."""

    async def read():
        connection = await asyncpg.connect(agency.server.url)
        rows = await connection.fetch(
            "SELECT l.kind, l.units, l.version, l.line, l.encounter > 0, l.reverses, l.paid_by FROM ledger l"
            " JOIN resource r ON r.pk = l.source WHERE r.fid = $1 ORDER BY l.kind, l.units DESC",
            claim_id,
        )
        await connection.close()
        return [(row[0].decode() if isinstance(row[0], bytes) else row[0], *row[1:]) for row in rows]

    return asyncio.run(read())


def visit(agency, member, peer, end="11:00:00"):
    """The id of an encounter that begins at ten."""
    return kept(post(agency.http, agency.encounter(member, peer, f"{DAY}T10:00:00-07:00", f"{DAY}T{end}-07:00")))


def ask(sent):
    """A submission."""
    return Ask("POST", "/fhir/Claim/$submit", json.dumps(sent).encode())


def claim_of(answer):
    """The id of the claim that an answer is about."""
    return answer["request"]["reference"].split("/")[1]


def test_a_line_is_claimed_and_paid_by_its_limit(agency):
    """Of 12 units 10 are paid by mt-week; all 12 were claimed, of the encounter (design section 7)."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    sent = agency.claim(member, peer, line(12, DAY, visit(agency, member, peer, "13:00:00")))
    answer = submit(agency.http, sent).json()
    assert entries(agency, claim_of(answer)) == [
        ("c", 12, 1, 1, True, 0, ""),
        ("p", 10, 1, 1, True, 0, "mt-week"),
    ]


def test_a_denied_line_is_in_no_ledger(agency):
    """Wholly denied: not claimed, not paid."""
    sent = agency.claim(agency.admit(), agency.hire(), line(4, DAY))
    assert entries(agency, claim_of(submit(agency.http, sent).json())) == []


def test_a_void_adds_and_removes_nothing(agency):
    """Append-only: each entry of the original stands, beside it its reversal, which names the version it takes back."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    sent = agency.claim(member, peer, line(4, DAY))
    original = claim_of(submit(agency.http, sent).json())
    void = submit(agency.http, agency.again("8", original, sent)).json()
    assert entries(agency, original) == [
        ("c", 4, 1, 1, False, 0, ""),
        ("c", -4, 1, 1, False, 1, ""),
        ("p", 4, 1, 1, False, 0, "mt-week"),
        ("p", -4, 1, 1, False, 1, "mt-week"),
    ]
    assert entries(agency, claim_of(void)) == []


def test_the_same_claim_at_once_is_one(agency):
    """Sixteen of the same claim: each is answered 200 with the same bytes, one claim is stored, 4 units are paid."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    sent = agency.claim(member, peer, line(4, DAY, visit(agency, member, peer)))
    (answers,) = together(agency.server.base, agency.token, [ask(sent)] * 16)
    assert Counter(answer.status for answer in answers) == {200: 16}
    assert len({answer.body for answer in answers}) == 1
    assert usage(agency.http, member, DAY)[0]["paid"] == 4


def test_two_contents_of_one_identifier_at_once_are_one_and_conflicts(agency):
    """One of them is adjudicated, the other is 409 every time."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    sent = agency.claim(member, peer, line(2, DAY))
    pair_ = [ask(sent), ask(sent | {"created": "2026-11-15"})] * 8
    (answers,) = together(agency.server.base, agency.token, pair_)
    assert Counter(answer.status for answer in answers) == {200: 8, 409: 8}
    assert usage(agency.http, member, DAY)[0]["paid"] == 2


def test_voids_at_once_take_back_once(agency):
    """Eight voids of one claim: one takes it back, the others find nothing (16/N152); no unit goes below zero."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    sent = agency.claim(member, peer, line(4, DAY))
    original = claim_of(submit(agency.http, sent).json())
    (answers,) = together(agency.server.base, agency.token, [ask(agency.again("8", original, sent)) for _ in range(8)])
    assert {answer.status for answer in answers} == {200}
    assert Counter(taken_back(answer.json()) for answer in answers) == {True: 1, False: 7}
    assert usage(agency.http, member, DAY)[0]["paid"] == 0


def test_a_stored_claim_is_changed_or_adjudicated(agency):
    """A PUT and a submission of the same stored claim at once: what is adjudicated is what is stored, and no 5xx."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    for _ in range(6):
        sent = agency.claim(member, peer, line(1, DAY))
        stored = kept(post(agency.http, sent))
        changed = sent | {"id": stored, "created": "2026-11-15"}
        asks = [ask(sent), Ask("PUT", f"/fhir/Claim/{stored}", json.dumps(changed).encode())]
        (answers,) = together(agency.server.base, agency.token, asks)
        assert [answer.status for answer in answers] in ([200, 409], [409, 200])
        version = agency.http.get(f"/Claim/{stored}").json()["meta"]["versionId"]
        answered = agency.http.get("/ClaimResponse", params={"request": f"Claim/{stored}", "_total": "accurate"})
        assert (version, answered.json()["total"]) == (("1", 1) if answers[0].status == 200 else ("2", 0))


def test_a_decision_and_a_void_at_once(agency):
    """Whoever comes first: the void is not final (N779) before the decision, and takes all of it back after."""
    for _ in range(4):
        member, peer = agency.admit(birthDate="2006-12-01"), agency.hire(CERTIFIED)
        sent = agency.claim(member, peer, line(12, DAY))
        answer = submit(agency.http, sent).json()
        decision = {"resourceType": "Parameters", "parameter": [{"name": "decision", "valueCode": "approve"}]}
        path = f"/fhir/ClaimResponse/{answer['id']}/$decide"
        payer, provider = ({"authorization": f"Bearer {one}"} for one in (agency.payer.token, agency.token))
        void = json.dumps(agency.again("8", claim_of(answer), sent)).encode()
        asks = [
            Ask("POST", path, json.dumps(decision).encode(), payer),
            Ask("POST", "/fhir/Claim/$submit", void, provider),
        ]
        (answers,) = together(agency.server.base, None, asks)
        assert [one.status for one in answers] == [200, 200]
        (told,) = decided(answers[1].json())
        left = 0 if taken_back(answers[1].json()) else 12
        assert usage(agency.http, member, DAY)[0]["paid"] == left
        assert [one.rarcs for one in told.denied] == ([] if left == 0 else [("N779",)])


def deadlocks(url):
    """How often PostgreSQL ended a deadlock of this database; its connections are ended, for then they tell."""
    others = "FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()"

    async def read():
        connection = await asyncpg.connect(url)
        name = await connection.fetchval("SELECT current_database()")
        await connection.fetch(f"SELECT pg_terminate_backend(pid, 10000) {others}", name)
        found = await connection.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = $1", name)
        await connection.close()
        return found

    return asyncio.run(read())


def test_decisions_and_voids_at_once_take_their_locks_in_one_order(start, settle):
    """Four decisions and four voids of one pended claim: one decides, one void at most takes back, and no deadlock."""
    agency = settle(at=start(workers=2))
    peer, rounds = agency.hire(CERTIFIED), []
    decision = {"resourceType": "Parameters", "parameter": [{"name": "decision", "valueCode": "approve"}]}
    payer, provider = ({"authorization": f"Bearer {one}"} for one in (agency.payer.token, agency.token))
    members = [agency.admit(birthDate="2006-12-01") for _ in range(8)]
    for member in members:
        sent = agency.claim(member, peer, line(12, DAY))
        answer = submit(agency.http, sent).json()
        decide = Ask("POST", f"/fhir/ClaimResponse/{answer['id']}/$decide", json.dumps(decision).encode(), payer)
        voids = [ask(agency.again("8", claim_of(answer), sent))._replace(headers=provider) for _ in range(4)]
        rounds.append([one for void in voids for one in (decide, void)])
    for member, answers in zip(members, together(agency.server.base, None, *rounds), strict=True):
        assert Counter(one.status for one in answers[0::2]) == {200: 1, 409: 3}
        assert Counter(one.status for one in answers[1::2]) == {200: 4}
        back = sum(taken_back(one.json()) for one in answers[1::2])
        limit = usage(agency.http, member, DAY)[0]
        assert [limit[name] for name in ("claimed", "paid", "pended")] == [0 if back else 12, 0 if back else 12, 0]
        assert back <= 1
    assert deadlocks(agency.server.url) == 0


def test_an_encounter_that_changes_meanwhile_is_judged_as_it_is(agency):
    """A PUT that makes of an hour half of it, and a claim for 4 units, at once: paid 4, or denied 16/M53."""
    for _ in range(6):
        member, peer = agency.admit(), agency.hire(CERTIFIED)
        stored = agency.http.get(f"/Encounter/{visit(agency, member, peer)}").json()
        shorter = stored | {"period": stored["period"] | {"end": f"{DAY}T10:30:00-07:00"}}
        asks = [
            ask(agency.claim(member, peer, line(4, DAY, stored["id"]))),
            Ask("PUT", f"/fhir/Encounter/{stored['id']}", json.dumps(shorter).encode()),
        ]
        (answers,) = together(agency.server.base, agency.token, asks)
        assert [one.status for one in answers] == [200, 200]
        (told,) = decided(answers[0].json())
        assert (told.paid, [(one.carc, one.rarcs) for one in told.denied]) in ((4, []), (0, [("16", ("M53",))]))
        ruling = agency.http.get(f"/Claim/{claim_of(answers[0].json())}/$ruling").json()
        facts = {
            part["valueReference"]["reference"]
            for one in ruling["parameter"]
            for part in one["part"]
            if part["name"] == "facts"
        }
        assert f"Encounter/{stored['id']}/_history/{1 if told.paid else 2}" in facts


def test_a_claim_that_is_refused_leaves_nothing(agency):
    """422 after the locks were taken: no claim, no answer, no entry, and the key of the retry is free."""
    member, other, peer = agency.admit(), agency.admit(), agency.hire(CERTIFIED)
    sent = agency.claim(member, peer, line(4, DAY, visit(agency, other, peer)))
    headers = HEADERS | {"idempotency-key": "one-key"}
    assert agency.http.post("/Claim/$submit", content=json.dumps(sent), headers=headers).status_code == 422
    found = agency.http.get("/Claim", params={"patient": member, "_total": "accurate"}).json()
    assert found["total"] == 0
    sent["item"][0]["encounter"] = [{"reference": f"Encounter/{visit(agency, member, peer, '10:45:00')}"}]
    sent["item"][0]["quantity"]["value"] = 3
    assert agency.http.post("/Claim/$submit", content=json.dumps(sent), headers=headers).status_code == 200
