"""A CarePlan as its reviews are measured: when it was made, reviewed, signed off, and ended (names.md)."""

from dataclasses import dataclass
from datetime import date

from peerfhir.mapping.elements import Json
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.member import plan
from peerfhir.mapping.times import day, days


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A plan that was made: its first day, the days of its reviews and sign-offs, its last day."""

    made: date
    reviews: tuple[date, ...]
    signed_off: tuple[date, ...]
    ended: date | None


def reviewed(care_plan: Json, program: str, type_: str | None) -> Reviewed | None:
    """The plan, made when it says so (`created`), else when its period begins.

    None of a plan of another program or type, of a draft or error, and of one without a date.
    """
    found = plan(care_plan)
    first, last = days(care_plan.get("period"))
    made = found.created or first
    other = (found.programs and program not in found.programs) or (type_ is not None and type_ not in found.kinds)
    if not found.developed or other or made is None:
        return None
    signed = [day(part.value("when", "valueDateTime")) for part in Extensions(care_plan).parts("clinical-signoff")]
    return Reviewed(
        made,
        tuple(sorted({one.day for one in found.reviews if one.day})),
        tuple(sorted({one for one in signed if one})),
        last,
    )
