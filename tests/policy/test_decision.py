"""A payer decides on what is pended (X-18, X-17): approve, deny, reduce."""

import pytest

from peerfhir.policy.decision import Decision, decide
from peerfhir.policy.ruling import Denial
from tests.policy.claims import bare, claim, cpo, judged, line, member, told, visit, week

YOUNG = member(born="2006-01-01")
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


def pended():
    """Three lines of a member of 20: eight paid; two paid and two pended; four pended."""
    lines = (bare(8, "2026-11-09"), bare(4, "2026-11-10", number=2), bare(4, "2026-11-11", number=3))
    return judged(claim(*lines, member=YOUNG))


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (Decision("approve"), ["paid 8", "paid 4", "paid 4"]),
        (Decision("deny"), ["paid 8", "paid 2; denied 2 119/N362 CO X-18", "denied 4 119/N362 CO X-18"]),
        (
            Decision("deny", denial=Denial("50", ("N706",))),
            ["paid 8", "paid 2; denied 2 50/N706 CO X-18", "denied 4 50/N706 CO X-18"],
        ),
        (Decision("reduce", 0), ["paid 8", "paid 2; denied 2 119/N362 CO X-18", "denied 4 119/N362 CO X-18"]),
        (Decision("reduce", 1), ["paid 8", "paid 3; denied 1 119/N362 CO X-18", "denied 4 119/N362 CO X-18"]),
        (Decision("reduce", 3), ["paid 8", "paid 4", "paid 1; denied 3 119/N362 CO X-18"]),
        (Decision("reduce", 6), ["paid 8", "paid 4", "paid 4"]),
        (Decision("reduce", 7), ["paid 8", "paid 4", "paid 4"]),
    ],
)
def test_a_decision_on_pended_lines(decision, expected):
    """Names.md, $decide: the units given go to the lines in order; the rest is denied, with the reasons given."""
    outcomes = decide(pended(), decision)
    assert told(outcomes) == expected
    assert [outcome.pended for outcome in outcomes] == [(), (), ()]


def test_what_a_decision_pays_is_paid_by_review():
    """X-18: units that a payer grants beyond the limit are the review's; a line wholly denied claims nothing."""
    outcomes = decide(pended(), Decision("reduce", 2))
    assert [[(g.units, g.paid_by) for g in outcome.paid] for outcome in outcomes] == [
        [(8, "mt-week")],
        [(2, "mt-week"), (2, "review")],
        [],
    ]
    assert [sum(g.units for g in outcome.claimed) for outcome in outcomes] == [8, 4, 0]


def test_a_decision_on_an_impossible_day():
    """X-17: units within the limit, looked at, are the limit's, those of an approval the approval's; denied, 222."""
    lines = line(4, "2026-11-09", visit(*HOUR, peer_minutes=1000))
    (outcome,) = judged(claim(lines, quoted=("CPO-77",)), week("2026-11-08", 8), authorizations=(cpo(key="SR/1"),))
    (approved,) = decide((outcome,), Decision("approve"))
    assert [(grant.units, grant.paid_by) for grant in approved.paid] == [(2, "mt-week"), (2, "SR/1")]
    assert told(decide((outcome,), Decision("deny"))) == ["denied 4 222 CO X-17"]


def test_a_decision_on_both_at_once():
    """X-17 and X-18: what the limit leaves is given first."""
    (outcome,) = judged(
        claim(line(4, "2026-11-09", visit(*HOUR, peer_minutes=1000)), member=YOUNG), week("2026-11-08", 8)
    )
    assert told([outcome]) == ["pended 2 133 OA X-17; pended 2 133 OA X-18"]
    (reduced,) = decide((outcome,), Decision("reduce", 3, note="two hours are enough"))
    assert told([reduced]) == ["paid 3; denied 1 119/N362 CO X-18"]
    assert "two hours are enough" in reduced.refusals[0].finding.detail
    assert [(grant.units, grant.paid_by) for grant in reduced.paid] == [(2, "mt-week"), (1, "review")]


def test_what_is_not_pended_stays():
    """A decision touches nothing else."""
    outcomes = judged(claim(bare(12, "2026-11-09")))
    assert decide(outcomes, Decision("approve")) == outcomes
