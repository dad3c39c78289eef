"""A04: Montana, 29.5 of 30 hours of training (domain.md section 13; MT-33, MT-34)."""

import pytest

from tests.people import CERTIFIED, Decided, Denied, course, decided, issues, line, post, rules, submit, unique

APPROVED = "mt-dphhs"


def store(agency, *courses):
    """A certified person with these courses, stored; and a role for the program, not yet posted."""
    id_ = unique("short")
    person, role = agency.peer(id_, CERTIFIED, training=list(courses))
    assert agency.http.put(f"/Practitioner/{id_}", json=person).status_code == 201
    del role["id"]
    return id_, role


def test_mt_33_half_an_hour_too_little(come):
    """422, OO(MT-33, error), "29.5 < 30 hours"; nothing is stored."""
    agency = come()
    id_, role = store(agency, course(29.5, approved=APPROVED))
    answer = post(agency.http, role)
    assert answer.status_code == 422
    assert rules(answer) == [("MT-33", "error")]
    assert "29.5 < 30 hours" in issues(answer)[0]["diagnostics"]
    found = agency.http.get("/PractitionerRole", params={"practitioner": f"Practitioner/{id_}", "_summary": "count"})
    assert found.json()["total"] == 0


def test_mt_33_hours_of_several_courses_add_up(come):
    """PUT with If-Match adds an approved course of half an hour: the role is taken."""
    agency = come()
    id_, role = store(agency, course(29.5, approved=APPROVED))
    assert post(agency.http, role).status_code == 422
    person = agency.http.get(f"/Practitioner/{id_}").json()
    person["qualification"].append(course(0.5, approved=APPROVED))
    answer = agency.http.put(f"/Practitioner/{id_}", json=person, headers={"if-match": 'W/"1"'})
    assert answer.status_code == 200, answer.text
    assert post(agency.http, role).status_code == 201


def test_mt_34_hours_of_a_course_nobody_approved_do_not_count(come):
    """With the second course not approved the role is refused, and MT-34 says why."""
    agency = come()
    _, role = store(agency, course(29.5, approved=APPROVED), course(0.5, by="some-school"))
    answer = post(agency.http, role)
    assert answer.status_code == 422
    assert ("MT-34", "error") in rules(answer)


@pytest.mark.parametrize(("hours", "status"), [(29.99, 422), (30, 201), (30.0, 201), (30.25, 201)])
def test_mt_33_thirty_hours_are_enough(come, hours, status):
    """The boundary on both sides."""
    agency = come()
    _, role = store(agency, course(hours, approved=APPROVED))
    assert post(agency.http, role).status_code == status


def test_mt_33_an_encounter_and_a_claim_of_such_a_peer(come):
    """The encounter is refused with MT-33; a claim that names the peer is denied B7 with N570."""
    agency = come()
    id_, role = store(agency, course(29.5, approved=APPROVED))
    role["extension"] = agency.role_extensions(program=False)
    peer = f"PractitionerRole/{post(agency.http, role).json()['id']}"
    member = agency.admit()
    said = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
    answer = post(agency.http, said)
    assert (answer.status_code, rules(answer)) == (422, [("MT-33", "error")])
    answer = submit(agency.http, agency.claim(member, peer, line(4, "2026-11-09")))
    assert decided(answer) == [Decided(0, (Denied(4, "B7", ("N570",), "CO", "MT-33"),))]
    assert id_ not in answer.json()["processNote"][0]["text"]
