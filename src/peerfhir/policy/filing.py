"""When a claim must come (X-15), and how many days a line may span (X-4)."""

from calendar import monthrange
from datetime import date, timedelta

from peerfhir.policy.day import zone_of
from peerfhir.policy.lines import Case
from peerfhir.policy.program import zone
from peerfhir.policy.ruling import Denial, Finding

LATE = Denial("29")
TWO_YEARS = Denial("268")
TWO_MONTHS = Denial("267", ("N74",))
_MONTHS = 12


def filed(case: Case) -> tuple[Finding, ...]:
    """A denial when the claim came after the last day: that of the date of service, so many months later."""
    if not case.days:
        return ()
    months = case.program.law.timely_filing.months.on(case.day)
    last = later(case.day, months.value)
    zones = {zone_of(contact, case.program) for contact in case.contacts}
    came = min(case.claim.received.astimezone(zone(name)).date() for name in zones)
    if came <= last:
        return ()
    return case.finding(
        months.rule,
        LATE,
        f"the claim came on {came}; the last day for the date of service {case.day} was {last}",
        f"Nothing mends it: a claim must come within {months.value} months of the date of service",
        numbers={"measured": str(came), "limit": str(last)},
    )


def spanned(case: Case) -> tuple[Finding, ...]:
    """A denial for a line whose days lie in two calendar years, or in several months."""
    first, last = case.line.first, case.line.last
    if first is None or last is None or last < first or (first.year, first.month) == (last.year, last.month):
        return ()
    years = first.year != last.year
    return case.finding(
        "X-4",
        TWO_YEARS if years else TWO_MONTHS,
        f"the line spans {first}..{last}, {'two calendar years' if years else 'several months'}",
        f"Send a line for each {'year' if years else 'month'}",
        element="serviced",
        numbers={"measured": f"{first}..{last}"},
    )


def later(day: date, months: int) -> date:
    """The day so many calendar months later; the last of that month when it has no such day (Feb 29: Feb 28).

    Beyond the calendar's end it is the calendar's last day.
    """
    year, month = divmod(day.month - 1 + months, _MONTHS)
    if day.year + year > date.max.year:
        return date.max
    there = date(day.year + year, month + 1, 1)
    return there + timedelta(days=min(day.day, monthrange(there.year, there.month)[1]) - 1)
