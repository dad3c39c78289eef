"""A peer meets certain parties in each month of service (MT-26), and reports on each member served (MT-25)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from peerfhir.policy.measure_law import Meeting, Report
from peerfhir.policy.measures.case import Case, met, missed
from peerfhir.policy.measures.exchange import Exchange, about_members, with_people
from peerfhir.policy.measures.months import Served, excused, last_of


def meetings(
    served: Iterable[Served],
    exchanges: Iterable[Exchange],
    begun: Mapping[int, Sequence[date | None]],
    law: Meeting,
    today: date,
) -> list[Case]:
    """A case for each peer and month: every party was met, in one meeting or several; a reason for each that was not.

    `begun` are the days on which the peer's roles began.
    """
    held = with_people(exchanges)
    cases = []
    for one in served:
        those = held.get((one.who, one.month), [])
        there = frozenset().union(*(each.parties for each in those))
        absent = [f"{who} absent" for who in law.who.on(last_of(one.month)).value if who not in there]
        excuse = excused(one, begun.get(one.who, ()), today, done=not absent)
        keys = tuple(sorted(each.key for each in those))
        if excuse:
            cases.append(excuse)
        elif absent:
            cases.append(missed(one.who, *absent, month=one.month, evidence=(one.evidence, *keys)))
        else:
            cases.append(met(one.who, one.month, keys))
    return cases


def reports(
    served: Iterable[Served],
    exchanges: Iterable[Exchange],
    episodes: Mapping[int, Sequence[date | None]],
    law: Report,
    today: date,
) -> list[Case]:
    """A case for each member and month: a document of the month about the member went to the party.

    `episodes` are the days on which the member's episodes of care began.
    """
    held = about_members(exchanges)
    cases = []
    for one in served:
        party = law.to.on(last_of(one.month)).value
        those = held.get((one.who, one.month), [])
        right = tuple(sorted(each.key for each in those if party in each.parties))
        excuse = excused(one, episodes.get(one.who, ()), today, done=bool(right))
        if excuse:
            cases.append(excuse)
        elif right:
            cases.append(met(one.who, one.month, right))
        else:
            cases.append(missed(one.who, f"no progress document to {party}", month=one.month, evidence=(one.evidence,)))
    return cases
