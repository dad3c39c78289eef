"""Search values are made again from the stored bodies, when what is indexed or the zone has changed.

Batches of resources, each in a transaction of its own and under their locks: the server may go on serving meanwhile.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo

import asyncpg

from peerfhir.fhir import json
from peerfhir.fhir.searching import TYPE_CODES, TYPE_NAMES
from peerfhir.store import reading, writing
from peerfhir.store.database import Transaction, transact
from peerfhir.store.facts import Name, Wanted, read
from peerfhir.store.indexing import index
from peerfhir.store.writing import Writing

BATCH = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # nothing that reindexing writes has a time


async def reindex(pool: asyncpg.Pool, zone: tzinfo, progress: Callable[[int, int], None]) -> int:
    """Index every live resource again and return how many; `progress` is told (done, of how many)."""
    total = await pool.fetchval("SELECT count(*) FROM resource WHERE NOT deleted")
    after, done = 0, 0
    while True:
        async with pool.acquire() as connection:
            names = await reading.live(connection, after, BATCH)
        if not names:
            return done
        after = names[-1][0]
        batch = [(TYPE_NAMES[rtype], fid) for _, rtype, fid in names]

        async def story(transaction: Transaction, batch: Sequence[Name] = batch) -> int:
            return await _batch(transaction, batch, zone)

        done += await transact(pool, story)
        progress(done, max(total, done))


async def _batch(transaction: Transaction, names: Sequence[Name], zone: tzinfo) -> int:
    facts = await read(transaction, Wanted(party=0, written=set(names), bodies=frozenset(TYPE_CODES)))
    live = [found for found in facts.resources.values() if not found.deleted and found.body]
    rows = [(found, index(json.decode(found.body or b""), zone)) for found in live]
    named = {(type_, fid) for _, made in rows for _, type_, fid in made.references}
    targets = await reading.numbers(transaction.connection, sorted(named))
    sheet = Writing(client=0, era=0, now=_EPOCH)
    for found, made in rows:
        sheet.index(made, found.pk, found.member, targets)
    await writing.unindex(transaction, [found.pk for found in live])
    if live:
        await writing.write(transaction, sheet)
    return len(live)
