"""The facts that measures share: months of service, exchanges, what roles and episodes say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

import asyncpg

from peerfhir.fhir import json
from peerfhir.mapping import posts
from peerfhir.policy.measures.exchange import Exchange
from peerfhir.policy.measures.months import Served, after, first_of
from peerfhir.policy.measures.supervision import Post
from peerfhir.policy.program import Program, zone
from peerfhir.store import exchanges
from peerfhir.store.exchanges import Party
from peerfhir.store.served import Month
from peerfhir.store.values import code_hash

_DAY, _LONGEST = timedelta(days=1), timedelta(days=32)
_AROUND = timedelta(days=2)  # more than zones can be apart


def served(found: Iterable[Month]) -> list[Served]:
    """Months of service as the law looks at them."""
    return [Served(one.who, one.month, one.encounter) for one in found]


def around(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first day of the first month to the last day of the last one, wherever in the world they are."""
    begin, end = first_of(first), after(last)
    utc = zone("UTC")
    return datetime.combine(begin, time(), utc) - _AROUND, datetime.combine(end, time(), utc) + _AROUND


def gathered(parties: Iterable[Party], types: Collection[str], program: Program, here: tzinfo) -> list[Exchange]:
    """Each record of which all parties were read, on its day; `types` are those of agencies that matter.

    An instant is of the program's day; a date, which has no zone, is read where it was indexed, in the server's zone
    `here`. What is less precise than a month is of no day.
    """
    of = {code_hash(one): one for one in types}
    rows: dict[int, list[Party]] = defaultdict(list)
    for party in parties:
        rows[party.key].append(party)
    found = []
    for key, those in rows.items():
        lo, hi = those[0].lo, those[0].hi
        if hi - lo > _LONGEST:
            continue
        where = here if hi - lo >= _DAY - timedelta(hours=2) else zone(program.zone(lo.date()))
        found.append(
            Exchange(
                key,
                lo.astimezone(where).date(),
                senders=frozenset(one.who for one in those if one.as_ == "sender"),
                recipients=frozenset(one.who for one in those if one.as_ == "recipient"),
                about=frozenset(one.member for one in those if one.member is not None),
                parties=frozenset(of[one.type] for one in those if one.type in of),
            )
        )
    return found


async def posted(connection: asyncpg.Connection, people: Collection[int], program: Program) -> dict[int, Post]:
    """What the roles in which these people serve the program say, by the person."""
    roles: dict[int, list[posts.Role]] = defaultdict(list)
    for person, _, body in await exchanges.roles(connection, people):
        roles[person].append(posts.role(json.decode(body)))
    serving = {person: posts.serving(those, program.id) for person, those in roles.items()}
    names = {name for those in serving.values() for one in those for name, _ in one.supervisors}
    known = await exchanges.people(connection, names) if names else {}
    return {
        person: Post(
            tuple(one.begun for one in those),
            tuple((known[name], span) for one in those for name, span in one.supervisors if name in known),
        )
        for person, those in serving.items()
    }


async def episodes(
    connection: asyncpg.Connection, members: Collection[int], program: Program
) -> dict[int, Sequence[date | None]]:
    """The first days of the episodes of care of these members (roots) in the program."""
    found: dict[int, list[date | None]] = defaultdict(list)
    for root, _, body in await exchanges.of_members(connection, members, ("EpisodeOfCare",)):
        found[root] += posts.begun(json.decode(body), program.id)
    return dict(found)
