"""All rules about the member and what is done for them, in the order in which a claim line is denied for them.

`WRITTEN` judge a contact on write, `CLAIMED_...` a claim line: they differ in coverage, which most programs look for on
a claim only, and in what is never adjudicated. A finding without a denial explains a line, no more.
"""

from collections.abc import Callable

from peerfhir.policy.age import old_enough
from peerfhir.policy.assessed_first import assessed_first, copied
from peerfhir.policy.coverage import covered, enrolled
from peerfhir.policy.diagnosis import diagnosed
from peerfhir.policy.excluded import excluded
from peerfhir.policy.facility import licensed
from peerfhir.policy.facts import Contact
from peerfhir.policy.family import (
    child_insured,
    child_young_enough,
    family_offered,
    family_peer,
    for_child,
    parent_present,
)
from peerfhir.policy.headcount import group_fits
from peerfhir.policy.hospital import outpatient, untroubled
from peerfhir.policy.mode import offered
from peerfhir.policy.neighbours import alone_in_time, not_repeated, possible_day, single_booked
from peerfhir.policy.planned import planned
from peerfhir.policy.program import Program
from peerfhir.policy.punctual import plan_made, plan_reviewed
from peerfhir.policy.remote import remote
from peerfhir.policy.representative import unrelated
from peerfhir.policy.ruling import Finding
from peerfhir.policy.scope import allowed, focused, purposeful
from peerfhir.policy.screened import screened
from peerfhir.policy.setting import in_place

Rule = Callable[[Contact, Program], tuple[Finding, ...]]

# Before the rules of the peer, in the order of precedence: coverage, age, hospital, content, group, goals ...
_WHOM: tuple[Rule, ...] = (child_insured, old_enough, child_young_enough, outpatient, untroubled, excluded)
_WHAT: tuple[Rule, ...] = (offered, family_offered, allowed, group_fits, for_child, purposeful, in_place, remote)
# ... and after them: plan, assessment, diagnosis, overlap, double-booked and impossible day.
_WHY: tuple[Rule, ...] = (planned, plan_made, assessed_first, diagnosed)
_WHEN: tuple[Rule, ...] = (alone_in_time, single_booked, possible_day)
_NEVER_DENIED: tuple[Rule, ...] = (
    parent_present,
    unrelated,
    family_peer,
    focused,
    not_repeated,
    copied,
    screened,
    licensed,
)

WRITTEN: tuple[Rule, ...] = (enrolled, *_WHOM, *_WHAT, *_WHY, *_WHEN, *_NEVER_DENIED)
# By CARC: 177|26|27|200, 6, 60, 96, 272; the rules of the peer come between these two.
CLAIMED_BEFORE_PEER: tuple[Rule, ...] = (covered, *_WHOM, *_WHAT)
CLAIMED_AFTER_PEER: tuple[Rule, ...] = (
    plan_reviewed,
    *_WHY,
    *_WHEN,
)  # 16/M135, 272/M135, 16/N731, 11, 231, 272/N703, 133


def situated(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """Everything that the law says on write about the member, the plan, the content and the time of a contact."""
    found: tuple[Finding, ...] = ()
    for rule in WRITTEN:
        found += rule(contact, program)
    return found
