"""What a pack may say about those who are served: age, coverage, diagnosis, plan, scope of the service, exclusions."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from peerfhir.policy.dated import (
    Allowed,
    CodeRange,
    Dated,
    Days,
    Demand,
    Forbidden,
    GreatestAge,
    Id,
    LeastAge,
    Minutes,
    Named,
    Part,
    People,
    Percent,
    Permission,
    Way,
    reading,
)

Code = Annotated[str, Field(min_length=1)]
AudioOnly = Literal["allowed", "with-goal", "warn"]


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
    or_disability: Annotated[Dated[StrictBool], Way.OWN] | None = None  # a disability on record will do (CMH-03)
    adjudicate: Demand


class MemberLaw(Part):
    """Who is served."""

    age: Age | None = None
    coverage_required: Demand | None = None  # a Coverage is in force on the date of service (claims)
    coverage_plan: Named | None = None  # its class of type plan
    coverage_on_write: Demand | None = None  # that coverage is looked for when a contact is written, too (MT-03)
    diagnosis: Diagnosis | None = None


class PlanLaw(Part):
    """That there is an active plan on the date of service, of which type (plan-type), with at least one goal.

    Where it is due some days after the admission, none is asked for before. Overdue reviews deny a claim only where it
    is adjudicated.
    """

    required: Demand
    type: Named | None = None
    goal: Demand | None = None
    due_days: Annotated[Dated[Days], Way.LEAST] | None = None  # after the admission (NE-30)
    review_days: Annotated[Dated[Days], Way.LEAST] | None = None  # after it was made, or reviewed (NE-31, ID-19)
    grace_days: Annotated[Dated[Days], Way.LEAST] = reading(0, "X-6")
    adjudicate: Demand | None = None
    # What a plan that came late cures: the days from then on, or those before it too (NE-30).
    late_cure: Annotated[Dated[Literal["from_plan", "retroactive"]], Way.OWN] = reading("from_plan", "X-6")
    signoff: Demand | None = None  # by somebody of `supervision.supervisor_types` (NE-36)


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


class Criterion(Part):
    """A criterion that is attested (X-16), and the rule that asks for it."""

    code: Id
    rule: str


Criteria = Annotated[Dated[tuple[Criterion, ...]], Way.JOINED]


class Admission(Part):
    """Criteria attested of an active episode of care: each of `all_of`, else a warning; one of `any_of`, else an error.

    Of an episode of mode family each of `family_all_of`, else an error, in place of `all_of`.
    """

    all_of: Criteria | None = None  # NE-82, NE-83
    family_all_of: Criteria | None = None  # NE-84
    any_of: Annotated[Dated[tuple[Code, ...]], Way.OWN] | None = None  # CMH-42


class ContinuedStay(Part):
    """Criteria that each review of a plan finds met, else a warning; of `optional` an information."""

    all_of: Criteria  # NE-86..88, CMH-55, CMH-56
    optional: Criteria | None = None  # CMH-57


class Caseload(Part):
    """How many members are in the care of one peer."""

    max: Annotated[Dated[People], Way.LEAST]  # NE-71


class Setting(Part):
    """Places of service (CMS codes): those of the program, and those ruled out; any other is a warning."""

    pos: Annotated[Dated[tuple[Code, ...]], Way.OWN]  # NE-02
    deny: Annotated[Dated[tuple[Code, ...]], Way.JOINED] | None = None


class Telehealth(Part):
    """Contacts that are not in person: whether there are any, what is attested of them, and those by telephone.

    Nothing of it denies a claim, unless it is strict.
    """

    allowed: Permission  # NE-03
    attestation: Demand | None = None  # telehealth-appropriateness: secure, and determined by somebody
    audio_only: Annotated[Dated[AudioOnly], Way.OWN] | None = None  # CMH-41
    strict: Demand | None = None


class FaceToFace(Part):
    """Contacts in person: how long in a month, how large a share; one that was missed is logged, and no service.

    But for the log on a claim all of it is measured only.
    """

    missed_log: Demand | None = None  # NE-76
    min_minutes: Annotated[Dated[Minutes], Way.GREATEST] | None = None  # of each member, in each month (NE-74)
    majority_pct: Annotated[Dated[Percent], Way.GREATEST] | None = None  # more than so many of the contacts (CMH-40)
    window_days: Annotated[Dated[Days], Way.OWN] = reading(90, "X-12")  # in which their share is counted
    telehealth_counts: Annotated[Dated[StrictBool], Way.NO] = reading(value=False, rule="X-12")
    enrolled_days: Annotated[Dated[Days], Way.OWN] = reading(15, "X-12")  # of a month, for it to count


class FacilityLicense(Part):
    """Whose licences of facilities are looked at (empty: anybody's); one that is not in force is a warning (NE-04)."""

    issuers: Allowed


class Exclusions(Part):
    """What keeps a service from being given or paid: hospital, need of active treatment, other services."""

    inpatient: Demand | None = None  # MT-29, else X-17
    flags: Forbidden | None = None  # exclusion criteria attested of the member (MT-29)
    any_of: Criteria | None = None  # the same; an active episode does not attest one either (CMH-52..54)
    same_time_services: Demand | None = None  # X-17, ID-40
    same_day_same_activity: Annotated[Dated[Literal["warn", "off"]], Way.OWN] | None = None  # ID-40
    representative: Demand | None = None  # the peer is not the member's legal representative (ID-41)


class NeedsAssessment(Part):
    """That a needs assessment is on record before the plan (ID-14)."""

    before_plan: Demand


class Assessment(Part):
    """That the member was assessed before the first service (NE-15..19).

    A copy of the assessment that is missing is a warning, and none where the efforts to obtain it are documented.
    """

    types: Allowed  # of codes `<type>-assessment`
    before_first_service: Demand
    licensed: Demand | None = None  # a licensed clinician made it, else a warning (NE-16)
    copied: Demand | None = None
    # Whether documented efforts, with the date of an assessment that is only told of, will do on a claim.
    efforts_ok: Permission | None = None
    # What an assessment that came late cures: the days from then on, or those before it too.
    late_cure: Annotated[Dated[Literal["from_assessment", "retroactive"]], Way.OWN] = reading("from_assessment", "X-6")


class Screening(Part):
    """What a new member is screened for, in a window of days around the admission; what is missing is a warning."""

    at_admission: Allowed  # codes of CodeSystem/screening (NE-38)
    window_before: Annotated[Dated[Days], Way.LEAST] = reading(7, "X-6")
    window_after: Annotated[Dated[Days], Way.LEAST] = reading(14, "X-6")
    repeat_days: Annotated[Dated[Days], Way.LEAST] | None = None  # after the last one, measured (NE-39)


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
