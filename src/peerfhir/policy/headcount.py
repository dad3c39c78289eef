"""How many take part in a group session (X-13, and the group rules of programs)."""

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding

GROUP_SIZE = Denial("272", ("N130",))


def group_fits(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, for a group session of fewer or more than the program allows.

    The count that the session states is held against both bounds; the members recorded in it, who may still be coming
    in one by one, against the upper one only.
    """
    law, session = program.law.group, contact.session
    if law is None or contact.mode != "group":
        return ()
    stated, present = session.count if session else None, contact.present or 0
    day = day_of(contact, program)
    if day is None:
        return ()
    least, most = law.min.on(day), law.max.on(day)
    number = max(stated or 0, present)
    if number > most.value:
        bound, words = most, "at most"
    elif stated is not None and stated < least.value:
        bound, number, words = least, stated, "at least"
    else:
        return ()
    return program.finding(
        bound.rule,
        "error",
        path=f"{contact.path}.extension",
        detail=f"{number} take part; {words} {bound.value}",
        hint="Check extension group-session; a session of another size is not one of this program's groups",
        measured=number,
        limit=bound.value,
        denial=GROUP_SIZE,
    )
