"""What a pack may say about those who serve: certificates, training, experience, employment, supervision."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from peerfhir.policy.dated import Count, Dated, Id, Part, reading

Hours = Annotated[Decimal, Field(ge=0)]


class Cert(Part):
    """Whether the rendering peer must be certified, and by whom (empty: by any issuer)."""

    required: Dated[StrictBool]
    issuers: Dated[tuple[Id, ...]]
    lapse_mode: Dated[Literal["start_of_encounter", "whole_encounter"]] = reading("start_of_encounter", "X-5")


class Training(Part):
    """Peer training: that it took place, how many hours of approved curricula, and who may approve (empty: anyone)."""

    required: Dated[StrictBool] | None = None  # a course is recorded (MT-17, ID-09)
    min_hours: Dated[Hours] | None = None  # MT-33
    approved_by: Dated[tuple[Id, ...]] | None = None  # MT-34: issuer, or extension curriculum-approved-by


class LivedExperience(Part):
    """What a peer has lived through: one of these categories, as attested."""

    any_of: Dated[tuple[Id, ...]]
    service_user: Dated[StrictBool] | None = None  # MT-14
    self_identified: Dated[StrictBool] | None = None  # MT-15


class Recovery(Part):
    """How long a peer is in recovery, and that somebody attests it."""

    months: Dated[Count | None] | None = None  # ID-08
    grounded: Dated[StrictBool] | None = None  # MT-16, a warning


class Provider(Part):
    """The person: schooling."""

    education: Dated[Literal["required", "optional"]] | None = None  # ID-06


class Employment(Part):
    """For whom a peer works: an agency, enrolled in a program, a group; alone or not."""

    agency_required: Dated[StrictBool] | None = None
    agency_program: Dated[Id] | None = None  # of Organization's extension program-enrollment (MT-18)
    group_agency: Dated[StrictBool] | None = None  # ID-11
    self_employed_allowed: Dated[StrictBool] | None = None  # MT-27, ID-11


class Supervision(Part):
    """That a role names its supervisor, and what that person must be: one of `supervisor_types`.

    `kinds` says which licence codes count as a type, besides the type's own code.
    """

    required: Dated[StrictBool]
    supervisor_types: Dated[tuple[Id, ...]]
    kinds: dict[Id, tuple[str, ...]] = Field(default={})
    protocol_attestation: Dated[StrictBool] | None = None  # ID-12
    self_employed: Dated[StrictBool] | None = None  # cites the rule for the self-employed (MT-27)


class Responsible(Part):
    """Whether a legally responsible individual may be paid, and who must attest that the criteria are met (MT-47)."""

    allowed: Dated[StrictBool]
    attestation: Dated[tuple[Id, ...]]
