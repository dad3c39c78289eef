"""To whom a record belongs: the Patient it names, and the member, a person a payer knows, behind that Patient."""

from collections.abc import Sequence
from dataclasses import replace

from peerfhir.fhir.issues import Issue
from peerfhir.journeys.weigh import Work
from peerfhir.store import members
from peerfhir.store.database import Transaction
from peerfhir.store.facts import Facts, Name
from peerfhir.store.sight import Caller, Role
from peerfhir.store.writing import Writing

_APART = Issue(
    "warning",
    "conflict",
    "A member number given here is another member's; the units of the two are kept apart",
    diagnostics="When they are one person, the payer says so with its Coverage, or an administrator with this record",
)


async def belongings(
    transaction: Transaction, works: Sequence[Work], facts: Facts, caller: Caller, sheet: Writing
) -> None:
    """Say to which patient and member each work belongs; make new members, and one of two that prove the same.

    Members that both bear numbers are joined by a payer's Coverage of its own, for it gives the numbers, or by an
    administrator: nothing could part them again. Whoever else says so is warned.
    """
    own: dict[Name, Work] = {}
    for work in sorted(works, key=lambda work: work.draft.type != "Patient"):
        if work.draft.resource is not None:
            if work.draft.type == "Patient":
                work.patient = work.pk
                work.member = work.found.member if work.found else None
                own[work.name] = work
            else:
                work.patient, work.member = _patient(work, own, facts)
        keys = work.member_keys if work.patient is not None else []  # a number of nobody here names nobody
        for key in sorted(keys, key=lambda key: key not in facts.members):  # who is known says who it is
            known = facts.members.get(key)
            if known is None and work.member is None:
                work.member = _new_member(facts, sheet)
            elif known is not None and work.member is None:
                work.member = known
            elif known is not None and work.member is not None and known != work.member:
                await _join(transaction, work, known, facts, caller, sheet)
            if known is None and work.member is not None:
                facts.members[key] = work.member
                sheet.member_keys.append((key, work.member))
        if work.draft.type == "Patient" and work.member is None and work.draft.resource is not None:
            work.member = _new_member(facts, sheet)


async def _join(transaction: Transaction, work: Work, known: int, facts: Facts, caller: Caller, sheet: Writing) -> None:
    member = work.member or 0
    numbered = any(one == member for _, one in sheet.member_keys) or await members.numbered(transaction, member)
    if numbered and not _joins(work, caller):
        work.findings.append(work.draft.at(replace(_APART, expression=(work.draft.type,))))
        return
    await members.merge(transaction, known, member, sheet.members)
    facts.sums.clear()  # they were read of two persons


def _joins(work: Work, caller: Caller) -> bool:
    said = work.draft.resource or {}
    payors = [payor.get("reference") for payor in said.get("payor", [])] if work.draft.type == "Coverage" else []
    own = payors == [f"Organization/{caller.organization}"]
    return caller.role is Role.ADMIN or (caller.role is Role.PAYER and own)


def _new_member(facts: Facts, sheet: Writing) -> int:
    member = facts.fresh_members.pop()
    sheet.members.append((member, member))
    return member


def _patient(work: Work, own: dict[Name, Work], facts: Facts) -> tuple[int | None, int | None]:
    """The Patient it belongs to, and who that is."""
    name = work.patient_name
    if name is None:
        return None, None
    if name in own:
        return own[name].pk, own[name].member
    found = facts.resources.get(name)
    return (found.patient, found.member) if found else (None, None)
