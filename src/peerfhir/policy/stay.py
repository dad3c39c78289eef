"""Who stays in a program meets the criteria of continued stay, as found at each review (NE-86..88, CMH-55..57)."""

from datetime import date

from peerfhir.policy.facts import Plan, Review
from peerfhir.policy.member_law import Criterion
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding, Severity


def stays(plan: Plan, program: Program, today: date) -> tuple[Finding, ...]:
    """A warning for each criterion that the last review of an active plan does not find met.

    Of those that are only recorded it is an information.
    """
    law = program.law.continued_stay
    reviews = [one for one in plan.reviews if one.day is not None and one.day <= today]
    if law is None or not plan.active or not reviews:
        return ()
    last = max(reviews, key=lambda one: one.day or date.min)
    day = last.day or today
    required = _unmet(law.all_of.on(day).value, last, "warning", program)
    return required + _unmet(law.optional.on(day).value if law.optional else (), last, "information", program)


def _unmet(asked: tuple[Criterion, ...], review: Review, severity: Severity, program: Program) -> tuple[Finding, ...]:
    found: tuple[Finding, ...] = ()
    for one in asked:
        if one.code not in review.criteria:
            found += program.finding(
                one.rule,
                severity,
                path="CarePlan.extension",
                detail=f"the review of {review.day} does not find {one.code} met",
                hint="Record it in the part criteria of the extension plan-review: code and met",
                limit=one.code,
            )
    return found
