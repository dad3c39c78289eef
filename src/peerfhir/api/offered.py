"""THE TABLE of what the server offers: resource types, their interactions, and the operations.

Routes, capability statement and OpenAPI are read off it, so that none of them can say what another does not do.
"""

from dataclasses import dataclass
from enum import Enum


class Interaction(Enum):
    """A REST interaction; the values are the codes of http://hl7.org/fhir/restful-interaction."""

    READ = "read"
    VREAD = "vread"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    HISTORY_INSTANCE = "history-instance"
    HISTORY_TYPE = "history-type"
    SEARCH_TYPE = "search-type"


class Level(Enum):
    """Where an operation is called: `/$name`, `/Type/$name` or `/Type/id/$name`."""

    SYSTEM = "system"
    TYPE = "type"
    INSTANCE = "instance"


@dataclass(frozen=True, slots=True)
class Operation:
    """A named operation and the places where it answers."""

    name: str
    levels: frozenset[Level]
    types: frozenset[str] | None  # None: every type
    definition: str
    methods: tuple[str, ...]
    summary: str


FULL = frozenset(Interaction)
# What was once recorded of an access is not rewritten.
APPEND_ONLY = FULL - {Interaction.UPDATE, Interaction.DELETE}

_MISSION = (
    "Appointment AuditEvent Basic CarePlan CareTeam Claim ClaimResponse Communication Condition Consent Coverage "
    "CoverageEligibilityRequest CoverageEligibilityResponse DocumentReference Encounter EpisodeOfCare "
    "ExplanationOfBenefit Goal Group HealthcareService InsurancePlan Location Measure MeasureReport Observation "
    "Organization Patient Practitioner PractitionerRole Procedure Provenance QuestionnaireResponse RelatedPerson "
    "ServiceRequest Task"
)
# What general EHR histories carry besides, so that a whole record can be taken in.
_BESIDES = (
    "AllergyIntolerance Device DiagnosticReport ImagingStudy Immunization Media Medication MedicationAdministration "
    "MedicationRequest MedicationStatement Questionnaire Specimen SupplyDelivery"
)

OFFERED: dict[str, frozenset[Interaction]] = {
    name: APPEND_ONLY if name == "AuditEvent" else FULL for name in sorted(f"{_MISSION} {_BESIDES}".split())
}

OPERATIONS = (
    Operation(
        "validate",
        frozenset({Level.TYPE, Level.INSTANCE}),
        None,
        "http://hl7.org/fhir/OperationDefinition/Resource-validate",
        ("POST",),
        "Say everything that is wrong with a resource, without storing it",
    ),
    Operation(
        "authorization-usage",
        frozenset({Level.INSTANCE}),
        frozenset({"Patient"}),
        "https://peerfhir.org/fhir/OperationDefinition/authorization-usage",
        ("GET",),
        "How much of a member's limits and authorizations is used, and what is left",
    ),
)


def offers(type_: str, interaction: Interaction) -> bool:
    """Whether the server has this interaction for this resource type."""
    return interaction in OFFERED.get(type_, ())
