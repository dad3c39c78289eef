"""Voids and replacements (frequency codes 8 and 7; domain.md 3.8)."""

import pytest

from tests.policy.claims import MT, PROGRAMS, bare, claim, judged, told, week


@pytest.mark.parametrize("frequency", ["7", "8"])
@pytest.mark.parametrize(
    ("original", "expected"),
    [
        ("missing", "denied 4 16/N152 CO X-10"),
        (None, "denied 4 16/N152 CO X-10"),
        ("pending", "denied 4 16/N779 CO X-10"),
        ("denied", "denied 4 16/N142 CO X-10"),
    ],
)
def test_what_cannot_be_taken_back(frequency, original, expected):
    """Domain 3.8: reference missing, original not final, original denied; every line, whatever else is wrong."""
    one = claim(
        bare(4, "2026-11-09"), bare(4, "2020-11-10", number=2, peers=()), frequency=frequency, original=original
    )
    outcomes = judged(one)
    assert told(outcomes) == [expected, expected]
    assert [outcome.claimed for outcome in outcomes] == [(), ()]


def test_a_void_grants_and_refuses_nothing():
    """X-10: it releases units at once, which is the caller's act; it is not judged, not even for its program."""
    one = claim(bare(4, "2026-11-09", peers=()), bare(90, None, number=2), frequency="8", original="open")
    outcomes = judged(one, week("2026-11-08", 10))
    assert [(o.number, o.submitted, o.paid, o.pended, o.refusals, o.claimed) for o in outcomes] == [
        (1, 0, (), (), (), ()),
        (2, 0, (), (), (), ()),
    ]
    assert (outcomes[0].program, outcomes[0].digest) == (MT, PROGRAMS[MT].digest)
    (outcome,) = judged(claim(bare(4, "2026-11-09"), frequency="8", original="open", plans=frozenset()))
    assert (outcome.program, outcome.refusals) == (None, ())


def test_a_replacement_is_judged_as_a_new_claim():
    """X-10: replace releases, then re-tests against what is left without the original."""
    one = claim(bare(6, "2026-11-09"), frequency="7", original="open")
    assert told(judged(one, week("2026-11-08", 6))) == ["paid 4; denied 2 119/N362 CO MT-31"]


def test_an_original_means_nothing_to_a_first_claim():
    """Frequency 1 takes nothing back."""
    assert told(judged(claim(bare(4, "2026-11-09"), original="denied"))) == ["paid 4"]
