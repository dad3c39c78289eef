"""A CarePlan of a program comes in: what it rests on, when it was made, who signed it off, whether the member may stay.

ID-14, NE-30, NE-36, NE-86 to NE-88. Its content is for the profiles.
"""

from datetime import date

from peerfhir.fhir import json
from peerfhir.fhir.issues import CANONICAL, Issue
from peerfhir.journeys.circumstances import Circumstances
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.weigh import Work
from peerfhir.mapping.assessment import assessed_on
from peerfhir.mapping.elements import text
from peerfhir.mapping.finding import issue
from peerfhir.mapping.member import member, plan
from peerfhir.mapping.signoff import addressed, signoffs
from peerfhir.policy.assessment import assessed
from peerfhir.policy.day import today
from peerfhir.policy.facts import Plan
from peerfhir.policy.program import Program
from peerfhir.policy.punctual import made_in_time
from peerfhir.policy.ruling import Finding
from peerfhir.policy.signed_off import signed_off
from peerfhir.policy.stay import stays
from peerfhir.store.database import Transaction
from peerfhir.store.reading import read
from peerfhir.store.search import match
from peerfhir.store.sight import Caller

_INVENTORY = f"{CANONICAL}/CodeSystem/doc|needs-assessment-inventory"
_LIVE = frozenset({"active", "completed"})


async def findings(
    transaction: Transaction, ground: Ground, caller: Caller, work: Work, around: Circumstances
) -> list[Issue]:
    """The findings of every program that a plan in force names."""
    resource = work.draft.resource or {}
    said = plan(resource)
    programs = [ground.programs[name] for name in dict.fromkeys(said.programs) if name in ground.programs]
    if text(resource.get("status")) not in _LIVE:
        return []
    asking = [program for program in programs if program.law.needs_assessment is not None]
    first = await _assessed(transaction, ground, caller, work, around) if asking else None
    found = [one for program in asking for one in assessed(said, first, program)]
    found += [one for program in programs for one in _timely(said, program, ground, work, around)]
    return [issue(one) for one in found]


def _timely(said: Plan, program: Program, ground: Ground, work: Work, around: Circumstances) -> tuple[Finding, ...]:
    """When the plan was made, and by whom it was signed off; what is completed asks for nobody's signature."""
    resource, standing = work.draft.resource or {}, around.standing(work)
    who = member(standing, zone=ground.zone)
    found = made_in_time(said, who, program)
    if resource.get("status") != "active":
        return found
    signed, about = signoffs(resource, around.related), addressed(resource, standing, who)
    found += stays(said, program, today(program, ground.clock()))
    return found + signed_off(said, signed, who, about, program, today(program, ground.clock()))


async def _assessed(
    transaction: Transaction, ground: Ground, caller: Caller, work: Work, around: Circumstances
) -> date | None:
    """The day of the first needs assessment: of those the plan names, or of the member's that the caller sees."""
    named = (around.related.get(f"{type_}/{fid}") for _, type_, fid in work.rows.references)
    days = [day for day in (assessed_on(one) for one in named if one) if day]
    if not days and work.patient_name is not None:
        criteria = f"patient={work.patient_name[1]}&code={_INVENTORY}&_sort=date"
        rows = await match(transaction.connection, caller, "Observation", criteria, ground.zone, 1)
        for row in rows:
            stored = await read(transaction.connection, caller, "Observation", row.fid)
            day = assessed_on(json.decode(stored.body)) if stored and not stored.deleted else None
            days += [day] if day else []
    return min(days, default=None)
