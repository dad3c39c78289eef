"""What stands of a member (domain.md 9, 11; rules.md MT-03, MT-29, X-16, X-17, ID-41), resource by resource."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.cli.people import people
from peerfhir.mapping.member import cover, diagnoses, member, plan
from peerfhir.policy.facts import Attestation, Cover, Plan, Span, Stay
from tests.mapping.odd import ANY, bent, inside

PF = "https://peerfhir.org/fhir"
HL7 = "http://terminology.hl7.org/CodeSystem"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SINCE = Span(date(2026, 1, 1), None)

Json = dict[str, Any]


def concept(code: str, system: str = HL7) -> Json:
    """A CodeableConcept of one coding."""
    return {"coding": [{"system": system, "code": code}]}


def ext(name: str, **value: Any) -> Json:
    """An extension of ours."""
    return {"url": f"{PF}/StructureDefinition/{name}", **value}


def standing(patient: str) -> list[Json]:
    """What the sandbox knows of a member."""
    named = f"Patient/{patient}"
    return [
        one
        for one in people(2026)
        if one["id"] == patient
        or named in {one.get(e, {}).get("reference") for e in ("subject", "patient", "beneficiary")}
    ]


def test_huckleberry():
    """mt-m1: born 1984-05-05, F25.0, the waiver from 2026-01-01, the PCRP active with its goal and activity."""
    found = member(standing("mt-m1"), "Patient/mt-m1")
    assert (found.born, found.diagnoses) == ("1984-05-05", ("F25.0",))
    payors = frozenset({"Organization/DPHHS-MT"})
    assert found.covers == (Cover("Coverage/mt-c1", frozenset({"mt-sdmi-hcbs"}), SINCE, active=True, payors=payors),)
    (pcrp,) = found.plans
    assert (pcrp.key, pcrp.active, pcrp.kinds, pcrp.programs) == (
        "CarePlan/mt-pcrp",
        True,
        frozenset({"pcrp"}),
        ("mt-sdmi-hcbs",),
    )
    assert (pcrp.goals, pcrp.activities, pcrp.span) == (("Goal/mt-g1",), 1, Span(date(2026, 8, 10), None))
    assert (found.stays, found.exclusions, found.representatives) == ((), (), ())


def test_nothing_is_known_of_nobody():
    """Of no resources nothing."""
    found = member(())
    assert (found.born, found.covers, found.diagnoses, found.plans) == (None, (), (), ())


def test_the_birth_date_of_the_patient_served_comes_first():
    """Several Patients are one person; the one that is named counts, another when it says nothing."""
    patients: list[Json] = [
        {"resourceType": "Patient", "id": "a", "birthDate": "1984-05-05"},
        {"resourceType": "Patient", "id": "b", "birthDate": "1984-06-06"},
        {"resourceType": "Patient", "id": "c"},
    ]
    assert [member(patients, f"Patient/{one}").born for one in "abc"] == ["1984-05-05", "1984-06-06", "1984-05-05"]


@pytest.mark.parametrize(
    ("class_", "plans"),
    [
        ([{"type": concept("plan", f"{HL7}/coverage-class"), "value": "mt-sdmi-hcbs"}], {"mt-sdmi-hcbs"}),
        ([{"type": concept("group", f"{HL7}/coverage-class"), "value": "mt-sdmi-hcbs"}], set()),
        ([{"type": concept("plan"), "value": "a"}, {"type": concept("plan"), "value": "b"}], {"a", "b"}),
        ([{"type": concept("plan")}], set()),
        (None, set()),
    ],
)
def test_the_plans_of_a_coverage(class_, plans):
    """Those of its classes that are of type `plan` (design section 5)."""
    assert cover({"resourceType": "Coverage", "id": "c", "class": class_}).plans == plans


@pytest.mark.parametrize("status", ["active", "cancelled", "draft", "entered-in-error", None])
def test_a_coverage_is_active_or_not(status):
    """Only status active; without a period it is not dated."""
    found = cover({"resourceType": "Coverage", "id": "c", "status": status})
    assert (found.active, found.span.dated) == (status == "active", False)


def condition(clinical: str | None = None, verification: str | None = None, code: str = "F25.0") -> Json:
    """A Condition of an ICD-10-CM code."""
    said = {"clinicalStatus": clinical, "verificationStatus": verification}
    return {"resourceType": "Condition", "code": concept(code, ICD)} | {k: concept(v) for k, v in said.items() if v}


@pytest.mark.parametrize(
    ("clinical", "verification", "kept"),
    [
        (None, None, True),
        ("active", "confirmed", True),
        ("recurrence", "provisional", True),
        ("relapse", "differential", True),
        ("inactive", None, False),
        ("remission", None, False),
        ("resolved", None, False),
        ("active", "refuted", False),
        (None, "entered-in-error", False),
    ],
)
def test_which_conditions_are_diagnoses(clinical, verification, kept):
    """Those that are not refuted, no error and not over."""
    assert diagnoses(condition(clinical, verification)) == (("F25.0",) if kept else ())


def test_only_icd_codes_are_diagnoses():
    """A SNOMED code qualifies nobody; each code stands once."""
    snomed = {"resourceType": "Condition", "code": concept("35489007", "http://snomed.info/sct")}
    found = member([condition(), snomed, condition(code="F33.1"), condition()])
    assert found.diagnoses == ("F25.0", "F33.1")


def stay(status: str, class_: str = "IMP", **period: str) -> Json:
    """The Encounter of an inpatient stay."""
    coded = {"system": f"{HL7}/v3-ActCode", "code": class_}
    return {"resourceType": "Encounter", "id": "s", "status": status, "class": coded, "period": period}


ADMITTED, DISCHARGED = "2026-11-03T08:00:00-07:00", "2026-11-06T15:00:00-07:00"
FROM, TO = datetime(2026, 11, 3, 15, tzinfo=UTC), datetime(2026, 11, 6, 22, tzinfo=UTC)


@pytest.mark.parametrize("class_", ["IMP", "ACUTE", "NONAC", "AMB", "EMER", "VR"])
def test_which_encounters_are_stays(class_):
    """A08: class IMP, ACUTE or NONAC."""
    found = member([stay("finished", class_, start=ADMITTED, end=DISCHARGED)]).stays
    assert found == ((Stay("Encounter/s", FROM, TO),) if class_ in ("IMP", "ACUTE", "NONAC") else ())


@pytest.mark.parametrize(
    ("status", "is_one"),
    [
        ("finished", True),
        ("in-progress", True),
        ("arrived", True),
        ("onleave", True),
        ("planned", False),
        ("cancelled", False),
        ("entered-in-error", False),
    ],
)
def test_the_status_of_a_stay(status, is_one):
    """What did not take place keeps nobody from anything."""
    assert bool(member([stay(status, start=ADMITTED, end=DISCHARGED)]).stays) is is_one


def test_a_stay_is_open_while_it_lasts():
    """In progress without an end; one that is over and does not say since when is not known."""
    assert member([stay("in-progress", start=ADMITTED)]).stays == (Stay("Encounter/s", FROM, None),)
    assert member([stay("finished", start=ADMITTED)]).stays == ()
    assert member([stay("finished", end=DISCHARGED)]).stays == ()


def test_a_stay_of_days_lies_in_the_zone():
    """Its first day from midnight, its last day to midnight, in the zone that the server is given."""
    denver = ZoneInfo("America/Denver")
    found = member([stay("finished", start="2026-11-03", end="2026-11-06")], zone=denver).stays
    assert found == (Stay("Encounter/s", datetime(2026, 11, 3, tzinfo=denver), datetime(2026, 11, 7, tzinfo=denver)),)


def excluded(type_: str, **elements: Any) -> Json:
    """A resource with the exclusion criterion of MT-29, attested on 2026-10-01."""
    parts = [
        {"url": "code", "valueCode": "active-treatment-needed"},
        {"url": "met", "valueBoolean": True},
        {"url": "attestedOn", "valueDate": "2026-10-01"},
    ]
    return {"resourceType": type_, "extension": [ext("exclusion-criterion", extension=parts)]} | elements


ATTESTED = Attestation("active-treatment-needed", met=True, on=date(2026, 10, 1))


@pytest.mark.parametrize("type_", ["EpisodeOfCare", "Condition"])
def test_exclusion_criteria(type_):
    """X-16: ext:exclusion-criterion {code, met, attestedOn} of an episode or a condition."""
    assert member([excluded(type_, status="active")]).exclusions == (ATTESTED,)


def test_an_exclusion_ends_with_its_episode():
    """The attestation of an episode that ended speaks of its days."""
    (found,) = member([excluded("EpisodeOfCare", status="finished", period={"end": "2026-10-31"})]).exclusions
    assert found.until == date(2026, 10, 31)


@pytest.mark.parametrize(
    "void",
    [
        excluded("EpisodeOfCare", status="entered-in-error"),
        excluded("EpisodeOfCare", status="cancelled"),
        excluded("Condition", verificationStatus=concept("entered-in-error")),
        excluded("CarePlan"),
    ],
)
def test_what_never_was_excludes_nobody(void):
    """Errors, and extensions where they do not belong."""
    assert member([void]).exclusions == ()


def test_an_attestation_that_says_no():
    """Attested as not met, or nothing."""
    parts = [{"url": "code", "valueCode": "risk"}]
    for more in ([], [{"url": "met", "valueBoolean": False}]):
        said = [ext("exclusion-criterion", extension=parts + more)]
        found = member([{"resourceType": "EpisodeOfCare", "extension": said}]).exclusions
        assert found == (Attestation("risk", met=False, on=None),)


@pytest.mark.parametrize(
    ("status", "active"),
    [
        ("active", True),
        ("completed", True),
        ("draft", False),
        ("on-hold", False),
        ("revoked", False),
        ("entered-in-error", False),
        (None, False),
    ],
)
def test_when_a_plan_is_active(status, active):
    """A completed plan was active in its period: contacts of then are still sent."""
    assert plan({"resourceType": "CarePlan", "id": "p", "status": status}).active is active


def test_what_a_plan_says():
    """Its types of CodeSystem/plan-type, goals by name, contained ones by their reference, once each."""
    whole = {
        "resourceType": "CarePlan",
        "id": "p",
        "status": "active",
        "category": [concept("assess-plan"), concept("wrsp", f"{PF}/CodeSystem/plan-type")],
        "goal": [{"reference": "Goal/a"}, {"reference": "Goal/a/_history/2"}, {"reference": "#g"}, {"display": "x"}],
        "activity": [{"detail": {}}, {"reference": {"reference": "ServiceRequest/s"}}],
        "period": {"start": "2026-06", "end": "2026-12"},
    }
    assert plan(whole) == Plan(
        "CarePlan/p",
        active=True,
        kinds=frozenset({"wrsp"}),
        programs=(),
        span=Span(date(2026, 6, 1), date(2026, 12, 31)),
        goals=("Goal/a", "#g"),
        activities=2,
    )


NPI = {"system": "http://hl7.org/fhir/sid/us-npi", "value": "9990001080"}


def relative(code: str, **elements: Any) -> Json:
    """A RelatedPerson with a number by which they can be known."""
    return {
        "resourceType": "RelatedPerson",
        "relationship": [concept(code, f"{HL7}/v3-RoleCode")],
        "identifier": [NPI],
    } | elements


@pytest.mark.parametrize(
    ("code", "acts"),
    [
        ("GUARD", True),
        ("POWATT", True),
        ("HPOWATT", True),
        ("DPOWATT", True),
        ("RESPRSN", True),
        ("SIS", False),
        ("FRND", False),
    ],
)
def test_who_acts_legally(code, acts):
    """ID-41: guardians, powers of attorney, responsible parties; a sister or a friend is none."""
    found = member([relative(code)]).representatives
    assert found == ((frozenset({(NPI["system"], NPI["value"])}),) if acts else ())


def test_who_cannot_be_known_is_nobody():
    """Without an identifier there is nobody to compare with; who is not active acts no longer."""
    assert member([relative("GUARD", identifier=None), relative("GUARD", active=False)]).representatives == ()


@pytest.mark.parametrize(
    ("first", "last", "acts"),
    [
        ("2026-11-09", "2026-11-09", True),
        ("2026-11-10", "2026-11-10", False),
        ("2026-10-31", "2026-10-31", False),
        ("2026-10-31", "2026-11-10", True),
    ],
)
def test_who_acted_at_the_time(first, last, acts):
    """A guardian from 2026-11-01 to 2026-11-09, for contacts of some days."""
    guardian = relative("GUARD", period={"start": "2026-11-01", "end": "2026-11-09"})
    during = (date.fromisoformat(first), date.fromisoformat(last))
    assert bool(member([guardian], during=during).representatives) is acts
    assert member([guardian]).representatives


WHOLE: list[Json] = [
    *standing("mt-m1"),
    stay("finished", start=ADMITTED, end=DISCHARGED),
    excluded("EpisodeOfCare"),
    relative("GUARD"),
]


@given(st.sampled_from(WHOLE).flatmap(lambda one: bent(one, "period", "relationship", "class", "goal")))
def test_no_shape_is_too_wrong_to_read(changed):
    """Reading never fails, whatever element is misshapen."""
    assert isinstance(member([*WHOLE, changed]).diagnoses, tuple)


@given(st.sampled_from(WHOLE), ANY, st.integers(1, 60))
def test_no_shape_is_too_wrong_inside(resource, replacement, place):
    """Nor with one wrong node inside."""
    assert isinstance(member([inside(resource, replacement, place)]).plans, tuple)
