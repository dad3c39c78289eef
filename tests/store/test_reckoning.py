"""The ledger is read by encounter, authorization, day and source; the roster by how much is used; rulings by source."""

from datetime import date, datetime, timedelta

import pytest

from peerfhir.policy.billing import Spent
from peerfhir.store import ledger, rulings
from peerfhir.store.ledger import BilledLine, Counted
from peerfhir.store.roster import Load, Rank, Span, roster
from peerfhir.store.rulings import Ruled
from peerfhir.store.sight import Caller, Role
from peerfhir.store.writing import RulingRow, Writing
from tests.store.kept import DAY, NOW, Kept, units

CLAIM, OTHER, VISIT = 900, 901, 800
APPROVAL = "ClaimResponse/a"
TUESDAY = DAY + timedelta(1)
LATER = NOW + timedelta(days=1)


@pytest.fixture
async def kept(pool):
    """Two members, with a Patient each."""
    store = Kept(pool)
    await store.patient("one", 1)
    await store.patient("two", 2)
    return store


def billed(number: int, source: int = CLAIM, **more):
    """Units of a claim for the visit."""
    return units(1, "c", number, source, **{"encounter": VISIT, **more})


async def test_units_of_encounters_are_those_paid_or_pended(kept):
    """Over all claims, what was taken back left out; of an encounter that nobody claimed, none."""
    await kept.count(
        units(1, "r", 4, VISIT),
        billed(4),
        units(1, "p", 3, CLAIM, encounter=VISIT, paid_by="weekly"),
        units(1, "h", 1, CLAIM, encounter=VISIT),
        units(1, "p", 2, OTHER, encounter=VISIT, paid_by=APPROVAL),
        units(1, "p", -2, OTHER, encounter=VISIT, paid_by=APPROVAL, version=2, reverses=1),
        units(1, "p", 7, OTHER, encounter=801),
    )
    async with kept.pool.acquire() as connection:
        assert await ledger.claimed(connection, [VISIT, 802]) == {VISIT: 4, 802: 0}
        assert await ledger.claimed(connection, []) == {}


async def test_an_authorization_is_used_by_what_it_paid_or_holds(kept):
    """Whoever the member and whenever the day; limits are no authorizations."""
    await kept.count(
        units(1, "p", 3, CLAIM, paid_by=APPROVAL),
        units(2, "p", 5, OTHER, paid_by=APPROVAL, day=date(2020, 1, 1)),
        units(1, "h", 2, CLAIM, paid_by=APPROVAL, line=2),
        units(1, "c", 99, CLAIM, paid_by=APPROVAL),
        units(2, "p", -1, OTHER, paid_by=APPROVAL, day=date(2020, 1, 1), version=2, reverses=1),
        units(1, "p", 4, CLAIM, paid_by="weekly", line=3),
        units(1, "p", 4, CLAIM, paid_by="ServiceRequest/b", line=4),
    )
    async with kept.pool.acquire() as connection:
        told = await ledger.used(connection, [APPROVAL, "ServiceRequest/b", "ServiceRequest/none", "weekly"])
    assert told == {APPROVAL: 9, "ServiceRequest/b": 4, "ServiceRequest/none": 0, "weekly": 0}


async def test_lines_that_stand_claimed_on_a_day_are_told(kept):
    """By claim, line, day and encounter; what a void took back is gone, what a version counted names that version."""
    await kept.count(
        billed(4),
        billed(2, line=2, day=TUESDAY),
        billed(5, OTHER),
        billed(-5, OTHER, version=2, reverses=1),
        billed(3, OTHER, version=2, line=3),
        units(1, "p", 4, CLAIM, encounter=VISIT),
        units(1, "c", 4, 902, program="q"),
        units(2, "c", 6, 903, encounter=801),
        billed(1, 904, day=DAY - timedelta(1)),
    )
    first, second, third = (
        BilledLine(CLAIM, 1, 1, "p", DAY, VISIT, 4),
        BilledLine(CLAIM, 1, 2, "p", TUESDAY, VISIT, 2),
        BilledLine(OTHER, 2, 3, "p", DAY, VISIT, 3),
    )
    async with kept.pool.acquire() as connection:
        assert await ledger.billed(connection, 1, [("p", DAY, DAY)]) == [first, third]
        both = [("p", DAY, TUESDAY), ("p", DAY, DAY), ("p", TUESDAY, TUESDAY)]
        assert await ledger.billed(connection, 1, both) == [first, second, third]
        assert await ledger.billed(connection, 1, []) == []
        await kept.merge(2, 1)
        merged = await ledger.billed(connection, 1, [("p", DAY, DAY)])
        assert merged == [first, third, BilledLine(903, 1, 1, "p", DAY, 801, 6)]


async def test_all_sources_are_counted_again_in_batches(kept):
    """Ascending, each once, with what stands of it; one that was taken back wholly has nothing."""
    await kept.count(
        units(1, "r", 4, 11), units(1, "r", -4, 11, version=2, reverses=1), units(1, "r", 3, 11, version=2),
        units(1, "r", 2, 12), units(1, "r", -2, 12, version=2, reverses=1),
        units(2, "c", 2, 13), units(2, "p", 1, 13, paid_by="weekly"),
    )  # fmt: skip
    found: dict[int, list[Counted]] = {}
    after, batches = 0, 0
    async with kept.pool.acquire() as connection:
        while batch := await ledger.recount(connection, after, 2):
            assert list(batch) == sorted(batch)
            assert not batch.keys() & found.keys()
            found, after, batches = found | batch, max(batch), batches + 1
    assert batches == 2
    told = {source: [(c.member, c.kind, c.units, c.paid_by) for c in kept] for source, kept in found.items()}
    assert told == {11: [(1, "r", 3, "")], 12: [], 13: [(2, "c", 2, ""), (2, "p", 1, "weekly")]}


PAYER = Caller(5, Role.PAYER, "PAYER", 50, frozenset())
WEEK = Span("p", date(2026, 11, 8), date(2026, 11, 14), 10)
YEAR = Span("p", date(2026, 1, 1), date(2026, 12, 31), 100)


async def paid_for(kept: Kept, *patients: str) -> None:
    """The payer pays for these Patients."""
    await kept.write(Writing(1, 1, NOW, sight=[("PAYER", kept.pks["Patient", id_], 1) for id_ in patients]))
    await kept.pool.execute("UPDATE sight SET party = 50")


async def page(kept: Kept, *spans: Span, caller: Caller = PAYER, count: int = 50, known_at: datetime = LATER, **more):
    """Patients and their shares, as the roster lists them."""
    async with kept.pool.acquire() as connection:
        return await roster(connection, caller, spans, count=count, known_at=known_at, **more)


def listed(loads: list[Load]) -> list[tuple[str, int]]:
    """Ids and shares."""
    return [(load.fid, load.share) for load in loads]


async def test_the_roster_lists_the_most_used_first(kept):
    """The greatest share of any limit counts: rendered, or paid and pended, whichever is more."""
    for number in range(3, 7):
        await kept.patient(f"p{number}", number)
    await paid_for(kept, "one", "two", "p3", "p4", "p5", "p6")
    await kept.count(
        units(1, "r", 8, 11),  # 80 % of the week
        units(2, "r", 2, 12), units(2, "p", 6, 13), units(2, "h", 3, 14),  # 90 % of it
        units(3, "r", 95, 15, day=date(2026, 3, 1)),  # 95 % of the year
        units(4, "c", 50, 16),  # claimed only
        units(5, "r", 11, 17),  # over
    )  # fmt: skip
    everybody = await page(kept, WEEK, YEAR)
    assert listed(everybody) == [
        ("p5", 11_000), ("p3", 9_500), ("two", 9_000), ("one", 8_000), ("p6", 0), ("p4", 0),
    ]  # fmt: skip
    two = everybody[2]
    assert (two.patient, two.member) == (kept.pks["Patient", "two"], 2)
    assert two.spent == (Spent(2, 0, 6, 3), Spent(2, 0, 6, 3))
    assert listed(await page(kept, WEEK)) [2:3] == [("one", 8_000)]  # fmt: skip


@pytest.mark.parametrize(("used", "there"), [(79, False), (80, True), (81, True)])
async def test_the_threshold_is_reached_or_not(kept, used, there):
    """80 of 100 units are 80 percent; 79 are not."""
    await paid_for(kept, "one", "two")
    await kept.count(units(1, "r", used, 11, day=date(2026, 3, 1)))
    assert ("one" in [fid for fid, _ in listed(await page(kept, WEEK, YEAR, threshold=80))]) is there


async def test_pages_of_the_roster_list_everyone_once(kept):
    """Page by page, whatever the size, in the order of the whole, ties too; what comes meanwhile shifts nothing."""
    for number in range(3, 12):
        await kept.patient(f"p{number}", number)
    ids = ["one", "two", *(f"p{number}" for number in range(3, 12))]
    await paid_for(kept, *ids)
    await kept.count(*(units(n, "r", n // 3, 20 + n) for n in range(1, 12)))
    whole = listed(await page(kept, WEEK, known_at=NOW))
    assert len(whole) == 11
    for size in (1, 2, 5, 11):
        found, after = [], None
        while loads := await page(kept, WEEK, count=size, after=after, known_at=NOW):
            assert len(loads) <= size
            found += listed(loads)
            after = Rank(loads[-1].share, loads[-1].patient)
            late = Writing(1, 1, LATER, entries=[units(1, "r", 1, 1000 + 100 * size + len(found))])
            await kept.write(late)
        assert found == whole


async def test_the_roster_lists_whom_the_caller_sees(kept):
    """A payer its members, an agency its own Patients too, an auditor all; nobody a deleted one."""
    await kept.keep({"resourceType": "Patient", "id": "theirs"}, member=3, owner=7)
    await paid_for(kept, "one")
    agency = Caller(6, Role.PROVIDER, "AGENCY", 7, frozenset())
    auditor = Caller(8, Role.AUDITOR, "STATE", 8, frozenset())
    stranger = Caller(9, Role.PAYER, "OTHER", 99, frozenset())

    async def seen(caller):
        return {fid for fid, _ in listed(await page(kept, WEEK, caller=caller))}

    assert [await seen(caller) for caller in (PAYER, agency, auditor, stranger)] == [
        {"one"}, {"theirs"}, {"one", "two", "theirs"}, set(),
    ]  # fmt: skip
    await kept.pool.execute("UPDATE resource SET deleted = true WHERE fid IN ('one', 'theirs')")
    assert [await seen(caller) for caller in (PAYER, agency, auditor)] == [set(), set(), {"two"}]


async def test_a_person_is_listed_once_for_each_patient_seen(kept):
    """Patients of one person share what is used; each is listed once, also when several Coverages are paid."""
    await kept.merge(1, 2)
    await paid_for(kept, "one", "two")
    await kept.pool.execute("INSERT INTO sight SELECT party, patient, 2 FROM sight")
    await kept.count(units(1, "r", 2, 11), units(2, "r", 3, 12))
    assert sorted(listed(await page(kept, WEEK))) == [("one", 5_000), ("two", 5_000)]


async def test_spans_without_a_cap_do_not_rank(kept):
    """Units of an unlimited span are told, and count for nothing; where none is allowed, one is too much."""
    await paid_for(kept, "one")
    await kept.count(units(1, "r", 2, 11))
    (load,) = await page(kept, WEEK._replace(allowed=None))
    assert (load.share, load.spent) == (0, (Spent(rendered=2),))
    (load,) = await page(kept, WEEK._replace(allowed=0), threshold=100)
    assert load.share == 20_000


async def ruled(kept: Kept, *rows: RulingRow) -> None:
    """Rulings are written."""
    await kept.write(Writing(1, 1, NOW, rulings=list(rows)))


async def test_rulings_are_read_by_source_and_version(kept):
    """Newest first, bounded, from a version downwards; of versions that were ruled about, and no others."""
    await ruled(kept, *(RulingRow(11, version, "e", "p", b"pack", b'{"n":%d}' % version) for version in (1, 2, 4)))
    await ruled(kept, RulingRow(12, 1, "c", "", b"", b"{}"))
    async with kept.pool.acquire() as connection:
        newest = await rulings.newest(connection, 11)
        assert newest == Ruled(11, 4, "e", NOW, "p", b"pack", b'{"n":4}')
        assert [one.version for one in await rulings.of_source(connection, 11, limit=2)] == [4, 2]
        assert [one.version for one in await rulings.of_source(connection, 11, limit=5, below=4)] == [2, 1]
        found = await rulings.of_versions(connection, [(11, 2), (11, 3), (12, 1)])
        assert {key: one.body for key, one in found.items()} == {(11, 2): b'{"n":2}', (12, 1): b"{}"}
        assert await rulings.newest(connection, 13) is None


async def test_a_claim_is_adjudicated_when_it_was_ruled_about_as_one(kept):
    """Rulings about an encounter or a decision adjudicate nothing."""
    await ruled(kept, RulingRow(11, 1, "e", "p", b"", b"{}"), RulingRow(12, 1, "c", "p", b"", b"{}"))
    await ruled(kept, RulingRow(13, 2, "d", "p", b"", b"{}"))
    async with kept.pool.acquire() as connection:
        assert [await rulings.adjudicated(connection, source) for source in (11, 12, 13)] == [False, True, False]


async def test_rulings_outlive_their_source(kept):
    """They are records: what forgets a version of a source keeps what was ruled about it."""
    await kept.keep({"resourceType": "Basic", "id": "b"})
    pk = kept.pks["Basic", "b"]
    await ruled(kept, RulingRow(pk, 1, "e", "p", b"", b"{}"))
    await kept.keep({"resourceType": "Basic", "id": "b"})
    async with kept.pool.acquire() as connection:
        assert await rulings.newest(connection, pk) is not None
