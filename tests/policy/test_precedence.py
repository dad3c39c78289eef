"""Which denial is told first (domain.md 3.8; the order is that of the adjudication)."""

import random

from peerfhir.policy.precedence import ordered
from peerfhir.policy.ruling import Citation, Denial, Finding

ORDER = [
    "16/MA130",
    "16/N779",
    "18",
    "29",
    "268",
    "267/N74",
    "177/N30",
    "6/N129",
    "60/M2",
    "96/N441",
    "16/M52",
    "16/M53",
    "16/N443",
    "96/N130",
    "4/N822",
    "272/N130",
    "5/M77",
    "16/N290",
    "B7/N570",
    "272/N706",
    "185/N570",
    "53/N706",
    "16/M135",
    "11/M76",
    "231/M80",
    "272/N703",
    "133",
]


def test_the_order_of_denials():
    """However they come; a code that is not known to the table is told before what a person must look at."""
    findings = [told(code) for code in ORDER]
    random.Random(4).shuffle(findings)  # noqa: S311 - an order, no secret
    assert [finding.detail for _, finding in ordered(tuple(findings))] == ORDER
    assert [f.detail for _, f in ordered((told("133"), told("999"), told("11/M76")))] == ["11/M76", "999", "133"]


def test_equals_stay_as_they_came_and_each_is_told_once():
    """Training and certificate are of one rank; findings that deny nothing are no denials."""
    first, second = told("B7/N570", "one"), told("B7/N767", "two")
    harmless = Finding("X-1", "warning", "", Citation("x"), "", "", "")
    assert [f for _, f in ordered((first, harmless, second, first))] == [first, second]


def told(code, detail=None):
    """A finding that denies with a code."""
    carc, *rarcs = code.split("/")
    return Finding("X-1", "error", "", Citation("x"), "", detail or code, "", denial=Denial(carc, tuple(rarcs)))
