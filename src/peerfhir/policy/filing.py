"""When a claim must come (X-15), and how many days a line may span (X-4)."""

from peerfhir.policy.day import zone_of
from peerfhir.policy.lines import Case
from peerfhir.policy.months import later
from peerfhir.policy.program import zone
from peerfhir.policy.ruling import Denial, Finding

LATE = Denial("29")
TWO_YEARS = Denial("268")
TWO_MONTHS = Denial("267", ("N74",))


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
