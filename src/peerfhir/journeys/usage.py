"""How much of a member's limits is used: one question, answered from the ledger (design section 6)."""

from datetime import date, datetime
from typing import Any

from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.ground import Ground
from peerfhir.mapping.usage import parameters
from peerfhir.policy.day import today
from peerfhir.policy.units import Total, usage, windows, year
from peerfhir.store.ledger import Window, balances
from peerfhir.store.reading import Stored, read
from peerfhir.store.sight import Caller


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
    if program is not None and program not in ground.programs:
        known = ", ".join(ground.programs)
        raise refused(Kind.BAD_REQUEST, "value", "No pack is loaded for this program", diagnostics=f"Loaded: {known}")
    async with ground.pool.acquire() as connection:
        stored = await read(connection, caller, "Patient", patient)
        if stored is None:
            raise refused(Kind.NOT_FOUND, "not-found", f"There is no Patient/{patient}")
        if stored.deleted:
            raise refused(Kind.GONE, "deleted", f"Patient/{patient} was deleted")
        member = await connection.fetchval("SELECT member FROM resource WHERE pk = $1", stored.pk)
        asked = [ground.programs[name] for name in ([program] if program else sorted(ground.programs))]
        days = [as_of or today(one, ground.clock()) for one in asked]
        limits = [(one, window) for one, day in zip(asked, days, strict=True) for window in windows(one, day)]
        years = [(one, *year(day)) for one, day in zip(asked, days, strict=True)]
        spans = [Window(member, one.id, window.first, window.last) for one, window in limits]
        spans += [Window(member, one.id, first, last) for one, first, last in years]
        spent = await balances(connection, spans, known_at)
    used = [usage(one, window, sum_) for (one, window), sum_ in zip(limits, spent, strict=False)]
    totals = [
        Total(one.id, first, last, sum_) for (one, first, last), sum_ in zip(years, spent[len(limits) :], strict=True)
    ]
    return stored, parameters(used, totals)
