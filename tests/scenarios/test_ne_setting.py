"""Nebraska: where and how peer support is given, and what was missed (NE-02 to NE-04, NE-76)."""

import pytest

from tests.people import (
    CERTIFIED,
    ISSUER,
    NEBRASKA,
    PLACES,
    Decided,
    Denied,
    compound,
    concept,
    decided,
    kept,
    line,
    post,
    put,
    rules,
    submit,
)

DAY = "2026-11-09"
HOUR = (f"{DAY}T10:00:00-06:00", f"{DAY}T11:00:00-06:00")
ALL = {"prefer": "return=OperationOutcome"}


@pytest.fixture
def nebraska(come):
    """An agency, a member, a peer."""
    agency = come(state=NEBRASKA)
    return agency, agency.admit(), agency.hire(CERTIFIED)


def meets(nebraska, *more, **said):
    """The answer to a contact of this content."""
    agency, member, peer = nebraska
    return post(
        agency.http, agency.encounter(member, peer, *HOUR, extension=agency.content(member, *more, **said)), **ALL
    )


@pytest.mark.parametrize("place", ["11", "12", "99", "53", "22"])
def test_ne_02_office_home_community(nebraska, place):
    """Nothing is said."""
    answer = meets(nebraska, place=place)
    assert (answer.status_code, rules(answer)) == (201, [])


@pytest.mark.parametrize("place", ["09", "21", "31", "32", "51", "55", "56", "61"])
def test_ne_02_not_in_prison_hospital_or_nursing_home(nebraska, place):
    """Refused, and a line for it is denied 58/N428."""
    agency, member, peer = nebraska
    answer = meets(nebraska, place=place)
    assert (answer.status_code, rules(answer)) == (422, [("NE-02", "error")])
    billed = line(4, DAY, locationCodeableConcept=concept(PLACES, place))
    denied = Decided(0, (Denied(4, "58", ("N428",), "CO", "NE-02"),))
    assert decided(submit(agency.http, agency.claim(member, peer, billed))) == [denied]


def test_ne_02_an_emergency_department_is_doubtful(nebraska):
    """Place 23: a warning, and paid."""
    agency, member, peer = nebraska
    answer = meets(nebraska, place="23")
    assert (answer.status_code, rules(answer)) == (201, [("NE-02", "warning")])
    billed = line(4, DAY, kept(answer), locationCodeableConcept=concept(PLACES, "23"))
    assert decided(submit(agency.http, agency.claim(member, peer, billed))) == [Decided(4)]


def appropriate(**said):
    """The attestation of telehealth."""
    return compound("telehealth-appropriateness", **said)


SECURE = {"secure": {"valueBoolean": True}}
DETERMINED = {"determinedBy": {"valueReference": {"display": "Zz-Clinician"}}}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([appropriate(**SECURE, **DETERMINED)], (201, [])),
        ([appropriate(**SECURE)], (201, [("NE-03", "warning")])),
        ([], (201, [("NE-03", "warning")])),
        ([appropriate(secure={"valueBoolean": False}, **DETERMINED)], (422, [("NE-03", "error")])),
    ],
    ids=["attested", "by nobody", "not at all", "not secure"],
)
def test_ne_03_telehealth_is_secure_and_appropriate(nebraska, said, found):
    """As attested on the contact."""
    answer = meets(nebraska, *said, modality="audio-video", place="10")
    assert (answer.status_code, rules(answer)) == found


def test_ne_03_a_telephone_is_no_secure_telehealth(nebraska):
    """A warning, and paid."""
    agency, member, peer = nebraska
    answer = meets(nebraska, modality="audio-only", place="10")
    assert (answer.status_code, rules(answer)) == (201, [("NE-03", "warning")])
    billed = line(4, DAY, kept(answer), locationCodeableConcept=concept(PLACES, "10"))
    assert decided(submit(agency.http, agency.claim(member, peer, billed))) == [Decided(4)]


@pytest.mark.parametrize(
    ("licences", "found"),
    [
        ([("ne-dph", "2026-11-09")], None),
        ([("ne-dph", "2026-11-08")], "warning"),
        ([("ne-dph", "2026-11-08"), ("ne-dph", "2027-12-31")], None),
        ([("another", "2027-12-31")], "information"),
        ([], "information"),
    ],
)
def test_ne_04_a_facility_licence(nebraska, licences, found):
    """In force to its last day; lapsed it is a warning, none at all an information."""
    agency, _, _ = nebraska
    own = agency.http.get(f"/Organization/{agency.id}").json()
    said = [
        compound(
            "facility-license",
            number={"valueString": "SYN-1"},
            issuer={"valueIdentifier": {"system": ISSUER, "value": issuer}},
            period={"valuePeriod": {"start": "2020-01-01", "end": end}},
        )
        for issuer, end in licences
    ]
    put(agency.http, own | {"extension": [*own["extension"], *said], "identifier": [{"value": "changed"}]})
    told = [
        issue["severity"]
        for issue in meets(nebraska).json()["issue"]
        if "NE-04" in str(issue.get("details", {}).get("coding", ""))
    ]
    assert told == ([found] if found else [])


def test_ne_76_a_missed_contact_is_logged_and_not_billed(nebraska):
    """A cancelled encounter with an attempt of no minutes is kept; a line that bills it is denied 96/N441."""
    agency, member, peer = nebraska
    attempt = compound("contact-attempt", method={"valueCode": "phone"}, outcome={"valueCode": "no-answer"})
    said = agency.encounter(member, peer, HOUR[0], HOUR[0], extension=agency.content(member, attempt))
    missed = kept(post(agency.http, said | {"status": "cancelled"}))
    denied = Decided(0, (Denied(4, "96", ("N441",), "CO", "NE-76"),))
    assert decided(submit(agency.http, agency.claim(member, peer, line(4, DAY, missed)))) == [denied]
