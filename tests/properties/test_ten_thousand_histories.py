"""Ten thousand histories through the law and through a naive model written from the rules alone: the same numbers."""

import pytest

from peerfhir.data import programs
from peerfhir.policy.program import load
from tests.properties.histories import History, history, paid, reasons, told
from tests.properties.naive import Fields
from tests.properties.world import World, day_of

HISTORIES = 10_000
PARTS = 20
LAW = load(programs())


def compare(expected: list[Fields], outcomes) -> None:
    """Per line: units paid and pended, what paid for them, and the units of each reason."""
    assert len(expected) == len(outcomes)
    for line, outcome in zip(expected, outcomes, strict=True):
        assert (outcome.allowed, outcome.waiting) == (paid(line), paid(line, "pended"))
        said: dict[tuple[str, tuple[str, ...]], int] = {}
        for refusal in outcome.refusals:
            key = refusal.denial.carc, refusal.denial.rarcs
            said[key] = said.get(key, 0) + refusal.units
        assert said == reasons(line)
        under = {key: sum(g.units for g in outcome.paid if g.paid_by == f"ClaimResponse/{key}") for key in _by(line)}
        assert under == _by(line)


def _by(line: Fields) -> dict[str, int]:
    """Units of an expected line by the authorization that pays for them."""
    found: dict[str, int] = {}
    for grant in line["grants"]:
        if grant["kind"] == "paid" and grant["by"].startswith("a"):
            found[grant["by"]] = found.get(grant["by"], 0) + grant["units"]
    return found


def replay(story: History) -> None:
    """Every step through the law; then the usage of every member in every window that something fell into."""
    world = World(LAW, story.members)
    for step in story.steps:
        if step.kind == "visit":
            world.visit(step.said)
        elif step.kind == "authorize":
            world.authorize(step.said)
        elif step.kind == "decide":
            world.decide(step.said["claim"], step.said["decision"], step.said["units"])
        else:
            outcomes = world.submit(step.said)
            compare(step.expected, outcomes if step.expected else [])
    for member in story.members:
        for day in story.days():
            expected, shown = story.model.usage(member, day), world.usage(member, day_of(day))
            spent = shown.spent
            assert (spent.rendered, spent.claimed, spent.paid, spent.pended) == tuple(
                expected[name] for name in ("rendered", "claimed", "paid", "pended")
            )
            assert (shown.window.allowed, shown.remaining) == (expected["allowed"], expected["remaining"])


@pytest.mark.parametrize("part", range(PARTS))
def test_the_law_and_the_naive_model_agree(part):
    """X-2, X-3, X-4, X-9, X-10, X-15, X-17, X-18, X-19, MT-31, MT-32, ID-32, ID-33: each line and each balance."""
    for seed in range(part, HISTORIES, PARTS):
        story = history(seed)
        try:
            replay(story)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{told(story)}") from error
