"""What a pack may say that is measured over time: meetings, reports, continuing education, and the measures themselves.

Nothing here refuses a record or denies a claim (rules.md section 2, Enforce M).
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from peerfhir.policy.dated import Allowed, Dated, Id, Named, Part, Way
from peerfhir.policy.provider_law import Hours

Monthly = Annotated[Dated[Literal["P1M"]], Way.OWN]
PackKind = Literal[
    "peer-supervision",
    "member-supervision",
    "supervised",
    "meeting",
    "report",
    "education",
    "competencies",
    "plan-due",
    "plan-review",
    "consultation",
    "caseload",
    "face-to-face",
    "missed-contacts",
    "face-to-face-majority",
    "screening",
]
# What is measured of every program's claims and records.
CommonKind = Literal["paid-after-lapse", "paid-without-encounter", "recorded-late"]
Kind = PackKind | CommonKind
# The key of the pack that a measure of each kind measures.
_KEYS: dict[PackKind, str] = {
    "peer-supervision": "supervision.cadence",
    "member-supervision": "supervision.per",
    "supervised": "supervision.required",
    "meeting": "meetings",
    "report": "reports",
    "education": "ce.hours",
    "competencies": "training.competencies",
    "plan-due": "plan.due_days",
    "plan-review": "plan.review_days",
    "consultation": "supervision.cadence",
    "caseload": "caseload.max",
    "face-to-face": "f2f.min_minutes",
    "missed-contacts": "f2f.missed_log",
    "face-to-face-majority": "f2f.majority_pct",
    "screening": "screening.at_admission",
}


class Meeting(Part):
    """Whom a peer meets, as types of agency (`cmt`, `cpo`), in each month of service (MT-26)."""

    id: Id
    who: Allowed
    every: Monthly


class Report(Part):
    """To whom, as a type of agency, a peer reports each member's progress, in each month of service (MT-25)."""

    id: Id
    to: Named
    every: Monthly


class Education(Part):
    """Hours of continuing education in each full year of certification (MT-35)."""

    hours: Annotated[Dated[Hours], Way.GREATEST]


class Measured(Part):
    """A measure: the id under which it is evaluated, what kind it is, its title in plain words.

    `about` is the id of the meeting or report that it measures, where there are several.
    """

    id: Id
    kind: PackKind
    title: Annotated[str, Field(min_length=1)]
    about: Id | None = None

    @property
    def key(self) -> str:
        """The key of the pack that it measures."""
        return f"{_KEYS[self.kind]}[{self.about}]" if self.about else _KEYS[self.kind]

    def needed(self, law: Any) -> Any:
        """What the pack says under that key: dated values, or the meeting or report; None or empty of nothing."""
        found = law
        for name in _KEYS[self.kind].split("."):
            found = getattr(found, name, None)
        if isinstance(found, tuple):
            return next((one for one in found if self.about in (None, one.id)), None)
        return found
