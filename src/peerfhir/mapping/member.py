"""What says something lasting about a member, over all Patients that are this person, as facts of the law.

A standing resource is a Patient, Coverage, Condition, EpisodeOfCare, CarePlan, RelatedPerson, the Encounter of an
inpatient stay, or a paper of the member's file (`papers`). Others are passed over.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, tzinfo
from typing import Any

from peerfhir.fhir.issues import CANONICAL
from peerfhir.mapping.elements import Json, codes, codings, flag, identifiers, item, items, listed, text
from peerfhir.mapping.episode import attested, episode
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.papers import TYPES, efforts, papers
from peerfhir.mapping.remembered import remembered
from peerfhir.mapping.setting import attested as attested_of_telehealth
from peerfhir.mapping.times import day, days, instants, span
from peerfhir.mapping.trail import names
from peerfhir.policy.facts import Attestation, Cover, Member, Plan, Review, Stay

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
PLAN_TYPE = f"{CANONICAL}/CodeSystem/plan-type"
INPATIENT = frozenset({"IMP", "ACUTE", "NONAC"})  # of v3-ActCode
# An Encounter of these says that somebody is, or was, in hospital.
_THERE = frozenset({"arrived", "triaged", "in-progress", "onleave", "finished"})
# A completed plan was followed in its period.
_FOLLOWED = frozenset({"active", "completed"})
_NOT_DIAGNOSED = frozenset({"refuted", "entered-in-error"})
_OVER = frozenset({"inactive", "remission", "resolved"})
_UNDEVELOPED = frozenset({"draft", "entered-in-error", "unknown"})
_DISABILITY = "Z73.6"  # limitation of activities due to disability
# Who acts legally for somebody (v3-RoleCode): guardians, powers of attorney, responsible parties.
_REPRESENTS = frozenset({"GUARD", "GUADLTM", "POWATT", "DPOWATT", "HPOWATT", "SPOWATT", "RESPRSN", "SUBDM"})


def member(
    standing: Sequence[Json],
    patient: str | None = None,
    during: tuple[date, date] | None = None,
    zone: tzinfo = UTC,
) -> Member:
    """The member of whom `standing` tells.

    `patient` is the "Patient/id" whose birth date comes before another's. Who represented the member at another time
    than `during` (first and last day) is left out. Dates of stays that have no zone lie in `zone`.
    """
    of: dict[str, list[Json]] = {}
    for resource in standing:
        of.setdefault(text(resource.get("resourceType")) or "", []).append(resource)
    conditions, episodes = of.get("Condition", []), of.get("EpisodeOfCare", [])
    attesting, plans = [*episodes, *conditions], of.get("CarePlan", [])
    filed = [found for kind in sorted(TYPES) for one in of.get(kind, []) for found in papers(one)]
    return Member(
        born=_born(of.get("Patient", []), patient),
        covers=tuple([cover(coverage) for coverage in of.get("Coverage", [])]),
        diagnoses=tuple(dict.fromkeys([code for condition in conditions for code in diagnoses(condition)])),
        stays=tuple([found for encounter in of.get("Encounter", []) for found in _stays(encounter, zone)]),
        exclusions=tuple([found for resource in attesting for found in _exclusions(resource)]),
        plans=tuple([plan(one) for one in plans]),
        representatives=tuple([who for person in of.get("RelatedPerson", []) for who in _represents(person, during)]),
        episodes=tuple([found for one in episodes if (found := episode(one)) is not None]),
        papers=(*filed, *[found for one in plans for found in efforts(one)]),
        disabled=any(_disabling(one) for one in conditions),
    )


def _born(patients: list[Json], patient: str | None) -> str | None:
    first = sorted(patients, key=lambda one: _key(one) != patient)
    return next((born for born in [text(one.get("birthDate")) for one in first] if born), None)


def _key(resource: Json) -> str:
    return f"{text(resource.get('resourceType')) or ''}/{text(resource.get('id')) or ''}"


@remembered
def cover(coverage: Json) -> Cover:
    """A Coverage; its plans are the values of its classes of type `plan`."""
    classes = [one for one in items(coverage.get("class")) if "plan" in codes([one.get("type")])]
    return Cover(
        _key(coverage),
        plans=frozenset(filter(None, [text(one.get("value")) for one in classes])),
        span=span(coverage.get("period")),
        active=coverage.get("status") == "active",
        payors=frozenset(names(items(coverage.get("payor")))),
    )


@remembered
def diagnoses(condition: Json) -> tuple[str, ...]:
    """The ICD-10-CM codes of a Condition, unless it is refuted, an error, or over."""
    said = codes([condition.get("verificationStatus"), condition.get("clinicalStatus")])
    if said & (_NOT_DIAGNOSED | _OVER):
        return ()
    return tuple([code for system, code in codings([condition.get("code")]) if system == ICD])


def _stays(encounter: Json, zone: tzinfo) -> Iterator[Stay]:
    """The stay that an Encounter records; one that is over and does not say since when is none."""
    start, end = instants(encounter.get("period"), zone)
    status, class_ = text(encounter.get("status")), text(item(encounter.get("class")).get("code"))
    inpatient = class_ in INPATIENT and status in _THERE
    if inpatient and start is not None and (end is not None or status != "finished"):
        yield Stay(_key(encounter), start, end)


@remembered
def _exclusions(resource: Json) -> tuple[Attestation, ...]:
    return attested(resource, "exclusion-criterion")


@remembered
def plan(care_plan: Json) -> Plan:
    """A CarePlan; a completed one was active in its period. A goal that it contains goes by its reference, "#g"."""
    goals = items(care_plan.get("goal"))
    contained = [goal["reference"] for goal in goals if (text(goal.get("reference")) or "").startswith("#")]
    return Plan(
        _key(care_plan),
        active=text(care_plan.get("status")) in _FOLLOWED,
        kinds=codes(listed(care_plan.get("category")), PLAN_TYPE),
        programs=Extensions(care_plan).texts("program"),
        span=span(care_plan.get("period")),
        goals=(*names(goals, "Goal"), *contained),
        activities=len(items(care_plan.get("activity"))),
        developed=text(care_plan.get("status")) not in _UNDEVELOPED,
        created=day(care_plan.get("created")),
        attested=attested_of_telehealth(Extensions(care_plan)),
        reviews=tuple([_review(part) for part in Extensions(care_plan).parts("plan-review")]),
    )


def _review(said: Extensions) -> Review:
    met = [one for one in said.parts("criteria") if flag(one.value("met", "valueBoolean")) is True]
    return Review(day(said.value("date", "valueDate")), frozenset([code for one in met for code in one.texts("code")]))


def _disabling(condition: Json) -> bool:
    """Whether a Condition is a disability, by its extension or its code, and not refuted or over."""
    said = codes([condition.get("verificationStatus"), condition.get("clinicalStatus")])
    if said & (_NOT_DIAGNOSED | _OVER):
        return False
    told = [flag(one.value("met", "valueBoolean")) for one in Extensions(condition).parts("disability")]
    return _DISABILITY in diagnoses(condition) or any(met is not False for met in told)


def _represents(person: Json, during: tuple[date, date] | None) -> Iterator[frozenset[tuple[str, str]]]:
    """By which identifiers a RelatedPerson who acts legally for the member is known."""
    first, last = days(person.get("period"))
    at_another_time = during is not None and (
        (first is not None and during[1] < first) or (last is not None and last < during[0])
    )
    legally = codes(listed(person.get("relationship"))) & _REPRESENTS
    known = identifiers(person.get("identifier"))
    if legally and known and person.get("active") is not False and not at_another_time:
        yield known


def of_another(standing: Sequence[Json], encounter: Any) -> list[Json]:
    """The standing resources without an earlier version of the Encounter itself."""
    own = ("Encounter", item(encounter).get("id"))
    return [one for one in standing if (one.get("resourceType"), one.get("id")) != own]
