"""Peer and supervisor meet in each month in which the peer serves (X-7; MT-23), about each member served (MT-24)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peerfhir.policy.facts import Span
from peerfhir.policy.measures.case import Case, met, missed
from peerfhir.policy.measures.exchange import Exchange, about_members, with_people
from peerfhir.policy.measures.months import Served, excused
from peerfhir.policy.program import Program
from peerfhir.policy.span import contains

NONE = "no supervision contact"
ANOTHER = "supervision by somebody who is not the peer's supervisor"
UNSEEN = "not looked at in supervision"


@dataclass(frozen=True, slots=True)
class Post:
    """What the roles of a peer say: since when each lasts, and who supervises in which span."""

    begun: tuple[date | None, ...] = ()
    supervisors: tuple[tuple[int, Span], ...] = ()


NOTHING_SAID = Post()


def of_peers(
    served: Iterable[Served],
    exchanges: Iterable[Exchange],
    posts: Mapping[int, Post],
    program: Program,
    today: date,
) -> list[Case]:
    """A case for each peer and month: a supervision contact with one who supervises the peer on that day."""
    held = with_people(exchanges)
    cases = []
    for one in served:
        post, those = posts.get(one.who, NOTHING_SAID), held.get((one.who, one.month), [])
        right = [each for each in those if _by_supervisor(each, one.who, post, program)]
        excuse = excused(one, post.begun, today, done=bool(right))
        if excuse:
            cases.append(excuse)
        elif right:
            cases.append(met(one.who, one.month, _keys(right)))
        else:
            reason = ANOTHER if those else NONE
            cases.append(missed(one.who, reason, month=one.month, evidence=(one.evidence, *_keys(those))))
    return cases


def of_members(
    served: Iterable[Served],
    exchanges: Iterable[Exchange],
    episodes: Mapping[int, Sequence[date | None]],
    today: date,
) -> list[Case]:
    """A case for each member and month: a supervision contact of the month is about the member, their plan or goal.

    `episodes` are the days on which the member's episodes of care began.
    """
    held = about_members(exchanges)
    cases = []
    for one in served:
        those = held.get((one.who, one.month), [])
        excuse = excused(one, episodes.get(one.who, ()), today, done=bool(those))
        if excuse:
            cases.append(excuse)
        elif those:
            cases.append(met(one.who, one.month, _keys(those)))
        else:
            cases.append(missed(one.who, UNSEEN, month=one.month, evidence=(one.evidence,)))
    return cases


def _by_supervisor(exchange: Exchange, peer: int, post: Post, program: Program) -> bool:
    return any(
        who in exchange.present and who != peer and contains(span, exchange.on, None, program)
        for who, span in post.supervisors
    )


def _keys(exchanges: Iterable[Exchange]) -> tuple[int, ...]:
    return tuple(sorted({one.key for one in exchanges}))
