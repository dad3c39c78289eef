"""What became of a claim as its ClaimResponse (names.md, "ClaimResponse of a line"; domain.md section 14)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.fhir import json
from peerfhir.fhir.types import document
from peerfhir.mapping.amounts import payable, submitted
from peerfhir.mapping.explanation import note
from peerfhir.mapping.response import Taken, benefits, cancelled, decided, response
from peerfhir.policy.ruling import Citation, Denial, Finding
from peerfhir.policy.verdict import Grant, Outcome, Refusal
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
LIBRARY = Library()
PROFILE = "https://peerfhir.org/fhir/StructureDefinition/peer-support-claim-response"
OVER = Finding(
    "ID-33",
    "error",
    "Beyond 416 units a year prior authorization is needed",
    Citation("003_273981846d3e6a45", "40-41", "unless the member already had 416 units"),
    "Claim.item[0].quantity",
    "417 of 416 units, year 2026",
    "Quote a prior authorization in preAuthRef",
    417,
    416,
    "year 2026",
    "id-adult-peer 0.1.0",
)
LATE = Finding("X-15", "error", "In time", Citation("reading X-15"), "Claim.item[0]", "came on 2027-11-11", "Nothing")


def claim(*lines):
    """A stored claim of template C."""
    coded = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": "professional"}]}
    return {
        "resourceType": "Claim",
        "id": "x",
        "type": coded,
        "patient": {"reference": "Patient/id-m1"},
        "insurer": {"reference": "Organization/MCO-ID"},
        "provider": {"reference": "Organization/ORG-ID"},
        "insurance": [
            {"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/id-c1"}, "preAuthRef": ["PA-1"]}
        ],
        "item": [{"sequence": number, **one} for number, one in enumerate(lines, 1)],
    }


def line(units, price="15.00", net=None):
    """A line with its amounts as they are sent."""
    said = {"productOrService": {"coding": [{"code": "H0038"}]}, "quantity": {"value": units}}
    said |= {"unitPrice": {"value": Decimal(price), "currency": "USD"}} if price else {}
    return said | ({"net": {"value": Decimal(net), "currency": "USD"}} if net else {})


def grant(units, paid_by="id-year"):
    """Units granted on a day."""
    return Grant(date(2026, 11, 10), units, paid_by, None, "America/Boise", "half_up_8/15")


def outcome(number=1, asked=4, paid=0, *refusals, notes=(), pended=0):
    """What became of a line."""
    return Outcome(
        number,
        asked,
        "id-adult-peer",
        b"digest",
        (grant(paid),) if paid else (),
        (grant(pended, "review"),) if pended else (),
        refusals,
        (grant(asked, ""),) if paid or pended else (),
        notes,
    )


def told(item):
    """(category, system's last word and code of the reason, value, amount) of each adjudication."""
    found = []
    for one in item["adjudication"]:
        coding = one.get("reason", {}).get("coding", [{}])[0]
        amount = one.get("amount", {}).get("value")
        code = one["category"]["coding"][0]["code"]
        found.append((code, coding.get("code"), one.get("value"), str(amount) if amount is not None else None))
    return found


def test_the_template_of_domain_14():
    """3 of 4 units paid, one denied 197/M62 under ID-33: the elements of the template, in its order, and N123."""
    cut = outcome(1, 4, 3, Refusal(1, Denial("197", ("M62",)), OVER))
    made = response(claim(line(4, "15.00", "60.00")), [cut], NOW)
    (item,) = made["item"]
    assert told(item) == [
        ("submitted", None, None, "60.00"),
        ("allowedunits", None, 3, None),
        ("benefit", None, None, "45.00"),
        ("denialreason", "197", 1, None),
        ("denialreason", "M62", 1, None),
        ("denialreason", "N123", None, None),
    ]
    base = "https://peerfhir.org/fhir/StructureDefinition"
    carc, rarc = item["adjudication"][3], item["adjudication"][4]
    assert carc["extension"][:2] == [
        {"url": f"{base}/adjustment-group", "valueCode": "CO"},
        {"url": f"{base}/rule", "valueCode": "ID-33"},
    ]
    assert rarc["extension"] == [{"url": f"{base}/rule", "valueCode": "ID-33"}]
    assert carc["reason"]["coding"][0]["system"] == "https://x12.org/codes/claim-adjustment-reason-codes"
    assert rarc["reason"]["coding"][0]["system"] == "https://x12.org/codes/remittance-advice-remark-codes"
    assert (made["disposition"], made["outcome"], made["use"]) == ("line 1: 3 of 4 units payable", "complete", "claim")
    assert made["request"] == {"reference": "Claim/x"}
    assert made["insurance"] == [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/id-c1"}}]


def test_the_explanation_in_parts():
    """Rule, sentence of the seed, source with its lines, numbers, window, hint."""
    made = response(claim(line(4)), [outcome(1, 4, 3, Refusal(1, Denial("197", ("M62",)), OVER))], NOW)
    (said,) = [
        e
        for one in made["item"][0]["adjudication"]
        for e in one.get("extension", [])
        if e["url"].endswith("/denial-explanation")
    ]
    assert {part["url"]: part.get("valueString", part.get("valueCode")) for part in said["extension"]} == {
        "rule": "ID-33",
        "sentence": "unless the member already had 416 units",
        "source": "003_273981846d3e6a45 line 40-41",
        "detail": "417 of 416 units, year 2026",
        "measured": "417",
        "limit": "416",
        "window": "year 2026",
        "hint": "Quote a prior authorization in preAuthRef",
    }


def test_the_explanation_in_words():
    """One note a denial, by its number at the line: units, rule, what was found, the hint, the source, the pack."""
    made = response(claim(line(4)), [outcome(1, 4, 3, Refusal(1, Denial("197", ("M62",)), OVER))], NOW)
    assert made["item"][0]["noteNumber"] == [1]
    assert made["processNote"] == [{"number": 1, "type": "display", "text": note(1, OVER, 1)}]
    assert note(1, OVER, 1) == (
        "line 1: 1 unit denied, ID-33: Beyond 416 units a year prior authorization is needed. 417 of 416 units, year "
        "2026. Quote a prior authorization in preAuthRef. Source: 003_273981846d3e6a45 line 40-41: “unless the member "
        "already had 416 units”. Pack id-adult-peer 0.1.0"
    )


def test_further_findings_explain_and_decide_nothing():
    """A note and an extension of the line; no code."""
    made = response(claim(line(4)), [outcome(1, 4, 0, Refusal(4, Denial("29"), LATE), notes=(OVER,))], NOW)
    (item,) = made["item"]
    assert item["noteNumber"] == [1, 2]
    assert made["processNote"][1]["text"].startswith("line 1: ID-33: ")
    assert [code for _, code, _, _ in told(item) if code] == ["29"]
    assert [e["extension"][0]["valueCode"] for e in item["extension"]] == ["ID-33"]


def test_a_denied_line_has_neither_allowed_units_nor_benefit():
    """Only what it submitted, and why it is denied."""
    made = response(claim(line(4)), [outcome(1, 4, 0, Refusal(4, Denial("29"), LATE))], NOW)
    assert told(made["item"][0]) == [("submitted", None, None, "60.00"), ("denialreason", "29", 4, None)]
    assert made["disposition"] == "line 1: 0 of 4 units payable"
    assert "payment" not in made


def test_a_pended_line():
    """133 with group OA; the disposition says how many wait."""
    made = response(claim(line(4)), [outcome(1, 4, 3, Refusal(1, Denial("133", (), "OA"), OVER), pended=1)], NOW)
    carc = next(one for one in made["item"][0]["adjudication"] if one.get("value") == 1)
    assert carc["extension"][0]["valueCode"] == "OA"
    assert made["disposition"] == "line 1: 3 of 4 units payable, 1 pended"
    assert "1 unit pended" in made["processNote"][0]["text"]


def test_totals_and_payment():
    """Submitted and benefit over all lines; what is paid in part says so."""
    lines = [outcome(1, 4, 4), outcome(2, 2, 0, Refusal(2, Denial("29"), LATE))]
    made = response(claim(line(4), line(2)), lines, NOW)
    totals = {one["category"]["coding"][0]["code"]: str(one["amount"]["value"]) for one in made["total"]}
    assert totals == {"submitted": "90.00", "benefit": "60.00"}
    assert (made["payment"]["type"]["coding"][0]["code"], str(made["payment"]["amount"]["value"])) == (
        "partial",
        "60.00",
    )
    whole = response(claim(line(4)), [outcome(1, 4, 4)], NOW)
    assert whole["payment"]["type"]["coding"][0]["code"] == "complete"


@pytest.mark.parametrize(
    ("said", "units", "cents"),
    [
        (line(4, "15.00"), 3, "45.00"),
        (line(4, "15"), 3, "45.00"),
        (line(3, "0.335"), 1, "0.34"),  # half a cent is rounded up
        (line(3, "0.3349"), 1, "0.33"),
        (line(3, None, "10.00"), 1, "3.33"),  # without a price, its part of the net
        (line(3, None, "10.00"), 2, "6.67"),
        (line(4, "15.00", "50.00"), 4, "50.00"),  # the net is what is asked for, whatever the price says
        (line(4, "15.00", "50.00"), 3, "37.50"),
        (line(4, "15.00", "70.00"), 4, "70.00"),
        (line(4, "15.00", "0.05"), 2, "0.03"),  # half a cent is rounded up
        (line(4, "15.00", "0.00"), 3, "0.00"),
        (line(3, None, "45.0150"), 3, "45.01"),  # 45.02 would be more than was asked for
        (line(3, None, "45.0149"), 3, "45.01"),
        (line(1, None, "0.009"), 1, "0.00"),
        (line(9999, "15.00", "999999999.999999"), 9999, "999999999.99"),
        (line(4, None), 4, None),
    ],
)
def test_what_units_are_worth(said, units, cents):
    """The units' part of the net, else price times units, in cents, half up."""
    amount = payable(said, units)
    assert (str(amount["value"]) if amount else None) == cents


@given(
    st.decimals(0, 1000, allow_nan=False, places=3),
    st.none() | st.decimals(0, 1000, allow_nan=False, places=4),
    st.integers(1, 60),
    st.integers(1, 60),
)
def test_no_more_is_paid_than_is_submitted(price, net, units, paid):
    """Of all units at most what the line asks for, of fewer units no more than that, whatever the price is."""
    said = line(units, str(price), str(net) if net is not None else None)
    asked, worth, all_ = submitted(said), payable(said, min(units, paid)), payable(said, units)
    assert asked
    assert worth
    assert all_
    assert Decimal(0) <= worth["value"] <= all_["value"] <= asked["value"]


def test_what_is_submitted_keeps_its_digits():
    """The net as it was sent; without it price times quantity in cents; without both nothing."""
    assert [str((submitted(one) or {})["value"]) for one in (line(4, "15.00", "60.000"), line(4, "15.005"))] == [
        "60.000",
        "60.02",
    ]
    assert submitted(line(4, None)) is None


def test_an_amount_without_a_value_is_none():
    """A net or a price that only bears an extension says nothing."""
    bare = line(4, None) | {"net": {"currency": "USD"}, "unitPrice": {"currency": "USD"}}
    assert (submitted(bare), payable(bare, 2)) == (None, None)
    assert str((submitted(line(4) | {"net": {"currency": "USD"}}) or {})["value"]) == "60.00"


def test_a_line_without_amounts_has_an_adjudication_all_the_same():
    """R4 wants one at least."""
    assert told(response(claim(line(4, None)), [], NOW)["item"][0]) == [("allowedunits", None, 0, None)]


def test_what_is_taken_back():
    """Negative benefit and the alert at the line of the same number; a line that is not repeated is added."""
    asked, gone = claim(line(4)), claim(line(4), line(2))["item"]
    taken = [Taken(one, 4, {"value": Decimal("60.00"), "currency": "USD"}) for one in gone]
    void = response(asked, [outcome(1, 0)], NOW, taken, "N693")
    assert told(void["item"][0])[1:] == [("benefit", None, None, "-60.00"), ("denialreason", "N693", None, None)]
    (added,) = void["addItem"]
    assert told(added) == [("benefit", None, None, "-60.00"), ("denialreason", "N693", None, None)]
    assert added["productOrService"] == gone[1]["productOrService"]
    assert void["disposition"] == "line 1: taken back"
    assert str(void["payment"]["amount"]["value"]) == "-120.00"
    replaced = response(asked, [outcome(1, 4, 3, Refusal(1, Denial("197", ("M62",)), OVER))], NOW, taken[:1], "N694")
    assert replaced["disposition"] == "line 1: 3 of 4 units payable, the original's taken back"
    assert str(replaced["payment"]["amount"]["value"]) == "-15.00"
    assert benefits(replaced) == {1: {"value": Decimal("45.00"), "currency": "USD"}}


def kind_of_payment(answer):
    """The code of payment.type."""
    return answer["payment"]["type"]["coding"][0]["code"]


def test_a_payment_is_complete_when_nothing_asked_for_is_left():
    """A void asks for nothing, and so does a replacement of which nothing is paid: what they take back is all of it."""
    asked = claim(line(4))
    taken = [Taken(asked["item"][0], 4, {"value": Decimal("60.00"), "currency": "USD"})]
    denied, cut = Refusal(4, Denial("29"), LATE), Refusal(1, Denial("197", ("M62",)), OVER)
    assert kind_of_payment(response(asked, [outcome(1, 0)], NOW, taken, "N693")) == "complete"
    assert kind_of_payment(response(asked, [outcome(1, 4, 0, denied)], NOW, taken, "N694")) == "complete"
    assert kind_of_payment(response(asked, [outcome(1, 4, 4)], NOW, taken, "N694")) == "complete"
    assert kind_of_payment(response(asked, [outcome(1, 4, 3, cut)], NOW, taken, "N694")) == "partial"
    waiting = Refusal(1, Denial("133", (), "OA"), OVER)
    assert kind_of_payment(response(asked, [outcome(1, 4, 3, waiting, pended=1)], NOW)) == "partial"


def test_a_decision_tells_its_lines_anew_and_leaves_the_others():
    """The pended line's reasons and notes are replaced, numbers of notes are not used twice."""
    waiting = Refusal(2, Denial("133", (), "OA"), OVER)
    asked = claim(line(4), line(2))
    before = response(
        asked, [outcome(1, 4, 3, Refusal(1, Denial("29"), LATE)), outcome(2, 2, 0, waiting, pended=2)], NOW
    )
    after = decided(before, asked, [outcome(2, 2, 2)], NOW, ["The payer: fine"])
    assert after["item"][0] == before["item"][0]
    assert told(after["item"][1]) == [
        ("submitted", None, None, "30.00"),
        ("allowedunits", None, 2, None),
        ("benefit", None, None, "30.00"),
    ]
    assert [(one["number"], one["text"][:9]) for one in after["processNote"]] == [(1, "line 1: 1"), (3, "The payer")]
    assert after["item"][1]["noteNumber"] == [3]
    assert after["disposition"] == "line 1: 3 of 4 units payable; line 2: 2 of 2 units payable"
    assert str(after["payment"]["amount"]["value"]) == "75.00"


def test_a_cancelled_answer_says_all_it_said():
    """Only the status is another."""
    before = response(claim(line(4)), [outcome(1, 4, 4)], NOW)
    assert cancelled(before) == before | {"status": "cancelled"}


def test_all_of_them_conform():
    """Each kind of line is valid R4, also to fhir.resources, and conforms to peer-support-claim-response."""
    asked = claim(line(4), line(2), line(3, None, "10.00"), line(1, None))
    taken = [Taken({**line(9), "sequence": 9}, 9, {"value": Decimal(135), "currency": "USD"})]
    lines = [
        outcome(1, 4, 3, Refusal(1, Denial("197", ("M62",)), OVER), notes=(LATE,)),
        outcome(2, 2, 0, Refusal(2, Denial("133", (), "OA"), OVER), pended=2),
        outcome(3, 3, 3),
        outcome(4, 1, 0, Refusal(1, Denial("29"), LATE)),
    ]
    made = json.decode(json.encode(response(asked, lines, NOW, taken, "N694")))
    assert [issue for issue in check(made, LIBRARY, [PROFILE]) if issue.refuses] == []
    assert document(made)
