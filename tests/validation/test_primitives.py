"""Primitive values, by the table of http://hl7.org/fhir/R4/datatypes.html#primitive."""

from decimal import Decimal
from typing import Any

import pytest

from peerfhir.fhir.definitions import definitions
from peerfhir.validation.primitives import PRIMITIVES

GOOD: dict[str, list[Any]] = {
    "base64Binary": ["YWJj", "YQ==", "YWJj\r\nYWJj"],
    "boolean": [True, False],
    "canonical": ["http://example.org/x|1.0", "urn:oid:1.2.3"],
    "code": ["final", "in progress", "é"],
    "date": ["2026", "2026-02", "2026-02-28", "2024-02-29", "0001-01-01", "9999-12-31"],
    "dateTime": ["2026", "2026-02", "2026-02-28", "2026-02-28T23:59:60Z", "2026-02-28T10:00:00.123456789+14:00"],
    "decimal": [0, -1, Decimal("1.00"), Decimal("1E+2"), 10**30],
    "id": ["a", "A-1.b", "x" * 64],
    "instant": ["2026-02-28T10:00:00Z", "2026-02-28T10:00:00.5-07:00"],
    "integer": [0, -(2**31), 2**31 - 1],
    "markdown": ["*x*\n"],
    "oid": ["urn:oid:2.16.840"],
    "positiveInt": [1, 2**31 - 1],
    "string": ["x", " x ", "\t\r\n", "日本語", "x" * 2**20],
    "time": ["00:00:00", "23:59:59.999"],
    "unsignedInt": [0, 2**31 - 1],
    "uri": ["http://example.org", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "x", "urn:x:y"],
    "url": ["https://example.org/x?y=z"],
    "uuid": ["urn:uuid:c757873d-ec9a-4326-a141-556f43239520"],
    "xhtml": ["<div/>"],
}
BAD: dict[str, list[Any]] = {
    "base64Binary": ["YWJ", "YW=j", "Y-_j", " ", "", 1],
    "boolean": ["true", 0, 1, None],
    "canonical": ["", "http://example.org/x y", 1],
    "code": ["", " x", "x ", "a  b", "a\tb\t", 1, True],
    "date": ["26", "2026-13", "2026-02-30", "2026-02-29", "2026-2-1", "2026-02-28T10:00:00Z", "0000-01-01", 2026],
    "dateTime": [
        "2026-02-28T10:00:00",
        "2026-02-28T10:00Z",
        "2026-02-28 10:00:00Z",
        "2026-02-30T10:00:00Z",
        "2026-02-28T24:00:00Z",
        "2026-02-28T10:00:00+15:00",
        "2026-02-28T10:00:00z",
        "2026-01-0\u0661",
    ],
    "decimal": ["1.0", True, None, [], float("nan")],
    "id": ["", "a b", "a_b", "x" * 65, "é", "a\n", 1],
    "instant": ["2026-02-28", "2026-02-28T10:00:00", "2025-02-29T10:00:00Z"],
    "integer": [Decimal("1.0"), "1", True, 2**31, -(2**31) - 1],
    "markdown": ["", "\x00", 1],
    "oid": ["2.16.840", "urn:oid:3.1", "urn:oid:1.02"],
    "positiveInt": [0, -1, Decimal(1), "1"],
    "string": ["", "\x00", "a\x0bb", "x" * (2**20 + 1), 1, None, {}],
    "time": ["24:00:00", "10:00", "10:00:00Z"],
    "unsignedInt": [-1, 2**31, Decimal("0.5")],
    "uri": ["", "a b", "a\u00a0b", "urn:uuid:1", "urn:oid:x", "urn:uuid:C757873D-EC9A-4326-A141-556F43239520"],
    "url": ["http://example.org/ x", ""],
    "uuid": ["c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:C757873D-EC9A-4326-A141-556F43239520"],
    "xhtml": ["", 1],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in GOOD.items() for v in values])
def test_valid_values(name, value) -> None:
    """Each form that the standard gives for a primitive is taken."""
    assert PRIMITIVES[name].ok(value) is True


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in BAD.items() for v in values])
def test_invalid_values(name, value) -> None:
    """Each other form is refused, and so is a value of another JSON type."""
    assert PRIMITIVES[name].ok(value) is False


def test_the_table_is_that_of_the_standard() -> None:
    """Every primitive type of R4 has its test, and no other."""
    kinds = {p: definitions().structure(p).kind for p in PRIMITIVES}
    every = {p for p in definitions().types if definitions().structure(p).kind == "primitive"}
    assert (set(kinds.values()), set(PRIMITIVES)) == ({"primitive"}, every)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("date", "2026-02-30", "value"),
        ("date", 2026, "structure"),
        ("string", "", "value"),
        ("string", "x" * (2**20 + 1), "too-long"),
        ("integer", Decimal("1.0"), "value"),
        ("boolean", "true", "structure"),
    ],
)
def test_the_reason_for_a_refusal(name, value, code) -> None:
    """A wrong JSON type is `structure`, a wrong form `value`, a long string `too-long`."""
    assert PRIMITIVES[name].wrong(name, value)[0] == code
