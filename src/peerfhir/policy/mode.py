"""Peer support is given in the ways that the program has: one by one, in groups, to families (NE-14)."""

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding

NO_SUCH_MODE = Denial("96", ("N130",))


def offered(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, for a contact in a way that the program does not have."""
    law = program.law.modes
    if law is None or contact.mode is None:
        return ()
    day = day_of(contact, program)
    if day is None or contact.mode in (modes := law.on(day)).value:
        return ()
    had = ", ".join(modes.value)
    return program.finding(
        modes.rule,
        "error",
        path=f"{contact.path}.extension",
        detail=f"mode {contact.mode[:32]!r}; the program has {had}",
        hint="Correct the extension service-mode, or record the contact under its own program",
        measured=contact.mode[:32],
        limit=had,
        denial=NO_SUCH_MODE,
    )
