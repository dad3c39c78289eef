"""A02: Montana, the happy path (domain.md section 13; MT-01, MT-18, MT-19, MT-22, MT-33)."""

import pytest

from tests.people import CERTIFIED, FINDINGS, IDAHO, MONTANA, Decided, decided, issues, kept, line, post, submit, usage

MONDAY = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


@pytest.mark.parametrize("state", [MONTANA, IDAHO], ids=["MT", "ID"])
def test_mt_01_mt_18_mt_19_mt_22_mt_33_everything_is_in_order(come, state):
    """201 with Location and ETag and nothing to say; the line is paid 4; the limit shows it. Idaho's as well."""
    agency = come(state=state)
    peer, member = agency.hire(CERTIFIED), agency.admit()
    answer = post(agency.http, agency.encounter(member, peer, *MONDAY), **FINDINGS)
    assert answer.status_code == 201
    assert "/Encounter/" in answer.headers["location"]
    assert answer.headers["etag"] == 'W/"1"'
    assert issues(answer) == []
    claimed = submit(agency.http, agency.claim(member, peer, line(4, "2026-11-09", kept(answer))))
    assert claimed.json()["outcome"] == "complete"
    assert decided(claimed) == [Decided(4)]
    limit, total = usage(agency.http, member, "2026-11-09", program=state.program)
    window = (("2026-11-08", "2026-11-14"), 10) if state is MONTANA else (("2026-01-01", "2026-12-31"), 416)
    assert ((limit["windowStart"], limit["windowEnd"]), limit["allowed"]) == window
    assert [limit[name] for name in ("rendered", "claimed", "paid", "pended")] == [4, 4, 4, 0]
    assert limit["remaining"] == window[1] - 4
    assert (total["paid"], total["windowStart"], total["windowEnd"]) == (4, "2026-01-01", "2026-12-31")


def test_x_10_the_payer_is_told_the_same(come):
    """The payer of the Coverage asks and sees what the agency sees."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    encounter = kept(post(agency.http, agency.encounter(member, peer, *MONDAY)))
    assert decided(submit(agency.http, agency.claim(member, peer, line(4, "2026-11-09", encounter)))) == [Decided(4)]
    assert usage(agency.payer.http, member, "2026-11-09") == usage(agency.http, member, "2026-11-09")


@pytest.mark.parametrize("state", [MONTANA, IDAHO], ids=["MT", "ID"])
def test_mt_18_id_11_a_claim_may_name_the_person_whose_role_the_encounter_names(come, state):
    """The care team refers to the Practitioner; the encounter says in which role they served, for which agency."""
    agency = come(state=state)
    peer, member = agency.hire(CERTIFIED), agency.admit()
    encounter = kept(post(agency.http, agency.encounter(member, peer, *MONDAY)))
    person = agency.http.get(f"/{peer}").json()["practitioner"]["reference"]
    claim = agency.claim(member, person, line(4, "2026-11-09", encounter))
    assert decided(submit(agency.http, claim)) == [Decided(4)]
