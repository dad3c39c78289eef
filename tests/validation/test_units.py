"""UCUM expressions (https://ucum.org/ucum), told from other texts."""

import pytest

from peerfhir.fhir.shelf import shelf
from peerfhir.validation.units import is_unit


@pytest.mark.parametrize(
    "text",
    [
        *("1", "m", "mg", "mg/dL", "kg/m2", "kg.m/s2", "/min", "10*3/uL", "10^-3", "%", "Cel", "[degF]", "mm[Hg]"),
        *("[in_i]", "[lb_av]", "{visits}", "mmol{creatinine}", "1/{tot}", "mg/(24.h)", "(8.h){shift}", "m-2", "mo"),
        *("[iU]/L", "m[iU]/mL", "KiBy", "d", "wk", "h", "min", "15.min", "[pH]", "B[10.nV]", "a"),
    ],
)
def test_units(text) -> None:
    """Prefixes before metric units, exponents, products, quotients, annotations, parentheses, numbers."""
    assert is_unit(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "mgs", "KG", "lbs", "sec", "hr", "year", "units", "TAB", "m//s", "mg/", ".m", "m.", "m s", " m"),
        *("m ", "{a", "a}", "(m", "m)", "()", "m^2", "m+", "kmin", "k[degF]", "10*x", "m2m", "m\n", "mg" * 200),
        *("\u00b5g", "\u00b0C"),
    ],
)
def test_other_texts(text) -> None:
    """A prefix stands only before a metric unit; case counts; nothing but the expression stands there."""
    assert not is_unit(text)


@pytest.mark.parametrize(
    "name", ["ucum-common", "ucum-bodyweight", "ucum-bodylength", "ucum-vitals-common", "age-units"]
)
def test_published_units(name) -> None:
    """Every unit in FHIR's own value sets of units is one."""
    value_set = shelf().value_set(f"http://hl7.org/fhir/ValueSet/{name}")
    assert value_set is not None
    codes = [c["code"] for include in value_set["compose"]["include"] for c in include["concept"]]
    assert codes
    assert [code for code in codes if not is_unit(code)] == []
