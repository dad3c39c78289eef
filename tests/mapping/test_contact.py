"""An Encounter of domain.md 14 and what it refers to, as a contact; whatever is misshapen is passed over."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.mapping.contact import moment, read
from peerfhir.policy.facts import Credential, Moment, Peer

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


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["Practitioner/p", "finished"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["extension", "url", "valueCode", "type", "coding", "code", "system", "period", "start", "individual"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*encounter(), "location"]), _JSON, max_size=6), _JSON)
def test_no_shape_is_too_wrong_to_read(changed, person):
    """Reading never fails: the validator reports what is misshapen."""
    others = {"Practitioner/p": person, "PractitionerRole/mt-peer": person, "EpisodeOfCare/mt-e1": person}
    assert read(encounter() | changed, others).path == "Encounter"
