"""One library for all tests of a process, and what it finds in short form."""

from collections.abc import Callable
from typing import Any

import pytest

from peerfhir.fhir import json
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

Found = list[tuple[str, str]]  # issue code and expression


@pytest.fixture(scope="session")
def library() -> Library:
    """The base R4 checks."""
    return Library()


@pytest.fixture(scope="session")
def find(library: Library) -> Callable[[dict[str, Any]], Found]:
    """Issue code and expression of each error in a resource, after a round trip through JSON."""

    def found(resource: dict[str, Any]) -> Found:
        issues = check(json.decode(json.encode(resource)), library)
        return [(i.code, i.expression[0]) for i in issues if i.severity == "error"]

    return found


@pytest.fixture(scope="session")
def broken(library: Library) -> Callable[[dict[str, Any]], set[str | None]]:
    """The keys of the rules that a resource breaks, as errors or warnings."""
    return lambda resource: {i.rule for i in check(json.decode(json.encode(resource)), library)}
