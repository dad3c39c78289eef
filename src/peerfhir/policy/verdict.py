"""What becomes of a claim: per line the units paid, pended and denied, each denial with its rule (names.md)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from peerfhir.policy.ruling import Denial, Finding

Group = Literal["CO", "OA", "PI", "PR"]


@dataclass(frozen=True, slots=True)
class Grant:
    """Units of a line on one date of service, and what pays for them: a limit's id, an authorization's key, or nothing.

    `encounter` is the "Encounter/id" they document, None for a line that documents none; `zone` and `rounding` as in
    `ruling.Entry`.
    """

    day: date
    units: int
    paid_by: str
    encounter: str | None
    zone: str
    rounding: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Units of a line that are denied or (CARC 133) pended: why, as code and as the finding that explains it.

    The finding of pended units bears the denial that they would get from the limit itself.
    """

    units: int
    denial: Denial
    finding: Finding


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line.

    Paid and refused units add up to those submitted: pended ones are refused too, with CARC 133. A void submits none.
    `claimed` are the units submitted by day and encounter, empty when the line is wholly denied. `notes` are further
    findings that explain without deciding.
    """

    number: int
    submitted: int
    program: str | None
    digest: bytes | None
    paid: tuple[Grant, ...] = ()
    pended: tuple[Grant, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    claimed: tuple[Grant, ...] = ()
    notes: tuple[Finding, ...] = ()

    @property
    def allowed(self) -> int:
        """Units paid."""
        return sum(grant.units for grant in self.paid)

    @property
    def waiting(self) -> int:
        """Units pended."""
        return sum(grant.units for grant in self.pended)
