"""What became of a claim, as the ClaimResponse that answers it (names.md; domain.md section 14).

Amounts are Decimals; those of the claim keep the digits they came with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from peerfhir.fhir.issues import CANONICAL
from peerfhir.mapping import explanation
from peerfhir.mapping.amounts import payable, submitted
from peerfhir.policy.verdict import Outcome, Refusal

Json = dict[str, Any]
Alert = Literal["N693", "N694"]  # of a void, of a replacement

CARC = "https://x12.org/codes/claim-adjustment-reason-codes"
RARC = "https://x12.org/codes/remittance-advice-remark-codes"
GROUP = f"{CANONICAL}/StructureDefinition/adjustment-group"
RULE = f"{CANONICAL}/StructureDefinition/rule"
PENDED = "133"
_AMOUNTS = "http://terminology.hl7.org/CodeSystem/adjudication"
_UNITS = "http://hl7.org/fhir/us/davinci-pdex/CodeSystem/PDexAdjudicationDiscriminator"
_PAYMENT = "http://terminology.hl7.org/CodeSystem/ex-paymenttype"
_SPLIT = "N123"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a void or a replacement takes back of one line of the original: its units, and what was paid for them."""

    item: Json
    units: int
    amount: Json | None

    @property
    def number(self) -> int:
        """The line's sequence."""
        return int(self.item["sequence"])


def response(
    claim: Json, outcomes: Sequence[Outcome], created: datetime, taken: Sequence[Taken] = (), alert: Alert = "N693"
) -> Json:
    """The ClaimResponse of a stored Claim (with id and insurer): one item a line, each denial with its explanation.

    `taken` is what an original loses, told on the line of the same sequence, or as an added one when there is none.
    """
    said = {outcome.number: outcome for outcome in outcomes}
    back = {one.number: one for one in taken}
    items, notes = [], _Notes()
    for line in claim["item"]:
        number = line["sequence"]
        item = _line(line, said.get(number), notes)
        item["adjudication"] = _asked(line) + item["adjudication"] + _taken(back.get(number), alert)
        # R4 wants at least one adjudication
        item["adjudication"] = item["adjudication"] or [_units("allowedunits", 0)]
        items.append(item)
    answered = {line["sequence"] for line in claim["item"]}
    added = [_added(one, alert) for one in taken if one.number not in answered]
    made: Json = {
        "resourceType": "ClaimResponse",
        "status": "active",
        "type": claim["type"],
        "use": "claim",
        "patient": claim["patient"],
        "created": created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "insurer": claim["insurer"],
        "requestor": claim["provider"],
        "request": {"reference": f"Claim/{claim['id']}"},
        "outcome": "complete",
        "item": items,
    }
    if added:
        made["addItem"] = added
    made["insurance"] = [{name: one[name] for name in ("sequence", "focal", "coverage")} for one in claim["insurance"]]
    return _summed(made, claim, notes.made, created)


def decided(before: Json, claim: Json, outcomes: Iterable[Outcome], created: datetime, said: Sequence[str]) -> Json:
    """The ClaimResponse after a payer decided on pended lines: theirs are told anew, with what the payer `said`."""
    fresh = {outcome.number: outcome for outcome in outcomes}
    gone = {number for item in before["item"] if item["itemSequence"] in fresh for number in item.get("noteNumber", ())}
    kept = [note for note in before.get("processNote", ()) if note["number"] not in gone]
    notes = _Notes(max((note["number"] for note in before.get("processNote", ())), default=0))
    lines = {line["sequence"]: line for line in claim["item"]}
    items = []
    for item in before["item"]:
        outcome = fresh.get(item["itemSequence"])
        if outcome is None:
            items.append(item)
            continue
        line = lines[item["itemSequence"]]
        told = _line(line, outcome, notes)
        numbers = [*told.pop("noteNumber", ()), *(notes.add(text) for text in said)]
        back = [one for one in item["adjudication"] if _negative(one) or _alert(one)]
        told["adjudication"] = _asked(line) + told["adjudication"] + back
        items.append(_ordered(told | ({"noteNumber": numbers} if numbers else {})))
    made = before | {"item": items}
    return _summed(made, claim, kept + notes.made, created)


def cancelled(before: Json) -> Json:
    """The ClaimResponse of a claim that was taken back."""
    return before | {"status": "cancelled"}


def benefits(answer: Json) -> dict[int, Json]:
    """What an answer pays for each line, by its sequence: the benefit as Money."""
    return {
        item["itemSequence"]: one["amount"]
        for item in answer.get("item", ())
        for one in item["adjudication"]
        if category(one) == "benefit" and not _negative(one)
    }


def category(adjudication: Mapping[str, Any]) -> str:
    """The code of what an adjudication is about."""
    return str(adjudication["category"]["coding"][0]["code"])


class _Notes:
    """Notes that are numbered as they come."""

    def __init__(self, last: int = 0) -> None:
        self.made: list[Json] = []
        self._last = last

    def add(self, text: str) -> int:
        self._last += 1
        self.made.append({"number": self._last, "type": "display", "text": text})
        return self._last


def _line(line: Json, outcome: Outcome | None, notes: _Notes) -> Json:
    """The item of a line without what it submitted: units and amount paid, reasons, and notes that explain them."""
    number = line["sequence"]
    if outcome is None:
        return {"itemSequence": number, "adjudication": []}
    adjudication: list[Json] = []
    if outcome.allowed:
        adjudication.append(_units("allowedunits", outcome.allowed))
        amount = payable(line, outcome.allowed)
        adjudication += [_amount("benefit", amount)] if amount else []
    numbers = []
    for refusal in outcome.refusals:
        adjudication += _reasons(refusal)
        numbers.append(notes.add(explanation.note(number, refusal.finding, refusal.units, _what(refusal))))
    if outcome.allowed and outcome.refusals:
        adjudication.append(_alerted(_SPLIT))
    told = {refusal.finding for refusal in outcome.refusals}
    more = [finding for finding in outcome.notes if finding not in told]
    numbers += [notes.add(explanation.note(number, finding)) for finding in more]
    item: Json = {"itemSequence": number, "adjudication": adjudication}
    if more:
        item["extension"] = [explanation.extension(finding) for finding in more]
    return _ordered(item | ({"noteNumber": numbers} if numbers else {}))


def _asked(line: Json) -> list[Json]:
    amount = submitted(line)
    return [_amount("submitted", amount)] if amount else []


def _ordered(item: Json) -> Json:
    return {name: item[name] for name in ("extension", "itemSequence", "noteNumber", "adjudication") if name in item}


def _what(refusal: Refusal) -> str:
    return "pended" if refusal.denial.carc == PENDED else "denied"


def _reasons(refusal: Refusal) -> list[Json]:
    """The CARC with its group, and each RARC; all with the rule."""
    denial, finding = refusal.denial, refusal.finding
    rule = {"url": RULE, "valueCode": finding.rule}
    carc = _reason(CARC, denial.carc) | {"value": refusal.units}
    carc["extension"] = [{"url": GROUP, "valueCode": denial.group}, rule, explanation.extension(finding)]
    return [carc, *(_reason(RARC, code) | {"extension": [rule], "value": refusal.units} for code in denial.rarcs)]


def _reason(system: str, code: str) -> Json:
    return {"category": _coded(_UNITS, "denialreason"), "reason": _coded(system, code)}


def _alerted(code: str) -> Json:
    """An alert: a remark that denies nothing, and so has no value."""
    return _reason(RARC, code)


def _taken(one: Taken | None, alert: Alert) -> list[Json]:
    if one is None:
        return []
    amount = [_amount("benefit", _negated(one.amount))] if one.amount else []
    return [*amount, _alerted(alert)]


def _added(one: Taken, alert: Alert) -> Json:
    """A line of the original that the claim which takes it back does not repeat."""
    coded: Json = {name: one.item[name] for name in ("productOrService", "modifier") if name in one.item}
    return {**coded, "adjudication": _taken(one, alert)}


def _summed(made: Json, claim: Json, notes: list[Json], created: datetime) -> Json:
    """The answer with what follows from its lines: disposition, totals, payment, notes."""
    lines = {line["sequence"]: line for line in claim["item"]}
    made["disposition"] = "; ".join(_disposed(item, lines[item["itemSequence"]]) for item in made["item"])
    sums = {name: _sum(made, name) for name in ("submitted", "benefit")}
    made["total"] = [{"category": _coded(_AMOUNTS, name), "amount": money} for name, money in sums.items() if money]
    if not made["total"]:
        del made["total"]
    made.pop("payment", None)
    paid = sums["benefit"]
    if paid:
        whole = not any(map(_refuses, made["item"])) or not any(map(_pays, made["item"]))
        day = created.date().isoformat()
        made["payment"] = {"type": _coded(_PAYMENT, "complete" if whole else "partial"), "date": day, "amount": paid}
    made.pop("processNote", None)
    return made | ({"processNote": notes} if notes else {})


def _disposed(item: Json, line: Json) -> str:
    """A line in words: `line 1: 3 of 4 units payable`."""
    units = [
        (category(one), one.get("reason", {}).get("coding", [{}])[0].get("code"), one) for one in item["adjudication"]
    ]
    allowed = sum(one["value"] for name, _, one in units if name == "allowedunits")
    waiting = sum(one.get("value", 0) for name, code, one in units if name == "denialreason" and code == PENDED)
    back = any(_negative(one) for _, _, one in units) or any(code in ("N693", "N694") for _, code, _ in units)
    quantity = line.get("quantity", {}).get("value", 0)
    said = f"line {item['itemSequence']}: {allowed} of {int(quantity)} units payable"
    if back and not any(name in ("allowedunits", "denialreason") and "value" in one for name, _, one in units):
        return f"line {item['itemSequence']}: taken back"
    return said + (f", {waiting} pended" if waiting else "") + (", the original's taken back" if back else "")


def _sum(answer: Json, name: str) -> Json | None:
    told = [*answer["item"], *answer.get("addItem", ())]
    found = [one["amount"] for item in told for one in item["adjudication"] if category(one) == name]
    if not found:
        return None
    total = sum((Decimal(money["value"]) for money in found), Decimal())
    return {"value": total, "currency": found[0].get("currency", "USD")}


def _amount(name: str, money: Json) -> Json:
    return {"category": _coded(_AMOUNTS, name), "amount": money}


def _units(name: str, value: int) -> Json:
    return {"category": _coded(_UNITS, name), "value": value}


def _negated(money: Json) -> Json:
    return money | {"value": -Decimal(money["value"])}


def _negative(adjudication: Json) -> bool:
    return category(adjudication) == "benefit" and bool(adjudication.get("amount", {}).get("value", 0) < 0)


def _refuses(item: Json) -> bool:
    """Whether units of a line are denied or pended."""
    return any(category(one) == "denialreason" and "value" in one for one in item["adjudication"])


def _pays(item: Json) -> bool:
    """Whether a line is paid anything, whatever is taken back on it."""
    return any(category(one) == "allowedunits" and one["value"] for one in item["adjudication"])


def _alert(adjudication: Json) -> bool:
    code = adjudication.get("reason", {}).get("coding", [{}])[0].get("code")
    return code in ("N693", "N694")


def _coded(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}
