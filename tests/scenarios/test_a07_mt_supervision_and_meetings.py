"""A07: Montana, monthly supervision and the meeting with CMT and CPO (domain.md section 13; MT-23, MT-24, MT-26, X-7).

A peer served a member in September and October 2026; the episode and the role began before. One completed supervision
on 15 October, about the plan; a meeting with the case management team in October, without the CPO.
"""

import pytest

from tests.measured import evaluate, listed, reasons, summed
from tests.people import CERTIFIED, organization, ours, post, put_all, ref, unique

PERIOD = {"periodStart": "2026-09-01", "periodEnd": "2026-10-31"}


def communication(category, sender, *recipients, sent="2026-10-15", **said):
    """A completed Communication of a category of ours."""
    return {
        "resourceType": "Communication",
        "id": unique("comm"),
        "status": "completed",
        "category": [ours("contact", category)],
        "sender": ref(sender),
        "recipient": [ref(one) for one in recipients],
        "sent": sent,
        **said,
    }


@pytest.fixture
def story(come):
    """The agency, its peer and member, and the two Communications."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    for day, offset in (("2026-09-10", "-06:00"), ("2026-10-08", "-06:00"), ("2026-10-20", "-06:00")):
        said = agency.encounter(member, peer, f"{day}T10:00:00{offset}", f"{day}T11:00:00{offset}")
        assert post(agency.http, said).status_code == 201
    cmt = organization(unique("cmt"), type=[ours("agency-type", "cmt")])
    held = communication("supervision", agency.supervisor, peer, about=[ref(f"CarePlan/{member}")])
    met = communication("cmt-cpo-meeting", peer, f"Organization/{cmt['id']}")
    put_all(agency.http, cmt, held, met)
    return agency, peer, member, held, met


def test_mt_23_september_is_missed_october_is_met(story):
    """The report lists the peer by month; no encounter was rejected."""
    agency, peer, _, held, _ = story
    person = peer.replace("PractitionerRole", "Practitioner")
    said = evaluate(agency.http, "mt-monthly-supervision", practitioner=peer, reportType="subject-list", **PERIOD)
    assert (said["type"], said["subject"]["reference"]) == ("subject-list", person)
    assert summed(said) == {"2026-09": (1, 0, 0), "2026-10": (1, 1, 0)}
    assert reasons(said) == {"2026-09": {"no supervision contact": 1}}
    assert listed(said, "2026-09", "denominator") == [person]
    assert listed(said, "2026-10", "numerator") == [person]
    assert f"Communication/{held['id']}" in [one["reference"] for one in said["evaluatedResource"]]


def test_mt_26_both_months_are_missed_in_october_for_want_of_the_cpo(story):
    """September has no meeting at all; October's had the case management team only."""
    agency, peer, _, _, met = story
    said = evaluate(agency.http, "mt-cmt-cpo-meeting", practitioner=peer, reportType="subject-list", **PERIOD)
    assert summed(said) == {"2026-09": (1, 0, 0), "2026-10": (1, 0, 0)}
    assert reasons(said) == {"2026-09": {"cmt absent": 1, "cpo absent": 1}, "2026-10": {"cpo absent": 1}}
    assert f"Communication/{met['id']}" in [one["reference"] for one in said["evaluatedResource"]]


def test_mt_24_the_member_was_looked_at_in_october(story):
    """The supervision of October is about the plan of the member; September had none."""
    agency, _, member, held, _ = story
    said = evaluate(agency.http, "mt-member-supervision", subject=f"Patient/{member}", **PERIOD)
    assert (said["type"], said["subject"]["reference"]) == ("individual", f"Patient/{member}")
    assert summed(said) == {"2026-09": (1, 0, 0), "2026-10": (1, 1, 0)}
    assert reasons(said) == {"2026-09": {"not looked at in supervision": 1}}
    assert f"Communication/{held['id']}" in [one["reference"] for one in said["evaluatedResource"]]
