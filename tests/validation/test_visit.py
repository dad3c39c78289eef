"""Places and messages."""

import pytest

from peerfhir.validation.visit import expression, json_kind, shown


def test_the_expression_of_a_place() -> None:
    """A place is written as FHIRPath, with indexes where elements repeat."""
    entry = ((None, "Bundle", -1), "entry", 3)
    assert expression(((entry, "resource", -1), "status", -1)) == "Bundle.entry[3].resource.status"


@pytest.mark.parametrize(
    ("value", "text"), [("a", "'a'"), (1, "'1'"), ("x" * 80, f"'{'x' * 80}'"), ("x" * 81, f"'{'x' * 79}…'")]
)
def test_a_value_is_cut(value, text) -> None:
    """At most 80 characters of a value are shown."""
    assert shown(value) == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [(None, "null"), ({}, "an object"), ([], "an array"), ("", "a string"), (True, "a boolean"), (1, "a number")],
)
def test_what_json_calls_it(value, kind) -> None:
    """Decoded values are called by their JSON names."""
    assert json_kind(value) == kind
