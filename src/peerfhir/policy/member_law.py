"""What a pack may say about those who are served: age, coverage, diagnosis, plan, scope of the service, exclusions."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from peerfhir.policy.dated import Count, Dated, Id, Part, reading

CodeRange = Annotated[str, Field(pattern=r"^[A-Z]\d\d-[A-Z]\d\d$")]


class Age(Part):
    """The least age of a member on the date of service; not adjudicated, it is a warning only."""

    min: Dated[Count]
    adjudicate: Dated[StrictBool]


class Diagnosis(Part):
    """Which ICD-10-CM codes qualify ("F20-F99"), and which do not when they stand alone.

    Not adjudicated, a missing one is a warning only.
    """

    any_of: Dated[tuple[CodeRange, ...]]
    not_alone: Dated[tuple[CodeRange, ...]] | None = None
    adjudicate: Dated[StrictBool]


class MemberLaw(Part):
    """Who is served."""

    age: Age | None = None
    coverage_required: Dated[StrictBool] | None = None  # a Coverage is in force on the date of service (claims)
    coverage_plan: Dated[Id] | None = None  # its class of type plan; on write too, where the rule says so
    diagnosis: Diagnosis | None = None


class PlanLaw(Part):
    """That there is an active plan on the date of service, of which type (plan-type), with at least one goal."""

    required: Dated[StrictBool]
    type: Dated[Id] | None = None
    goal: Dated[StrictBool] | None = None


class Prohibited(Part):
    """An intervention that is no peer support in this program, and the rule that says so."""

    code: Id
    rule: str


class Scope(Part):
    """What peer support is and is not in a program."""

    focus: Dated[tuple[Id, ...]] | None = None  # at least one of them in an encounter, a warning (ID-22)
    prohibited: Dated[tuple[Prohibited, ...]] | None = None  # ID-34..54
    services_only: Dated[StrictBool] | None = None  # a line is for the pack's service codes (ID-35)
    community: Dated[tuple[str, ...]] | None = None  # places of service that need a goal of the plan (ID-51)


class Exclusions(Part):
    """What keeps a service from being given or paid: hospital, need of active treatment, other services."""

    inpatient: Dated[StrictBool] | None = None  # MT-29, else X-17
    flags: Dated[tuple[Id, ...]] | None = None  # exclusion criteria attested of the member (MT-29)
    same_time_services: Dated[StrictBool] | None = None
    same_day_same_activity: Dated[Literal["warn", "off"]] | None = None  # ID-40
    representative: Dated[StrictBool] | None = None  # the peer is not the member's legal representative (ID-41)


class NeedsAssessment(Part):
    """That a needs assessment is on record before the plan (ID-14)."""

    before_plan: Dated[StrictBool]


class Group(Part):
    """How many take part in a group session."""

    min: Dated[Count] = reading(0, "X-13")
    max: Dated[Count]
