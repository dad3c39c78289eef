"""The member's age on the date of service (MT-03, ID-01)."""

from datetime import date

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding

AGE = Denial("6", ("N129",))


def ages(born: str | None, day: date) -> tuple[int, int] | None:
    """The lowest and highest age, in whole years, that somebody `born` then (as written) can have on `day`.

    A year of life is full on the birthday, of somebody born on February 29 on March 1 in common years. The two are the
    same for a full date; None when nothing is recorded, or no date.
    """
    if born is None:
        return None
    try:
        year, *rest = (int(part) for part in born.split("-"))
    except ValueError:
        return None
    latest = (*rest, *(12, 31)[len(rest) :])
    earliest = (*rest, *(1, 1)[len(rest) :])
    now = (day.month, day.day)
    return day.year - year - (now < latest), day.year - year - (now < earliest)


def old_enough(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A finding for a member below the program's age: error and denial, a warning where it is not adjudicated.

    An age that cannot be told from the birth date on record is a warning, and no denial (X-14).
    """
    law = program.law.member.age if program.law.member else None
    if law is None or contact.member is None:
        return ()
    day = day_of(contact, program)
    if day is None:
        return ()
    least, known = law.min.on(day), ages(contact.member.born, day)
    if known and known[0] >= least.value:
        return ()
    needed = f"{least.value} or older on the date of service"
    path = f"{contact.path}.subject"
    if known is None or known[1] >= least.value:
        return program.finding(
            least.rule,
            "warning",
            path=path,
            detail=f"the age on {day} cannot be told from the birth date on record; needed: {needed}",
            hint="Record the full Patient.birthDate",
            limit=least.value,
        )
    adjudicated = law.adjudicate.on(day).value
    return program.finding(
        least.rule,
        "error" if adjudicated else "warning",
        path=path,
        detail=f"age {known[1]} on {day}; needed: {needed}",
        hint="Check Patient.birthDate and the date of service; the program serves members from that birthday on",
        measured=known[1],
        limit=least.value,
        denial=AGE if adjudicated else None,
    )
