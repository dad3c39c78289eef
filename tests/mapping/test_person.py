"""The people of the sandbox as peers (names.md, extensions of Practitioner and PractitionerRole), and odd shapes."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.cli.people import people
from peerfhir.mapping.person import key, peer, role
from peerfhir.policy.facts import Agency, Credential, Employment, Experience, Peer, Protocol, Span, Supervision
from tests.mapping.odd import ANY, bent, inside

PF = "https://peerfhir.org/fhir"
PATH = "Claim.careTeam[0].provider"

Json = dict[str, Any]


def known() -> dict[str, Json]:
    """Everybody of the sandbox by "Type/id", fresh."""
    return {f"{one['resourceType']}/{one['id']}": one for one in people(2026)}


def ref(name: str) -> Json:
    """A reference."""
    return {"reference": name}


def ext(name: str, **value: Any) -> Json:
    """An extension of ours."""
    return {"url": f"{PF}/StructureDefinition/{name}", **value}


def practitioner(**elements: Any) -> Peer:
    """The peer that a Practitioner with these elements is."""
    return peer(PATH, ref("Practitioner/p"), {"Practitioner/p": {"resourceType": "Practitioner"} | elements})


def held(**elements: Any) -> Credential:
    """The one credential of a qualification `cpss` with these elements."""
    qualification = {"code": {"coding": [{"system": f"{PF}/CodeSystem/qual", "code": "cpss"}]}} | elements
    (found,) = practitioner(qualification=[qualification]).credentials
    return found


def test_montanas_peer():
    """mt-peer of domain.md 9: certificate, 32 approved hours, experience; ORG-MT, enrolled; supervised by an LCPC."""
    found = peer(PATH, ref("PractitionerRole/mt-peer"), known())
    assert (found.path, found.known, found.key, found.born) == (PATH, True, "Practitioner/mt-peer", None)
    assert found.identifiers == {("http://hl7.org/fhir/sid/us-npi", "9990001015")}
    certificate, training, education = found.credentials
    assert certificate == Credential(
        "cpss", date(2026, 1, 1), date(2027, 12, 31), issuers=frozenset({"mt-dphhs"}), proof=True
    )
    assert (training.code, training.hours, training.approved_by) == (
        "peer-training",
        Decimal(32),
        frozenset({"mt-dphhs"}),
    )
    assert {"listening", "networking"} <= training.competencies
    assert not training.proof
    assert (education.code, education.hours) == ("continuing-education", Decimal(10))
    assert found.experience == Experience(
        frozenset({"self-mh"}), self_identified=True, service_user=True, grounded=True, as_of=date(2025, 12, 1)
    )
    since = Span(date(2026, 1, 1), None)
    license_ = Credential(
        "license",
        date(2024, 1, 1),
        date(2029, 12, 31),
        issuers=frozenset({"mt-dphhs"}),
        kinds=frozenset({"LCPC"}),
        proof=True,
    )
    assert found.employment == Employment(
        "PractitionerRole/mt-peer",
        since,
        Agency("Organization/ORG-MT", frozenset({"group-agency"}), (("mt-hcbs", since),)),
        "employee",
        ("mt-sdmi-hcbs",),
        (Supervision(since, known=True, credentials=(license_,)),),
    )


def test_the_self_employed_peer():
    """mt-solo: ext employment-type, an agency of type sole-proprietor."""
    serves = peer(PATH, ref("PractitionerRole/mt-solo"), known()).employment
    assert serves is not None
    assert serves.agency is not None
    assert (serves.kind, serves.agency.types) == ("self-employed", frozenset({"sole-proprietor"}))


def test_idahos_peer():
    """id-peer2: 14 attested months, the diploma, the supervisory protocol, a supervisor licensed as id-protocol."""
    found = peer(PATH, ref("PractitionerRole/id-peer2"), known())
    assert found.experience is not None
    assert found.experience.attested_months == 14
    assert [c.code for c in found.credentials] == ["cpss", "peer-training", "high-school-or-equivalent"]
    assert found.employment is not None
    assert found.employment.protocols == (Protocol("id-adult-peer", attested=True, span=Span(date(2025, 3, 1), None)),)
    assert [c.kinds for s in found.employment.supervisors for c in s.credentials] == [{"id-protocol"}]


def test_half_an_hour_too_little():
    """A04: 29.5 hours keep their half."""
    found = peer(PATH, ref("Practitioner/mt-short"), known())
    assert [c.hours for c in found.credentials] == [None, Decimal("29.5")]
    assert found.employment is None


def test_a_role_judged_on_write():
    """Its findings stand at the PractitionerRole; what it refers to is followed."""
    found = role(known()["PractitionerRole/mt-peer"], known())
    assert (found.path, found.key) == ("PractitionerRole", "Practitioner/mt-peer")
    assert found.employment is not None
    assert found.employment.programs == ("mt-sdmi-hcbs",)


@pytest.mark.parametrize(
    ("reference", "person"),
    [
        ("Practitioner/mt-peer", "Practitioner/mt-peer"),
        ("PractitionerRole/mt-peer", "Practitioner/mt-peer"),
        ("PractitionerRole/absent", None),
        ("Practitioner/absent", "Practitioner/absent"),
        ("Organization/ORG-MT", None),
        ("#peer", None),
    ],
)
def test_the_key_of_a_peer(reference, person):
    """The person by name, whether or not they are found."""
    assert (key(ref(reference), known()), peer(PATH, ref(reference), known()).key) == (person, person)


@pytest.mark.parametrize("missing", ["PractitionerRole/mt-peer", "Practitioner/mt-peer"])
def test_who_is_not_found_is_not_known(missing):
    """Without the role, or the person behind it, nothing qualifies the peer."""
    related = known()
    del related[missing]
    found = peer(PATH, ref("PractitionerRole/mt-peer"), related)
    assert (found.known, found.credentials, found.experience) == (False, (), None)


def test_an_agency_that_is_not_found_keeps_its_name():
    """And a role that names none has none."""
    related = known()
    del related["Organization/ORG-MT"]
    serves = peer(PATH, ref("PractitionerRole/mt-peer"), related).employment
    alone = role({"resourceType": "PractitionerRole", "practitioner": ref("Practitioner/mt-peer")}, known()).employment
    assert serves is not None
    assert alone is not None
    assert (serves.agency, alone.agency) == (Agency("Organization/ORG-MT"), None)


def test_supervisors():
    """By role or by person, of several each; one that leads to nobody is not known."""
    named = [ref("PractitionerRole/mt-sup"), ref("Practitioner/mt-sup"), ref("PractitionerRole/absent"), None]
    nested = [[{"url": "supervisor", "valueReference": one}] if one else [] for one in named]
    extensions = [ext("supervisor", extension=one) for one in nested]
    serves = role({"resourceType": "PractitionerRole", "extension": extensions}, known()).employment
    assert serves is not None
    assert [(s.known, [c.code for c in s.credentials]) for s in serves.supervisors] == [
        (True, ["license"]),
        (True, ["license"]),
        (False, []),
        (False, []),
    ]


def test_a_licence_is_what_stands_beside():
    """`qual#license` with codes of CodeSystem/license or ne-license; others beside it are no kinds."""
    systems = [("qual", "license"), ("license", "LCSW"), ("ne-license", "ladc"), ("other", "x")]
    coded = [{"system": f"{PF}/CodeSystem/{system}", "code": code} for system, code in systems]
    (found,) = practitioner(qualification=[{"code": {"coding": coded}}]).credentials
    assert (found.code, found.kinds) == ("license", frozenset({"LCSW", "ladc"}))
    assert practitioner(qualification=[{"code": {"coding": coded[1:]}}]).credentials == ()


def test_a_qualification_of_two_codes_counts_for_both():
    """One course may be both."""
    coded = [{"system": f"{PF}/CodeSystem/qual", "code": code} for code in ("peer-training", "family-peer-training")]
    found = practitioner(qualification=[{"code": {"coding": coded}}]).credentials
    assert [one.code for one in found] == ["peer-training", "family-peer-training"]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (Decimal("30.0"), Decimal(30)),
        (30, Decimal(30)),
        (29.5, Decimal("29.5")),
        (-1, None),
        (Decimal(-20), None),
        (Decimal("1E+1000000"), None),
        (Decimal("1e400"), None),
        (Decimal("1E-1000000"), None),
        ("30", None),
        (True, None),
    ],
)
def test_training_hours(hours, expected):
    """ext:training-hours is a decimal of hours; whatever is none, or beyond reckoning, is none."""
    assert held(extension=[ext("training-hours", valueDecimal=hours)]).hours == expected


def test_who_approved_the_curriculum():
    """ext:curriculum-approved-by is an Identifier of NamingSystem/issuer."""
    issuer = f"{PF}/NamingSystem/issuer"
    said = [
        ext("curriculum-approved-by", valueIdentifier={"system": issuer, "value": "mt-dphhs"}),
        ext("curriculum-approved-by", valueIdentifier={"system": "urn:other", "value": "id-state"}),
        ext("curriculum-approved-by", valueIdentifier={"system": issuer}),
    ]
    assert held(extension=said).approved_by == {"mt-dphhs"}


@pytest.mark.parametrize(
    ("identifier", "proof"), [([{"value": "C-1"}], True), ([{"system": "urn:x"}], False), ([], False), ("C-1", False)]
)
def test_proof_is_an_identifier(identifier, proof):
    """A certificate without a number proves nothing."""
    assert held(identifier=identifier).proof is proof


def recovery(**said: Any) -> Json:
    """Lived experience with a recoveryAttestation."""
    kinds = {"attestedMonths": "valueInteger", "recoveryStart": "valueDate", "asOf": "valueDate"}
    nested = [{"url": name, kinds.get(name, "valueBoolean"): value} for name, value in said.items()]
    parts = [{"url": "category", "valueCode": "self-mh"}, {"url": "recoveryAttestation", "extension": nested}]
    return ext("lived-experience", extension=parts)


def test_recovery_as_attested():
    """names.md: attestedMonths, recoveryStart, groundedInRecovery, asOf; a month is no day."""
    found = practitioner(extension=[recovery(attestedMonths=12, recoveryStart="2024-02-29", asOf="2026-01-31")])
    assert found.experience == Experience(
        frozenset({"self-mh"}), attested_months=12, recovery_start=date(2024, 2, 29), as_of=date(2026, 1, 31)
    )
    odd = practitioner(extension=[recovery(attestedMonths="12", recoveryStart="2024-02", groundedInRecovery=False)])
    assert odd.experience == Experience(frozenset({"self-mh"}), grounded=False)


def test_several_attestations_are_one():
    """Categories join, a yes is enough, the longest recovery counts."""
    other = [{"url": "category", "valueCode": "family-member"}, {"url": "similar", "valueBoolean": True}]
    both = [
        recovery(attestedMonths=6, groundedInRecovery=False),
        recovery(attestedMonths=14, groundedInRecovery=True),
        ext("lived-experience", extension=other),
    ]
    found = practitioner(extension=both).experience
    assert found is not None
    assert found.categories == {"self-mh", "family-member"}
    assert (found.attested_months, found.grounded, found.similar, found.service_user) == (14, True, True, None)


def test_nothing_attested_is_nothing():
    """No extension, no experience; an empty one is an attestation of nothing."""
    assert practitioner().experience is None
    assert practitioner(extension=[ext("lived-experience")]).experience == Experience()


def test_the_birth_date_is_as_written():
    """A year is a year."""
    assert practitioner(birthDate="2007-09-15").born == "2007-09-15"
    assert practitioner(birthDate="2007").born == "2007"


@pytest.mark.parametrize(
    "changed",
    [
        "PractitionerRole/mt-peer",
        "Practitioner/mt-peer",
        "Organization/ORG-MT",
        "Organization/DPHHS-MT",
        "PractitionerRole/mt-sup",
        "Practitioner/mt-sup",
    ],
)
def test_what_was_read_is_read_again_when_anything_behind_it_is_another(changed):
    """A new version of the role, the person, the agency, an issuer, the supervisor: none is answered from memory."""
    related = known()
    before = peer(PATH, ref("PractitionerRole/mt-peer"), related)
    assert peer(PATH, ref("PractitionerRole/mt-peer"), related) is before
    blank = {"resourceType": related[changed]["resourceType"], "id": related[changed]["id"]}
    after = peer(PATH, ref("PractitionerRole/mt-peer"), related | {changed: blank})
    assert after != before
    del related[changed]
    assert peer(PATH, ref("PractitionerRole/mt-peer"), related) != before


def test_what_was_missing_is_seen_when_it_comes():
    """The supervisor is recorded after the role."""
    whole = known()
    partial = {name: one for name, one in whole.items() if name != "Practitioner/mt-sup"}
    seen = [peer(PATH, ref("PractitionerRole/mt-peer"), r).employment for r in (partial, whole)]
    assert [s.known for serves in seen if serves for s in serves.supervisors] == [False, True]


def test_what_was_read_keeps_its_place():
    """The same peer in a claim and in an encounter."""
    related = known()
    found = [peer(path, ref("PractitionerRole/mt-peer"), related) for path in (PATH, "Encounter.participant[2]")]
    assert [one.path for one in found] == [PATH, "Encounter.participant[2]"]
    assert found[0].credentials == found[1].credentials


NAMES = ("PractitionerRole/mt-peer", "Practitioner/mt-peer", "Organization/ORG-MT", "Practitioner/mt-sup")


@given(st.sampled_from(NAMES).flatmap(lambda name: bent(known()[name], "practitioner").map(lambda one: {name: one})))
def test_no_shape_is_too_wrong_to_read(changed):
    """Reading never fails, whatever element of anybody is misshapen."""
    assert peer(PATH, ref("PractitionerRole/mt-peer"), known() | changed).path == PATH


@given(st.sampled_from(NAMES), ANY, st.integers(1, 120))
def test_no_shape_is_too_wrong_inside(name, replacement, place):
    """Nor with one wrong node inside."""
    related = known()
    related[name] = inside(deepcopy(related[name]), replacement, place)
    assert peer(PATH, ref("PractitionerRole/mt-peer"), related).path == PATH
