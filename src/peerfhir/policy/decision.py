"""A payer decides on what is pended: it is paid, denied, or paid in part (X-18, X-17)."""

from dataclasses import dataclass, replace
from typing import Literal

from peerfhir.policy.granting import BY_REVIEW
from peerfhir.policy.precedence import REVIEW
from peerfhir.policy.ruling import Denial
from peerfhir.policy.verdict import Grant, Outcome, Refusal

# What a denial says when the payer gives no reason, and what was pended does not tell it itself.
_OVER = Denial("119", ("N362",))
_TOO_MANY_HOURS = Denial("222")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the payer says: approve, deny, or reduce to `units` over all pended lines of the answer.

    `denial` is the reason for what is denied, `note` the payer's words.
    """

    kind: Literal["approve", "deny", "reduce"]
    units: int = 0
    denial: Denial | None = None
    note: str | None = None


def decide(outcomes: tuple[Outcome, ...], decision: Decision) -> tuple[Outcome, ...]:
    """The outcomes once nothing is pended any more: the units given go to the lines, and to their days, in order.

    Reduced to more than is pended, all is paid. Lines without pended units stay as they are.
    """
    left = {"approve": sum(one.waiting for one in outcomes), "deny": 0, "reduce": decision.units}[decision.kind]
    found = []
    for outcome in outcomes:
        given = min(left, outcome.waiting)
        left -= given
        found.append(_settled(outcome, given, decision) if outcome.waiting else outcome)
    return tuple(found)


def _settled(outcome: Outcome, given: int, decision: Decision) -> Outcome:
    """A line of whose pended units so many are given."""
    paid, rest = list(outcome.paid), given
    for grant in outcome.pended:
        units = min(rest, grant.units)
        rest -= units
        if units:
            paid.append(replace(grant, units=units, paid_by=grant.paid_by or BY_REVIEW))
    refusals = tuple(one for one in outcome.refusals if one.denial.carc != REVIEW)
    refusals += _denied(outcome, given, decision)
    return replace(outcome, paid=_joined(paid), pended=(), refusals=refusals, claimed=outcome.claimed if paid else ())


def _denied(outcome: Outcome, given: int, decision: Decision) -> tuple[Refusal, ...]:
    """What is not given, by the reasons for which it was pended: those told first are given first."""
    found = []
    for refusal in outcome.refusals:
        if refusal.denial.carc != REVIEW:
            continue
        units = refusal.units - min(given, refusal.units)
        given -= min(given, refusal.units)
        if units:
            found.append(_told(refusal, units, decision))
    return tuple(found)


def _told(refusal: Refusal, units: int, decision: Decision) -> Refusal:
    finding = refusal.finding
    own = finding.denial if finding.denial and finding.denial.carc != REVIEW else None
    denial = decision.denial or own or (_TOO_MANY_HOURS if finding.rule == "X-17" else _OVER)
    said = f"; the payer denied {units} after review" + (f": {decision.note}" if decision.note else "")
    return Refusal(units, denial, replace(finding, detail=f"{finding.detail}{said}", hint="An appeal is to the payer"))


def _joined(grants: list[Grant]) -> tuple[Grant, ...]:
    """Grants of the same day, encounter and payer as one: an entry of the ledger is once."""
    found: dict[Grant, int] = {}
    for grant in grants:
        alike = replace(grant, units=0)
        found[alike] = found.get(alike, 0) + grant.units
    return tuple(replace(alike, units=units) for alike, units in found.items())
