"""THE TABLE of what the server offers: resource types, their interactions, and the operations.

Routes, capability statement and OpenAPI are read off it, so that none of them can say what another does not do.
"""

from dataclasses import dataclass
from enum import Enum

from peerfhir.fhir.issues import CANONICAL


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
class Parameter:
    """A parameter of an operation: what OperationDefinition.parameter says of it."""

    name: str
    type: str
    text: str
    min: int = 0
    max: str = "1"
    parts: "tuple[Parameter, ...]" = ()
    at: Level | None = None  # the only level at which it is taken


@dataclass(frozen=True, slots=True)
class Operation:
    """A named operation and the places where it answers.

    `takes` and `answers` are its parameters; one answer named `return` is the resource itself, more of them are the
    parts of a Parameters. `body` is the type that is sent to it. `paged`: at type level it answers a page of such
    Parameters.
    """

    name: str
    levels: frozenset[Level]
    types: frozenset[str] | None  # None: every type
    definition: str
    methods: tuple[str, ...]
    summary: str
    takes: tuple[Parameter, ...] = ()
    answers: tuple[Parameter, ...] = (Parameter("return", "OperationOutcome", "What there is to say", 1),)
    body: str | None = None
    queried: bool = False  # whether what it takes may stand in the query of a POST, too
    affects: bool = False  # whether it changes what is stored
    paged: bool = False

    @property
    def answered(self) -> str:
        """The type of the answer."""
        return self.answers[0].type if self.answers[0].name == "return" else "Parameters"


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

VALIDATED = ("Bundle",)  # not stored here, and only validated

# Definitions, by the search parameters they are found by: read by everybody without a token, and not written here.
DEFINED: dict[str, tuple[str, ...]] = {
    "CodeSystem": ("url", "version", "name", "title", "status"),
    "NamingSystem": ("name", "status", "kind", "value"),
    "OperationDefinition": ("url", "version", "name", "title", "status", "code"),
    "SearchParameter": ("url", "version", "name", "status", "code", "base", "type"),
    "StructureDefinition": ("url", "version", "name", "title", "status", "type", "base", "kind", "derivation"),
    "ValueSet": ("url", "version", "name", "title", "status"),
}

RELEASED = "2026-11-25"
_OURS = f"{CANONICAL}/OperationDefinition"
_COUNTS = (
    Parameter("rendered", "unsignedInt", "Units of the encounters recorded"),
    Parameter("claimed", "unsignedInt", "Units submitted on lines that are not wholly denied"),
    Parameter("paid", "unsignedInt", "Units paid"),
    Parameter("pended", "unsignedInt", "Units that wait for a decision"),
)
_WINDOW = (Parameter("windowStart", "date", "Its first day", 1), Parameter("windowEnd", "date", "Its last day", 1))

OPERATIONS = (
    Operation(
        "validate",
        frozenset(Level),
        None,
        "http://hl7.org/fhir/OperationDefinition/Resource-validate",
        ("POST",),
        "Say everything that is wrong with a resource, without storing it",
        takes=(
            Parameter("profile", "canonical", "A profile to check against, besides those it claims", 0, "*"),
            Parameter(
                "mode",
                "code",
                "create; of an instance update and delete; or profile: the resource alone, without the records",
            ),
        ),
        queried=True,
    ),
    Operation(
        "authorization-usage",
        frozenset({Level.INSTANCE, Level.TYPE}),
        frozenset({"Patient"}),
        f"{_OURS}/authorization-usage",
        ("GET",),
        "How much of a member's limits and authorizations is used, and what is left",
        takes=(
            Parameter("program", "code", "One program; without it, every one that the member has"),
            Parameter("as-of", "date", "The day whose windows are shown; today in the program's zone"),
            Parameter("known-at", "dateTime", "Count only what was committed by then"),
            Parameter(
                "threshold", "integer", "At type level: the least percentage that is used of a limit", at=Level.TYPE
            ),
            Parameter("_count", "integer", "At type level: entries a page", at=Level.TYPE),
        ),
        paged=True,
        answers=(
            Parameter(
                "limit",
                "",
                "A limit in the window that contains the day",
                max="*",
                parts=(
                    Parameter("limitId", "code", "The id of the limit in its pack", 1),
                    *_WINDOW,
                    Parameter("allowed", "unsignedInt", "The cap in force; absent where there is none"),
                    *_COUNTS,
                    Parameter("remaining", "unsignedInt", "Units left; absent where there is no cap"),
                    Parameter("nextUnitRequires", "code", "What the next unit needs, when it is not free"),
                    Parameter(
                        "authorization",
                        "",
                        "An authorization that goes beyond the limit",
                        max="*",
                        parts=(
                            Parameter("number", "string", "Its number", 1),
                            Parameter("approved", "unsignedInt", "Units approved in all"),
                            Parameter("used", "unsignedInt", "Units paid or pended under it", 1),
                            Parameter("remaining", "unsignedInt", "Units left of it"),
                            Parameter("period", "Period", "Its days"),
                        ),
                    ),
                ),
            ),
            Parameter(
                "total",
                "",
                "All units of a program in the calendar year of the day",
                max="*",
                parts=(Parameter("program", "code", "The program", 1), *_WINDOW, *_COUNTS),
            ),
        ),
    ),
    Operation(
        "submit",
        frozenset({Level.TYPE}),
        frozenset({"Claim"}),
        f"{_OURS}/claim-submit",
        ("POST",),
        "Adjudicate a claim line by line against the ledger, and keep it",
        takes=(Parameter("resource", "Resource", "A Claim, or a Bundle (collection) whose first entry is one", 1),),
        answers=(Parameter("return", "ClaimResponse", "The answer; in a Bundle when a Bundle was sent", 1),),
        body="Claim",
        affects=True,
    ),
    Operation(
        "decide",
        frozenset({Level.INSTANCE}),
        frozenset({"ClaimResponse"}),
        f"{_OURS}/claimresponse-decide",
        ("POST",),
        "Decide on the pended lines of a claim (its payer)",
        takes=(
            Parameter("decision", "code", "approve, deny or reduce", 1),
            Parameter("units", "unsignedInt", "With reduce: the units that are approved, first lines first"),
            Parameter("period", "Period", "Only units of these days are decided; without it, all that are pended"),
            Parameter("reason", "Coding", "Why: CARC and RARC of a denial", max="*"),
            Parameter("note", "string", "What the provider is told"),
        ),
        answers=(Parameter("return", "ClaimResponse", "The new version of the ClaimResponse", 1),),
        body="Parameters",
        affects=True,
    ),
    Operation(
        "ruling",
        frozenset({Level.INSTANCE}),
        frozenset({"Claim", "Encounter"}),
        f"{_OURS}/ruling",
        ("GET",),
        "What a decision rested on: rule, sentence, facts with their versions, numbers and pack",
        answers=(
            Parameter(
                "ruling",
                "",
                "One for each line or finding",
                max="*",
                parts=(
                    Parameter("line", "positiveInt", "The line of the claim"),
                    Parameter("decision", "code", "paid, pended, denied or kept"),
                    Parameter("paidBy", "string", "The limit or the authorization that pays"),
                    Parameter("carc", "code", "Claim adjustment reason code"),
                    Parameter("rarc", "code", "Remittance advice remark code", max="*"),
                    Parameter("group", "code", "CO, OA, PI or PR"),
                    Parameter("rule", "code", "The id of the rule"),
                    Parameter("sentence", "string", "What it says"),
                    Parameter("source", "string", "Where it stands"),
                    Parameter("detail", "string", "What was found"),
                    Parameter("hint", "string", "What would mend it"),
                    Parameter(
                        "numbers",
                        "",
                        "What was compared",
                        parts=(
                            Parameter("units", "integer", "Units concerned"),
                            Parameter("measured", "Element", "What was measured: integer or string"),
                            Parameter("limit", "Element", "Its limit: integer or string"),
                            Parameter("window", "string", "The span in which it was counted"),
                        ),
                    ),
                    Parameter("at", "instant", "When it was decided", 1),
                    Parameter("facts", "Reference", "A version that was looked at and the caller may read", max="*"),
                    Parameter("pack", "string", "The program pack"),
                    Parameter("digest", "string", "SHA-256 of the pack"),
                ),
            ),
        ),
    ),
    Operation(
        "worklist",
        frozenset({Level.TYPE}),
        frozenset({"Claim"}),
        f"{_OURS}/claim-worklist",
        ("GET",),
        "Paid claims whose facts changed after payment (payers and auditors)",
        takes=(
            Parameter("reason", "code", "overrun, encounter-changed, authorization-changed or facts-changed"),
            Parameter("program", "code", "The id of a program pack; without it, every program"),
            Parameter("_count", "integer", "Entries a page"),
        ),
        answers=(Parameter("return", "Bundle", "A searchset of ClaimResponses, each followed by its findings", 1),),
    ),
    Operation(
        "evaluate-measure",
        frozenset({Level.INSTANCE}),
        frozenset({"Measure"}),
        "http://hl7.org/fhir/OperationDefinition/Measure-evaluate-measure",
        ("GET", "POST"),
        "Who met a duty in a period, who did not, and why",
        takes=(
            Parameter("periodStart", "date", "The first day", 1),
            Parameter("periodEnd", "date", "The last day; of a month or year, its last", 1),
            Parameter("reportType", "code", "subject, subject-list (with the people), population (counts alone)"),
            Parameter("subject", "string", "One Patient, or one Practitioner: an id, or Type/id"),
            Parameter("practitioner", "string", "One peer: a Practitioner or PractitionerRole"),
            Parameter("organization", "string", "Contacts that this Organization gave"),
        ),
        answers=(Parameter("return", "MeasureReport", "The report", 1),),
        body="Parameters",
    ),
)


def offers(type_: str, interaction: Interaction) -> bool:
    """Whether the server has this interaction for this resource type."""
    return interaction in OFFERED.get(type_, ())
