"""The roster: the members a caller sees, by how much of their limits is used, most used first (design section 6)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import asyncpg

from peerfhir.policy.billing import Spent
from peerfhir.store.sight import Caller


class Span(NamedTuple):
    """The window of a limit: days of a program, and the units that are allowed in them (None: no cap)."""

    program: str
    first: date
    last: date
    allowed: int | None


class Rank(NamedTuple):
    """Where a page ended: the share of its last row, and that row's Patient (pk)."""

    share: int
    patient: int


class Load(NamedTuple):
    """A Patient whom the caller sees: how much of the limits is used, and the sums of each span, in their order.

    `share` is the greatest of the spans' max(rendered, paid + pended) / allowed, in ten-thousandths, rounded down;
    spans without a cap do not count.
    """

    patient: int
    fid: str
    member: int
    share: int
    spent: tuple[Spent, ...]


async def roster(
    connection: asyncpg.Connection,
    caller: Caller,
    spans: Sequence[Span],
    *,
    count: int,
    known_at: datetime,
    threshold: int = 0,
    after: Rank | None = None,
) -> list[Load]:
    """At most `count` live Patients whom the caller sees and of whose limits `threshold` percent are used, or more.

    The most used first, then the newest; after the rank `after`. What was recorded later than `known_at` does not
    count, so that the pages of one question, asked with one instant, do not shift. A person with several Patients that
    the caller sees is listed once for each.
    """
    raise NotImplementedError
