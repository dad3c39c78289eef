"""A17: Nebraska, 25 members in the care of one peer (domain.md section 13; NE-71)."""

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    NEBRASKA,
    bundle,
    criterion,
    entry,
    ext,
    issues,
    patient,
    post,
    put,
    put_all,
    ref,
    rules,
    unique,
)

FULL = 25


@pytest.fixture
def nebraska(come):
    """An agency, and a peer who leads 25 active episodes."""
    agency = come(state=NEBRASKA)
    peer = agency.hire(CERTIFIED)
    members = [unique("member") for _ in range(FULL)]
    put_all(agency.http, *[patient(one) for one in members], *[episode(one, peer) for one in members])
    return agency, peer, members


def episode(member, peer, **said):
    """An episode of care that the peer leads."""
    return {
        "resourceType": "EpisodeOfCare",
        "id": member,
        "status": "active",
        "patient": ref(f"Patient/{member}"),
        "careManager": ref(peer),
        "period": {"start": "2026-09-01"},
        "extension": [
            ext("program", valueCode=NEBRASKA.program),
            *[criterion(code, "2026-09-01") for code in NEBRASKA.criteria],
        ],
        **said,
    }


def another(agency, peer, **said):
    """The answer to an episode of a new member."""
    member = unique("member")
    put(agency.http, patient(member))
    return agency.http.put(f"/EpisodeOfCare/{member}", json=episode(member, peer, **said), headers=FINDINGS)


def test_ne_71_the_26th_is_warned_of(nebraska):
    """201 with OO(NE-71, warning) "26 of 25"."""
    agency, peer, _ = nebraska
    answer = another(agency, peer)
    assert (answer.status_code, rules(answer)) == (201, [("NE-71", "warning")])
    assert "26 of 25" in issues(answer)[0]["diagnostics"]


def test_ne_71_who_is_already_in_care_is_no_more(nebraska):
    """Another episode of one of the 25, or a change of one: no warning."""
    agency, peer, members = nebraska
    second = post(agency.http, episode(members[0], peer) | {"id": unique("e")}, **FINDINGS)
    assert (second.status_code, rules(second)) == (201, [])
    changed = episode(members[1], peer, identifier=[{"value": "changed"}])
    answer = agency.http.put(f"/EpisodeOfCare/{members[1]}", json=changed, headers=FINDINGS)
    assert (answer.status_code, rules(answer)) == (200, [])


def test_ne_71_an_episode_that_ended_makes_room(nebraska):
    """Closed, or past the end of its period: the next is the 25th."""
    agency, peer, members = nebraska
    put(agency.http, episode(members[0], peer, status="finished"))
    assert rules(another(agency, peer)) == []
    assert rules(another(agency, peer)) == [("NE-71", "warning")]
    for one in members[1:3]:
        put(agency.http, episode(one, peer, period={"start": "2026-09-01", "end": "2026-11-15"}))
    assert rules(another(agency, peer)) == []


def test_ne_71_the_person_counts_not_the_role(nebraska):
    """A second role of the peer, and the person named without a role; another peer has a caseload of their own."""
    agency, peer, _ = nebraska
    role = agency.http.get(f"/{peer}").json()
    second = unique("peer")
    put(agency.http, role | {"id": second})
    assert rules(another(agency, f"PractitionerRole/{second}")) == [("NE-71", "warning")]
    assert rules(another(agency, role["practitioner"]["reference"])) == [("NE-71", "warning")]
    assert rules(another(agency, agency.hire(CERTIFIED))) == []


def test_ne_71_in_one_transaction(nebraska):
    """What the same Bundle brings and takes counts."""
    agency, peer, members = nebraska
    new = unique("member")
    both = [episode(members[0], peer, status="finished"), patient(new), episode(new, peer)]
    sent = bundle("transaction", *[entry("PUT", f"{one['resourceType']}/{one['id']}", one) for one in both])
    answer = agency.http.post("", json=sent, headers=FINDINGS)
    assert answer.status_code == 200, answer.text
    assert "NE-71" not in answer.text
    assert rules(another(agency, peer)) == [("NE-71", "warning")]
