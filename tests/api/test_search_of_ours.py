"""The search parameters of ours, for what R4 cannot search: qualifications, episode, program, authorization number."""

import pytest

from tests.people import certificate, cpo_order, ext, ours, preauthorization, put, put_all, ref, unique

PF = "https://peerfhir.org/fhir"


def found(client, path: str, **params: str | list[str]) -> list[str]:
    """The ids that a search finds."""
    answer = client.get(f"/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return [entry["resource"]["id"] for entry in answer.json().get("entry", [])]


@pytest.fixture
def peer(settle):
    """An agency, the id of a peer of it, and the number of the certificate, valid in 2026 and 2027."""
    agency, number = settle(), unique("cert")
    numbered = [{"system": f"{PF}/NamingSystem/certificate", "value": number}]
    held = certificate("2026-01-01", "2027-12-31", identifier=numbered)
    return agency, agency.hire(held).removeprefix("PractitionerRole/"), number


@pytest.mark.parametrize(
    ("params", "there"),
    [
        ({"qualification-code": f"{PF}/CodeSystem/qual|cpss"}, True),
        ({"qualification-code": "cpss"}, True),
        ({"qualification-code": f"{PF}/CodeSystem/qual|license"}, False),
        ({"qualification-period": ["ge2026-11-09", "le2026-11-09"]}, True),
        ({"qualification-period": "ge2027-06-01", "qualification-code": "cpss"}, True),
        ({"qualification-period": "sa2028-01-01"}, False),
    ],
)
def test_practitioners_are_found_by_their_qualifications(peer, params, there):
    """qualification-code and -period, each of any qualification (search.html#combining)."""
    agency, id_, _ = peer
    assert found(agency.http, "Practitioner", _id=id_, **params) == ([id_] if there else [])


def test_a_practitioner_is_found_by_the_number_of_a_certificate(peer):
    """qualification-identifier: `system|value` and `value`; another system's is not it."""
    agency, id_, number = peer
    assert found(agency.http, "Practitioner", **{"qualification-identifier": number}) == [id_]
    system = f"{PF}/NamingSystem/certificate"
    assert found(agency.http, "Practitioner", **{"qualification-identifier": f"{system}|{number}"}) == [id_]
    assert found(agency.http, "Practitioner", **{"qualification-identifier": f"{PF}/other|{number}"}) == []


def test_records_are_found_by_program(settle):
    """program: the code of the extension, of episodes, plans, sessions and roles."""
    agency = settle()
    member, role = agency.admit(), agency.hire(certificate("2026-01-01", "2027-12-31"))
    for type_ in ("EpisodeOfCare", "CarePlan"):
        assert found(agency.http, type_, patient=member, program=agency.state.program) == [member]
        assert found(agency.http, type_, patient=member, program="ne-dhhs-peer") == []
    assert found(agency.http, "PractitionerRole", _id=role.split("/")[1], program=agency.state.program) != []


def test_records_are_found_by_episode(settle):
    """episode: Encounter.episodeOfCare, and R4's extension workflow-episodeOfCare elsewhere."""
    agency = settle()
    member, peer_ = agency.admit(), agency.hire(certificate("2026-01-01", "2027-12-31"))
    id_ = unique("e")
    times = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
    put(agency.http, agency.encounter(member, peer_, *times, id=id_))
    assert found(agency.http, "Encounter", episode=f"EpisodeOfCare/{member}") == [id_]
    belongs = {
        "url": "http://hl7.org/fhir/StructureDefinition/workflow-episodeOfCare",
        "valueReference": ref(f"EpisodeOfCare/{member}"),
    }
    plan = agency.plan(member)
    put(agency.http, plan | {"extension": [*plan["extension"], belongs]})
    assert found(agency.http, "CarePlan", episode=member) == [member]
    assert found(agency.http, "CarePlan", episode=f"EpisodeOfCare/{unique('other')}") == []


def test_records_are_found_by_the_number_of_an_authorization(settle):
    """authorization: what quotes or grants a number, whichever resource it is."""
    agency, number, ordered = settle(), unique("PA"), unique("CPO")
    member, peer_ = agency.admit(), agency.hire(certificate("2026-01-01", "2027-12-31"))
    granted = preauthorization(member, agency.payer.id, number, ("2026-11-01", "2026-12-31"), units=10)
    order = cpo_order(member, ordered, 16, ("2026-11-08", "2026-12-05"))
    put_all(agency.payer.http, granted, order)
    billed = agency.claim(member, peer_, id=unique("claim"), quoted=[unique("PA"), number])
    billed["item"] = [{"sequence": 1, "productOrService": ours("service", "peer-support")}]
    put(agency.http, billed)
    session = agency.encounter(member, peer_, "2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", id=unique("e"))
    session["extension"].append(ext("authorization", valueIdentifier={"value": number}))
    put(agency.http, session)
    for sent, quoted in ((granted, number), (order, ordered), (billed, number), (session, number)):
        assert found(agency.payer.http, sent["resourceType"], authorization=quoted) == [sent["id"]]
        assert found(agency.payer.http, sent["resourceType"], authorization=unique("PA")) == []
