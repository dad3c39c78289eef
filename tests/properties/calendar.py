"""Arithmetic of the calendar without a library: days since 1970-01-01, instants in seconds since then (UTC).

Weeks begin on Sunday (X-3), years in January (X-4); the mountain and Pacific States change their clocks on the second
Sunday of March and the first of November, at two o'clock in the morning (15 U.S.C. 260a).
"""

from functools import lru_cache

DAY = 86_400
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
STANDARD = {"America/Denver": -7, "America/Boise": -7, "America/Los_Angeles": -8}
UTC = "UTC"  # of how an instant may be written, not of where it is


def leap(year: int) -> bool:
    """Whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def length(year: int, month: int) -> int:
    """How many days a month has."""
    return 29 if month == 2 and leap(year) else LENGTHS[month - 1]


@lru_cache(None)
def day(year: int, month: int, of_month: int) -> int:
    """The number of a day."""
    days = sum(366 if leap(y) else 365 for y in range(1970, year))
    return days + sum(length(year, m) for m in range(1, month)) + of_month - 1


@lru_cache(None)
def split(number: int) -> tuple[int, int, int]:
    """Year, month and day of the month of a day."""
    year = 1970
    while number >= (in_year := 366 if leap(year) else 365):
        number, year = number - in_year, year + 1
    month = 1
    while number >= (in_month := length(year, month)):
        number, month = number - in_month, month + 1
    return year, month, number + 1


def iso(number: int) -> str:
    """A day as it is written: 2026-11-09."""
    return "{:04}-{:02}-{:02}".format(*split(number))


def weekday(number: int) -> int:
    """0 on Sundays: 1970-01-01 was a Thursday."""
    return (number + 4) % 7


def week_of(number: int) -> tuple[int, int]:
    """The Sunday and the Saturday of the week of a day (X-3)."""
    first = number - weekday(number)
    return first, first + 6


def year_of(number: int) -> tuple[int, int]:
    """The first and the last day of the year of a day (X-4)."""
    year = split(number)[0]
    return day(year, 1, 1), day(year, 12, 31)


def month_of(number: int) -> tuple[int, int]:
    """Year and month of a day."""
    return split(number)[:2]


@lru_cache(None)
def later(number: int, months: int) -> int:
    """The day so many calendar months later; the last of the month where that has no such day (X-15)."""
    year, month, of_month = split(number)
    months += month - 1
    year, month = year + months // 12, months % 12 + 1
    return day(year, month, min(of_month, length(year, month)))


def offset(instant: int, zone: str) -> int:
    """Seconds that the clocks of a zone are ahead of UTC at an instant; behind it, below zero."""
    if zone == UTC:
        return 0
    standard = STANDARD[zone]
    year = split(instant // DAY)[0]
    march, november = day(year, 3, 1), day(year, 11, 1)
    begins = (march + (7 - weekday(march)) % 7 + 7) * DAY + (2 - standard) * 3600
    ends = (november + (7 - weekday(november)) % 7) * DAY + (1 - standard) * 3600
    return (standard + (begins <= instant < ends)) * 3600


def day_in(instant: int, zone: str) -> int:
    """The day that an instant is on in a zone (X-1)."""
    return (instant + offset(instant, zone)) // DAY


def written(instant: int, zone: str) -> str:
    """An instant as a dateTime with the offset of its zone: 2026-11-09T10:00:00-07:00."""
    ahead = offset(instant, zone)
    number, second = divmod(instant + ahead, DAY)
    hours, minutes = divmod(second // 60, 60)
    return (
        f"{iso(number)}T{hours:02}:{minutes:02}:{second % 60:02}{'-' if ahead < 0 else '+'}{abs(ahead) // 3600:02}:00"
    )
