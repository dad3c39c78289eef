"""Faults planted in accepted examples: our verdict and place beside those recorded of HL7's validator.

`disagreements.toml` names every class of disagreement with its reason: a disagreement belongs to the first whose
pattern is found in its text (`scripts.differential.comparing.Disagreement`).
"""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from peerfhir.fhir import json
from peerfhir.fhir.shelf import shelf
from peerfhir.validation.library import Library
from scripts.differential.choose import chosen
from scripts.differential.comparing import Tally, compare, errors
from scripts.differential.faults import planted
from scripts.differential.recording import Told, digest, read
from scripts.differential.sources import sources

REASONS = Path(__file__).parent / "disagreements.toml"


@pytest.fixture(scope="module")
def bodies() -> dict[str, bytes]:
    """The examples as they are now."""
    return sources()


@pytest.fixture(scope="module")
def recorded() -> tuple[dict[str, str], list[Told]]:
    """What was recorded."""
    return read()


@pytest.fixture(scope="module")
def library() -> Library:
    """R4, US Core, PAS, PDex and our profiles."""
    return Library(shelf())


@pytest.fixture(scope="module")
def tally(bodies, recorded, library) -> Tally:
    """All faults compared."""
    digests, told = recorded
    return compare(bodies, digests, told, library)


@pytest.fixture(scope="module")
def reasons() -> list[dict[str, Any]]:
    """The classes of disagreement in the order of the file."""
    found: list[dict[str, Any]] = tomllib.loads(REASONS.read_text())["reason"]
    return found


def test_there_are_enough(tally) -> None:
    """At least 5,000 faults of examples that are still what they were when they were recorded, most of them refused."""
    assert tally.faults >= 5000
    assert tally.refused >= 3500


def test_the_verdict_is_the_same(tally) -> None:
    """On 99 of 100 faults at least."""
    assert tally.verdicts >= 0.99


def test_the_place_is_the_same(tally) -> None:
    """On 95 of 100 faults that both refuse: the same element, its parent or its child."""
    assert tally.places >= 0.95


def test_every_disagreement_has_its_reason(tally, reasons) -> None:
    """None is without a class, and no class has grown."""
    counted: Counter[str] = Counter()
    without = []
    for differing in tally.differ:
        text = str(differing)
        name = next((r["name"] for r in reasons if any(re.search(p, text) for p in r["patterns"])), None)
        counted[name or ""] += 1
        if name is None:
            without.append(text)
    assert without == []
    assert {name: many for name, many in counted.items() if many > {r["name"]: r["most"] for r in reasons}[name]} == {}


def test_the_examples_themselves_are_accepted(bodies, recorded, library) -> None:
    """What HL7's validator accepts has no error of ours before a fault is planted in it."""
    digests, _ = recorded
    same = [name for name, known in digests.items() if digest(bodies.get(name, b"")) == known]
    assert {name: found for name in same if (found := errors(bodies[name], library))} == {}


def test_the_choice_is_the_same_every_time(bodies, recorded) -> None:
    """The generator plants the recorded faults again, in the packages that do not change."""
    digests, told = recorded
    known = {name: body for name, body in bodies.items() if not name.startswith("ours/")}
    again = chosen(known, digests)
    kept = [(t.source, t.fault) for t in told if not t.source.startswith("ours/")]
    assert [(name, json.encode(fault)) for name, fault in again] == [(name, json.encode(f)) for name, f in kept]


def test_a_planted_fault_leaves_the_source_alone(bodies, recorded) -> None:
    """Each planted body differs from its source, which stays as it was."""
    _, told = recorded
    for each in told[::50]:
        resource = json.decode(bodies[each.source])
        before = json.encode(resource)
        assert planted(resource, each.fault) != before
        assert json.encode(resource) == before
