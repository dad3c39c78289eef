"""Nebraska: who is admitted, and who may stay (NE-82 to NE-84, NE-86 to NE-88)."""

import pytest

from tests.people import FINDINGS, NEBRASKA, compound, criterion, ext, rules

DAY = "2026-11-09"


@pytest.fixture
def nebraska(come):
    """An agency, and a member."""
    agency = come(state=NEBRASKA)
    return agency, agency.admit()


def admitted(nebraska, *criteria, mode=None, **said):
    """What is said of an episode with these criteria."""
    agency, member = nebraska
    own = agency.http.get(f"/EpisodeOfCare/{member}").json()
    mode = [ext("service-mode", valueCode=mode)] if mode else []
    told = {"extension": [ext("program", valueCode=NEBRASKA.program), *mode, *criteria]}
    answer = agency.http.put(f"/EpisodeOfCare/{member}", json=own | told | said, headers=FINDINGS)
    return answer.status_code, rules(answer)


def test_ne_82_ne_83_each_is_attested(nebraska):
    """Both, one, none; attested as not met is not attested to be met."""
    both = [criterion(code, DAY) for code in ("active-bh-services", "functional-deficit")]
    assert admitted(nebraska, *both, identifier=[{"value": "both"}]) == (200, [])
    assert admitted(nebraska, both[0]) == (200, [("NE-83", "warning")])
    assert admitted(nebraska, both[1]) == (200, [("NE-82", "warning")])
    assert admitted(nebraska, both[0], criterion("functional-deficit", DAY, met=False))[1] == [("NE-83", "warning")]
    assert admitted(nebraska) == (200, [("NE-82", "warning"), ("NE-83", "warning")])
    assert admitted(nebraska, status="finished") == (200, [])


def test_ne_84_families_have_their_own(nebraska):
    """An episode of mode family without its criterion is refused; with it the others are not asked for."""
    assert admitted(nebraska, mode="family") == (422, [("NE-84", "error")])
    assert admitted(nebraska, criterion("family-sed-sud", DAY), mode="family") == (200, [])


def review(*met):
    """A review that finds these criteria met."""
    criteria = [{"extension": [{"url": "code", "valueCode": c}, {"url": "met", "valueBoolean": True}]} for c in met]
    return compound("plan-review", date={"valueDate": DAY}, criteria=criteria)


@pytest.mark.parametrize(
    ("met", "found"),
    [
        (("still-meets-admission", "likely-benefit", "progress", "participation"), []),
        (("likely-benefit", "progress", "participation"), ["NE-86"]),
        (("still-meets-admission", "progress", "participation"), ["NE-87"]),
        (("still-meets-admission", "likely-benefit", "participation"), ["NE-88"]),
        (("still-meets-admission", "likely-benefit", "progress"), ["NE-88"]),
        ((), ["NE-86", "NE-87", "NE-88", "NE-88"]),
    ],
)
def test_ne_86_ne_87_ne_88_at_each_review(nebraska, met, found):
    """Each criterion of continued stay that the review does not find met is a warning."""
    agency, member = nebraska
    plan = agency.plan(member)
    plan["extension"] += [review(*met), agency.signoff(when=DAY)]
    answer = agency.http.put(f"/CarePlan/{member}", json=plan, headers=FINDINGS)
    assert (answer.status_code, rules(answer)) == (200, [(rule, "warning") for rule in found])


def test_ne_36_a_review_is_signed_off(nebraska):
    """A sign-off of the day before the review is not one of the review."""
    agency, member = nebraska
    plan = agency.plan(member)
    every = review("still-meets-admission", "likely-benefit", "progress", "participation")
    plan["extension"] += [every, agency.signoff(when="2026-11-08")]
    answer = agency.http.put(f"/CarePlan/{member}", json=plan, headers=FINDINGS)
    assert (answer.status_code, rules(answer)) == (200, [("NE-36", "warning")])
