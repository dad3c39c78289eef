"""Claims that cannot be adjudicated (issue 4, what bad input gets): each fault with its code and place."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.mapping.claim_faults import faults
from tests.mapping.odd import ANY, bent, inside
from tests.mapping.test_claim import PF, TEAM, WHOLE, claim, line, member, ref

Json = dict[str, Any]


def told(whole: Json) -> list[tuple[str, str]]:
    """Code and place of each fault."""
    return [(one.code, one.expression[0]) for one in faults(whole)]


def of_line(**elements: Any) -> list[tuple[str, str]]:
    """The faults of a claim with this line."""
    return told(claim(line(**elements)))


@pytest.mark.parametrize("whole", [claim(), WHOLE, claim(line(servicedDate=None))])
def test_nothing_is_wrong(whole):
    """The template, a line with a span of days, a line whose encounter tells its day."""
    assert faults(whole) == []


@pytest.mark.parametrize("use", ["preauthorization", "predetermination", None])
def test_the_use(use):
    """Only claims are adjudicated."""
    assert told(claim(use=use)) == [("value", "Claim.use")]


@pytest.mark.parametrize("status", ["draft", "cancelled", "entered-in-error", None])
def test_the_status(status):
    """Only active ones; a claim is taken back by a void."""
    assert told(claim(status=status)) == [("value", "Claim.status")]


def test_no_line():
    """Nothing to adjudicate."""
    assert told(claim(item=None)) == [("required", "Claim.item")]
    assert told(claim(item=[])) == [("required", "Claim.item")]


@pytest.mark.parametrize(("lines", "wrong"), [(999, False), (1000, True)])
def test_how_many_lines(lines, wrong):
    """999 at most; of more nothing else is looked at."""
    found = told(claim(*(line(sequence=n, quantity={"value": 1}) for n in range(1, lines + 1))))
    assert found == ([("value", "Claim.item")] if wrong else [])


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (1, False),
        (9999, False),
        (Decimal("4.0"), False),
        (0, True),
        (-4, True),
        (Decimal("3.5"), True),
        (Decimal("0.9999999999999999999999999999999"), True),
        (10000, True),
        (Decimal("1E+999999"), True),
        (Decimal("1E-999999"), True),
        ("4", True),
        (True, True),
    ],
)
def test_units(value, wrong):
    """Whole, above zero, and not more than 9999."""
    expected = [("value", "Claim.item[0].quantity.value")] if wrong else []
    assert of_line(quantity={"value": value}) == expected


def test_units_that_are_missing():
    """No quantity, or one without a value."""
    assert of_line(quantity=None) == of_line(quantity={}) == [("required", "Claim.item[0].quantity")]


@pytest.mark.parametrize(("code", "wrong"), [("min", True), ("MJ", True), ("h", True), ("UN", False), ("FL", False)])
def test_minutes_are_no_units(code, wrong):
    """A quantity coded as time would be paid for as units."""
    expected = [("value", "Claim.item[0].quantity.code")] if wrong else []
    assert of_line(quantity={"value": 4, "code": code}) == expected


@pytest.mark.parametrize("name", ["unitPrice", "net"])
@pytest.mark.parametrize(
    ("money", "place"),
    [
        ({"value": 15, "currency": "USD"}, None),
        ({"value": 0, "currency": "USD"}, None),
        ({"value": 15}, None),
        ({"value": 15, "currency": "EUR"}, "currency"),
        ({"value": 15, "currency": "usd"}, "currency"),
        ({"value": Decimal("-0.01"), "currency": "USD"}, "value"),
        ({"value": 999999999, "currency": "USD"}, None),
        ({"value": 1000000000, "currency": "USD"}, "value"),
        ({"value": Decimal("999999999.999999"), "currency": "USD"}, None),
        ({"value": Decimal("1E+999999"), "currency": "USD"}, "value"),
        ({"value": Decimal("0E+999999"), "currency": "USD"}, "value"),
        ({"value": Decimal("1E-1000000"), "currency": "USD"}, "value"),
        ({"value": Decimal("15.000000"), "currency": "USD"}, None),
        ({"value": Decimal("15.0000001"), "currency": "USD"}, "value"),
    ],
)
def test_money(name, money, place):
    """US dollars, from zero to below 1,000,000,000, of at most six decimals."""
    assert of_line(**{name: money}) == ([("value", f"Claim.item[0].{name}.{place}")] if place else [])


def test_the_total_is_money_too():
    """Claim.total."""
    assert told(claim(total={"value": 60, "currency": "CAD"})) == [("value", "Claim.total.currency")]


def test_no_day():
    """A line tells when: itself, or by its encounter."""
    assert of_line(servicedDate=None, encounter=None) == [("required", "Claim.item[0].serviced")]
    assert of_line(servicedDate=None, encounter=[]) == [("required", "Claim.item[0].serviced")]
    assert of_line(servicedDate=None) == []
    assert of_line(encounter=None) == []


@pytest.mark.parametrize("day", ["2026-11", "2026", "2026-02-30", 20261110])
def test_a_day_is_a_full_date(day):
    """A month cannot be held against a week's limit."""
    assert of_line(servicedDate=day) == [("value", "Claim.item[0].serviced.ofType(date)")]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ({"start": "2026-11-09", "end": "2026-11-09"}, []),
        ({"start": "2026-11-10", "end": "2026-11-09"}, [("value", "")]),
        ({"start": "2026-11-09"}, [("required", ".end")]),
        ({"end": "2026-11-09"}, [("required", ".start")]),
        ({}, [("required", ".start"), ("required", ".end")]),
        ({"start": "2026-11", "end": "2026-11-30"}, [("value", ".start")]),
        ({"start": "2026-11-09T10:00:00-07:00", "end": "2026-11-09T11:00:00-07:00"}, []),
        ({"start": "2026-11-09T10:00:00-07:00", "end": "2026-11-09"}, []),
        ({"start": "2026-11-09T10:00:00", "end": "2026-11-09T11:00:00Z"}, [("value", ".start")]),
        ({"start": "2026-11-09", "end": "2026-11-09T11:00:00"}, [("value", ".end")]),
    ],
)
def test_a_period_served(period, expected):
    """Both ends, in their order; a time of day with its offset, for it decides the day."""
    found = of_line(servicedDate=None, servicedPeriod=period)
    assert found == [(code, f"Claim.item[0].serviced.ofType(Period){place}") for code, place in expected]


@pytest.mark.parametrize("name", ["careTeam", "diagnosis", "supportingInfo", "procedure", "insurance", "item"])
def test_sequences_that_repeat(name):
    """Told at the second of them."""
    one = {"item": line(), "insurance": {"sequence": 1, "focal": True}}.get(name, {"sequence": 1})
    other = line() if name == "item" else {"sequence": 1}
    found = told(claim(**{name: [one, other]}))
    assert ("duplicate", f"Claim.{name}[1].sequence") in found
    assert ("duplicate", f"Claim.{name}[0].sequence") not in found


@pytest.mark.parametrize("name", ["careTeamSequence", "diagnosisSequence", "informationSequence", "procedureSequence"])
def test_lines_that_refer_to_nothing(name):
    """Told at the number that nothing bears."""
    found = of_line(**{name: [1, 7] if name in ("careTeamSequence", "diagnosisSequence") else [7]})
    place = 1 if name in ("careTeamSequence", "diagnosisSequence") else 0
    assert found == [("value", f"Claim.item[0].{name}[{place}]")]


@pytest.mark.parametrize(
    "reference", ["#e", "https://else.example.org/fhir/Encounter/e", "Appointment/a", "urn:uuid:x"]
)
def test_encounters_that_are_none_of_this_server(reference):
    """A line that names what cannot be looked up would be paid without its documentation."""
    assert of_line(encounter=[ref("Encounter/e"), ref(reference)]) == [("value", "Claim.item[0].encounter[1]")]


@pytest.mark.parametrize(
    ("focal", "code"), [([], "required"), ([False], "required"), ([True], None), ([True, True], "value")]
)
def test_one_insurance_is_focal(focal, code):
    """None, or several: nobody knows whose claim it is."""
    insurance = [{"sequence": n, "focal": one, "coverage": ref("Coverage/c")} for n, one in enumerate(focal, 1)]
    assert told(claim(insurance=insurance)) == ([(code, "Claim.insurance")] if code else [])


def test_a_frequency_that_is_none():
    """1, 7 and 8 are known."""
    said = [{"url": f"{PF}/StructureDefinition/claim-frequency", "valueCode": "6"}]
    assert told(claim(extension=[{"url": "urn:x"}, *said])) == [("value", "Claim.extension[1].value.ofType(code)")]
    for code in "178":
        assert told(claim(extension=[said[0] | {"valueCode": code}])) == []


FREQUENCY = {"url": f"{PF}/StructureDefinition/claim-frequency"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([{"valueCode": "7"}, {"valueCode": "8"}], [("duplicate", "Claim.extension[1]")]),
        ([{"valueCode": "8"}, {"valueCode": "8"}], [("duplicate", "Claim.extension[1]")]),
        ([{"valueString": "8"}], [("required", "Claim.extension[0]")]),
        ([{}], [("required", "Claim.extension[0]")]),
        ([{"valueCode": None}], [("required", "Claim.extension[0]")]),
        ([{"valueCode": 8}], [("value", "Claim.extension[0].value.ofType(code)")]),
        ([{"valueCode": " 8"}], [("value", "Claim.extension[0].value.ofType(code)")]),
        ([{"valueCode": ""}], [("value", "Claim.extension[0].value.ofType(code)")]),
        (
            [{"valueString": "8"}, {"valueCode": "8"}],
            [("required", "Claim.extension[0]"), ("duplicate", "Claim.extension[1]")],
        ),
    ],
)
def test_one_frequency_that_is_a_code(given, expected):
    """A void that cannot be read as one would be paid as an original."""
    assert told(claim(extension=[FREQUENCY | one for one in given])) == expected


def test_a_frequency_stands_in_extension():
    """Not in modifierExtension, where nothing would read it."""
    said = [{"url": "urn:x"}, FREQUENCY | {"valueCode": "8"}]
    assert told(claim(modifierExtension=said)) == [("structure", "Claim.modifierExtension[1]")]


@pytest.mark.parametrize(("frequency", "wrong"), [("1", False), (None, False), ("7", True), ("8", True)])
def test_one_claim_is_taken_back(frequency, wrong):
    """The second prior claim of a replacement or void is told; an original may follow several."""
    kind = "http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship"
    prior = [
        {"claim": ref(f"Claim/{one}"), "relationship": {"coding": [{"system": kind, "code": "prior"}]}} for one in "ab"
    ]
    other = {"claim": ref("Claim/c"), "relationship": {"coding": [{"system": kind, "code": "associated"}]}}
    said = [FREQUENCY | {"valueCode": frequency}] if frequency else None
    expected = [("duplicate", "Claim.related[2]")] if wrong else []
    assert told(claim(extension=said, related=[prior[0], other, prior[1]])) == expected
    assert told(claim(extension=said, related=[prior[0], other])) == []


def test_every_fault_is_told_at_once():
    """Of every line, each an error with what was found."""
    bad = line(quantity={"value": -4}, unitPrice={"value": 1, "currency": "EUR"}, careTeamSequence=[9])
    found = faults(claim(bad, line(sequence=1, quantity=None), use="predetermination"))
    assert [one.expression[0] for one in found] == [
        "Claim.use",
        "Claim.item[1].sequence",
        "Claim.item[0].quantity.value",
        "Claim.item[0].careTeamSequence[0]",
        "Claim.item[0].unitPrice.currency",
        "Claim.item[1].quantity",
    ]
    assert all(one.refuses and one.text and one.diagnostics for one in found)
    assert found[2].diagnostics == "-4 units; a line bills between 1 and 9999"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0 units; a line bills between 1 and 9999"),
        (Decimal("1E+999999"), "1e+999999 units; a line bills between 1 and 9999"),
        ("four", "value is 'four'; a line bills between 1 and 9999"),
        ([4], "value is of another kind; a line bills between 1 and 9999"),
        (None, "value is missing; a line bills between 1 and 9999"),
    ],
)
def test_what_was_found_is_said_in_words(value, said):
    """A number as it is, a text in quotes, anything else by what it is."""
    (one,) = faults(claim(line(quantity={"value": value})))
    assert one.diagnostics == said


def test_an_answer_has_an_end():
    """A line that refers to nothing a hundred thousand times is told so a thousand times."""
    assert len(faults(claim(line(careTeamSequence=[9] * 100_000)))) == 1000


@given(bent(claim(line(), careTeam=[*TEAM, member(4, "Practitioner/x")]), "total", "extension"))
def test_no_shape_is_too_wrong_to_read(changed):
    """Looking for faults never fails."""
    assert all(one.expression for one in faults(changed))


@given(ANY, st.integers(1, 150))
def test_no_shape_is_too_wrong_inside(replacement, place):
    """Nor with one wrong node inside."""
    assert all(one.expression for one in faults(inside(WHOLE, replacement, place)))
