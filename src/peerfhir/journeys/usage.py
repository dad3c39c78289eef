"""How much of a member's limits is used: one question, answered from the ledger (design section 6)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import asyncpg

from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.ground import Ground
from peerfhir.mapping.authorization import authorization
from peerfhir.mapping.usage import parameters
from peerfhir.policy.billing import Authorization
from peerfhir.policy.day import today
from peerfhir.policy.program import Program
from peerfhir.policy.units import windows, year
from peerfhir.policy.usage import Total, Usage, usage
from peerfhir.store.ledger import Window, balances, used
from peerfhir.store.on_file import on_file
from peerfhir.store.reading import Stored, read
from peerfhir.store.sight import Caller

AUTHORIZING = ("ClaimResponse", "ServiceRequest")


@dataclass(frozen=True, slots=True)
class Held:
    """The authorizations of a member, and the keys of those that the caller may read."""

    authorizations: tuple[Authorization, ...] = ()
    readable: frozenset[str] = frozenset()

    def shown(self, usage: Usage) -> Usage:
        """The usage as the caller is told it: what is allowed follows the member, what is shown follows the caller."""
        readable = tuple(one for one in usage.authorizations if one.key in self.readable)
        return replace(usage, authorizations=readable)


def named(ground: Ground, program: str | None) -> list[Program]:
    """The program of this name, or all of them; `Refused(BAD_REQUEST)` for one that no pack is loaded for."""
    if program is None:
        return [ground.programs[name] for name in sorted(ground.programs)]
    if program not in ground.programs:
        known = ", ".join(ground.programs)
        raise refused(Kind.BAD_REQUEST, "value", "No pack is loaded for this program", diagnostics=f"Loaded: {known}")
    return [ground.programs[program]]


async def authorization_usage(
    ground: Ground,
    caller: Caller,
    patient: str,
    *,
    program: str | None,
    as_of: date | None,
    known_at: datetime | None,
) -> tuple[Stored, dict[str, Any]]:
    """The Patient and the Parameters of the answer: a `limit` per limit, a `total` per program.

    `program` None: every program there is a pack for. `Refused`: NOT_FOUND for a patient the caller does not see,
    BAD_REQUEST for a program that no pack is loaded for.
    """
    asked = named(ground, program)
    async with ground.pool.acquire() as connection:
        stored = await read(connection, caller, "Patient", patient)
        if stored is None:
            raise refused(Kind.NOT_FOUND, "not-found", f"There is no Patient/{patient}")
        if stored.deleted:
            raise refused(Kind.GONE, "deleted", f"Patient/{patient} was deleted")
        member = await connection.fetchval("SELECT member FROM resource WHERE pk = $1", stored.pk)
        days = [as_of or today(one, ground.clock()) for one in asked]
        limits = [(one, window, day) for one, day in zip(asked, days, strict=True) for window in windows(one, day)]
        years = [(one, *year(day)) for one, day in zip(asked, days, strict=True)]
        spans = [Window(member, one.id, window.first, window.last) for one, window, _ in limits]
        spans += [Window(member, one.id, first, last) for one, first, last in years]
        spent = await balances(connection, spans, known_at)
        extending = any(one.law.limits for one in asked)
        held = (await authorized(connection, caller, [member], known_at))[member] if extending else Held()
    shown = [
        held.shown(usage(one, window, sum_, day, held.authorizations))
        for (one, window, day), sum_ in zip(limits, spent, strict=False)
    ]
    totals = [
        Total(one.id, first, last, sum_) for (one, first, last), sum_ in zip(years, spent[len(limits) :], strict=True)
    ]
    return stored, parameters(shown, totals)


async def authorized(
    connection: asyncpg.Connection, caller: Caller, members: Sequence[int], known_at: datetime | None
) -> dict[int, Held]:
    """The authorizations of each member, and the units used under each; those that were recorded by `known_at`."""
    files = await on_file(connection, caller, members, AUTHORIZING, known_at)
    told = {
        member: [(one, each.seen) for each in kept if (one := recorded(each.body)) is not None]
        for member, kept in files.items()
    }
    found = {member: [one for one, _ in pairs] for member, pairs in told.items()}
    counted = await in_use(connection, found, known_at)
    return {
        member: Held(tuple(counted[member]), frozenset([one.key for one, seen in pairs if seen]))
        for member, pairs in told.items()
    }


async def in_use(
    connection: asyncpg.Connection, held: Mapping[int, Collection[Authorization]], known_at: datetime | None
) -> dict[int, list[Authorization]]:
    """The same authorizations with the units that were used under each by `known_at`."""
    keys = sorted({one.key for kept in held.values() for one in kept})
    units = await used(connection, keys, known_at) if keys else {}
    return {member: [replace(one, used=units[one.key]) for one in kept] for member, kept in held.items()}


@lru_cache(16_384)
def recorded(body: bytes) -> Authorization | None:
    """The authorization that a stored resource records, nothing used; remembered, for a roster asks for many."""
    return authorization(json.decode(body))
