"""How much of a limit is used, what is left, and what the next unit needs (design section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from peerfhir.policy.billing import Authorization, Spent
from peerfhir.policy.pack import Limit
from peerfhir.policy.program import Program
from peerfhir.policy.units import Window, cap_on, raisable


@dataclass(frozen=True, slots=True)
class Usage:
    """What is used of one limit in one window. `next_requires`: what the next unit needs, None when it is free."""

    window: Window
    spent: Spent
    next_requires: str | None = None
    authorizations: tuple[Authorization, ...] = ()

    @property
    def remaining(self) -> int | None:
        """Units left, never below zero; None of an unlimited one."""
        if self.window.allowed is None:
            return None
        return max(0, self.window.allowed - self.spent.paid - self.spent.pended)


@dataclass(frozen=True, slots=True)
class Total:
    """All units of a member in one program and calendar year, whether limited or not."""

    program: str
    first: date
    last: date
    spent: Spent


def usage(
    program: Program, window: Window, spent: Spent, day: date, authorizations: Sequence[Authorization] = ()
) -> Usage:
    """What is used of a limit on `day`; `authorizations` are all of the member's.

    Shown are those of the limit's kind that stand and run in its window. An approval in force on `day` raises what is
    allowed; a threshold that authorizations extend keeps its number. The next unit requires the override once what is
    allowed without one is used up, and nothing while an approval takes the limit away.
    """
    limit = _limit(program, window)
    override = limit.override.on(day).value if limit.override else None
    own = tuple(one for one in authorizations if one.kind == override and one.standing and _meets(one, window))
    free = None if window.allowed is None else window.allowed - spent.paid - spent.pended
    cap = cap_on(limit, day, own)
    lacking = free is not None and free <= 0 and cap is not None
    return Usage(replace(window, allowed=cap), spent, override if lacking else None, own)


def raised(program: Program, window: Window, day: date, authorizations: Sequence[Authorization]) -> int | None:
    """The cap of a window in force on `day`, as approvals among all of a member's authorizations raise it."""
    return cap_on(_limit(program, window), day, authorizations)


def raising(program: Program, window: Window, day: date) -> str | None:
    """The kind of authorization that raises the cap of a window on `day`; None of a cap that none raises."""
    limit = _limit(program, window)
    return limit.override.on(day).value if limit.override and raisable(limit) else None


def _limit(program: Program, window: Window) -> Limit:
    return next(limit for limit in program.law.limits if limit.id == window.limit)


def _meets(one: Authorization, window: Window) -> bool:
    return (one.first is None or one.first <= window.last) and (one.last is None or window.first <= one.last)
