"""A stored contact is judged again, as if it came when it came, with what is known now; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peerfhir.fhir import json
from peerfhir.journeys.asked import ask
from peerfhir.journeys.circumstances import Circumstances
from peerfhir.journeys.draft import Draft
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.judge import approvals, recorded
from peerfhir.journeys.weigh import Work, gather
from peerfhir.policy import contact as law
from peerfhir.policy.billing import Authorization
from peerfhir.policy.day import day_of
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding, Ruling
from peerfhir.policy.tally import Counting, spent
from peerfhir.policy.units import windows
from peerfhir.store.database import Transaction
from peerfhir.store.facts import Facts, read
from peerfhir.store.replayed import Ruled
from peerfhir.store.sight import Caller


@dataclass(frozen=True, slots=True)
class Heard:
    """A stored contact with the facts that judging it needs, whichever program judges it."""

    work: Work
    facts: Facts
    authorizations: Sequence[Authorization]
    at: datetime


async def hear(transaction: Transaction, ground: Ground, caller: Caller, one: Ruled) -> Heard:
    """What a contact rests on now. A ground without programs reads enough for whichever program judges it."""
    work = Work.stored(Draft("PUT", "Encounter", one.fid, json.decode(one.body)), one.body)
    wanted = gather([work], caller)
    ask(wanted, [work], ground.programs)
    wanted.unlock()
    wanted.fresh = 0
    facts = await read(transaction, wanted)
    work.found = facts.resources[work.name]
    work.pk, work.patient, work.member, work.changed = one.pk, work.found.patient, one.member, False
    standing = Circumstances([work], facts, ground.programs).standing(work)
    return Heard(work, facts, await approvals(transaction, standing), one.at)


def judged(heard: Heard, ground: Ground, before: Sequence[Counting]) -> tuple[Ruling, date | None]:
    """What the ground's programs say of it, and the date of service; `before` is what counts in the ledger."""
    contact, program = recorded(heard.work, Circumstances([heard.work], heard.facts, ground.programs), ground)
    if not isinstance(program, Program):
        return Ruling((program,) if isinstance(program, Finding) else ()), None
    day = day_of(contact, program)
    found = windows(program, day) if day else []
    sums = {one.limit: spent(before, (program.id, one.first, one.last)).before for one in found}
    return law.judge(contact, program, sums, heard.at, heard.authorizations), day
