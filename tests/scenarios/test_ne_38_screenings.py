"""Nebraska: a new member is screened for strengths, ability, risk and suicide (NE-38)."""

import pytest

from tests.people import CERTIFIED, FINDINGS, NEBRASKA, concept, put, rules, screening

DAY = "2026-11-09"
ADMITTED = "2026-10-26"  # 14 days before


class File:
    """A member admitted on 26 October, of whom no screening of then is on record."""

    def __init__(self, agency):
        self.agency, self.peer, self.member = agency, agency.hire(CERTIFIED), agency.admit()
        episode = agency.http.get(f"/EpisodeOfCare/{self.member}").json()
        put(agency.http, episode | {"period": {"start": ADMITTED}})

    def meets(self, day):
        """What is said of screenings at a contact."""
        said = self.agency.encounter(self.member, self.peer, f"{day}T10:00:00-06:00", f"{day}T11:00:00-06:00")
        answer = self.agency.http.post("/Encounter", json=said, headers=FINDINGS)
        assert answer.status_code == 201, answer.text
        return [one for one in rules(answer) if one[0] == "NE-38"]

    def screened(self, day, **more):
        """Record the four screenings as of a day."""
        for code in NEBRASKA.screened:
            put(self.agency.http, screening(self.member, code, day, **more))


@pytest.fixture
def file(come):
    """Of an agency in Nebraska."""
    return File(come(state=NEBRASKA))


def test_ne_38_due_by_day_14(file):
    """On day 14 nothing is said, on day 15 a warning."""
    assert file.meets("2026-11-09") == []
    assert file.meets("2026-11-10") == [("NE-38", "warning")]


@pytest.mark.parametrize(
    ("day", "found"), [("2026-10-19", []), ("2026-10-18", ["NE-38"]), ("2026-11-10", []), ("2026-11-11", ["NE-38"])]
)
def test_ne_38_from_a_week_before_the_admission(file, day, found):
    """Seven days before it will do, eight will not; made later than the contact it was not made by then."""
    file.screened(day)
    assert [rule for rule, _ in file.meets("2026-11-10")] == found


def test_ne_38_each_of_the_four_and_other_codes(file):
    """One that is missing is missing; suicide may be screened for by the C-SSRS."""
    file.screened(ADMITTED)
    other = screening(file.member, "suicide", ADMITTED)
    put(file.agency.http, other | {"status": "entered-in-error"})
    assert file.meets("2026-11-10") == [("NE-38", "warning")]
    put(file.agency.http, other | {"code": concept("http://loinc.org", "93374-7")})
    assert file.meets("2026-11-11") == []
