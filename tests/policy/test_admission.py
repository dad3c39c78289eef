"""NE-71, NE-82 to NE-88, CMH-42, CMH-52 to CMH-57: admission, exclusion, continued stay, caseload."""

from datetime import date

import pytest

from peerfhir.policy.admission import admissible
from peerfhir.policy.caseload import bearable
from peerfhir.policy.excluded import excluded, keeps_out
from peerfhir.policy.facts import Attestation, Episode, Member, Plan, Review, Span
from peerfhir.policy.ruling import Denial
from peerfhir.policy.stay import stays

TODAY = date(2026, 11, 16)
ADMISSION = {
    "admission": {
        "all_of": (
            [{"code": "active-bh-services", "rule": "NE-82"}, {"code": "functional-deficit", "rule": "NE-83"}],
            "NE-82",
        ),
        "family_all_of": ([{"code": "family-sed-sud", "rule": "NE-84"}], "NE-84"),
    }
}
AREAS = {"admission": {"any_of": (["cmh-A", "cmh-C"], "CMH-42")}}
EXCLUSIONS = {
    "exclusions": {
        "any_of": ([{"code": "risk", "rule": "CMH-53"}, {"code": "structure-needed", "rule": "CMH-54"}], "CMH-52")
    }
}


def met(*codes, on=None, until=None):
    """Criteria attested to be met."""
    return tuple(Attestation(code, met=True, on=on, until=until) for code in codes)


def episode(*criteria, active=True, family=False, exclusions=()):
    """An episode of care."""
    key = "EpisodeOfCare/e"
    return Episode(key, active, (), Span(), family=family, criteria=criteria, exclusions=exclusions)


def told(findings):
    """Rule and severity of each."""
    return [(f.rule, f.severity) for f in findings]


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (episode(*met("active-bh-services", "functional-deficit")), []),
        (episode(*met("functional-deficit")), [("NE-82", "warning")]),
        (episode(*met("active-bh-services")), [("NE-83", "warning")]),
        (episode(), [("NE-82", "warning"), ("NE-83", "warning")]),
        (episode(active=False), []),
        (episode(family=True), [("NE-84", "error")]),
        (episode(*met("family-sed-sud"), family=True), []),
        (episode(*met("active-bh-services", "functional-deficit"), family=True), [("NE-84", "error")]),
    ],
)
def test_ne_82_ne_83_ne_84_all_of_them(law, one, found):
    """Each criterion of an active episode; a family's has its own."""
    assert told(admissible(one, law(ADMISSION), TODAY)) == found


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (episode(*met("cmh-C")), []),
        (episode(*met("cmh-A", "cmh-C")), []),
        (episode(), [("CMH-42", "error")]),
        (episode(*met("cmh-B")), [("CMH-42", "error")]),
        (episode(Attestation("cmh-C", met=False, on=None)), [("CMH-42", "error")]),
        (episode(*met("cmh-C", on=date(2026, 11, 17))), [("CMH-42", "error")]),
        (episode(active=False), []),
    ],
)
def test_cmh_42_any_of_them(law, one, found):
    """One that is attested by today."""
    assert told(admissible(one, law(AREAS), TODAY)) == found


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (episode(exclusions=met("risk")), [("CMH-52", "error")]),
        (episode(exclusions=met("risk", "structure-needed")), [("CMH-52", "error")]),
        (episode(exclusions=met("another")), []),
        (episode(exclusions=(Attestation("risk", met=False, on=None),)), []),
        (episode(exclusions=met("risk"), active=False), []),
        (episode(), []),
    ],
)
def test_cmh_52_any_one_suffices(law, one, found):
    """An active episode that attests one itself."""
    assert told(keeps_out(one, law(EXCLUSIONS), TODAY)) == found


def test_cmh_53_the_episode_is_told_which(law):
    """Its own record says so already."""
    (found,) = keeps_out(episode(exclusions=met("risk", "structure-needed")), law(EXCLUSIONS), TODAY)
    assert found.measured == "risk (CMH-53), structure-needed (CMH-54)"


@pytest.mark.parametrize(
    ("exclusions", "stands"),
    [
        (met("risk"), True),
        (met("risk", on=date(2026, 11, 9)), True),
        (met("risk", on=date(2026, 11, 10)), False),
        (met("risk", on=date(2026, 11, 1), until=date(2026, 11, 8)), False),
        ((*met("risk", on=date(2026, 11, 1)), Attestation("risk", met=False, on=date(2026, 11, 5))), False),
        ((Attestation("risk", met=False, on=date(2026, 11, 1)), *met("risk", on=date(2026, 11, 5))), True),
        ((), False),
    ],
)
def test_cmh_52_to_cmh_54_on_the_date_of_service(law, contact, exclusions, stands):
    """The latest attestation of the day or before; it denies 272/N130, and does not say which it is."""
    one = contact("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", member=Member(exclusions=exclusions))
    found = excluded(one, law(EXCLUSIONS))
    assert [(f.rule, f.severity, f.denial) for f in found] == (
        [("CMH-52", "error", Denial("272", ("N130",)))] if stands else []
    )
    assert not any("risk" in f"{f.detail}{f.hint}{f.measured}" for f in found)


@pytest.mark.parametrize(("members", "found"), [(25, []), (26, [("NE-71", "warning")])])
def test_ne_71_twenty_five(law, members, found):
    """25 are allowed, 26 are warned of; where a pack rejects, refused."""
    blocks = {"caseload": {"max": (25, "NE-71")}}
    assert told(bearable(members, law(blocks), TODAY)) == found
    strict = law(blocks, enforcement={"NE-71": "reject"})
    assert told(bearable(members, strict, TODAY)) == [(rule, "error") for rule, _ in found]
    assert bearable(1000, law({}), TODAY) == ()


STAY = {
    "continued_stay": {
        "all_of": (
            [{"code": "capacity-to-progress", "rule": "CMH-55"}, {"code": "wishes-to-continue", "rule": "CMH-56"}],
            "CMH-55",
        ),
        "optional": ([{"code": "untried-appropriate", "rule": "CMH-57"}], "CMH-57"),
    }
}


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"capacity-to-progress", "wishes-to-continue", "untried-appropriate"}, []),
        ({"capacity-to-progress", "wishes-to-continue"}, [("CMH-57", "information")]),
        ({"wishes-to-continue", "untried-appropriate"}, [("CMH-55", "warning")]),
        ({"capacity-to-progress", "untried-appropriate"}, [("CMH-56", "warning")]),
    ],
)
def test_cmh_55_cmh_56_cmh_57_at_the_last_review(law, criteria, found):
    """An earlier review, one of the future and one without a day do not count."""
    reviews = (
        Review(date(2026, 8, 1)),
        Review(date(2026, 11, 1), frozenset(criteria)),
        Review(date(2026, 12, 1)),
        Review(None),
    )
    plan = Plan("CarePlan/p", active=True, kinds=frozenset(), programs=(), span=Span(), reviews=reviews)
    assert told(stays(plan, law(STAY), TODAY)) == found


def test_cmh_55_without_a_review(law):
    """Nothing is asked of a plan that was not reviewed yet, or is not followed."""
    for active, reviews in ((True, ()), (False, (Review(date(2026, 11, 1)),))):
        plan = Plan("CarePlan/p", active=active, kinds=frozenset(), programs=(), span=Span(), reviews=reviews)
        assert stays(plan, law(STAY), TODAY) == ()
