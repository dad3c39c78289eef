"""The Claim of domain.md 14 as facts: lines, care team, diagnoses, coverage, what it quotes and what it takes back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.cli.people import people
from peerfhir.mapping import contact as encounters_of
from peerfhir.mapping.claim import encounters, read, taken_back
from peerfhir.policy.billing import Claim, Line, Responsible
from peerfhir.policy.facts import Contact, Moment
from tests.mapping.odd import ANY, bent, inside

PF = "https://peerfhir.org/fhir"
HL7 = "http://terminology.hl7.org/CodeSystem"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
POS = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)

Json = dict[str, Any]


def concept(system: str, *codes: str) -> Json:
    """A CodeableConcept."""
    return {"coding": [{"system": system, "code": code} for code in codes]}


def ref(name: str) -> Json:
    """A reference."""
    return {"reference": name}


def member(sequence: int, who: str, role: str = "primary", **more: Any) -> Json:
    """A member of the care team."""
    return {"sequence": sequence, "provider": ref(who), "role": concept(f"{HL7}/claimcareteamrole", role)} | more


def line(**elements: Any) -> Json:
    """The line of the template: 4 units of peer support on 2026-11-10; None leaves an element out."""
    whole = {
        "sequence": 1,
        "careTeamSequence": [1],
        "diagnosisSequence": [1],
        "productOrService": concept(HCPCS, "H0038"),
        "servicedDate": "2026-11-10",
        "locationCodeableConcept": concept(POS, "53"),
        "quantity": {"value": 4},
        "unitPrice": {"value": Decimal("15.00"), "currency": "USD"},
        "net": {"value": Decimal("60.00"), "currency": "USD"},
        "encounter": [ref("Encounter/e-414-417")],
    } | elements
    return {name: value for name, value in whole.items() if value is not None}


def claim(*lines: Json, **elements: Any) -> Json:
    """The template of domain.md 14; None leaves an element out."""
    whole = {
        "resourceType": "Claim",
        "status": "active",
        "use": "claim",
        "patient": ref("Patient/id-m1"),
        "provider": ref("Organization/ORG-ID"),
        "careTeam": [member(1, "PractitionerRole/id-peer2")],
        "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": concept(ICD, "F31.9")}],
        "insurance": [{"sequence": 1, "focal": True, "coverage": ref("Coverage/id-c1")}],
        "item": list(lines or (line(),)),
    } | elements
    return {name: value for name, value in whole.items() if value is not None}


RELATED = {f"{one['resourceType']}/{one['id']}": one for one in people(2026)}
ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e-414-417",
    "status": "finished",
    "period": {"start": "2026-11-10T10:00:00-07:00", "end": "2026-11-10T11:00:00-07:00"},
}
CONTACT = encounters_of.read(ENCOUNTER, {})
STANDING = [RELATED["Patient/id-m1"], RELATED["Coverage/id-c1"]]


def found(whole: Json, contacts: dict[str, Contact] | None = None, **more: Any) -> Claim:
    """The claim that it makes."""
    return read(whole, RELATED, {"Encounter/e-414-417": CONTACT} if contacts is None else contacts, NOW, **more)


def only(**elements: Any) -> Line:
    """The one line of a claim with these elements of its item."""
    (one,) = found(claim(line(**elements))).lines
    return one


def test_the_template():
    """Every fact of the claim and of its line."""
    whole = found(claim(), standing=STANDING)
    (one,) = whole.lines
    assert (one.number, one.path, one.services) == (1, "Claim.item[0]", ((HCPCS, "H0038"),))
    assert (one.units, one.first, one.last) == (4, date(2026, 11, 10), date(2026, 11, 10))
    assert (str(one.price), str(one.net)) == ("15.00", "60.00")
    assert (one.contacts, one.place, one.modifiers) == ((CONTACT,), "53", ())
    assert (one.diagnoses, one.responsible) == (("F31.9",), ())
    assert [(p.path, p.key, p.known) for p in one.peers] == [
        ("Claim.careTeam[0].provider", "Practitioner/id-peer2", True)
    ]
    assert (whole.frequency, whole.original, whole.quoted) == ("1", None, ())
    assert (whole.plans, whole.coverage) == (frozenset({"id-adult-peer"}), "Coverage/id-c1")
    assert (whole.provider, whole.received) == ("Organization/ORG-ID", NOW)
    assert (whole.member.born, [c.key for c in whole.member.covers]) == ("1979-01-20", ["Coverage/id-c1"])


@pytest.mark.parametrize(
    ("served", "first", "last"),
    [
        ({"servicedDate": "2026-11-10"}, date(2026, 11, 10), date(2026, 11, 10)),
        (
            {"servicedDate": None, "servicedPeriod": {"start": "2026-11-09", "end": "2026-11-13"}},
            date(2026, 11, 9),
            date(2026, 11, 13),
        ),
        ({"servicedDate": None}, None, None),
        ({"servicedDate": "2026-11"}, None, None),
    ],
)
def test_the_days_served(served, first, last):
    """servicedDate, or both ends of servicedPeriod, as written; a line with encounters may tell none."""
    one = only(**served)
    assert (one.first, one.last) == (first, last)


@pytest.mark.parametrize(
    ("served", "starts", "ends"),
    [
        (
            {"start": "2026-11-09T23:50:00-07:00", "end": "2026-11-10T00:20:00-07:00"},
            datetime(2026, 11, 10, 6, 50, tzinfo=UTC),
            datetime(2026, 11, 10, 7, 20, tzinfo=UTC),
        ),
        ({"start": "2026-11-09T10:00:00Z", "end": "2026-11-09"}, datetime(2026, 11, 9, 10, tzinfo=UTC), None),
        ({"start": "2026-11-09", "end": "2026-11-13"}, None, None),
        ({"start": "2026-11-09T10:00:00", "end": "2026-11-09T11:00:00"}, None, None),
        ({}, None, None),
    ],
)
def test_the_times_served(served, starts, ends):
    """Where servicedPeriod tells the time of day with its offset, the line has its instants (X-1)."""
    one = only(servicedDate=None, servicedPeriod=served)
    assert (one.starts.at if one.starts else None, one.ends.at if one.ends else None) == (starts, ends)


def test_a_time_served_keeps_its_day_as_written():
    """Of an hour at midnight both days; a line that tells a date has no times."""
    late = {"start": "2026-11-09T23:50:00-07:00", "end": "2026-11-10T00:20:00-07:00"}
    one = only(servicedDate=None, servicedPeriod=late)
    assert one.starts == Moment(late["start"], datetime(2026, 11, 10, 6, 50, tzinfo=UTC), date(2026, 11, 9))
    assert (one.first, one.last) == (date(2026, 11, 9), date(2026, 11, 10))
    assert (only().starts, only().ends) == (None, None)


@pytest.mark.parametrize(
    ("value", "units"),
    [(4, 4), (Decimal("4.0"), 4), (Decimal("4.5"), 0), ("4", 0), (None, 0), (Decimal("1E+999999"), 0)],
)
def test_units(value, units):
    """Whole units, however written; what is no number of units is refused elsewhere and counts nothing here."""
    assert only(quantity={"value": value}).units == units


def test_modifiers_and_both_addresses_of_hcpcs():
    """In their order, of every system; HCPCS is one system."""
    other = HCPCS.replace("http:", "https:")
    coded = [concept(HCPCS, "HQ"), concept("http://www.ama-assn.org/go/cpt", "95")]
    one = only(modifier=coded, productOrService=concept(other, "H0038"))
    assert (one.modifiers, one.services) == (("HQ", "95"), ((HCPCS, "H0038"),))


TEAM = [
    member(1, "PractitionerRole/id-peer2"),
    member(2, "PractitionerRole/id-sup", "supervisor"),
    member(3, "Practitioner/id-peer", "rendering"),
]


@pytest.mark.parametrize(
    ("sequences", "peers"),
    [
        ([1], ["Practitioner/id-peer2"]),
        ([3], ["Practitioner/id-peer"]),
        ([1, 2, 3], ["Practitioner/id-peer2", "Practitioner/id-peer"]),
        ([2], []),
        ([9], []),
        ([], ["Practitioner/id-peer2", "Practitioner/id-peer"]),
        (None, ["Practitioner/id-peer2", "Practitioner/id-peer"]),
    ],
)
def test_who_rendered(sequences, peers):
    """Role primary, or rendering (design section 5), as the line selects them; all of them when it selects none."""
    (one,) = found(claim(line(careTeamSequence=sequences), careTeam=TEAM)).lines
    assert [peer.key for peer in one.peers] == peers


def test_the_path_of_a_peer_is_that_of_the_care_team():
    """Claim.careTeam[i].provider, counted in the whole list."""
    (one,) = found(claim(line(careTeamSequence=[3]), careTeam=TEAM)).lines
    assert [peer.path for peer in one.peers] == ["Claim.careTeam[2].provider"]


DIAGNOSES = [
    {"sequence": 1, "diagnosisCodeableConcept": concept(ICD, "F31.9")},
    {"sequence": 2, "diagnosisReference": ref("Condition/mt-dx1")},
    {"sequence": 3, "diagnosisCodeableConcept": concept("http://snomed.info/sct", "35489007")},
    {"sequence": 4, "diagnosisReference": ref("Condition/absent")},
]


@pytest.mark.parametrize(
    ("sequences", "codes"), [([1], ("F31.9",)), ([2, 1], ("F25.0", "F31.9")), ([3, 4], ()), (None, ("F31.9", "F25.0"))]
)
def test_diagnoses(sequences, codes):
    """ICD-10-CM codes, of the claim or of the Condition it refers to, as the line selects them; else all."""
    (one,) = found(claim(line(diagnosisSequence=sequences), diagnosis=DIAGNOSES)).lines
    assert one.diagnoses == codes


def test_the_encounters_it_bills():
    """Those handed over, each once, in the order of the line."""
    other = encounters_of.read(ENCOUNTER | {"id": "e2"}, {})
    named = [ref("Encounter/e2"), ref("Encounter/e-414-417"), ref("Encounter/e2/_history/1"), ref("Encounter/absent")]
    whole = claim(line(encounter=named), line(sequence=2, encounter=None))
    assert encounters(whole) == ("Encounter/e2", "Encounter/e-414-417", "Encounter/absent")
    lines = found(whole, {"Encounter/e2": other, "Encounter/e-414-417": CONTACT}).lines
    assert [one.contacts for one in lines] == [(other, CONTACT), ()]


def test_the_place_of_a_location():
    """Its locationReference leads to a Location whose type is a place of service."""
    there = {"Location/l": {"resourceType": "Location", "type": [concept("urn:x", "y"), concept(POS, "99")]}}
    whole = claim(line(locationCodeableConcept=None, locationReference=ref("Location/l")))
    assert read(whole, RELATED | there, {}, NOW).lines[0].place == "99"
    assert only(locationCodeableConcept=None).place is None


def lri(**said: Any) -> Json:
    """The extension legally-responsible-individual."""
    kinds = {"determinedBy": "valueReference", "date": "valueDate"}
    nested = [{"url": name, kinds.get(name, "valueBoolean"): value} for name, value in said.items()]
    return {"url": f"{PF}/StructureDefinition/legally-responsible-individual", "extension": nested}


@pytest.mark.parametrize(
    ("determiner", "types"),
    [
        ("Organization/MT-CMT", {"cmt"}),
        ("Organization/MT-CPO", {"cpo"}),
        ("CareTeam/t", {"cmt"}),
        ("PractitionerRole/r", {"cpo"}),
        ("Organization/absent", set()),
    ],
)
def test_who_determined_that_a_responsible_individual_may_be_paid(determiner, types):
    """MT-47: the CMT or the CPO: an Organization or CareTeam of that agency-type, or somebody who works for one."""
    related = RELATED | {
        "CareTeam/t": {"resourceType": "CareTeam", "category": [concept(f"{PF}/CodeSystem/agency-type", "cmt")]},
        "PractitionerRole/r": {"resourceType": "PractitionerRole", "organization": ref("Organization/MT-CPO")},
    }
    said = lri(isLRI=True, criteriaMet=True, determinedBy=ref(determiner))
    team = [member(1, "PractitionerRole/id-peer2", extension=[{"url": "urn:x"}, said])]
    (one,) = read(claim(careTeam=team), related, {}, NOW).lines
    assert one.responsible == (
        Responsible("Claim.careTeam[0].extension[1]", is_lri=True, criteria_met=True, determined_by=frozenset(types)),
    )


def test_only_the_rendering_peers_responsibility_matters():
    """What is said of a supervisor, or of a peer of another line, is not said of this line."""
    said = [lri(isLRI=True)]
    team = [member(1, "Practitioner/id-peer2"), member(2, "Practitioner/id-peer", extension=said)]
    whole = claim(line(careTeamSequence=[1]), line(sequence=2, careTeamSequence=[2]), careTeam=team)
    assert [len(one.responsible) for one in found(whole).lines] == [0, 1]
    silent = found(claim(careTeam=[member(1, "Practitioner/id-peer2", extension=[lri()])])).lines[0].responsible
    assert [(one.is_lri, one.criteria_met) for one in silent] == [(False, False)]


def test_the_authorizations_it_quotes():
    """The preAuthRef of every insurance, each once; one of blanks is no number."""
    insurance = [
        {"sequence": 1, "focal": True, "coverage": ref("Coverage/id-c1"), "preAuthRef": ["PA-1", "CPO-77"]},
        {"sequence": 2, "focal": False, "coverage": ref("Coverage/mt-c1"), "preAuthRef": ["PA-1", "PA-2", " ", ""]},
    ]
    whole = found(claim(insurance=insurance))
    assert whole.quoted == ("PA-1", "CPO-77", "PA-2")
    assert (whole.coverage, whole.plans) == ("Coverage/id-c1", frozenset({"id-adult-peer"}))


def test_a_focal_coverage_that_is_not_found():
    """Its plans are not known."""
    whole = found(claim(insurance=[{"sequence": 1, "focal": True, "coverage": ref("Coverage/absent")}]))
    assert (whole.coverage, whole.plans) == ("Coverage/absent", frozenset())


@pytest.mark.parametrize(("code", "frequency"), [(None, "1"), ("1", "1"), ("7", "7"), ("8", "8"), ("9", "1")])
def test_the_frequency(code, frequency):
    """ext:claim-frequency 1, 7, 8; the caller says what became of the original."""
    said = [{"url": f"{PF}/StructureDefinition/claim-frequency", "valueCode": code}] if code else None
    whole = found(claim(extension=said), original="open")
    assert (whole.frequency, whole.original) == (frequency, "open")


@pytest.mark.parametrize(
    ("related", "name"),
    [
        (
            [{"claim": ref("Claim/a"), "relationship": concept(f"{HL7}/ex-relatedclaimrelationship", "prior")}],
            "Claim/a",
        ),
        ([{"claim": ref("Claim/a"), "relationship": concept("x", "associated")}], None),
        (
            [{"relationship": concept("x", "prior")}, {"claim": ref("Claim/b"), "relationship": concept("x", "prior")}],
            "Claim/b",
        ),
        (None, None),
    ],
)
def test_what_it_takes_back(related, name):
    """Claim.related.claim of relationship prior."""
    assert taken_back(claim(related=related)) == name


@pytest.mark.parametrize(
    ("reference", "provider"),
    [
        ("Organization/ORG-ID", "Organization/ORG-ID"),
        ("Organization/ORG-ID/_history/2", "Organization/ORG-ID"),
        ("Organization/never-fetched", "Organization/never-fetched"),
        ("PractitionerRole/id-peer2", "Organization/ORG-ID"),
        ("PractitionerRole/of-nobody", None),
        ("PractitionerRole/absent", None),
        ("Practitioner/id-peer2", None),
        ("Practitioner/odd", None),
        ("https://elsewhere.example.org/fhir/Organization/ORG-ID", None),
        ("#o", None),
    ],
)
def test_who_bills(reference, provider):
    """Claim.provider: an Organization of this server, or the organization of a PractitionerRole; nobody else bills."""
    related = RELATED | {
        "PractitionerRole/of-nobody": {"resourceType": "PractitionerRole"},
        "Practitioner/odd": {"resourceType": "Practitioner", "organization": ref("Organization/ORG-ID")},
    }
    assert read(claim(provider=ref(reference)), related, {}, NOW).provider == provider


def test_nobody_bills():
    """A provider that is only displayed is none."""
    assert found(claim(provider={"display": "Zz-Agency"})).provider is None


def test_a_guardian_of_another_time():
    """Who represented the member before the days of the claim does not at its time."""
    coded = [concept(f"{HL7}/v3-RoleCode", "GUARD")]
    guardian = {"resourceType": "RelatedPerson", "relationship": coded, "identifier": [{"system": "s", "value": "v"}]}
    for end, acts in (("2026-11-10", True), ("2026-11-09", False)):
        whole = found(claim(), {}, standing=[guardian | {"period": {"end": end}}])
        assert bool(whole.member.representatives) is acts


def test_a_large_claim_is_read_in_the_time_of_its_size():
    """Care team and diagnoses that no line selects are shared by all lines."""
    team = [member(n, "PractitionerRole/id-peer2") for n in range(1, 1000)]
    lines = [line(sequence=n, careTeamSequence=None, diagnosisSequence=None) for n in range(1, 1000)]
    whole = found(claim(*lines, careTeam=team))
    assert len(whole.lines) == 999
    assert all(one.peers is whole.lines[0].peers for one in whole.lines)


SPAN = {"start": "2026-11-09", "end": "2026-11-13"}
WHOLE = claim(line(servicedDate=None, servicedPeriod=SPAN), line(sequence=2), careTeam=TEAM)


@given(bent(WHOLE, "related", "extension"))
def test_no_shape_is_too_wrong_to_read(changed):
    """Reading never fails: the validator reports what is misshapen."""
    assert found(changed, standing=STANDING).received == NOW


@given(ANY, st.integers(1, 150))
def test_no_shape_is_too_wrong_inside(replacement, place):
    """Nor with one wrong node inside."""
    assert found(inside(WHOLE, replacement, place), standing=STANDING).received == NOW
