"""Who signed a CarePlan off, and what it is about (NE-36, NE-68)."""

from collections.abc import Sequence

from peerfhir.mapping.credentials import qualified_by
from peerfhir.mapping.elements import Json, items
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.member import diagnoses
from peerfhir.mapping.times import moment
from peerfhir.mapping.trail import Related, Trail, named
from peerfhir.policy.facts import Member, Signoff


def signoffs(care_plan: Json, related: Related) -> tuple[Signoff, ...]:
    """What its extensions clinical-signoff say; `related` holds the roles and persons that they name."""
    trail, found = Trail(related), []
    for place, part in Extensions(care_plan).located_parts("clinical-signoff"):
        when = moment(part.value("when", "valueDateTime"))
        held = qualified_by(part.value("who", "valueReference"), trail)
        found.append(Signoff(f"CarePlan{place}", when.day if when else None, when.at if when else None, held))
    return tuple(found)


def addressed(care_plan: Json, standing: Sequence[Json], who: Member) -> tuple[str, ...]:
    """The ICD-10-CM codes of the Conditions that a plan addresses; where it names none, all of the member's."""
    names = {named(one) for one in items(care_plan.get("addresses"))}
    conditions = [one for one in standing if f"{one.get('resourceType')}/{one.get('id')}" in names]
    return tuple([code for one in conditions for code in diagnoses(one)]) or who.diagnoses
