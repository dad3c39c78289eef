"""A CarePlan as its reviews are measured: when it was made, reviewed, and ended (names.md, plan-review)."""

from dataclasses import dataclass
from datetime import date

from peerfhir.mapping.elements import Json
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.member import plan
from peerfhir.mapping.times import day, days


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A plan that was made: its first day, the days of its reviews, its last day."""

    made: date
    reviews: tuple[date, ...]
    ended: date | None


def reviewed(care_plan: Json, program: str, type_: str | None) -> Reviewed | None:
    """The plan, made when it says so (`created`), else when its period begins.

    None of a plan of another program or type, of one that is no active or completed plan, and of one without a date.
    """
    found = plan(care_plan)
    first, last = days(care_plan.get("period"))
    made = day(care_plan.get("created")) or first
    other = (found.programs and program not in found.programs) or (type_ is not None and type_ not in found.kinds)
    if not found.active or other or made is None:
        return None
    said = Extensions(care_plan)
    dates = [
        day(part.value("date", kind)) for part in said.parts("plan-review") for kind in ("valueDate", "valueDateTime")
    ]
    return Reviewed(made, tuple(sorted({one for one in dates if one})), last)
