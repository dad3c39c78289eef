"""What approvals change in a roster, and what is read of standing resources, by whom and as of when."""

from datetime import date, timedelta

import pytest

from peerfhir.store.on_file import OnFile, on_file
from peerfhir.store.roster import Rank, Span, roster, standing
from peerfhir.store.sight import Caller, Role
from tests.store.kept import NOW, OURS, Kept, units

LATER = NOW + timedelta(days=1)
WEEK = Span("p", date(2026, 11, 8), date(2026, 11, 14), 10)
YEAR = Span("p", date(2026, 1, 1), date(2026, 12, 31), 100)
PAYER = Caller(5, Role.PAYER, "PAYER", 50, frozenset())
AGENCY = Caller(6, Role.PROVIDER, "AGENCY", 7, frozenset())
AUDITOR = Caller(8, Role.AUDITOR, "STATE", 8, frozenset())
# An earlier version of what is stored, of no Patient.
HISTORY = """
INSERT INTO resource_history
      (pk, rtype, fid, vid, xid, era, updated, method, deleted, client, owner, patient, member, digest, body)
SELECT pk, rtype, fid, $2, xid, era, $3, method, $4, client, $5, NULL, member, digest, $6
  FROM resource WHERE pk = $1"""
TYPES = ("ClaimResponse", "ServiceRequest")


@pytest.fixture
async def kept(pool):
    """Three members with a Patient each, for all of whom the payer pays."""
    store = Kept(pool)
    for number, name in enumerate(("one", "two", "three"), 1):
        await store.patient(name, number)
        await pool.execute("INSERT INTO sight VALUES (50, $1, 1)", store.pks["Patient", name])
    return store


async def approved(kept: Kept, id_: str, member: int, patient: str | None = None, **more):
    """A ServiceRequest with the extension cpo-approval; `patient`: the one Patient it belongs to."""
    said = {"resourceType": "ServiceRequest", "id": id_, "extension": [{"url": f"{OURS}cpo-approval"}]}
    await kept.keep(said | more, member=member, owner=9)
    pk, of = kept.pks["ServiceRequest", id_], kept.pks.get(("Patient", patient or ""))
    await kept.pool.execute("UPDATE resource SET patient = $2 WHERE pk = $1", pk, of)


async def page(kept: Kept, *spans: Span, raised, **more):
    """(id, share) as the roster lists them."""
    async with kept.pool.acquire() as connection:
        loads = await roster(connection, PAYER, spans, known_at=LATER, raised=raised, **({"count": 50} | more))
    return [(load.fid, load.share) for load in loads]


async def test_a_raised_cap_takes_the_place_of_the_span_s(kept):
    """By the root of the member and the number of the span; None takes the cap away, others keep theirs."""
    await kept.count(units(1, "r", 8, 11), units(2, "r", 8, 12), units(3, "r", 4, 13))
    plain = [("two", 8_000), ("one", 8_000), ("three", 4_000)]
    assert await page(kept, WEEK, YEAR, raised={}) == plain
    assert await page(kept, WEEK, YEAR, raised={4: {0: 99}}) == plain
    assert await page(kept, WEEK, YEAR, raised={2: {0: 16}}) == [("one", 8_000), ("two", 5_000), ("three", 4_000)]
    assert await page(kept, WEEK, YEAR, raised={2: {0: None}}) == [("one", 8_000), ("three", 4_000), ("two", 800)]
    assert await page(kept, YEAR, WEEK, raised={2: {0: None}, 1: {1: 20}}) == [
        ("two", 8_000), ("three", 4_000), ("one", 4_000),
    ]  # fmt: skip
    assert await page(kept, WEEK, raised={2: {0: 16}}, threshold=51) == [("one", 8_000)]
    pk = kept.pks["Patient", "one"]
    assert await page(kept, WEEK, raised={2: {0: 16}}, after=Rank(8_000, pk), count=1) == [("two", 5_000)]


async def test_a_raised_cap_is_that_of_the_whole_person(kept):
    """Of a member that was merged, the root is asked for, whichever Patient it is."""
    await kept.merge(1, 2)
    await kept.count(units(1, "r", 5, 11), units(2, "r", 3, 12))
    assert await page(kept, WEEK, raised={1: {0: 16}}) == [("two", 5_000), ("one", 5_000), ("three", 0)]
    assert await page(kept, WEEK, raised={2: {0: 16}}) == [("two", 8_000), ("one", 8_000), ("three", 0)]


async def stood(kept: Kept, caller: Caller, *spans: Span, word: bytes = b"cpo-approval", known_at=LATER):
    """(root, id) of what stands of those who have units in these spans."""
    async with kept.pool.acquire() as connection:
        rows = await standing(connection, caller, spans, TYPES, mentioning=word, known_at=known_at)
    return sorted(
        (root, name) for root, body in rows for name in ("a", "b", "c") if b'"id":"%s"' % name.encode() in body
    )


async def test_what_stands_of_those_who_used_something(kept):
    """Whoever may read it, of members in the caller's sight with units in a span; of these types, with the word."""
    await approved(kept, "a", 1)
    await approved(kept, "b", 2)
    await approved(kept, "c", 3)
    await kept.count(units(1, "r", 1, 11), units(2, "p", 1, 12, day=date(2026, 3, 1)))
    assert await stood(kept, PAYER, WEEK) == [(1, "a")]
    assert await stood(kept, PAYER, WEEK, YEAR) == [(1, "a"), (2, "b")]
    assert await stood(kept, PAYER, WEEK._replace(program="q")) == []
    assert await stood(kept, PAYER, WEEK, word=b"prior") == []
    assert await stood(kept, PAYER, WEEK, word=b"") == [(1, "a")]
    assert await stood(kept, AGENCY, YEAR) == []
    assert await stood(kept, AUDITOR, YEAR) == [(1, "a"), (2, "b")]
    await kept.merge(1, 2)
    assert await stood(kept, PAYER, WEEK) == [(1, "a"), (1, "b")]


async def test_who_sees_what_is_on_file(kept):
    """Everything is told; it is seen by its owner, by those who see its Patient, and by those who see all."""
    await approved(kept, "a", 1, "one")
    await approved(kept, "b", 1, "two")
    await kept.pool.execute("DELETE FROM sight WHERE patient = $1", kept.pks["Patient", "two"])
    await kept.pool.execute("UPDATE resource SET owner = 7 WHERE fid = 'b'")

    async def seen(caller, *members):
        async with kept.pool.acquire() as connection:
            return {
                n: [one.seen for one in found]
                for n, found in (await on_file(connection, caller, members, TYPES)).items()
            }

    assert await seen(PAYER, 1, 2) == {1: [True, False], 2: []}
    assert await seen(AGENCY, 1) == {1: [False, True]}
    assert await seen(AUDITOR, 1) == {1: [True, True]}
    await kept.merge(1, 2)
    assert await seen(PAYER, 2) == {2: [True, False]}


async def test_a_version_on_file_is_that_of_an_instant(kept):
    """The one current then, seen by what it said then; none before it came, nor while it was or is deleted."""
    await approved(kept, "a", 1, "one", note=[{"text": "second"}])
    pk, hour = kept.pks["ServiceRequest", "a"], timedelta(hours=1)
    await kept.pool.execute("UPDATE resource SET vid = 3, updated = $2 WHERE pk = $1", pk, NOW + 2 * hour)
    for vid, deleted, body, owner in ((1, False, b"first", 7), (2, True, b"", 7)):
        await kept.pool.execute(HISTORY, pk, vid, NOW + (vid - 1) * hour, deleted, owner, body)

    async def told(caller, known_at):
        async with kept.pool.acquire() as connection:
            return (await on_file(connection, caller, [1], TYPES, known_at))[1]

    assert await told(PAYER, NOW - hour) == []
    assert await told(PAYER, NOW) == [OnFile(b"first", seen=False)]
    assert await told(AGENCY, NOW) == [OnFile(b"first", seen=True)]
    assert await told(PAYER, NOW + hour) == []
    (now,) = await told(PAYER, None)
    assert (b"second" in now.body, now.seen) == (True, True)
    assert await told(PAYER, NOW + 2 * hour) == [now]
    assert [one.seen for one in await told(AGENCY, None)] == [False]
    await kept.count(units(1, "r", 1, 11))
    async with kept.pool.acquire() as connection:
        for at, found in ((NOW, 1), (NOW + hour, 0), (NOW + 2 * hour, 1)):
            rows = await standing(connection, PAYER, [WEEK], TYPES, mentioning=b"", known_at=at)
            assert len(rows) == found
    await kept.pool.execute("UPDATE resource SET deleted = true WHERE pk = $1", pk)
    assert (await told(PAYER, NOW), await told(PAYER, None)) == ([], [])
