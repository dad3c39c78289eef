"""Which exceptions mean: come again later."""

import asyncpg
import pytest

from peerfhir.api.failures import retry_after


def test_a_cause_is_looked_through():
    """SQLAlchemy wraps the driver's error; its cause counts."""
    error = RuntimeError()
    error.__cause__ = asyncpg.DiskFullError("no space")
    assert retry_after(error) == 10


def test_a_ring_of_causes_ends():
    """Exceptions that name each other as their cause do not hang the server."""
    first, second = ValueError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    assert retry_after(first) is None


@pytest.mark.parametrize(
    "error",
    [asyncpg.UniqueViolationError("x"), asyncpg.SyntaxOrAccessError("x"), KeyError(), asyncpg.InterfaceError("x")],
)
def test_mistakes_of_ours_are_not_excused(error):
    """A violated constraint, wrong SQL or misuse of the driver would fail again."""
    assert retry_after(error) is None
