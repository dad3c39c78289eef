"""A05 with claims: Montana, the eleventh unit of the week (domain.md section 13; MT-31, X-2, X-3, X-19)."""

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    Decided,
    Denied,
    decided,
    findings,
    issues,
    kept,
    line,
    post,
    rules,
    submit,
    usage,
)

OVER = ("119", ("N362",), "CO", "MT-31")


@pytest.fixture
def story(come):
    """Two hours on Sunday, 8 November 2026 and half an hour on Tuesday, claimed and paid; and how to go on."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()

    def encounter(start, end):
        return post(agency.http, agency.encounter(member, peer, start, end), **FINDINGS)

    def claim(*lines):
        return decided(submit(agency.http, agency.claim(member, peer, *lines)))

    for start, end, units in (
        ("2026-11-08T09:00:00-07:00", "2026-11-08T11:00:00-07:00", 8),
        ("2026-11-10T09:00:00-07:00", "2026-11-10T09:30:00-07:00", 2),
    ):
        answer = encounter(start, end)
        assert (answer.status_code, findings(answer)) == (201, [])
        assert claim(line(units, start[:10], kept(answer))) == [Decided(units)]
    return agency, member, encounter, claim


def test_mt_31_the_eleventh_unit_is_warned_of_and_denied(story):
    """Saturday: 201 with "11 of 10 units, week 2026-11-08..14"; its claim is denied 1, 119/N362, CO."""
    agency, member, encounter, claim = story
    answer = encounter("2026-11-14T09:00:00-07:00", "2026-11-14T09:15:00-07:00")
    assert answer.status_code == 201
    assert rules(answer) == [("MT-31", "warning")]
    assert "11 of 10 units, week 2026-11-08..14" in issues(answer)[0]["diagnostics"]
    assert claim(line(1, "2026-11-14", kept(answer))) == [Decided(0, (Denied(1, *OVER),))]
    limit, _ = usage(agency.http, member, "2026-11-14")
    assert [limit[name] for name in ("allowed", "rendered", "claimed", "paid", "remaining")] == [10, 11, 10, 10, 0]
    assert limit["nextUnitRequires"] == "cpo-approval"


def test_x_3_the_sunday_after_is_another_week(story):
    """E and C for Sunday, 15 November: no warning, paid 1."""
    agency, member, encounter, claim = story
    answer = encounter("2026-11-15T09:00:00-07:00", "2026-11-15T09:15:00-07:00")
    assert (answer.status_code, issues(answer)) == (201, [])
    assert claim(line(1, "2026-11-15", kept(answer))) == [Decided(1)]
    limit, total = usage(agency.http, member, "2026-11-15")
    assert (limit["windowStart"], limit["paid"], total["paid"]) == ("2026-11-15", 1, 11)


@pytest.mark.parametrize(
    ("start", "end", "day", "paid"),
    [
        ("2026-11-15T06:45:00Z", "2026-11-15T07:00:00Z", "2026-11-14", 0),  # Saturday 23:45 in Denver
        ("2026-11-15T07:00:00Z", "2026-11-15T07:15:00Z", "2026-11-15", 1),  # Sunday 00:00
        ("2026-11-08T06:45:00Z", "2026-11-08T07:00:00Z", "2026-11-07", 1),  # Saturday of the week before
        ("2026-11-14T23:50:00-07:00", "2026-11-15T00:05:00-07:00", "2026-11-14", 0),  # wholly where it starts
    ],
)
def test_x_3_x_9_the_week_of_a_claim_is_montanas(story, start, end, day, paid):
    """A unit falls into the week of its start in Montana's civil time."""
    *_, encounter, claim = story
    (found,) = claim(line(1, day, kept(encounter(start, end))))
    assert found.paid == paid


def test_x_19_a_line_that_crosses_the_limit_is_cut(come):
    """Nine are used: of two units one is paid, one is denied with the reason of the limit."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    nine = agency.claim(member, peer, line(9, "2026-11-09"))
    assert decided(submit(agency.http, nine)) == [Decided(9)]
    two = agency.claim(member, peer, line(2, "2026-11-10"))
    assert decided(submit(agency.http, two)) == [Decided(1, (Denied(1, *OVER),))]


def test_x_10_the_lines_of_one_claim_count_for_each_other(come):
    """Six and six on one claim: the second line has four left."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    answer = submit(agency.http, agency.claim(member, peer, line(6, "2026-11-09"), line(6, "2026-11-10")))
    assert decided(answer) == [Decided(6), Decided(4, (Denied(2, *OVER),))]


def test_x_10_a_void_releases_units_at_once(story):
    """The claim of two is voided: two more can be paid, a third cannot."""
    agency, member, _, _ = story
    peer = agency.hire(CERTIFIED)
    billed = agency.claim(member, peer, line(1, "2026-11-11"))
    assert decided(submit(agency.http, billed)) == [Decided(0, (Denied(1, *OVER),))]
    found = agency.http.get("/Claim", params={"patient": f"Patient/{member}"}).json()["entry"]
    two = next(e["resource"] for e in found if e["resource"]["item"][0]["quantity"]["value"] == 2)
    void = submit(agency.http, agency.again("8", two["id"], agency.claim(member, peer, line(2, "2026-11-10"))))
    assert void.status_code == 200, void.text
    assert usage(agency.http, member, "2026-11-10")[0]["remaining"] == 2
    three = agency.claim(member, peer, line(3, "2026-11-12"))
    assert decided(submit(agency.http, three)) == [Decided(2, (Denied(1, *OVER),))]


@pytest.mark.parametrize(("end", "warned"), [("11:00", None), ("11:15", None), ("11:30", "11 of 10 units")])
def test_mt_31_a_correction_of_what_was_paid_is_not_held_against_itself(come, end, warned):
    """8 units paid and one more that week: the first, corrected to 8, 9 or 10, is warned of only beyond 10 in all."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    place = ""
    for start, ends, units in (("2026-11-08T09:00", "11:00", 8), ("2026-11-10T09:00", "09:15", 1)):
        said = agency.encounter(member, peer, f"{start}:00-07:00", f"{start[:11]}{ends}:00-07:00")
        answer = post(agency.http, said)
        assert decided(submit(agency.http, agency.claim(member, peer, line(units, start[:10], kept(answer)))))
        place = place or f"/Encounter/{kept(answer)}"
    said = agency.http.get(place).json()
    said["period"]["end"] = f"2026-11-08T{end}:00-07:00"
    answer = agency.http.put(place, json=said, headers=FINDINGS)
    assert answer.status_code == 200
    assert [i["diagnostics"].split(",")[0] for i in issues(answer)] == ([warned] if warned else [])
