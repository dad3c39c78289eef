"""Qualifications and experience of a Practitioner, as the law looks at them (names.md)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from peerfhir.fhir.issues import CANONICAL
from peerfhir.mapping.elements import Json, codings, decimal, flag, identifiers, item, items, text, whole
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.times import day, span
from peerfhir.mapping.trail import Trail
from peerfhir.policy.facts import Credential, Experience

QUALIFICATION = f"{CANONICAL}/CodeSystem/qual"
# The codes that say, beside `qual#license`, which licence it is.
LICENSES = (f"{CANONICAL}/CodeSystem/license", f"{CANONICAL}/CodeSystem/ne-license")
ISSUER = f"{CANONICAL}/NamingSystem/issuer"


def credentials(practitioner: Json, trail: Trail) -> tuple[Credential, ...]:
    """Each qualification that bears a code of CodeSystem/qual."""
    return tuple([found for held in items(practitioner.get("qualification")) for found in _credentials(held, trail)])


def qualified_by(reference: Any, trail: Trail) -> tuple[Credential, ...] | None:
    """What qualifies whom a reference leads to, a Practitioner or a role of one; None when that is not known."""
    person = trail.follow(reference)
    if person.get("resourceType") == "PractitionerRole":
        person = trail.follow(person.get("practitioner"))
    return credentials(person, trail) if person.get("resourceType") == "Practitioner" else None


def _credentials(qualification: Json, trail: Trail) -> Iterator[Credential]:
    coded = codings([qualification.get("code")])
    named = [code for system, code in coded if system == QUALIFICATION]
    if not named:
        return
    valid, said = span(qualification.get("period")), Extensions(qualification)
    hours = decimal(said.value("training-hours", "valueDecimal"))
    approvers = said.values("curriculum-approved-by", "valueIdentifier")
    for code in named:
        yield Credential(
            code,
            valid.first,
            valid.last,
            valid.dated,
            issuers=_issuers(item(qualification.get("issuer")), trail),
            kinds=frozenset([kind for system, kind in coded if system in LICENSES]),
            hours=hours if hours is not None and hours >= Decimal(0) else None,
            approved_by=_authorities(approvers),
            competencies=frozenset(said.texts("competency")),
            proof=any(text(i.get("value")) for i in items(qualification.get("identifier"))),
        )


def _issuers(issuer: Json, trail: Trail) -> frozenset[str]:
    """The ids that packs know an authority by: of the reference, and of the Organization it leads to."""
    return _authorities([issuer.get("identifier"), *items(trail.follow(issuer).get("identifier"))])


def _authorities(given: list[Any]) -> frozenset[str]:
    return frozenset([value for system, value in identifiers(given) if system == ISSUER])


def experience(practitioner: Json) -> Experience | None:
    """Lived experience as attested, of all its extensions together; None when nothing is attested.

    Of several attestations one that says yes is enough; of recovery the longest counts.
    """
    given = Extensions(practitioner)
    if "lived-experience" not in given:
        return None
    said = given.all_parts("lived-experience")
    recovery = said.all_parts("recoveryAttestation")
    months = [n for n in map(whole, recovery.values("attestedMonths", "valueInteger")) if n is not None]
    return Experience(
        categories=frozenset(said.texts("category")),
        self_identified=_yes(said, "selfIdentified"),
        service_user=_yes(said, "serviceUser"),
        similar=_yes(said, "similar"),
        attested_months=max(months, default=None),
        recovery_start=min(_dates(recovery, "recoveryStart"), default=None),
        grounded=_yes(recovery, "groundedInRecovery"),
        working=_yes(recovery, "currentlyWorkingOnRecovery"),
        stable=_yes(recovery, "stable"),
        able_to_work=_yes(recovery, "ableToMaintainEmployment"),
        no_inpatient=_yes(recovery, "noInpatient"),
        no_justice=_yes(recovery, "noJustice"),
        as_of=max(_dates(recovery, "asOf"), default=None),
    )


def _yes(said: Extensions, name: str) -> bool | None:
    answers = [answer for answer in map(flag, said.values(name, "valueBoolean")) if answer is not None]
    return any(answers) if answers else None


def _dates(said: Extensions, name: str) -> list[date]:
    return [found for found in map(day, said.values(name, "valueDate")) if found is not None]
