"""What a pack may say about those who are served: age, coverage, diagnosis, plan, scope of the service, exclusions."""

from typing import Annotated, Literal

from pydantic import Field

from peerfhir.policy.dated import (
    Allowed,
    Dated,
    Days,
    Demand,
    Forbidden,
    GreatestAge,
    Id,
    LeastAge,
    Named,
    Part,
    People,
    Permission,
    Way,
    reading,
)

CodeRange = Annotated[str, Field(pattern=r"^[A-Z]\d\d-[A-Z]\d\d$")]
Code = Annotated[str, Field(min_length=1)]


class Age(Part):
    """The least age of a member on the date of service; not adjudicated, it is a warning only."""

    min: LeastAge
    adjudicate: Demand


class Diagnosis(Part):
    """Which ICD-10-CM codes qualify ("F20-F99"), and which do not when they stand alone.

    Not adjudicated, a missing one is a warning only.
    """

    any_of: Annotated[Dated[tuple[CodeRange, ...]], Way.OWN]
    not_alone: Annotated[Dated[tuple[CodeRange, ...]], Way.JOINED] | None = None
    adjudicate: Demand


class MemberLaw(Part):
    """Who is served."""

    age: Age | None = None
    coverage_required: Demand | None = None  # a Coverage is in force on the date of service (claims)
    coverage_plan: Named | None = None  # its class of type plan
    coverage_on_write: Demand | None = None  # that coverage is looked for when a contact is written, too (MT-03)
    diagnosis: Diagnosis | None = None


class PlanLaw(Part):
    """That there is an active plan on the date of service, of which type (plan-type), with at least one goal."""

    required: Demand
    type: Named | None = None
    goal: Demand | None = None
    review_days: Annotated[Dated[Days], Way.LEAST] | None = None  # from its beginning, then from each review (ID-19)


class Prohibited(Part):
    """An intervention that is no peer support in this program, and the rule that says so."""

    code: Id
    rule: str


class Scope(Part):
    """What peer support is and is not in a program."""

    focus: Allowed | None = None  # at least one of them in an encounter, a warning (ID-22)
    activities: Allowed | None = None  # within the role too, so that they do not call for a focus (ID-05, ID-45..50)
    prohibited: Annotated[Dated[tuple[Prohibited, ...]], Way.JOINED] | None = None  # ID-34..54
    services_only: Demand | None = None  # a line is for the pack's service codes (ID-35)
    # Places of service that need a goal of the plan (ID-51).
    community: Annotated[Dated[tuple[Code, ...]], Way.OWN] | None = None


class Exclusions(Part):
    """What keeps a service from being given or paid: hospital, need of active treatment, other services."""

    inpatient: Demand | None = None  # MT-29, else X-17
    flags: Forbidden | None = None  # exclusion criteria attested of the member (MT-29)
    same_time_services: Demand | None = None  # X-17, ID-40
    same_day_same_activity: Annotated[Dated[Literal["warn", "off"]], Way.OWN] | None = None  # ID-40
    representative: Demand | None = None  # the peer is not the member's legal representative (ID-41)


class NeedsAssessment(Part):
    """That a needs assessment is on record before the plan (ID-14)."""

    before_plan: Demand


class Group(Part):
    """How many take part in a group session."""

    min: Annotated[Dated[People], Way.GREATEST] = reading(0, "X-13")
    max: Annotated[Dated[People], Way.LEAST]


class Family(Part):
    """Peer support for the parents or guardians of a child who is the member, in encounters of mode family.

    The rules of the provider (`provider_any_of`, `self_identified`, `adult_age`) say "should": a warning.
    """

    allowed: Permission  # CMS-04; no in a service for adults (ID-01)
    # v3-RoleCode of the RelatedPerson who takes part (CMS-04).
    relationships: Annotated[Dated[tuple[Code, ...]], Way.OWN] | None = None
    child_max_age: GreatestAge | None = None  # on the date of service (CMS-05)
    exclusive_attestation: Demand | None = None  # directed-to-child.exclusive is true (CMS-06)
    child_goal_required: Demand | None = None  # directed-to-child.childGoal, a goal of the child (CMS-06)
    child_covered: Demand | None = None  # a Coverage of the child on the date of service (CMS-07)
    provider_any_of: Allowed | None = None  # categories of lived experience (CMS-08..10)
    self_identified: Demand | None = None  # CMS-08
    adult_age: LeastAge | None = None  # of a peer who qualifies as family-member alone (CMS-10)
