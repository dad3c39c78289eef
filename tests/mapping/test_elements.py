"""Numbers as they are found in a resource: what can be reckoned with, and what can only be shown."""

from decimal import Decimal
from typing import Any

import pytest

from peerfhir.mapping.elements import as_sent, decimal, whole


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("29.5", True),
        ("60.000", True),
        ("-20", True),
        ("0.000001", True),
        ("0.0000001", False),
        ("1.0000000", False),
        ("999999999.999999", True),
        ("1000000000", False),
        ("-999999999", True),
        ("-1000000000", False),
        ("1E+8", True),
        ("1E+9", False),
        ("1E+1000000", False),
        ("1e400", False),
        ("1E-1000000", False),
        ("0E+999999", False),
        ("0E-999999", False),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_a_decimal_has_bounds(text, counts):
    """Finite, below 10^9 on either side, six decimals at most as it is written; with its digits. Else it is none."""
    found = decimal(Decimal(text))
    assert (str(found) if found is not None else None) == (str(Decimal(text)) if counts else None)


def test_a_decimal_is_a_number():
    """Whole numbers and floats too; no boolean, no text."""
    assert [decimal(4), decimal(2.5)] == [Decimal(4), Decimal("2.5")]
    others: list[Any] = [True, "4", None, {}]
    assert [decimal(one) for one in others] == [None, None, None, None]
    assert decimal(float("inf")) is None
    assert decimal(10**9) is None


@pytest.mark.parametrize("text", ["1E+1000000", "1E-1000000", "0E+999999"])
def test_what_is_out_of_bounds_can_be_shown(text):
    """As it was sent, so that a message can name it."""
    assert str(as_sent(Decimal(text))) == str(Decimal(text))


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (2147483647, 2147483647),  # what a positiveInt may be
        (Decimal("4.0"), 4),
        (Decimal("4.0000000"), 4),
        (Decimal("4.5"), None),
        (Decimal("1E+1000000"), None),
        (Decimal("1E-1000000"), None),
        (Decimal("NaN"), None),
        (10**10, None),
    ],
)
def test_a_whole_number(value, number):
    """However it is written; beyond ten digits none."""
    assert whole(value) == number
