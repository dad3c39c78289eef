"""`check` never raises: 20,000 seeded mutants of the official examples, each as far from them as eight changes go.

Each is checked against R4, and against one of the profiles of its type that come with us.
"""

import random
import re
import tarfile
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from peerfhir.fhir import json
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
from peerfhir.validation.visit import MOST_ISSUES

ARCHIVE = Path(__file__).parents[1] / "data" / "r4-examples" / "r4-examples.tar.xz"
LARGEST = 6000  # bytes of an example, so that the mutants are many and not long
SEEDS, EACH = 20, 1000
JUNK: list[Any] = [
    *(None, True, False, 0, -1, 2**70, Decimal("1.50"), Decimal("1E+400"), "", " ", "x", "#", "#x", "2026-02-30"),
    *("2026-02-28T10:00:00Z", "urn:uuid:x", "Patient/1", "Foo/1", "\u0000", "é" * 90, "http://example.org", "Bundle"),
    *([], {}, [None], [[]], [{}], {"id": "x"}, {"extension": []}, {"reference": "#x"}, {"resourceType": "Bundle"}),
    *({"resourceType": []}, {"coding": [{}]}, {"value": Decimal(1)}, ["x", None], {"start": "2026", "end": "x"}),
]
NAMES = [
    *("id", "meta", "contained", "extension", "entry", "resource", "resourceType", "reference", "coding", "code"),
    *("value", "valueString", "_valueString", "text", "div", "type", "status", "_status", "start", "end", "x", "", "ÿ"),
    *("fullUrl", "request", "item", "linkId", "component", "period", "profile", "low", "system", "_given", "given"),
]


@pytest.fixture(scope="module")
def examples() -> list[bytes]:
    """The smaller official examples."""
    with tarfile.open(ARCHIVE) as archive:
        streams = [archive.extractfile(m) for m in archive if m.name.endswith(".json") and m.size < LARGEST]
        return [s.read() for s in streams if s is not None]


@pytest.fixture(scope="module")
def profiles(library: Library) -> dict[str, list[str]]:
    """The canonicals of all profiles, by the type they are of."""
    found: dict[str, list[str]] = {}
    for each in library.shelf.structures():
        if each.derivation == "constraint" and each.kind == "resource":
            found.setdefault(each.type, []).append(each.url)
    return found


def _containers(node: Any) -> list[Any]:
    """Every object and array that is not empty, the outermost first."""
    found, below = [], [node]
    while below:
        each = below.pop()
        if type(each) in (dict, list) and each:
            found.append(each)
            below += each.values() if type(each) is dict else each
    return found


def _mutate(resource: Any, dice: random.Random) -> None:
    """One change at one place: remove, replace, add, rename, wrap, unwrap or append."""
    place = dice.choice(_containers(resource) or [resource])
    keys = list(place) if type(place) is dict else list(range(len(place)))
    key = dice.choice(keys) if keys else "x"
    act = dice.randrange(7)
    if act == 0 and keys:
        place.pop(key)
    elif act == 1 and keys:
        place[key] = deepcopy(dice.choice(JUNK))
    elif act == 2 and type(place) is dict:
        place[dice.choice(NAMES)] = deepcopy(dice.choice(JUNK))
    elif act == 3 and type(place) is dict and keys:
        place[dice.choice(NAMES)] = place.pop(key)
    elif act == 4 and keys:
        place[key] = [place[key]] if dice.random() < 0.5 else [place[key], place[key]]
    elif act == 5 and keys and type(place[key]) is list and place[key]:
        place[key] = place[key][0]
    elif type(place) is list:
        place.append(deepcopy(dice.choice(JUNK)))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_mutant_raises(seed, examples, profiles, library: Library) -> None:
    """Whatever JSON object comes, the answer is a list of issues, each short and placed inside the resource."""
    dice = random.Random(seed)  # noqa: S311 - dice
    for _ in range(EACH):
        resource = json.decode(dice.choice(examples))
        asked = profiles.get(resource["resourceType"], [])
        for _ in range(dice.randint(1, 8)):
            _mutate(resource, dice)
        issues = check(resource, library, dice.sample(asked, min(1, len(asked))), strict=dice.random() < 0.5)
        root = re.compile(r"[A-Z][A-Za-z]+(\.[A-Za-z][A-Za-z0-9]*(\.?ofType\([A-Za-z0-9]+\))?(\[\d+\])?)*")
        wrong = [i for i in issues if len(i.text) > 2000 or not all(root.fullmatch(e) for e in i.expression)]
        assert (wrong, len(issues) <= MOST_ISSUES + 1) == ([], True)


def test_an_unknown_element_is_found_wherever_it_stands(examples, library: Library) -> None:
    """One unknown key in any object of an example is one more issue of `structure`."""
    dice = random.Random(3)  # noqa: S311 - dice
    for body in examples:
        resource = json.decode(body)
        before = len(check(resource, library))
        dice.choice([c for c in _containers(resource) if type(c) is dict])["unheardOf"] = 1
        assert [i.code for i in check(resource, library) if "unheardOf" in i.text] == ["structure"]
        assert len(check(resource, library)) == before + 1


@pytest.mark.parametrize("depth", [60, 300, 100_000])
def test_depth_does_not_raise(depth, library: Library) -> None:
    """A nesting deeper than the decoder takes is answered too."""
    extension: dict[str, Any] = {"url": "https://example.org/x", "valueCode": "a"}
    for _ in range(depth):
        extension = {"url": "https://example.org/x", "extension": [extension]}
    found = check({"resourceType": "Patient", "extension": [extension]}, library)
    assert {i.code for i in found} <= {"too-costly"}
