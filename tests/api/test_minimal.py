"""The least that R4 asks for is enough for the validator."""

import pytest

from peerfhir.api.minimal import minimal
from peerfhir.api.offered import OFFERED
from peerfhir.fhir.definitions import definitions
from peerfhir.validation.check import check
from peerfhir.validation.library import Library


@pytest.fixture(scope="module")
def library():
    """The compiled checks."""
    return Library()


@pytest.mark.parametrize("type_", OFFERED)
def test_the_least_is_enough(type_, library):
    """Each type's smallest example is stored as it is: the validator has no error to tell."""
    assert [issue for issue in check(minimal(type_, definitions()), library) if issue.refuses] == []


def test_required_elements_and_nothing_else():
    """Status, class, and whom it is about."""
    assert minimal("Encounter", definitions()) == {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": "https://example.org/codes", "code": "example"},
        "subject": {"reference": "Patient/mt-m1"},
    }
