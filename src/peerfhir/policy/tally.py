"""What was spent and billed before grows line by line, so that earlier lines of a claim count for later ones (X-10)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple, Protocol

from peerfhir.policy.billing import Billed, Past, Spent
from peerfhir.policy.verdict import Grant

Window = tuple[str, date, date]


class Counting(Protocol):
    """Units that count on a day of a program: `kind` r rendered, c claimed, p paid, h pended."""

    @property
    def program(self) -> str:
        """The program's id."""

    @property
    def day(self) -> date:
        """The date of service."""

    @property
    def kind(self) -> str:
        """The letter."""

    @property
    def units(self) -> int:
        """How many."""


class Counts(NamedTuple):
    """Such units of a record that only is judged."""

    program: str
    day: date
    kind: str
    units: int


def counted(past: Past, program: str, paid: tuple[Grant, ...], pended: tuple[Grant, ...]) -> Past:
    """The past with these units paid and pended, in the windows of their days and of what pays for them."""
    if not paid and not pended:
        return past
    found = dict(past.spent)
    for window, one in past.spent.items():
        more, held = _within(window, program, paid), _within(window, program, pended)
        if more or held:
            found[window] = replace(one, paid=one.paid + more, pended=one.pended + held)
    used: dict[str, int] = {}
    for grant in (*paid, *pended):
        used[grant.paid_by] = used.get(grant.paid_by, 0) + grant.units
    authorizations = tuple(
        replace(one, used=one.used + used.get(one.key or one.number, 0)) for one in past.authorizations
    )
    return replace(past, spent=found, authorizations=authorizations)


def billed(past: Past, granted: tuple[Grant, ...], lines: tuple[Billed, ...]) -> Past:
    """The past with a line, by its days, that was not wholly denied: what it takes, and how it is recognized.

    What is denied of it stays unclaimed: a new claim may bill it.
    """
    units: dict[str, int] = dict(past.claimed)
    for grant in granted:
        if grant.encounter:
            units[grant.encounter] = units.get(grant.encounter, 0) + grant.units
    taken = sum(grant.units for grant in granted)
    return replace(past, claimed=units, billed=past.billed + tuple(replace(one, granted=taken) for one in lines))


def spent(entries: Iterable[Counting], window: Window) -> Spent:
    """What these put into a window."""
    name, first, last = window
    sums = {"r": 0, "c": 0, "p": 0, "h": 0}
    for one in entries:
        if one.program == name and first <= one.day <= last:
            sums[one.kind] += one.units
    return Spent(sums["r"], sums["c"], sums["p"], sums["h"])


def opened(past: Past, windows: tuple[Window, ...]) -> Past:
    """The past with every window that will be looked at, those of which nothing is told empty."""
    return replace(past, spent={**dict.fromkeys(windows, Spent()), **past.spent})


def _within(window: Window, program: str, grants: tuple[Grant, ...]) -> int:
    name, first, last = window
    return sum(grant.units for grant in grants if name == program and first <= grant.day <= last)
