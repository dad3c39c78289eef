"""A contact is held against the law of its program: which program, which findings, how many units."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from peerfhir.policy.billing import Authorization
from peerfhir.policy.coverage import programs_of
from peerfhir.policy.day import day_of, timely
from peerfhir.policy.facts import Contact
from peerfhir.policy.peers import qualified
from peerfhir.policy.program import Program, Programs
from peerfhir.policy.readings import UNDETERMINED
from peerfhir.policy.ruling import Citation, Finding, Ruling
from peerfhir.policy.situation import situated
from peerfhir.policy.units import limited, measured


def determine(contact: Contact, programs: Programs) -> Program | Finding | None:
    """The program that judges a contact (design section 5); a warning when there should be one; None when none does.

    Judged is a finished contact that names its program itself and no other service's code, or that is coded as peer
    support and whose episode of care names the program, else a coverage in force on its date. A contact coded as peer
    support that leads to no program, several, or one that no pack is loaded for, is kept and not counted, with the
    finding `program-undetermined`.
    """
    if not contact.finished:
        return None
    billed = any(pair in programs.services for pair in contact.services)
    if not billed and not contact.stated:
        return None
    named = sorted(set(contact.programs))
    found = f"{len(named)} programs are named"
    if not named:
        named = covering(contact, programs)
        found = f"no program is named, and {len(named) or 'none'} of those loaded covers the member on the day"
    if len(named) != 1:
        return _undetermined(contact.path, found) if billed or named else None
    program = programs.get(named[0])
    if program is None:
        return unloaded(named[0], programs, contact.path)
    return None if _other_service(contact, program) else program


def judge(
    contact: Contact,
    program: Program,
    rendered: Mapping[str, int],
    now: datetime,
    authorizations: Sequence[Authorization] = (),
) -> Ruling:
    """Everything that the program's law says about a contact at the instant `now`.

    `rendered` holds, per limit id of `units.windows(program, day)`, the units its window held before this contact and
    without it: `Spent.before`, max(rendered, paid + pended). `authorizations` are all of the member's. An error leaves
    no entries.
    """
    uncounted, entries = measured(contact, program)
    findings = timely(contact, program, now) + uncounted + qualified(contact, program) + situated(contact, program)
    for entry in entries:
        findings += limited(contact, program, entry, rendered, authorizations)
    if any(finding.refuses for finding in findings):
        entries = ()
    return Ruling(findings, entries, program.id, program.digest)


def covering(contact: Contact, programs: Programs) -> list[str]:
    """The programs whose plan covers the member on the date of service, each dated in its own zone."""
    covers = contact.member.covers if contact.member else ()
    if not covers:
        return []
    days = [(name, program, day_of(contact, program)) for name, program in programs.items()]
    return [name for name, program, day in days if day and programs_of(covers, day, {name: program})]


def unloaded(name: str, programs: Programs, path: str) -> Finding:
    """The warning that a record names a program which no pack is loaded for; `path` is where it does."""
    detail = f"no pack is loaded for program {name[:64]!r}; loaded: {', '.join(programs)}"
    return _undetermined(path, detail)


def _other_service(contact: Contact, program: Program) -> bool:
    """Whether a contact is coded as a service, in a code system the program bills by, that is not peer support."""
    systems = {system for system, _ in program.services}
    coded = [pair for pair in contact.services if pair[0] in systems]
    return bool(coded) and not any(pair in program.services for pair in coded)


def _undetermined(path: str, detail: str) -> Finding:
    return Finding(
        UNDETERMINED,
        "warning",
        "The program is the one that the record names, else that of its episode of care, else that of the coverage",
        Citation("design section 5"),
        path,
        f"{detail}; the record is kept, its units are not counted",
        "Add the extension program to the record, or to its EpisodeOfCare, with the id of one program",
    )
