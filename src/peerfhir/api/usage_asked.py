"""What is asked of `$authorization-usage`: its parameters, read from the query string."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from starlette.requests import Request

from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.times import interval

_DATE = re.compile(r"^\d{4}-\d\d-\d\d$", re.ASCII)


def known(request: Request, names: Sequence[str]) -> None:
    """`Refused(BAD_REQUEST)` for a parameter that is none of these, or that is given twice."""
    given = request.query_params
    unknown = sorted(set(given) - set(names))
    if unknown:
        listed = ", ".join(name for name in names if name not in ("_cursor", "_format"))
        raise refused(Kind.BAD_REQUEST, "not-supported", f"Unknown parameter {unknown[0][:64]}; there are {listed}")
    twice = next((name for name in given if len(given.getlist(name)) > 1), None)
    if twice:
        raise refused(Kind.BAD_REQUEST, "value", f"{twice} is given more than once")


def as_day(text: str | None) -> date | None:
    """The date of `as-of`, None where it is not given. `Refused(BAD_REQUEST)` of anything else, an empty text too."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if _DATE.match(text) else date.min
    except ValueError:
        day = date.min
    if not date.min.year < day.year < date.max.year:  # its windows must end before the calendar does
        raise refused(Kind.BAD_REQUEST, "value", "as-of is a date from 0002-01-01 to 9998-12-31, such as 2026-11-09")
    return day


def as_instant(text: str | None, request: Request) -> datetime | None:
    """The instant of `known-at`, None where it is not given; without a zone it is one of the server's zone."""
    try:
        return None if text is None else interval(text, request.app.state.parts.zone)[0]
    except (ValueError, OverflowError):
        raise refused(Kind.BAD_REQUEST, "value", "known-at is an instant, such as 2026-11-09T10:00:00Z") from None
