"""An Encounter of domain.md 14 and what it refers to, as a contact; whatever is misshapen is passed over."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.mapping.contact import neighbour, outline, read
from peerfhir.mapping.times import moment
from peerfhir.policy.facts import Credential, Employment, Family, Member, Moment, Neighbour, Peer, Relative, Session
from tests.mapping.odd import ANY, bent, inside

PF = "https://peerfhir.org/fhir"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"


def encounter(**changed: Any) -> dict[str, Any]:
    """The template of domain.md 14, cut to what is read; None leaves an element out."""
    whole = {
        "resourceType": "Encounter",
        "status": "finished",
        "extension": [{"url": f"{PF}/StructureDefinition/program", "valueCode": "mt-sdmi-hcbs"}],
        "type": [{"coding": [{"system": HCPCS, "code": "H0038"}]}],
        "subject": {"reference": "Patient/mt-m1"},
        "episodeOfCare": [{"reference": "EpisodeOfCare/mt-e1"}],
        "participant": [participant("PractitionerRole/mt-peer")],
        "period": {"start": "2026-11-09T10:00:00-07:00", "end": "2026-11-09T11:00:00-07:00"},
        "serviceProvider": {"reference": "Organization/ORG-MT"},
    } | changed
    return {name: value for name, value in whole.items() if value is not None}


def participant(reference: str, code: str = "PPRF") -> dict[str, Any]:
    """A participant of a type."""
    system = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
    return {"type": [{"coding": [{"system": system, "code": code}]}], "individual": {"reference": reference}}


def qualification(code: str = "cpss", system: str = f"{PF}/CodeSystem/qual", **other: Any) -> dict[str, Any]:
    """A qualification with a code and what else is told."""
    return {"code": {"coding": [{"system": system, "code": code}]}} | other


def related(*qualifications: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The peer's role and person, an episode of the program, the organization."""
    return {
        "PractitionerRole/mt-peer": {
            "resourceType": "PractitionerRole",
            "practitioner": {"reference": "Practitioner/p/_history/3"},
        },
        "Practitioner/p": {"resourceType": "Practitioner", "qualification": list(qualifications)},
        "EpisodeOfCare/mt-e1": {
            "resourceType": "EpisodeOfCare",
            "extension": [{"url": f"{PF}/StructureDefinition/program", "valueCode": "id-adult-peer"}],
        },
    }


def test_the_template():
    """Program, service, times, and the peer behind the role."""
    dated = qualification(period={"start": "2026-01-01", "end": "2027-12-31"})
    found = read(encounter(), related(dated))
    assert found.peers == (
        Peer(
            "Encounter.participant[0].individual",
            known=True,
            credentials=(Credential("cpss", date(2026, 1, 1), date(2027, 12, 31)),),
            key="Practitioner/p",
            employment=Employment("PractitionerRole/mt-peer"),
        ),
    )
    assert (found.finished, found.programs, found.stated, found.services, found.attempt) == (
        True,
        ("mt-sdmi-hcbs",),
        True,
        ((HCPCS, "H0038"),),
        False,
    )
    assert found.start == Moment("2026-11-09T10:00:00-07:00", datetime(2026, 11, 9, 17, tzinfo=UTC), date(2026, 11, 9))


def test_the_episode_names_the_program_when_the_encounter_does_not():
    """ext:program of the Encounter, else of its EpisodeOfCare."""
    found = read(encounter(extension=None), related())
    assert (found.programs, found.stated) == (("id-adult-peer",), False)


def test_an_outline():
    """What the encounter alone tells: its own program, its times, whom it names."""
    found = outline(encounter())
    who = Peer("Encounter.participant[0].individual", known=False, key="PractitionerRole/mt-peer")
    assert (found.programs, found.peers, found.provider) == (("mt-sdmi-hcbs",), (who,), "Organization/ORG-MT")
    assert (found.start, found.end) == (moment("2026-11-09T10:00:00-07:00"), moment("2026-11-09T11:00:00-07:00"))
    assert outline(encounter(extension=None)).programs == ()


@pytest.mark.parametrize("status", ["planned", "in-progress", "cancelled", "entered-in-error", None])
def test_only_finished_is_finished(status):
    """No other status counts."""
    assert read(encounter(status=status), {}).finished is False


def test_a_practitioner_may_be_named_directly():
    """PPRF may be a Practitioner without a role."""
    found = read(encounter(participant=[participant("Practitioner/p")]), related(qualification()))
    assert [(p.known, [c.code for c in p.credentials]) for p in found.peers] == [(True, ["cpss"])]


def test_only_the_rendering_participants_are_peers():
    """Others in the room are not; the index of the path is that of the list."""
    people = [participant("Practitioner/p", "SPRF"), participant("Practitioner/p"), participant("Practitioner/p")]
    found = read(encounter(participant=people), related())
    assert [p.path for p in found.peers] == [f"Encounter.participant[{n}].individual" for n in (1, 2)]


@pytest.mark.parametrize(
    "who",
    [
        "Practitioner/absent",
        "PractitionerRole/absent",
        "RelatedPerson/r",
        "#peer",
        "https://elsewhere.example.org/Practitioner/p",
        "urn:uuid:6f4c9b3e-7c1b-4d0e-9d3e-1f2a3b4c5d6e",
    ],
)
def test_who_is_not_found_is_not_known(who):
    """A peer whom nobody handed over, a contained one, or somebody who is no practitioner, holds nothing."""
    others = related(qualification()) | {"RelatedPerson/r": {"resourceType": "RelatedPerson"}}
    (peer,) = read(encounter(participant=[participant(who)]), others).peers
    assert (peer.known, peer.credentials) == (False, ())


@pytest.mark.parametrize(
    ("period", "first", "last", "dated"),
    [
        ({"start": "2026-01-01"}, date(2026, 1, 1), None, True),
        ({"start": "2026-02", "end": "2026-02"}, date(2026, 2, 1), date(2026, 2, 28), True),
        ({"start": "2028", "end": "2028-02"}, date(2028, 1, 1), date(2028, 2, 29), True),
        ({"end": "2027"}, None, date(2027, 12, 31), True),
        ({"end": "2026-11-09T10:00:00-07:00"}, None, datetime(2026, 11, 9, 17, tzinfo=UTC), True),
        ({}, None, None, False),
        (None, None, None, False),
    ],
)
def test_the_period_of_a_qualification(period, first, last, dated):
    """A date, month or year counts to its last day; a time is an instant; no period is no period."""
    (peer,) = read(encounter(), related(qualification(period=period))).peers
    assert peer.credentials == (Credential("cpss", first, last, dated),)


def test_the_issuer_by_identifier_or_organization():
    """An authority is known by Reference.identifier or Organization.identifier of NamingSystem/issuer."""
    authority = {"system": f"{PF}/NamingSystem/issuer", "value": "ne-dbh"}
    others = related(
        qualification(issuer={"identifier": authority}),
        qualification(issuer={"reference": "Organization/dbh"}),
        qualification(issuer={"identifier": {"system": "urn:other", "value": "ne-dbh"}}),
    ) | {"Organization/dbh": {"resourceType": "Organization", "identifier": [authority | {"value": "id-state"}]}}
    (peer,) = read(encounter(), others).peers
    assert [c.issuers for c in peer.credentials] == [{"ne-dbh"}, {"id-state"}, frozenset()]


def test_codes_of_other_systems_are_no_credentials():
    """`cpss` means something in CodeSystem/qual only."""
    (peer,) = read(encounter(), related(qualification(system="urn:other"))).peers
    assert peer.credentials == ()


def test_the_zones_of_place_and_organization():
    """ext:time-zone of the first location that has one, and of the organization."""

    def zoned(type_: str, zone: str) -> dict[str, Any]:
        return {
            "resourceType": type_,
            "extension": [{"url": f"{PF}/StructureDefinition/time-zone", "valueCode": zone}],
        }

    others = {
        "Location/a": {"resourceType": "Location"},
        "Location/b": zoned("Location", "America/Boise"),
        "Organization/ORG-MT": zoned("Organization", "America/Denver"),
    }
    places = [{"location": {"reference": "Location/a"}}, {"location": {"reference": "Location/b"}}]
    found = read(encounter(location=places), others)
    assert (found.location_zone, found.organization_zone) == ("America/Boise", "America/Denver")


def test_a_contact_attempt():
    """ext:contact-attempt says that the contact was missed."""
    tried = {"url": f"{PF}/StructureDefinition/contact-attempt", "extension": []}
    assert read(encounter(extension=[tried]), {}).attempt is True


@pytest.mark.parametrize(
    ("text", "at", "day"),
    [
        ("2026-11-09T10:00:00-07:00", datetime(2026, 11, 9, 17, tzinfo=UTC), date(2026, 11, 9)),
        ("2026-11-09T10:00:00.250Z", datetime(2026, 11, 9, 10, 0, 0, 250000, tzinfo=UTC), date(2026, 11, 9)),
        ("2026-11-09T10:00:00", None, date(2026, 11, 9)),
        ("2026-11-09", None, date(2026, 11, 9)),
        ("2026-11", None, None),
        ("2026", None, None),
    ],
)
def test_a_moment_knows_what_was_written(text, at, day):
    """An instant only with time and offset; a day only when one is written."""
    assert moment(text) == Moment(text, at, day)


@pytest.mark.parametrize("text", ["2026-02-30", "yesterday", "", None, 7, "0000-01-01", "9999-12-31T23:59:59-14:00"])
def test_what_is_no_time_is_none(text):
    """A date that does not exist is the validator's to report."""
    found = moment(text)
    assert found is None


def extension(name: str, **value: Any) -> dict[str, Any]:
    """An extension of ours."""
    return {"url": f"{PF}/StructureDefinition/{name}", **value}


PATIENT = {"resourceType": "Patient", "id": "mt-m1", "birthDate": "1984-05-05"}


def test_what_the_template_says_besides():
    """The rest of domain.md 14's template: who, where, how, by which plan, with which activity."""
    pos = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
    said = [
        extension("program", valueCode="mt-sdmi-hcbs"),
        extension("place-of-service", valueCoding={"system": pos, "code": "53"}),
        extension("service-mode", valueCode="individual"),
        extension("modality", valueCode="in-person"),
        extension("care-plan", valueReference={"reference": "CarePlan/mt-pcrp"}),
        extension(
            "intervention", valueCoding={"system": f"{PF}/CodeSystem/peer-intervention", "code": "self-advocacy"}
        ),
        extension("goal-addressed", valueReference={"reference": "Goal/g1"}),
        extension("goal-addressed", valueReference={"reference": "Goal/g2/_history/3"}),
    ]
    found = read(encounter(id="e1", extension=said), related())
    assert (found.key, found.place, found.mode, found.modality) == ("Encounter/e1", "53", "individual", "in-person")
    assert (found.plan, found.goals, found.provider) == (
        "CarePlan/mt-pcrp",
        ("Goal/g1", "Goal/g2"),
        "Organization/ORG-MT",
    )
    assert found.interventions == (("self-advocacy", "Encounter.extension[5].value.ofType(Coding)"),)
    assert (found.session, found.family, found.member) == (None, None, None)


def test_what_an_encounter_does_not_say():
    """Without extensions nothing is known of mode, place, plan, goals, session."""
    found = read(encounter(extension=None, serviceProvider=None), {})
    assert (found.key, found.mode, found.modality, found.place, found.plan, found.provider) == (None,) * 6
    assert (found.interventions, found.goals, found.session, found.family) == ((), (), None, None)


@pytest.mark.parametrize(
    ("coding", "read_as"),
    [
        ({"system": f"{PF}/CodeSystem/peer-intervention", "code": "transportation"}, ["transportation"]),
        ({"code": "transportation"}, ["transportation"]),
        ({"system": "http://snomed.info/sct", "code": "transportation"}, []),
        ({"system": f"{PF}/CodeSystem/peer-intervention"}, []),
    ],
)
def test_interventions_are_codes_of_ours(coding, read_as):
    """CodeSystem/peer-intervention is extensible: a code of another system says nothing of what is prohibited."""
    found = read(encounter(extension=[extension("intervention", valueCoding=coding)]), {})
    assert [code for code, _ in found.interventions] == read_as


def test_a_group_session():
    """ext:group-session {sessionId, participantCount}."""
    parts = [{"url": "sessionId", "valueString": "s-1"}, {"url": "participantCount", "valueUnsignedInt": 12}]
    assert read(encounter(extension=[extension("group-session", extension=parts)]), {}).session == Session("s-1", 12)
    assert read(encounter(extension=[extension("group-session")]), {}).session == Session(None, None)


def test_the_place_of_the_location():
    """Location.type tells the place of service when the encounter does not (domain.md 3.3)."""
    pos = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
    there = {"resourceType": "Location", "type": [{"coding": [{"code": "HOSP"}, {"system": pos, "code": "99"}]}]}
    at = [{"location": {"reference": "Location/l"}}]
    own = [extension("place-of-service", valueCoding={"system": pos, "code": "11"})]
    assert read(encounter(location=at), {"Location/l": there}).place == "99"
    assert read(encounter(location=at, extension=own), {"Location/l": there}).place == "11"


def test_both_addresses_of_hcpcs_are_one_system():
    """Guides write it with http and with https (guides.md 3.1)."""
    other = HCPCS.replace("http:", "https:")
    found = read(encounter(type=[{"coding": [{"system": other, "code": "H0038"}]}]), {})
    assert found.services == ((HCPCS, "H0038"),)


def test_the_member_is_that_of_the_subject():
    """What stands of the member comes with the contact of a Patient, and of nobody else."""
    assert read(encounter(), {}, [PATIENT]).member == Member(born="1984-05-05")
    assert read(encounter(subject={"reference": "Group/g"}), {}, [PATIENT]).member is None
    assert (
        read(encounter(subject={"reference": "https://else.example.org/Patient/mt-m1"}), {}, [PATIENT]).member is None
    )
    assert read(encounter(), {}).member is None


def test_an_encounter_is_not_its_own_hospital_stay():
    """An earlier version of the encounter that was inpatient does not keep the new one from taking place."""
    stay = encounter(id="e1", status="in-progress") | {"class": {"code": "IMP"}}
    found = read(encounter(id="e1"), {}, [PATIENT, stay]).member
    other = read(encounter(id="e2"), {}, [PATIENT, stay]).member
    assert found is not None
    assert other is not None
    assert (found.stays, [one.key for one in other.stays]) == ((), ["Encounter/e1"])


CHILD = {"resourceType": "Patient", "id": "ne-kid"}
MOTHER = {
    "resourceType": "RelatedPerson",
    "id": "ne-par",
    "patient": {"reference": "Patient/ne-kid"},
    "relationship": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH"}]}],
}


def family_encounter(*goals: str, mode: str = "family") -> dict[str, Any]:
    """An encounter with a child's mother, of A24."""
    parts: list[dict[str, Any]] = [{"url": "exclusive", "valueBoolean": True}]
    parts += [{"url": "childGoal", "valueReference": {"reference": goal}} for goal in goals]
    return encounter(
        subject={"reference": "Patient/ne-kid"},
        participant=[participant("PractitionerRole/mt-peer"), {"individual": {"reference": "RelatedPerson/ne-par"}}],
        extension=[extension("service-mode", valueCode=mode), extension("directed-to-child", extension=parts)],
    )


def test_a_family_contact():
    """CMS-04, CMS-06: who takes part, that it is for the child alone, and the child's goals."""
    others: dict[str, dict[str, Any]] = {
        "RelatedPerson/ne-par": MOTHER,
        "Goal/hers": {"resourceType": "Goal", "subject": {"reference": "Patient/ne-par"}},
        "Goal/child": {"resourceType": "Goal", "subject": {"reference": "Patient/ne-kid"}},
    }
    found = read(family_encounter("Goal/child", "Goal/hers", "Goal/unknown"), others, [CHILD])
    who = Relative("Encounter.participant[1].individual", frozenset({"MTH"}), of_member=True)
    assert found.family == Family((who,), exclusive=True, goals=("Goal/child",))
    assert read(family_encounter(mode="individual"), others, [CHILD]).family is None


def test_a_goal_of_a_plan_of_the_child_is_the_childs():
    """The plan that stands of the child names it, whether or not the Goal was fetched."""
    plan = {"resourceType": "CarePlan", "id": "p", "status": "active", "goal": [{"reference": "Goal/child"}]}
    found = read(family_encounter("Goal/child"), {}, [CHILD, plan]).family
    assert found is not None
    assert found.goals == ("Goal/child",)


def test_a_relative_of_another_child():
    """RelatedPerson.patient is another's, or nobody knows whose."""
    others = {"RelatedPerson/ne-par": MOTHER | {"patient": {"reference": "Patient/other"}}}
    relatives = [read(family_encounter(), known, [CHILD]).family for known in (others, {})]
    assert [[one.of_member for one in found.relatives] for found in relatives if found] == [[False], [False]]
    merged = read(family_encounter(), others, [CHILD, {"resourceType": "Patient", "id": "other"}]).family
    assert merged is not None
    assert merged.relatives[0].of_member


BILLABLE = {(HCPCS, "H0038")}


def test_a_neighbour():
    """X-17: whose it is, by whom, of which kind."""
    found = neighbour(encounter(id="e1"), related(), BILLABLE, same_member=True, claimed=True)
    assert found == Neighbour(
        "Encounter/e1",
        datetime(2026, 11, 9, 17, tzinfo=UTC),
        datetime(2026, 11, 9, 18, tzinfo=UTC),
        same_member=True,
        peers=frozenset({"Practitioner/p"}),
        grouped=False,
        peer_support=True,
        claimed=True,
    )


def test_a_neighbour_of_another_kind():
    """A group session of another service, with the activity that it is coded with."""
    said = [
        extension("service-mode", valueCode="group"),
        extension("intervention", valueCoding={"code": "set-goals"}),
    ]
    coded = [{"coding": [{"system": HCPCS, "code": "H0004"}]}]
    found = neighbour(encounter(type=coded, extension=said), {}, BILLABLE, same_member=False)
    assert found is not None
    assert (found.grouped, found.peer_support, found.peers) == (True, False, frozenset())
    assert (found.same_member, found.claimed, found.interventions) == (False, False, frozenset({"set-goals"}))


@pytest.mark.parametrize(
    "period", [None, {}, {"start": "2026-11-09T10:00:00-07:00"}, {"start": "2026-11-09", "end": "2026-11-09"}]
)
def test_what_has_no_times_is_nobodys_neighbour(period):
    """Overlap is a matter of instants."""
    assert neighbour(encounter(period=period), {}, BILLABLE, same_member=True) is None


@given(bent(encounter(), "location", "id"), ANY, st.lists(ANY.filter(lambda one: isinstance(one, dict)), max_size=3))
def test_no_shape_is_too_wrong_to_read(bent_encounter, person, standing):
    """Reading never fails: the validator reports what is misshapen."""
    others = {"Practitioner/p": person, "PractitionerRole/mt-peer": person, "EpisodeOfCare/mt-e1": person}
    assert read(bent_encounter, others, standing).path == "Encounter"
    assert neighbour(bent_encounter, others, BILLABLE, same_member=True) is None or bent_encounter["period"]


@given(ANY, st.integers(0, 80))
def test_no_shape_is_too_wrong_inside(replacement, place):
    """Nor does it with a single wrong node in what is well-shaped otherwise."""
    whole = family_encounter("Goal/child")
    assert read(inside(whole, replacement, place + 1), related(qualification()), [CHILD, MOTHER]).path == "Encounter"
