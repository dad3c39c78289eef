"""Who waits for whom: members, then rendering peers, in one order; what names a lock is read again under it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from peerfhir.fhir.searching import parameters
from peerfhir.store.database import Transaction, transact
from peerfhir.store.facts import Facts, Near, Wanted, read
from peerfhir.store.writing import AttendanceRow, Writing, write
from tests.store.kept import NOW, Kept, at, ref
from tests.store.test_facts import until_one_waits

CONTACT = (at(10), at(11))
DAY = (at(0), at(0, day=10))


@pytest.fixture
async def kept(pool):
    """Three members, and two peers with a role each; a second role of the first."""
    store = Kept(pool)
    for id_, member in (("one", 1), ("two", 2), ("three", 3)):
        await store.patient(id_, member)
    for id_ in ("ann", "bob"):
        await store.peer(id_)
    await store.keep({"resourceType": "PractitionerRole", "id": "ann-2", "practitioner": ref("Practitioner/ann")})
    return store


def contact(patient: str, *roles: str, **more) -> Wanted:
    """What a contact of a Patient with these roles locks and reads."""
    peers = tuple(("PractitionerRole", role) for role in roles)
    near = Near(("Patient", patient), peers, *CONTACT, *DAY)
    return Wanted(1, rested_on={("Patient", patient), *peers}, counted=True, near=[near], **more)


def billing(*encounters: str) -> Wanted:
    """What a claim for these encounters locks."""
    return Wanted(1, rested_on={("Encounter", id_) for id_ in encounters}, counted=True)


@asynccontextmanager
async def holding(kept: Kept, wanted: Wanted) -> AsyncIterator[Transaction]:
    """A transaction that has read its facts and holds its locks."""
    async with kept.pool.acquire() as connection:
        await connection.execute("BEGIN")
        transaction = Transaction(connection)
        await read(transaction, wanted)
        yield transaction
        await connection.execute("COMMIT")


async def waits(kept: Kept, first: Wanted, second: Wanted) -> bool:
    """Whether the second has to wait for the first."""
    async with holding(kept, first):
        task = asyncio.create_task(kept.read(second))
        waiting = asyncio.create_task(until_one_waits(kept.pool))
        done, _ = await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        waited = task not in done
    await task
    return waited


@pytest.mark.parametrize(
    ("first", "second", "waited"),
    [
        (contact("one", "ann"), contact("two", "ann"), True),
        (contact("one", "ann"), contact("two", "ann-2"), True),  # another role of the same person
        (contact("one", "ann"), contact("two", "bob"), False),
        (contact("one", "ann"), contact("one", "bob"), True),  # the member
        (contact("one", "ann", "bob"), contact("two", "bob"), True),
        (contact("one", "ann"), Wanted(1, rested_on={("PractitionerRole", "ann")}), False),
        (contact("one", "ann"), Wanted(1, rested_on={("Practitioner", "ann")}, counted=True), True),
        (contact("one", "ann", locks={5}), contact("two", "bob", locks={5}), True),
        (contact("one", "ann", locks={5}), contact("two", "bob", locks={6}), False),
    ],
)
async def test_a_peer_is_locked_by_whoever_counts_for_it(kept, first, second, waited):
    """One contact of a peer at a time is judged, whoever the member; others go on."""
    assert await waits(kept, first, second) is waited


async def test_a_claim_locks_the_peers_of_its_encounters(kept):
    """What an encounter names is locked with it; a claim for another peer's encounter goes on."""
    await kept.contact("a", "one", "ann", *CONTACT)
    await kept.contact("b", "two", "bob", *CONTACT)
    assert await waits(kept, billing("a"), contact("three", "ann-2"))
    assert not await waits(kept, billing("b"), contact("three", "ann"))


async def test_after_the_wait_the_other_contact_is_seen(kept):
    """Two contacts of one peer at one time, at once: the first finds nobody, the second the first (X-17)."""
    pk = await kept.contact("e", "one", "bob", at(20), at(21))
    async with holding(kept, contact("one", "ann")) as first:
        task = asyncio.create_task(kept.read(contact("two", "ann")))
        await until_one_waits(kept.pool)
        row = AttendanceRow(pk, kept.pks["Practitioner", "ann"], *CONTACT, grouped=False, session=None)
        await write(first, Writing(1, 1, NOW, attendance=[row]))
    ((found,),) = (await task).attended
    assert (found.fid, found.root) == ("e", 1)


async def moved(kept: Kept, connection: asyncpg.Connection) -> None:
    """The role that only an encounter names becomes another person's."""
    await connection.execute(
        "UPDATE index_reference SET target = $1 WHERE pk = $2 AND param = $3",
        kept.pks["Practitioner", "bob"],
        kept.pks["PractitionerRole", "ann"],
        parameters("PractitionerRole")["practitioner"].id,
    )


async def test_a_role_that_changes_hands_meanwhile_is_read_again(kept):
    """While the lock of an encounter's peer is waited for, its role becomes another's: that one is locked instead."""
    await kept.contact("a", "one", "ann", *CONTACT)
    ran = []

    async def story(transaction: Transaction) -> Facts:
        ran.append(1)
        return await read(transaction, billing("a"))

    async with holding(kept, contact("two", "ann-2")) as first:
        task = asyncio.create_task(transact(kept.pool, story))
        await until_one_waits(kept.pool)
        await moved(kept, first.connection)
    await task
    assert len(ran) == 2
    async with holding(kept, billing("a")):
        assert await waits_for_nobody(kept, contact("two", "ann-2"))
        assert not await waits_for_nobody(kept, contact("three", "bob"))


async def waits_for_nobody(kept: Kept, wanted: Wanted) -> bool:
    """Whether these facts can be had at once."""

    async def story(transaction: Transaction) -> bool:
        await transaction.connection.execute("SET LOCAL lock_timeout = 300")
        await read(transaction, wanted)
        return True

    try:
        return await transact(kept.pool, story)
    except asyncpg.LockNotAvailableError:
        return False


async def test_locks_that_cross_are_taken_in_one_order(kept):
    """Members and peers named in every order at once, many times: everyone is served, nobody is a deadlock's victim."""
    people = [contact(patient, *roles) for patient in ("one", "two", "three") for roles in (("ann", "bob"), ("bob",))]
    pairs = [
        Wanted(1, rested_on={*a.rested_on, *b.rested_on}, counted=True) for a in people for b in people if a is not b
    ]
    before = await kept.pool.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")

    async def served(wanted: Wanted) -> None:
        async def story(transaction: Transaction) -> None:
            await read(transaction, wanted)
            await asyncio.sleep(0.002)

        await transact(kept.pool, story)

    async with asyncio.timeout(60):
        await asyncio.gather(*map(served, pairs * 4))
    after = await kept.pool.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert after == before
