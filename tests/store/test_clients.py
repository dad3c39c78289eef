"""The clients in the database: added, listed, revoked, and read by a worker."""

import asyncio
from datetime import UTC, datetime

import asyncpg

from peerfhir.store import clients
from peerfhir.store.clients import Known, reader
from peerfhir.store.sight import Caller, Role

NOW = datetime(2026, 11, 16, 12, 0, 0, 123456, tzinfo=UTC)
SECOND = int(NOW.timestamp())


async def test_what_a_worker_reads(url: str, pool: asyncpg.Pool) -> None:
    """A client is read with its party; a revoked one says so; a number nobody has is not there."""
    async with clients.session(url) as session:
        first = await clients.add(session, "EHR", Role.PROVIDER, "ORG-A", ["system/*.cruds"], NOW)
        second = await clients.add(session, "MCO", Role.PAYER, "ORG-B", ["system/*.rs", "system/Patient.r"], NOW)
        assert await clients.revoke(session, second.no, NOW)
    found = await reader(pool)([first.no, second.no, 99])
    assert found == {
        first.no: Known(
            Caller(first.no, Role.PROVIDER, "ORG-A", first.party, frozenset({"system/*.cruds"})), SECOND, revoked=False
        ),
        second.no: Known(
            Caller(second.no, Role.PAYER, "ORG-B", second.party, frozenset({"system/*.rs", "system/Patient.r"})),
            SECOND,
            revoked=True,
        ),
    }
    assert first.party != second.party
    assert (await reader(pool, sandbox=True)([first.no]))[first.no].caller.sandbox


async def test_one_organization_is_one_party(url: str) -> None:
    """Clients of one organization share its party, also when they are added at the same moment."""

    async def add(number: int) -> int:
        async with clients.session(url) as session:
            return (await clients.add(session, f"c{number}", Role.PROVIDER, "ORG-A", [], NOW)).party

    assert len(set(await asyncio.gather(*(add(n) for n in range(8))))) == 1


async def test_a_revocation_is_told_once(url: str) -> None:
    """Revoking a client that is revoked already, or is not there, says that nothing was done."""
    async with clients.session(url) as session:
        made = await clients.add(session, "EHR", Role.PROVIDER, "ORG-A", [], NOW)
        done = [await clients.revoke(session, number, NOW) for number in (made.no, made.no, 99)]
    assert done == [True, False, False]
    async with clients.session(url) as session:
        assert [(c.no, c.created, c.revoked) for c in await clients.listed(session)] == [
            (made.no, NOW.replace(microsecond=0), NOW)
        ]
