"""The law looks at encounters on their way in: findings, and the units they put into the ledger or take back.

Everything here runs after the locks are taken: what is read now stays true until the commit.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused
from peerfhir.fhir.searching import TYPE_NAMES
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.weigh import COUNTED, Work
from peerfhir.mapping import contact as mapped
from peerfhir.mapping.finding import issue
from peerfhir.policy import contact as law
from peerfhir.policy.billing import Spent
from peerfhir.policy.day import day_of
from peerfhir.policy.program import Program, Programs
from peerfhir.policy.ruling import Entry, Finding, Ruling
from peerfhir.policy.units import Window as Limit
from peerfhir.policy.units import windows
from peerfhir.store import members
from peerfhir.store.database import Transaction
from peerfhir.store.facts import Facts
from peerfhir.store.facts import Window as Asked
from peerfhir.store.ledger import Counted, Window, balances, counted
from peerfhir.store.writing import LedgerEntry, Writing

_RENDERED = "r"
_NOBODY = Issue(
    "warning",
    "incomplete",
    "The encounter is not one Patient's; its units are not counted",
    ("Encounter.subject",),
    diagnostics="Name the member's Patient as subject",
)


def foreseen(work: Work, programs: Programs) -> list[Asked]:
    """The windows that judging will ask for, as far as the work alone tells: read with the facts, they save a trip."""
    encounter = work.draft.resource
    if work.draft.type not in COUNTED or encounter is None:
        return []
    contact = mapped.outline(encounter)
    program = programs.get(contact.programs[0]) if len(contact.programs) == 1 else None
    try:
        day = day_of(contact, program) if program else None
        return _asked(work, program, windows(program, day)) if program and day else []
    except OverflowError:
        return []  # judging will say so


def _asked(work: Work, program: Program, limits: Sequence[Limit]) -> list[Asked]:
    patient = work.patient_name
    return [Asked(patient, program.id, limit.first, limit.last) for limit in limits] if patient else []


async def judge(transaction: Transaction, ground: Ground, works: Sequence[Work], facts: Facts, sheet: Writing) -> None:
    """Judge each encounter that changes and add its entries to the sheet.

    `Refused(INVALID)` with every finding of every encounter when one of them is an error.
    """
    judged = [work for work in works if work.draft.type in COUNTED and work.changed]
    if not judged:
        return
    related = _related(works, facts)
    past = {work.pk: await counted(transaction.connection, work.pk) if work.found else [] for work in judged}
    for work in judged:  # all that ends is taken back before anything is held against what is left
        sheet.entries += _taken_back(work, past[work.pk])
    for work in judged:
        if work.draft.resource is not None:
            try:
                await _judge(transaction, ground, work, facts, related, past[work.pk], sheet)
            except OverflowError:
                raise work.draft.beyond() from None
    if any(finding.refuses for work in judged for finding in work.findings):
        found = tuple(work.draft.at(finding) for work in judged for finding in work.findings)
        raise Refused(Kind.INVALID, found)


async def _judge(
    transaction: Transaction,
    ground: Ground,
    work: Work,
    facts: Facts,
    related: dict[str, dict[str, Any]],
    before: Sequence[Counted],
    sheet: Writing,
) -> None:
    contact = mapped.read(work.draft.resource or {}, related)
    program = law.determine(contact, ground.programs)
    if isinstance(program, Finding):
        work.findings.append(issue(program))
    if not isinstance(program, Program):
        return
    day = day_of(contact, program)
    rendered: dict[str, int] = {}
    if day is not None and work.member is not None:
        limits = windows(program, day)
        spans = [Window(work.member, program.id, limit.first, limit.last) for limit in limits]
        read = [facts.sums.get(asked) for asked in _asked(work, program, limits)]
        spent = read if None not in read else await balances(transaction.connection, spans)
        own = [e for e in sheet.entries if e.kind == _RENDERED and e.source != work.pk]
        numbers = {c.member for c in before} | {e.member for e in own}
        person = await members.alike(transaction, work.member, numbers)
        near = [e for e in own if e.member in person]
        past = [c for c in before if c.kind == _RENDERED and c.member in person]
        for window, limit, so_far in zip(spans, limits, spent, strict=True):
            rendered[limit.limit] = _without(window, so_far or Spent(), past, near).before
    ruling = law.judge(contact, program, rendered, ground.clock())
    work.findings += [issue(finding) for finding in ruling.findings]
    if work.member is None and ruling.entries:
        work.findings.append(_NOBODY)
    elif work.member is not None:
        sheet.entries += [_entry(work, work.member, ruling, entry) for entry in ruling.entries]


def _without(window: Window, spent: Spent, past: Sequence[Counted], near: Sequence[LedgerEntry]) -> Spent:
    """What the window holds without this encounter's earlier version, and with what this transaction has added."""
    taken = sum(c.units for c in past if _inside(c, window))
    added = sum(e.units for e in near if _inside(e, window))
    return Spent(spent.rendered - taken + added, spent.claimed, spent.paid, spent.pended)


def _inside(entry: Counted | LedgerEntry, window: Window) -> bool:
    return entry.program == window.program and window.first <= entry.day <= window.last


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


def _taken_back(work: Work, before: Sequence[Counted]) -> list[LedgerEntry]:
    """The reversal of everything the earlier versions counted."""
    return [
        LedgerEntry(
            member=c.member,
            program=c.program,
            day=c.day,
            kind=c.kind,
            units=-c.units,
            source=work.pk,
            version=_version(work),
            line=c.line,
            encounter=c.encounter,
            reverses=c.version,
            paid_by=c.paid_by,
            zone=c.zone,
            rounding=c.rounding,
            pack=c.pack,
        )
        for c in before
    ]


def _version(work: Work) -> int:
    return work.found.vid + 1 if work.found else 1


def _related(works: Sequence[Work], facts: Facts) -> dict[str, dict[str, Any]]:
    """Everything the encounters refer to that the law reads, by "Type/id"; what this transaction writes, as written."""
    read = {f"{TYPE_NAMES[f.rtype]}/{f.fid}": _decoded(f.body) for f in facts.hopped if f.body}
    read |= {f"{type_}/{fid}": _decoded(f.body) for (type_, fid), f in facts.resources.items() if f.body}
    return read | {f"{w.draft.type}/{w.draft.fid}": w.draft.resource for w in works if w.draft.resource is not None}


@lru_cache(4096)
def _decoded(body: bytes) -> dict[str, Any]:
    """A stored body; the same bytes say the same, so that a peer's role is decoded once. Not to be changed."""
    return json.decode(body)
