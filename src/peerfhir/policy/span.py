"""Whether a recorded period contains a date of service: a date counts wholly, an instant to the microsecond."""

from datetime import date, datetime

from peerfhir.policy.facts import Span
from peerfhir.policy.program import Program, zone


def contains(span: Span, day: date, at: datetime | None, program: Program) -> bool:
    """Whether a span contains `day`, and the instant `at` where a bound is one (the day of that bound without `at`).

    A bound that is None is open, and so is a span that was not recorded: who must not accept one asks for `dated`.
    """
    return begun(span.first, day, at, program) and not over(span.last, day, at, program)


def begun(first: date | datetime | None, day: date, at: datetime | None, program: Program) -> bool:
    """Whether a beginning has come; its own day counts."""
    if isinstance(first, datetime):
        return first <= at if at else _local(first, day, program) <= day
    return first is None or first <= day


def over(last: date | datetime | None, day: date, at: datetime | None, program: Program) -> bool:
    """Whether an end has passed; its own day (or microsecond) does not count as passed."""
    if isinstance(last, datetime):
        return at > last if at else day > _local(last, day, program)
    return last is not None and day > last


def _local(bound: datetime, day: date, program: Program) -> date:
    return bound.astimezone(zone(program.zone(day))).date()
