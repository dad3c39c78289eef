"""A05 without claims: Montana, the eleventh unit of the week (domain.md section 13; MT-31, X-2, X-3)."""

import pytest

from tests.people import CERTIFIED, FINDINGS, findings, issues, post, rules, usage


@pytest.fixture
def story(settle):
    """A member who had two hours on Sunday, 8 November 2026 and half an hour on Tuesday; and how to post more."""
    agency = settle()
    peer, member = agency.hire(CERTIFIED), agency.admit()

    def contact(start, end):
        return post(agency.http, agency.encounter(member, peer, start, end), **FINDINGS)

    for start, end in (
        ("2026-11-08T09:00:00-07:00", "2026-11-08T11:00:00-07:00"),
        ("2026-11-10T09:00:00-07:00", "2026-11-10T09:30:00-07:00"),
    ):
        answer = contact(start, end)
        assert (answer.status_code, findings(answer)) == (201, [])
    return agency, member, contact


def test_mt_31_the_eleventh_unit_is_kept_with_a_warning(story):
    """Saturday: 201 with OO(MT-31, warning) "11 of 10 units, week 2026-11-08..14" (a true record is kept, X-14)."""
    agency, member, contact = story
    answer = contact("2026-11-14T09:00:00-07:00", "2026-11-14T09:15:00-07:00")
    assert answer.status_code == 201
    assert findings(answer) == ["MT-31; severity=warning"]
    assert rules(answer) == [("MT-31", "warning")]
    (issue,) = issues(answer)
    assert issue["code"] == "business-rule"
    assert issue["expression"] == ["Encounter.period"]
    assert "11 of 10 units, week 2026-11-08..14" in issue["diagnostics"]
    limit, total = usage(agency.http, member, "2026-11-14")
    assert (limit["rendered"], limit["allowed"], total["rendered"]) == (11, 10, 11)


def test_x_3_a_new_week_begins_on_sunday(story):
    """Sunday the fifteenth: no warning, and a window of its own."""
    agency, member, contact = story
    contact("2026-11-14T09:00:00-07:00", "2026-11-14T09:15:00-07:00")
    answer = contact("2026-11-15T09:00:00-07:00", "2026-11-15T09:15:00-07:00")
    assert (answer.status_code, findings(answer)) == (201, [])
    limit, total = usage(agency.http, member, "2026-11-15")
    assert (limit["windowStart"], limit["rendered"], total["rendered"]) == ("2026-11-15", 1, 12)


@pytest.mark.parametrize(
    ("start", "end", "warned"),
    [
        ("2026-11-15T06:45:00Z", "2026-11-15T07:00:00Z", True),  # Saturday 23:45 in Denver
        ("2026-11-15T07:00:00Z", "2026-11-15T07:15:00Z", False),  # Sunday 00:00
        ("2026-11-14T23:55:00-07:00", "2026-11-15T00:25:00-07:00", True),  # counts wholly where it starts
        ("2026-11-08T06:45:00Z", "2026-11-08T07:00:00Z", False),  # Saturday of the week before
        ("2026-11-08T00:00:00-07:00", "2026-11-08T00:15:00-07:00", True),
    ],
)
def test_x_3_the_week_is_montanas(story, start, end, warned):
    """Sunday 00:00 to Saturday 24:00 in Montana's civil time, whatever offset is sent."""
    _, _, contact = story
    answer = contact(start, end)
    assert (answer.status_code, bool(findings(answer))) == (201, warned)


@pytest.mark.parametrize(("minutes", "units"), [(7, 0), (8, 1), (15, 1), (22, 1), (23, 2), (30, 2), (37, 2), (38, 3)])
def test_x_2_a_remainder_of_eight_minutes_is_a_unit(settle, minutes, units):
    """Whole quarters of an hour, and one more for eight minutes; fewer than eight are none."""
    agency = settle()
    member = agency.admit()
    said = agency.encounter(
        member, agency.hire(CERTIFIED), "2026-11-09T09:00:00-07:00", f"2026-11-09T09:{minutes:02}:00-07:00"
    )
    assert post(agency.http, said).status_code == 201
    assert usage(agency.http, member, "2026-11-09")[0]["rendered"] == units


def test_x_2_time_is_counted_on_instants(settle):
    """The night the clocks go back has an hour twice: 01:30 to 01:30 is four units (1 November 2026, Denver)."""
    agency = settle()
    member = agency.admit()
    said = agency.encounter(member, agency.hire(CERTIFIED), "2026-11-01T01:30:00-06:00", "2026-11-01T01:30:00-07:00")
    assert post(agency.http, said).status_code == 201
    assert usage(agency.http, member, "2026-11-01")[0]["rendered"] == 4


def test_mt_31_counts_over_all_providers(settle):
    """The limit is the member's: another agency's contact with the same person counts to it."""
    agency, other = settle(), settle()
    number = {
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MB"}]},
        "system": "https://payer.example.org/members",
        "value": agency.id,
    }
    mine, theirs = agency.admit(identifier=[number]), other.admit(identifier=[number])
    first = agency.encounter(mine, agency.hire(CERTIFIED), "2026-11-09T09:00:00-07:00", "2026-11-09T11:30:00-07:00")
    second = other.encounter(theirs, other.hire(CERTIFIED), "2026-11-10T09:00:00-07:00", "2026-11-10T09:15:00-07:00")
    assert findings(post(agency.http, first)) == []
    answer = post(other.http, second, **FINDINGS)
    assert rules(answer) == [("MT-31", "warning")]
    for secret in (agency.id, mine):
        assert secret not in answer.text


def test_mt_31_warns_however_the_units_came(story):
    """A PUT that makes a contact longer than what is left is warned as a POST is."""
    agency, member, contact = story
    made = contact("2026-11-12T09:00:00-07:00", "2026-11-12T09:05:00-07:00")
    place = made.headers["location"].split("/fhir")[1].split("/_history")[0]
    said = agency.http.get(place).json()
    said["period"]["end"] = "2026-11-12T09:30:00-07:00"
    answer = agency.http.put(place, json=said, headers=FINDINGS)
    assert "12 of 10 units, week 2026-11-08..14" in issues(answer)[0]["diagnostics"]
    assert usage(agency.http, member, "2026-11-12")[0]["rendered"] == 12
