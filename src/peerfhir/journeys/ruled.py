"""What was ruled about a claim or an encounter, as it was then (design section 7)."""

from typing import Any

import asyncpg
import msgspec

from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.weigh import unknown
from peerfhir.mapping.rulings import Kept, names, parameters
from peerfhir.store import reading, rulings
from peerfhir.store.reading import Stored
from peerfhir.store.rulings import Ruled
from peerfhir.store.sight import Caller

_DECISIONS = 50  # on one claim


async def ruled(ground: Ground, caller: Caller, type_: str, fid: str) -> tuple[Stored, dict[str, Any]]:
    """The resource and the Parameters of its newest ruling, for a claim with the decisions on it.

    `Refused`: NOT_FOUND for what the caller does not see, GONE for what was deleted. What was never ruled about has
    no rulings.
    """
    async with ground.pool.acquire() as connection:
        stored = await reading.read(connection, caller, type_, fid)
        if stored is None:
            raise unknown(type_, fid)
        if stored.deleted:
            raise refused(Kind.GONE, "deleted", f"{type_}/{fid} was deleted")
        newest = await rulings.newest(connection, stored.pk)
        found = [newest, *await _decisions(connection, newest)] if newest else []
        kept = [_kept(one) for one in found]
        named = names(kept)
        seen = await reading.seen(connection, caller, [_name(text) for text in named])
    return stored, parameters(kept, {f"{type_}/{fid}" for type_, fid in seen})


async def _decisions(connection: asyncpg.Connection, claim: Ruled) -> list[Ruled]:
    """What payers decided about the lines of a claim, newest first: rulings about versions of its answer."""
    body = msgspec.json.decode(claim.body)
    if claim.kind != "c":
        return []
    answer = await reading.numbers(connection, [_name(body["response"])])
    return [one for pk in answer.values() for one in await rulings.of_source(connection, pk, limit=_DECISIONS)]


def _kept(one: Ruled) -> Kept:
    return Kept(one.kind, one.at, one.program, one.pack, msgspec.json.decode(one.body))


def _name(text: str) -> tuple[str, str]:
    type_, _, fid = text.partition("/")
    return (type_, fid) if type_ in TYPE_CODES else ("Basic", "")
