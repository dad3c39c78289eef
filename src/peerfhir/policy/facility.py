"""A facility's licence, where it has one, is in force on the date of service (NE-04)."""

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding
from peerfhir.policy.served import listed, spelled
from peerfhir.policy.span import contains


def licensed(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning when the licences on record of agency and place are not in force; an information when there is none.

    Not every setting needs a licence, so that none is not held against anybody.
    """
    law, day = program.law.facility_license, day_of(contact, program)
    if law is None or day is None:
        return ()
    issuers = law.issuers.on(day)
    held = [one for one in contact.licences if not issuers.value or not one.issuers.isdisjoint(issuers.value)]
    at = contact.start.at if contact.start else None
    if any(contains(one.span, day, at, program) for one in held):
        return ()
    spans = listed([spelled(one.span.first, one.span.last, dated=one.span.dated) for one in held])
    return program.finding(
        issuers.rule,
        "warning" if held else "information",
        path=f"{contact.path}.serviceProvider",
        detail=f"facility licence {spans}; the service was on {day}" if held else "no facility licence is on record",
        hint="Record it in the extension facility-license of the Organization or Location: number, issuer, period",
        measured=spans if held else None,
    )
