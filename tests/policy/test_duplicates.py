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
        ({"encounters": frozenset({"Encounter/e", "Encounter/other"})}, "paid 4"),
        ({"encounters": frozenset()}, "denied 4 18 OA X-17"),  # it may have been for this encounter
        ({"encounters": frozenset(), "units": 3}, "paid 4"),
        ({"encounters": frozenset(), "peers": frozenset({"Practitioner/other"})}, "paid 4"),
        ({"last": date(2026, 11, 9), "granted": 1}, "denied 4 18 OA X-17"),  # what became of it does not matter
    ],
)
def test_an_exact_duplicate_of_an_earlier_claim(other, expected):
    """X-17: code and modifiers, day, units, peers and encounters are all the same; else it is another line.

    A line that bills no encounter is a duplicate of one that bills any.
    """
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


@pytest.mark.parametrize("encounters", [frozenset({"Encounter/e"}), frozenset({"Encounter/x"}), frozenset()])
def test_a_line_without_an_encounter_bills_again_what_one_with_it_did(encounters):
    """X-17: the service was billed before, though this line does not say for which encounter."""
    one = claim(bare(4, "2026-11-09"))
    assert told(judged(one, billed=(Billed(**(BEFORE | {"encounters": encounters})),))) == ["denied 4 18 OA X-17"]


@pytest.mark.parametrize("first", [0, 1])
def test_with_and_without_an_encounter_in_a_claim(first):
    """X-17: in either order the second is the duplicate."""
    lines = [line(4, "2026-11-09", visit(*HOUR), number=1 + first), bare(4, "2026-11-09", number=2 - first)]
    assert told(judged(claim(*lines))) == ["paid 4", "denied 4 18 OA X-17"]


def test_the_peers_are_those_whom_the_claim_names():
    """X-17: two peers served; a line for the one whom the claim names is billed once."""
    both = tuple(peer(key=f"Practitioner/{name}", path="Encounter.participant") for name in ("peer", "two"))
    lines = [line(2, "2026-11-09", visit(*HOUR, peers=both), number=n, peers=(peer(),)) for n in (1, 2)]
    assert told(judged(claim(*lines))) == ["paid 2", "denied 2 18 OA X-17"]
    (before,) = judged(claim(lines[0]), billed=(Billed(**(BEFORE | {"units": 2})),))
    assert told([before]) == ["denied 2 18 OA X-17"]
