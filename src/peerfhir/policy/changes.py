"""What another law would make of a record or of a line: the same things told of both laws, and whether they differ."""

from collections.abc import Iterable
from dataclasses import dataclass

from peerfhir.policy.ruling import Finding, Ruling
from peerfhir.policy.verdict import Outcome


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that has something to say: the finding's severity, or the codes and units of a denial (133: pended)."""

    rule: str
    said: str  # "warning", or "119/N362"
    units: int
    detail: str

    @property
    def key(self) -> tuple[str, str, int]:
        """What makes it the same reason, in whatever words."""
        return self.rule, self.said, self.units


@dataclass(frozen=True, slots=True)
class Became:
    """What a law makes of a contact or of a line, in units.

    A contact has `counted` units, and is `refused` or not; a line has units `paid`, `pended` and `denied`.
    """

    program: str | None = None
    refused: bool = False
    counted: int = 0
    paid: int = 0
    pended: int = 0
    denied: int = 0
    reasons: tuple[Reason, ...] = ()

    def differs(self, other: "Became") -> bool:
        """Whether units or reasons are others."""
        return self.numbers != other.numbers or self.rules != other.rules

    @property
    def rules(self) -> frozenset[tuple[str, str, int]]:
        """The reasons, without their words."""
        return frozenset(reason.key for reason in self.reasons)

    @property
    def numbers(self) -> tuple[str | None, bool, int, int, int, int]:
        """The program and the units."""
        return self.program, self.refused, self.counted, self.paid, self.pended, self.denied


@dataclass(slots=True)
class Sums:
    """Units and refused contacts, added up."""

    counted: int = 0
    refused: int = 0
    paid: int = 0
    pended: int = 0
    denied: int = 0

    def add(self, one: Became) -> None:
        """Add what became of a contact or a line."""
        self.counted += one.counted
        self.refused += one.refused
        self.paid += one.paid
        self.pended += one.pended
        self.denied += one.denied


def of_line(outcome: Outcome) -> Became:
    """What became of a line."""
    pended = outcome.waiting
    return Became(
        outcome.program,
        paid=outcome.allowed,
        pended=pended,
        denied=outcome.submitted - outcome.allowed - pended,
        reasons=tuple(
            Reason(
                one.finding.rule,
                "/".join((one.denial.carc, *one.denial.rarcs)),
                one.units,
                one.finding.detail,
            )
            for one in outcome.refusals
        ),
    )


def of_contact(ruling: Ruling) -> Became:
    """What became of a contact."""
    return Became(
        ruling.program,
        ruling.refuses,
        sum(entry.units for entry in ruling.entries),
        reasons=_said(ruling.findings),
    )


def _said(findings: Iterable[Finding]) -> tuple[Reason, ...]:
    return tuple(Reason(one.rule, one.severity, 0, one.detail) for one in findings)
