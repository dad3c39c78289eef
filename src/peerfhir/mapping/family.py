"""Who takes part in a contact of mode family, and whether it is all for the child (CMS-04 to CMS-06)."""

from collections.abc import Sequence

from peerfhir.mapping.elements import Json, codes, flag, item, listed
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.trail import Related, followed, named, names
from peerfhir.policy.facts import Family, Member, Relative


def family(encounter: Json, related: Related, standing: Sequence[Json], who: Member | None) -> Family:
    """What an Encounter says of the family.

    `related` holds the RelatedPersons and Goals that it names. The member is the subject and every Patient among
    `standing`; a goal is theirs by its subject, or because a plan of `who` has it.
    """
    patients = {named(encounter.get("subject"), "Patient")}
    patients |= {f"Patient/{one.get('id')}" for one in standing if one.get("resourceType") == "Patient"}
    patients.discard(None)
    directed = Extensions(encounter).all_parts("directed-to-child")
    planned = {goal for plan in who.plans for goal in plan.goals} if who else set()
    goals = names(directed.values("childGoal", "valueReference"), "Goal")
    return Family(
        _relatives(encounter, related, patients),
        flag(directed.value("exclusive", "valueBoolean")),
        tuple([g for g in goals if g in planned or named(item(related.get(g)).get("subject")) in patients]),
    )


def _relatives(encounter: Json, related: Related, patients: set[str | None]) -> tuple[Relative, ...]:
    found = []
    for number, participant in enumerate(map(item, listed(encounter.get("participant")))):
        if named(participant.get("individual"), "RelatedPerson"):
            person = followed(participant.get("individual"), related)
            found.append(
                Relative(
                    f"Encounter.participant[{number}].individual",
                    codes(listed(person.get("relationship"))),
                    of_member=named(person.get("patient")) in patients,
                )
            )
    return tuple(found)
