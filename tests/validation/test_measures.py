"""Units in terms of base units, by the tables of https://ucum.org/ucum."""

from decimal import Decimal

import pytest

from peerfhir.validation.measures import amount, measure


@pytest.mark.parametrize(
    ("value", "unit", "same", "other"),
    [
        (1, "kg", 1000, "g"),
        (1, "[lb_av]", "453.59237", "g"),
        (16, "[oz_av]", 1, "[lb_av]"),
        (1, "mg/dL", 10, "mg/L"),
        (1, "m[Hg]", "133.322", "kPa"),
        (120, "mm[Hg]", "15.99864", "kPa"),
        (12, "[in_i]", 1, "[ft_i]"),
        (1, "[ft_i]", "30.48", "cm"),
        ("37", "Cel", "98.6", "[degF]"),
        (0, "Cel", "273.15", "K"),
        (60, "/min", 1, "Hz"),
        (1, "10*3/uL", 1, "10*9/L"),
        (1, "%", 1, "g/(100.g)"),
        (2, "{visits}", 2, "1"),
        (7, "d", 1, "wk"),
        (1, "kg.m/s2", 1, "N"),
        (1, "U", 1, "umol/min"),
        (2, "[tbs_us]", 1, "[foz_us]"),
        (4, "[qt_us]", 1, "[gal_us]"),
    ],
)
def test_the_same_in_two_units(value, unit, same, other) -> None:
    """Of one dimension, and exactly as much."""
    one, two = measure(unit), measure(other)
    assert one is not None
    assert two is not None
    assert one.dimension == two.dimension
    assert amount(Decimal(value), one) == amount(Decimal(same), two)


@pytest.mark.parametrize("unit", ["", "sacks", "[iU]", "[pH]", "/", "g.", "(g", "0", "Cel/m", "x" * 500, "10*400"])
def test_what_is_not_known(unit) -> None:
    """No unit, or one that has no measure in base units."""
    assert measure(unit) is None


def test_what_is_no_measurement() -> None:
    """A number beyond all bounds is not worked out."""
    gram = measure("g")
    assert gram is not None
    assert amount(Decimal("1e999999"), gram) is None
    assert amount(Decimal("1e-999999"), gram) is None
