"""Where peer support is given: the places of service that a program has, and those that it has not (NE-02)."""

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding

NOT_THERE = Denial("58", ("N428",))


def in_place(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, for a place that the program rules out; a warning for one that it does not name."""
    law = program.law.setting
    if law is None or contact.place is None:
        return ()
    day = day_of(contact, program)
    if day is None:
        return ()
    places, denied = law.pos.on(day), law.deny.on(day) if law.deny else None
    ruled_out = denied is not None and contact.place in denied.value
    if not ruled_out and contact.place in places.value:
        return ()
    return program.finding(
        denied.rule if denied and ruled_out else places.rule,
        "error" if ruled_out else "warning",
        path=f"{contact.path}.extension",
        detail=f"place of service {contact.place[:8]!r} is "
        + ("none of this program's" if ruled_out else "not among the places that the program names"),
        hint="Correct the extension place-of-service, if it is another place",
        measured=contact.place[:8],
        denial=NOT_THERE if ruled_out else None,
    )
