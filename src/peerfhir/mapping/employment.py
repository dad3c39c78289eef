"""A PractitionerRole as an employment: the agency, the supervisors and what they are, the protocols attested."""

from peerfhir.fhir.issues import CANONICAL
from peerfhir.mapping.credentials import qualified_by
from peerfhir.mapping.elements import Json, codes, flag, item, listed
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.times import span
from peerfhir.mapping.trail import Trail, named
from peerfhir.policy.facts import Agency, Credential, Employment, Protocol, Span, Supervision

AGENCY_TYPE = f"{CANONICAL}/CodeSystem/agency-type"


def employment(role: Json, key: str, trail: Trail) -> Employment:
    """The employment that a PractitionerRole, known as `key`, records."""
    said = Extensions(role)
    return Employment(
        key,
        span=span(role.get("period")),
        agency=_agency(role, trail),
        kind=said.word("employment-type"),
        programs=said.texts("program"),
        supervisors=_supervisors(said, trail),
        protocols=_protocols(said),
    )


def agency_types(organization: Json) -> frozenset[str]:
    """The codes of CodeSystem/agency-type of an Organization, or of a CareTeam (its category)."""
    return codes([*listed(organization.get("type")), *listed(organization.get("category"))], AGENCY_TYPE)


def _agency(role: Json, trail: Trail) -> Agency | None:
    """The organization it names; nothing but its name is known of one that was not found."""
    key = named(role.get("organization"), "Organization")
    if key is None:
        return None
    organization = trail.resource(key)
    return Agency(key, agency_types(organization), _enrollments(organization))


def _enrollments(organization: Json) -> tuple[tuple[str, Span], ...]:
    found = []
    for part in Extensions(organization).parts("program-enrollment"):
        when = span(part.value("period", "valuePeriod"))
        found += [(program, when) for program in part.texts("program")]
    return tuple(found)


def _supervisors(said: Extensions, trail: Trail) -> tuple[Supervision, ...]:
    """Each supervisor named; one that leads to no Practitioner here is not known."""
    qualified: dict[str, tuple[Credential, ...] | None] = {}
    found = []
    for part in said.parts("supervisor"):
        when = span(part.value("period", "valuePeriod"))
        for reference in part.values("supervisor", "valueReference") or [None]:
            name = named(reference) or ""
            if name not in qualified:
                qualified[name] = qualified_by(item(reference), trail)
            held = qualified[name]
            found.append(Supervision(when, known=held is not None, credentials=held or ()))
    return tuple(found)


def _protocols(said: Extensions) -> tuple[Protocol, ...]:
    return tuple(
        [
            Protocol(program, attested=flag(part.value("attested", "valueBoolean")) is True, span=when)
            for part in said.parts("supervisory-protocol")
            for when in [span(part.value("period", "valuePeriod"))]
            for program in part.texts("program")
        ]
    )
