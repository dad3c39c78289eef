"""Calendar months: the day so many months later."""

from calendar import monthrange
from datetime import date, timedelta

_MONTHS = 12


def later(day: date, months: int) -> date:
    """The day so many calendar months later; the last of that month when it has no such day (Feb 29: Feb 28).

    Beyond the calendar's end it is the calendar's last day.
    """
    year, month = divmod(day.month - 1 + months, _MONTHS)
    if day.year + year > date.max.year:
        return date.max
    there = date(day.year + year, month + 1, 1)
    return there + timedelta(days=min(day.day, monthrange(there.year, there.month)[1]) - 1)
