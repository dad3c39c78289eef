"""How much of a limit is used, what is left, and what the next unit needs (design section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from peerfhir.policy.billing import Authorization, Spent
from peerfhir.policy.program import Program
from peerfhir.policy.units import Window, cap_on


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
    allowed without one is used up.
    """
    limit = next(limit for limit in program.law.limits if limit.id == window.limit)
    override = limit.override.on(day).value if limit.override else None
    own = tuple(one for one in authorizations if one.kind == override and one.standing and _meets(one, window))
    free = None if window.allowed is None else window.allowed - spent.paid - spent.pended
    raised = replace(window, allowed=cap_on(limit, day, own))
    return Usage(raised, spent, override if free is not None and free <= 0 else None, own)


def _meets(one: Authorization, window: Window) -> bool:
    return (one.first is None or one.first <= window.last) and (one.last is None or window.first <= one.last)
