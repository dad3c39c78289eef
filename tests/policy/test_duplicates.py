"""The same service twice (X-17): exact duplicates."""

from datetime import date
from typing import Any

import pytest

from peerfhir.policy.billing import Billed
from tests.policy.claims import H0038, HCPCS, bare, claim, judged, line, peer, told, visit, week

HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
BEFORE: dict[str, Any] = {
    "day": date(2026, 11, 9),
    "units": 4,
    "services": frozenset({H0038}),
    "modifiers": frozenset(),
    "peers": frozenset({"Practitioner/peer"}),
    "encounters": frozenset({"Encounter/e"}),
}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, "denied 4 18 OA X-17"),
        ({"day": date(2026, 11, 8)}, "paid 4"),
        ({"units": 3}, "paid 4"),
        ({"services": frozenset({(HCPCS, "H2014")})}, "paid 4"),
        ({"modifiers": frozenset({"HE"})}, "paid 4"),
        ({"peers": frozenset({"Practitioner/other"})}, "paid 4"),
        ({"encounters": frozenset({"Encounter/other"})}, "paid 4"),
        ({"encounters": frozenset()}, "paid 4"),
    ],
)
def test_an_exact_duplicate_of_an_earlier_claim(other, expected):
    """X-17: code and modifiers, day, units, peers and encounters are all the same; else it is another line."""
    one = claim(line(4, "2026-11-09", visit(*HOUR)))
    assert told(judged(one, billed=(Billed(**(BEFORE | other)),))) == [expected]


def test_it_is_told_as_a_duplicate_before_anything_else():
    """A duplicate has no units left to claim, and is one for that."""
    one = claim(line(4, "2026-11-09", visit(*HOUR)))
    (outcome,) = judged(one, billed=(Billed(**BEFORE),), claimed={"Encounter/e": 4})
    assert told([outcome]) == ["denied 4 18 OA X-17"]
    assert [note.denial.rarcs for note in outcome.notes if note.denial] == [("M53",)]


def test_the_same_line_twice_in_a_claim():
    """X-17: with encounters, and without."""
    for twice in (
        (line(2, "2026-11-09", visit(*HOUR)), line(2, "2026-11-09", visit(*HOUR), number=2)),
        (bare(2, "2026-11-09"), bare(2, "2026-11-09", number=2)),
    ):
        assert told(judged(claim(*twice))) == ["paid 2", "denied 2 18 OA X-17"]


def test_a_line_like_one_that_was_denied_is_none():
    """X-17: only what was not wholly denied is billed; the second is denied for its own reason."""
    twice = (bare(1, "2026-11-09"), bare(1, "2026-11-09", number=2))
    assert told(judged(claim(*twice), week("2026-11-08", 10))) == ["denied 1 119/N362 CO MT-31"] * 2


def test_another_peer_is_no_duplicate():
    """X-17: two peers on a day, each for the same number of units."""
    twice = (bare(2, "2026-11-09"), bare(2, "2026-11-09", number=2, peers=(peer(key="Practitioner/two"),)))
    assert told(judged(claim(*twice))) == ["paid 2", "paid 2"]
