"""A contact is held against the law of its program: which program, which findings, how many units."""

from collections.abc import Mapping
from datetime import datetime

from peerfhir.policy.certification import certified
from peerfhir.policy.day import timely
from peerfhir.policy.facts import Contact
from peerfhir.policy.program import Program, Programs
from peerfhir.policy.readings import UNDETERMINED
from peerfhir.policy.ruling import Citation, Finding, Ruling
from peerfhir.policy.units import limited, measured


def determine(contact: Contact, programs: Programs) -> Program | Finding | None:
    """The program that judges a contact (design section 5); a warning when there should be one; None when none does.

    Judged is a finished contact that names its program itself and no other service's code, or that is coded as peer
    support and whose episode of care names the program. A contact coded as peer support that names no program, several,
    or one that no pack is loaded for, is kept and not counted, with the finding `program-undetermined`.
    """
    if not contact.finished:
        return None
    billed = any(pair in programs.services for pair in contact.services)
    if not billed and not contact.stated:
        return None
    named = sorted(set(contact.programs))
    if len(named) != 1:
        return _undetermined(contact, f"{len(named) or 'no'} programs are named") if billed or named else None
    program = programs.get(named[0])
    if program is None:
        return _undetermined(contact, f"no pack is loaded for program {named[0][:64]!r}; loaded: {', '.join(programs)}")
    return None if _other_service(contact, program) else program


def judge(contact: Contact, program: Program, rendered: Mapping[str, int], now: datetime) -> Ruling:
    """Everything that the program's law says about a contact at the instant `now`.

    `rendered` holds, per limit id of `units.windows(program, day)`, the units its window held before this contact and
    without it: `Spent.before`, max(rendered, paid + pended). An error leaves no entries.
    """
    uncounted, entries = measured(contact, program)
    findings = timely(contact, program, now) + uncounted + certified(contact, program)
    for entry in entries:
        findings += limited(contact, program, entry, rendered)
    if any(finding.refuses for finding in findings):
        entries = ()
    return Ruling(findings, entries, program.id, program.digest)


def _other_service(contact: Contact, program: Program) -> bool:
    """Whether a contact is coded as a service, in a code system the program bills by, that is not peer support."""
    systems = {system for system, _ in program.services}
    coded = [pair for pair in contact.services if pair[0] in systems]
    return bool(coded) and not any(pair in program.services for pair in coded)


def _undetermined(contact: Contact, detail: str) -> Finding:
    return Finding(
        UNDETERMINED,
        "warning",
        "The program of a contact coded as peer support is the one that it names, else the one of its episode of care",
        Citation("design section 5"),
        contact.path,
        f"{detail}; the record is kept, its units are not counted",
        "Add the extension program to the Encounter, or to its EpisodeOfCare, with the id of one program",
    )
