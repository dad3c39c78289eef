"""Where and how a contact took place: facility licences of agency and places, what is attested of telehealth."""

from collections.abc import Iterable

from peerfhir.mapping.credentials import ISSUER
from peerfhir.mapping.elements import Json, flag, identifiers
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.times import span
from peerfhir.policy.facts import Attested, Licence


def licences(facilities: Iterable[Json]) -> tuple[Licence, ...]:
    """The facility licences of Organizations and Locations."""
    parts = [part for one in facilities for part in Extensions(one).parts("facility-license")]
    return tuple([Licence(_issuers(part), span(part.value("period", "valuePeriod"))) for part in parts])


def attested(said: Extensions) -> Attested:
    """What the extension telehealth-appropriateness of a contact attests; nothing without one."""
    for part in said.parts("telehealth-appropriateness"):
        determined = part.value("determinedBy", "valueReference") is not None
        return Attested(flag(part.value("secure", "valueBoolean")), determined=determined)
    return Attested(None, determined=False)


def _issuers(part: Extensions) -> frozenset[str]:
    given = identifiers(part.values("issuer", "valueIdentifier"))
    return frozenset([value for system, value in given if system == ISSUER])
