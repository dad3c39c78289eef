"""Every example of our profiles is judged as the folder it lies in says, by the rule that its name begins with.

`accepted` keeps every rule; each of `refused` has one error, each of `noticed` is stored with a finding (rules.md).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from peerfhir.fhir.issues import Issue
from peerfhir.fhir.json import decode
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

EXAMPLES = Path(__file__).parents[2] / "profiles" / "examples"
RULE = re.compile(r"(CMS|MT|NE|CMH|ID)-\d\d(?=-)")
# What of an EpisodeOfCare is marked P in rules.md; the others' rules are listed beside their profiles.
REFUSED, NOTICED = ("CMH-42", "CMH-52"), ("NE-77", "CMH-58", "CMH-59")


def examples(kind: str) -> list[Any]:
    """Each example of a kind, named by its file."""
    return [pytest.param(file, id=file.stem) for file in sorted((EXAMPLES / kind).glob("*.json"))]


@pytest.fixture(scope="module")
def library() -> Library:
    """What the server checks writes with."""
    return Library()


def judged(file: Path, library: Library) -> list[Issue]:
    """The findings of a write."""
    return check(decode(file.read_bytes()), library)


def ruled(file: Path, issues: list[Issue]) -> bool:
    """Whether a finding is by the rule that the file is named by; all are when it is named by none."""
    named = RULE.match(file.stem)
    told = [(issue.rule or "").split() for issue in issues]
    return bool(issues) and (named is None or any(rule.startswith(named[0]) for rules in told for rule in rules))


@pytest.mark.parametrize("file", examples("accepted"))
def test_accepted(file: Path, library: Library):
    """A record that keeps every rule has no error, and no finding of the rule it is there to show kept."""
    issues = judged(file, library)
    assert [issue for issue in issues if issue.refuses] == []
    assert RULE.match(file.stem) is None or not ruled(file, issues)


@pytest.mark.parametrize("file", examples("refused"))
def test_refused(file: Path, library: Library):
    """A record with one fault is refused, for the reason that its name gives."""
    errors = [issue for issue in judged(file, library) if issue.refuses]
    assert ruled(file, errors), errors


@pytest.mark.parametrize("file", examples("noticed"))
def test_noticed(file: Path, library: Library):
    """A record that is not quite as a rule has it is stored, and the rule is told."""
    issues = judged(file, library)
    assert [issue for issue in issues if issue.refuses] == []
    assert ruled(file, issues), issues


@pytest.mark.parametrize("rule", REFUSED)
def test_an_episode_that_breaks_a_rule_is_shown(rule: str):
    """There is an accepted and a refused example of each rule of severity error."""
    assert list((EXAMPLES / "accepted").glob(f"{rule}-*.json"))
    assert list((EXAMPLES / "refused").glob(f"{rule}-*.json"))


@pytest.mark.parametrize("rule", NOTICED)
def test_an_episode_outside_a_list_is_shown(rule: str):
    """There is an example that is noticed for each rule of severity information."""
    assert list((EXAMPLES / "noticed").glob(f"{rule}-*.json"))


def references(node: Any) -> Iterator[str]:
    """Every literal reference under a node that leads out of its resource."""
    if isinstance(node, dict):
        target = node.get("reference")
        if isinstance(target, str) and not target.startswith("#"):
            yield target
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_the_accepted_examples_know_each_other():
    """Whoever and whatever an accepted example refers to is an accepted example too."""
    kept = [decode(file.read_bytes()) for file in sorted((EXAMPLES / "accepted").glob("*.json"))]
    known = {f"{one['resourceType']}/{one['id']}" for one in kept}
    assert {target for one in kept for target in references(one)} - known == set()
