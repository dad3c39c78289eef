"""What a pack may say about those who serve: certificates, training, experience, employment, supervision."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from peerfhir.policy.dated import (
    Allowed,
    Cadence,
    CodeRange,
    Dated,
    Demand,
    Id,
    LeastAge,
    Months,
    Named,
    Part,
    Permission,
    Way,
    reading,
)


def _number(value: Any) -> Any:
    """Only what YAML writes as a number: "30" in quotes is a text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("number", "Input should be a number")
    return str(value)


Hours = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=10_000)]


class Cert(Part):
    """Whether the rendering peer must be certified, and by whom (empty: by any issuer)."""

    required: Demand
    issuers: Allowed
    lapse_mode: Annotated[Dated[Literal["start_of_encounter", "whole_encounter"]], Way.OWN] = reading(
        "start_of_encounter", "X-5"
    )


class Competency(Part):
    """What training teaches: a code, others that the same sentence of the seed names with it, and the rule."""

    code: Id
    also: tuple[Id, ...] = ()
    rule: str


class Training(Part):
    """Peer training: that it took place, how many hours of approved curricula, and who may approve (empty: anyone)."""

    required: Demand | None = None  # a course is recorded (MT-17, ID-09)
    min_hours: Annotated[Dated[Hours], Way.GREATEST] | None = None  # MT-33
    proof: Demand | None = None  # its qualification bears an identifier (CMH-26)
    approved_by: Allowed | None = None  # MT-34: issuer, or extension curriculum-approved-by
    competencies: Annotated[Dated[tuple[Competency, ...]], Way.JOINED] | None = None  # measured (MT-36..46)


class LivedExperience(Part):
    """What a peer has lived through: one of these categories, as attested."""

    any_of: Allowed
    service_user: Demand | None = None  # MT-14
    self_identified: Demand | None = None  # MT-15
    family_mode: Allowed | None = None  # of who serves families, one of these (NE-54)


class Recovery(Part):
    """How long a peer is in recovery, and what else somebody attests of it, how lately."""

    months: Annotated[Dated[Months | None], Way.GREATEST] | None = None  # ID-08
    grounded: Demand | None = None  # MT-16, a warning
    no_inpatient: Demand | None = None  # CMH-37
    no_justice: Demand | None = None
    working_on_recovery: Demand | None = None  # CMH-22
    stable: Demand | None = None
    able_to_work: Demand | None = None
    attestation_months: Annotated[Dated[Months], Way.LEAST] | None = None  # the oldest that it may be
    # What it means when who serves as a relative, without a disorder of their own, does not have it (NE-56).
    of_relatives: Annotated[Dated[Literal["refuse", "warn"]], Way.OWN] = reading("refuse", "X-14")


class Provider(Part):
    """The person: age and schooling."""

    min_age: LeastAge | None = None  # on the date of service (NE-52)
    education: Annotated[Dated[Literal["required", "optional"]], Way.OWN] | None = None  # ID-06
    # What will do in place of schooling that is optional (CMH-24).
    alternative: Annotated[Dated[Literal["literacy-attestation"]], Way.OWN] | None = None


class Employment(Part):
    """For whom a peer works: an agency, enrolled in a program, a group; alone or not."""

    agency_required: Demand | None = None
    agency_program: Named | None = None  # of Organization's extension program-enrollment (MT-18)
    group_agency: Demand | None = None  # ID-11
    self_employed_allowed: Permission | None = None  # MT-27, ID-11


class Scoped(Part):
    """A licence that suffices for members of these diagnoses (ICD-10-CM ranges) alone, and the rule that says so."""

    code: Id
    diagnoses: Annotated[tuple[CodeRange, ...], Field(min_length=1)]
    rule: str


class Supervision(Part):
    """That a role names its supervisor, and what that person must be: one of `supervisor_types`.

    `kinds` says which licence codes count as a type, besides the type's own code. A supervisor who has a `role` answers
    for the peer's services: a licence that does not suffice is told of as theirs, not as a want of supervision.
    """

    role: Named | None = None  # NE-58
    scoped: Annotated[Dated[tuple[Scoped, ...]], Way.JOINED] | None = None  # NE-68, NE-69
    required: Demand
    supervisor_types: Allowed
    kinds: dict[Id, tuple[str, ...]] = Field(default={})
    protocol_attestation: Demand | None = None  # ID-12
    self_employed: Demand | None = None  # cites the rule for the self-employed (MT-27)
    cadence: Annotated[Dated[Cadence | None], Way.OWN] | None = None  # how often they meet, measured (MT-23)
    per: Annotated[Dated[Literal["peer", "member"]], Way.OWN] | None = None  # whom each meeting is about (MT-24)


class Responsible(Part):
    """Whether a legally responsible individual may be paid, and who must attest that the criteria are met (MT-47)."""

    allowed: Permission
    attestation: Allowed
