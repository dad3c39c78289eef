"""A10: Nebraska, a plan within 30 days and a review every 90 (domain.md section 13; NE-30, NE-31, X-6)."""

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    NEBRASKA,
    Decided,
    Denied,
    compound,
    decided,
    issues,
    line,
    post,
    put,
    rules,
    screening,
    submit,
)

ADMITTED = "2026-06-01"
LATE = ("272", ("M135",), "CO")


class File:
    """A member of Nebraska admitted on 1 June 2026, of whom the plan is yet to be written."""

    def __init__(self, agency):
        self.agency, self.peer = agency, agency.hire(CERTIFIED)
        self.member = agency.admit()
        plan = agency.http.delete(f"/CarePlan/{self.member}")
        assert plan.status_code == 204, plan.text
        episode = agency.http.get(f"/EpisodeOfCare/{self.member}").json()
        put(agency.http, episode | {"period": {"start": ADMITTED}})
        for code in NEBRASKA.screened:
            put(agency.http, screening(self.member, code, ADMITTED))
        before = agency.http.get(f"/DocumentReference/{self.member}").json()
        put(agency.http, before | {"context": {"period": {"start": "2026-05-20", "end": "2026-05-20"}}})

    def plans(self, created, *reviewed, **said):
        """The answer to the plan, made on that day, reviewed on those and signed off after each."""
        own = self.agency.plan(self.member, created=created, period={"start": ADMITTED}, **said)
        own["extension"] += [compound("plan-review", date={"valueDate": day}) for day in reviewed]
        own["extension"] += [self.agency.signoff(when=day) for day in (created, *reviewed)]
        return self.agency.http.put(f"/CarePlan/{self.member}", json=own, headers=FINDINGS)

    def claims(self, day):
        """What becomes of a line of an hour on that day."""
        return decided(submit(self.agency.http, self.agency.claim(self.member, self.peer, line(4, day))))[0]

    def meets(self, day):
        """The answer to a contact of that day."""
        hour = (f"{day}T10:00:00-05:00", f"{day}T11:00:00-05:00")
        said = self.agency.encounter(self.member, self.peer, *hour)
        said["extension"] = [one for one in said["extension"] if not one["url"].endswith("/care-plan")]
        return post(self.agency.http, said, **FINDINGS)


@pytest.fixture
def file(come):
    """Of an agency in Nebraska."""
    return File(come(state=NEBRASKA))


def denied(rule):
    """Four units denied for a plan that is late."""
    return Decided(0, (Denied(4, *LATE, rule),))


@pytest.mark.parametrize(("created", "found"), [("2026-07-01", []), ("2026-07-02", [("NE-30", "warning")])])
def test_ne_30_the_thirtieth_day_is_in_time(file, created, found):
    """1 July is day 30; 2 July is day 31, and a warning."""
    answer = file.plans(created)
    assert (answer.status_code, [rule for rule in rules(answer) if rule[0] == "NE-30"]) == (201, found)
    assert [True for issue in issues(answer) if "day 31" in issue["diagnostics"]] == [True] * len(found)


def test_ne_30_services_without_a_plan(file):
    """To day 30 they are paid; from day 31 on kept with a warning, and denied."""
    assert rules(file.meets("2026-07-01")) == []
    answer = file.meets("2026-07-02")
    assert (answer.status_code, rules(answer)) == (201, [("NE-30", "warning")])
    assert file.claims("2026-07-01") == Decided(4)
    assert file.claims("2026-07-02") == denied("NE-30")


def test_ne_30_a_late_plan_cures_the_days_from_then_on(file):
    """Made on 10 July: the days between stay denied."""
    assert file.plans("2026-07-10").status_code == 201
    assert [file.claims(f"2026-07-{day}") for day in ("01", "09", "10")] == [Decided(4), denied("NE-30"), Decided(4)]


def test_ne_31_without_a_review(file):
    """Made on 1 July: 29 September, day 90, is paid, 30 September is denied; on write nothing is said."""
    file.plans("2026-07-01")
    assert file.claims("2026-09-29") == Decided(4)
    assert file.claims("2026-09-30") == denied("NE-31")
    answer = file.meets("2026-09-30")
    assert (answer.status_code, rules(answer)) == (201, [])


@pytest.mark.parametrize("review", ["2026-09-29", "2026-08-15"])
def test_ne_31_the_last_review_counts(file, review):
    """Reviewed on day 90, or earlier: the next is due 90 days after that."""
    file.plans("2026-07-01", review)
    due, over = {"2026-09-29": ("2026-11-15", None), "2026-08-15": ("2026-11-13", "2026-11-14")}[review]
    assert file.claims(due) == Decided(4)
    if over:
        assert file.claims(over) == denied("NE-31")
