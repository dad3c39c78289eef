"""Supervision, meetings and reports as they are recorded: who told or met whom, about whom, on which day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Exchange:
    """A completed Communication, or a document that was shared.

    `sender` and `recipients` are people, `about` the members it names itself or by their plans and goals, `parties` the
    types of agency among those who took part (`cmt`, `cpo`).
    """

    key: int
    on: date
    senders: frozenset[int] = frozenset()
    recipients: frozenset[int] = frozenset()
    about: frozenset[int] = frozenset()
    parties: frozenset[str] = frozenset()

    @property
    def present(self) -> frozenset[int]:
        """The people who took part."""
        return self.senders | self.recipients


ByMonth = dict[tuple[int, date], list[Exchange]]


def with_people(exchanges: Iterable[Exchange]) -> ByMonth:
    """By each person who took part, and the month."""
    found: ByMonth = defaultdict(list)
    for one in exchanges:
        for who in one.present:
            found[who, one.on.replace(day=1)].append(one)
    return found


def about_members(exchanges: Iterable[Exchange]) -> ByMonth:
    """By each member it is about, and the month."""
    found: ByMonth = defaultdict(list)
    for one in exchanges:
        for who in one.about:
            found[who, one.on.replace(day=1)].append(one)
    return found
