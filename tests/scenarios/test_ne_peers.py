"""Nebraska: who may give peer support, and to whom (NE-53, NE-55 to NE-57, NE-81)."""

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    ICD,
    NEBRASKA,
    authority,
    certificate,
    concept,
    lived,
    post,
    put,
    put_all,
    rules,
    unique,
)

HOUR = ("2026-11-09T10:00:00-06:00", "2026-11-09T11:00:00-06:00")


@pytest.fixture
def agency(come):
    """An agency in Nebraska."""
    return come(state=NEBRASKA)


def errors(answer):
    """Status, and the rules that refuse."""
    return answer.status_code, sorted({rule for rule, severity in rules(answer) if severity == "error"})


def applies(agency, *held, without=None, **person):
    """The answer to the role of a peer who holds these, lacks the qualification of a code, and of whom this is said."""
    id_ = unique("peer")
    who, role = agency.peer(id_, *(held or (CERTIFIED,)), person=person)
    who["qualification"] = [one for one in who["qualification"] if one["code"]["coding"][0]["code"] != without]
    put_all(agency.http, who)
    return errors(agency.http.put(f"/PractitionerRole/{id_}", json=role, headers=FINDINGS))


def experience(category="self-mh", months=24, **said):
    """Lived experience, and how many months of recovery are attested."""
    return {"extension": [lived(category, months, **said)]}


@pytest.mark.parametrize(
    ("category", "found"),
    [
        ("self-mh", (201, [])),
        ("self-sud", (201, [])),
        ("parent-caregiver", (201, [])),
        ("family-smi", (422, ["NE-53"])),
    ],
)
def test_ne_53_lived_experience(agency, category, found):
    """Of a mental illness or an addiction, or as the parent of a child with either."""
    assert applies(agency, **experience(category)) == found


def test_ne_53_by_the_peers_own_word(agency):
    """Somebody of whom others say so does not identify as one."""
    assert applies(agency, **experience(selfIdentified={"valueBoolean": False})) == (422, ["NE-53"])


def test_ne_55_a_diploma(agency):
    """Of a high school, or its equivalent."""
    assert applies(agency) == (201, [])
    assert applies(agency, without="high-school-or-equivalent") == (422, ["NE-55"])


@pytest.mark.parametrize(("months", "found"), [(24, (201, [])), (12, (422, ["NE-56"])), (None, (422, ["NE-56"]))])
def test_ne_56_two_years_of_recovery(agency, months, found):
    """As attested; twelve months on 1 December 2025 are 23 on the day of the test."""
    assert applies(agency, **experience(months=months)) == found


def test_ne_57_a_certificate_of_the_division(agency):
    """Of the Division of Behavioral Health; of another State it is none."""
    assert applies(agency, CERTIFIED | {"issuer": authority("ne-dbh")}) == (201, [])
    assert applies(agency, CERTIFIED | {"issuer": authority("mt-dphhs")}) == (422, ["NE-57"])


@pytest.mark.parametrize(("last", "found"), [("2026-11-09", (201, [])), ("2026-11-08", (422, ["NE-57"]))])
def test_ne_57_to_its_last_day(agency, last, found):
    """A contact on the last day of the certificate, and on the day after."""
    peer = agency.hire(certificate("2026-01-01", last))
    assert errors(post(agency.http, agency.encounter(agency.admit(), peer, *HOUR), **FINDINGS)) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("F10.20", (201, [])),
        ("F99", (201, [])),
        ("F70", (422, ["NE-81"])),  # an intellectual disability alone is neither
        ("G30.9", (422, ["NE-81"])),
        ("Z73.6", (422, ["NE-81"])),
    ],
)
def test_ne_81_a_diagnosis(agency, code, found):
    """Of a mental illness or an addiction, F10 to F99."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    own = agency.http.get(f"/Condition/{member}").json()
    put(agency.http, own | {"code": concept(ICD, code)})
    assert errors(post(agency.http, agency.encounter(member, peer, *HOUR), **FINDINGS)) == found
