"""A duty that was due of somebody, and what became of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["met", "missed", "exempt"]


@dataclass(frozen=True, slots=True)
class Case:
    """One duty of one person: of a month where the measure counts by month (its first day).

    `who` is the number of the peer or member; `reasons` say why it was missed or is exempt, in words that many share;
    `detail` is what they mean here. `evidence` are the numbers of the records that show it.
    """

    who: int
    state: State
    month: date | None = None
    reasons: tuple[str, ...] = ()
    detail: str | None = None
    evidence: tuple[int, ...] = ()
    count: int = 1  # of duties like this: lines of one peer and day
    numbers: tuple[tuple[str, int], ...] = ()  # what was measured, and what is required, by name


def met(who: int, month: date | None = None, evidence: tuple[int, ...] = ()) -> Case:
    """A duty that was met."""
    return Case(who, "met", month, evidence=evidence)


def missed(who: int, *reasons: str, month: date | None = None, evidence: tuple[int, ...] = ()) -> Case:
    """A duty that was not met, and why."""
    return Case(who, "missed", month, reasons, evidence=evidence)


def exempt(who: int, reason: str, month: date | None = None, evidence: tuple[int, ...] = ()) -> Case:
    """What is no duty after all, and why."""
    return Case(who, "exempt", month, (reason,), evidence=evidence)
