"""The law looks at what comes in: findings, the units that encounters put into the ledger or take back, the rulings.

Everything here runs after the locks are taken: what is read now stays true until the commit.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused
from peerfhir.journeys import conform, employ, plan
from peerfhir.journeys.asked import JUDGED, asked
from peerfhir.journeys.circumstances import Circumstances
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.reversal import reversal
from peerfhir.journeys.weigh import COUNTED, Work
from peerfhir.mapping import authorization
from peerfhir.mapping import contact as mapped
from peerfhir.mapping.finding import issue
from peerfhir.mapping.ruling import of_contact
from peerfhir.policy import contact as law
from peerfhir.policy.billing import Authorization, Spent
from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Entry, Finding, Ruling
from peerfhir.policy.units import windows
from peerfhir.store import members
from peerfhir.store.database import Transaction
from peerfhir.store.facts import Facts
from peerfhir.store.ledger import Counted, Window, balances, billed_for, counted, used
from peerfhir.store.sight import Caller
from peerfhir.store.writing import LedgerEntry, RulingRow, Writing

_RENDERED = "r"
_ENCOUNTER = "e"
_NOBODY = Issue(
    "warning",
    "incomplete",
    "The encounter is not one Patient's; its units are not counted",
    ("Encounter.subject",),
    diagnostics="Name the member's Patient as subject",
)


async def judge(
    transaction: Transaction, ground: Ground, caller: Caller, works: Sequence[Work], facts: Facts, sheet: Writing
) -> None:
    """Judge each encounter, role, plan and other record of a program that changes.

    Adds entries, rulings and attendance to the sheet.

    `Refused(INVALID)` with every finding of every one of them when one is an error.
    """
    lawful = JUDGED | ground.library.programs.types
    judged = [work for work in works if work.draft.type in lawful and work.changed]
    if not judged:
        return
    around = Circumstances(works, facts, ground.programs)
    contacts = [work for work in judged if work.draft.type in COUNTED]
    past = {work.pk: await counted(transaction.connection, work.pk) if work.found else [] for work in contacts}
    for work in contacts:  # all that ends is taken back before anything is held against what is left
        sheet.entries += [reversal(one, work.pk, _version(work)) for one in past[work.pk]]
    for work in judged:
        if work.draft.resource is None:
            continue
        try:
            if work.draft.type in COUNTED:
                await _contact(transaction, ground, work, facts, around, past[work.pk], sheet)
                continue
            if work.draft.type == "PractitionerRole":
                work.findings += employ.findings(work, around, ground)
            elif work.draft.type == "CarePlan":
                work.findings += await plan.findings(transaction, ground, caller, work, around)
            work.findings += conform.findings(work, conform.named(work, ground), around, ground)
        except OverflowError:
            raise work.draft.beyond() from None
    if any(finding.refuses for work in judged for finding in work.findings):
        found = tuple(work.draft.at(finding) for work in judged for finding in work.findings)
        raise Refused(Kind.INVALID, found)


async def _contact(
    transaction: Transaction,
    ground: Ground,
    work: Work,
    facts: Facts,
    around: Circumstances,
    before: Sequence[Counted],
    sheet: Writing,
) -> None:
    contact, program = recorded(work, around, ground)
    if isinstance(program, Finding):
        work.findings.append(issue(program))
        sheet.rulings.append(_ruling(work, around, (program,)))
    if not isinstance(program, Program):
        return
    day = day_of(contact, program)
    rendered = await _so_far(transaction, work, facts, program, day, before, sheet) if day is not None else {}
    held = await approvals(transaction, around.standing(work))
    ruling = law.judge(contact, program, rendered, ground.clock(), held)
    work.findings += [issue(finding) for finding in ruling.findings]
    work.findings += conform.findings(work, (program,), around, ground)
    if work.member is None and ruling.entries:
        work.findings.append(_NOBODY)
    elif work.member is not None:
        sheet.entries += [_entry(work, work.member, ruling, entry) for entry in ruling.entries]
    if not ruling.refuses:
        sheet.rulings.append(_ruling(work, around, ruling.findings, ruling))
        sheet.attendance += around.attendance(work, contact)


async def approvals(transaction: Transaction, standing: Sequence[dict[str, Any]]) -> list[Authorization]:
    """The member's authorizations; of those for so many units in all, the ledger tells what is used."""
    found = [one for one in map(authorization.authorization, standing) if one is not None]
    keys = [one.key for one in found if one.approved is not None]
    units = await used(transaction.connection, keys) if keys else {}
    return [replace(one, used=units.get(one.key, 0)) for one in found]


def recorded(work: Work, around: Circumstances, ground: Ground) -> tuple[Contact, Program | Finding | None]:
    """A contact as the records have it, with the program that judges it, as `law.determine` finds it.

    Of a contact that a program judges with what lies beside it in time, where there is anything.
    """
    contact = mapped.read(work.draft.resource or {}, around.related, around.standing(work), zone=ground.zone)
    program = law.determine(contact, ground.programs)
    return (_surrounded(contact, program, work, around) if isinstance(program, Program) else contact), program


def _surrounded(contact: Contact, program: Program, work: Work, around: Circumstances) -> Contact:
    beside, present = around.neighbours(work, contact), around.present(contact)
    day = day_of(contact, program)
    minutes = around.peer_minutes(work, contact, program, day) if day else 0
    return replace(contact, neighbours=beside, present=present, peer_minutes=minutes)


async def _so_far(
    transaction: Transaction,
    work: Work,
    facts: Facts,
    program: Program,
    day: date,
    before: Sequence[Counted],
    sheet: Writing,
) -> dict[str, int]:
    """What the window of each limit holds besides this encounter, `Spent.before`; nothing of nobody's."""
    if work.member is None:
        return {}
    connection, limits = transaction.connection, windows(program, day)
    spans = [Window(work.member, program.id, limit.first, limit.last) for limit in limits]
    read = [facts.sums.get(wanted) for wanted in asked(work, program, limits)]
    spent = read if None not in read else await balances(connection, spans)
    past = [c for c in before if c.kind == _RENDERED]
    past += await billed_for(connection, work.pk) if work.found else []
    near = [e for e in sheet.entries if e.kind == _RENDERED and e.source != work.pk]
    person = await members.alike(transaction, work.member, {c.member for c in past} | {e.member for e in near})
    past, near = [c for c in past if c.member in person], [e for e in near if e.member in person]
    return {
        limit.limit: _without(window, so_far or Spent(), past, near).before
        for window, limit, so_far in zip(spans, limits, spent, strict=True)
    }


def _without(window: Window, spent: Spent, past: Sequence[Counted], near: Sequence[LedgerEntry]) -> Spent:
    """What the window holds without this encounter's earlier version and what was paid for it.

    `near` is what this transaction has added.
    """
    taken = {"r": 0, "p": 0, "h": 0}
    for one in past:
        if _inside(one, window):
            taken[one.kind] += one.units
    added = sum(e.units for e in near if _inside(e, window))
    return Spent(spent.rendered - taken["r"] + added, spent.claimed, spent.paid - taken["p"], spent.pended - taken["h"])


def _inside(entry: Counted | LedgerEntry, window: Window) -> bool:
    return entry.program == window.program and window.first <= entry.day <= window.last


def _ruling(work: Work, around: Circumstances, findings: Sequence[Finding], ruling: Ruling | None = None) -> RulingRow:
    body = of_contact(findings, ruling.entries if ruling else (), around.rested_on(work))
    program, pack = (ruling.program or "", ruling.digest or b"") if ruling else ("", b"")
    return RulingRow(work.pk, _version(work), _ENCOUNTER, program, pack, json.encode(body))


def _entry(work: Work, member: int, ruling: Ruling, entry: Entry) -> LedgerEntry:
    return LedgerEntry(
        member=member,
        program=ruling.program or "",
        day=entry.day,
        kind=_RENDERED,
        units=entry.units,
        source=work.pk,
        version=_version(work),
        line=0,
        encounter=work.pk,
        reverses=0,
        paid_by="",
        zone=entry.zone,
        rounding=entry.rounding,
        pack=ruling.digest or b"",
    )


def _version(work: Work) -> int:
    return work.found.vid + 1 if work.found else 1
