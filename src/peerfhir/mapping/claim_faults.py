"""Why a Claim cannot be adjudicated at all: it is refused as a whole before any line is looked at."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from peerfhir.fhir.issues import Issue
from peerfhir.mapping.claim import frequency
from peerfhir.mapping.elements import Json, as_sent, codes, decimal, item, items, listed, text, whole
from peerfhir.mapping.extensions import OURS, Extensions, typed
from peerfhir.mapping.times import backwards, day, moment
from peerfhir.mapping.trail import named

_LINES = 999  # of an X12 837 claim there are fewer still
_UNITS = 9999
_ENOUGH = 1000
_CURRENCY = "USD"
_NUMBERED = ("careTeam", "diagnosis", "supportingInfo", "procedure", "insurance", "item")
# How lines refer to what is numbered.
_SELECTS = {
    "careTeamSequence": "careTeam",
    "diagnosisSequence": "diagnosis",
    "informationSequence": "supportingInfo",
    "procedureSequence": "procedure",
}
_MINUTES = frozenset({"min", "h", "MJ"})  # of UCUM and X12 673
_FREQUENCY = "claim-frequency"
_CODE = typed("valueCode")
_FREQUENCIES = frozenset({"1", "7", "8"})
_KNOWN = "1 (original), 7 (replacement), 8 (void)"


def faults(claim: Json) -> list[Issue]:
    """Every fault for which a Claim is refused (422), each with its place, but no more than a thousand.

    An empty list when it can be adjudicated.
    """
    lines = listed(claim.get("item"))
    if len(lines) > _LINES:
        said = f"{len(lines)} lines; send them as several claims"
        return [_fault("value", f"A claim has at most {_LINES} lines", "Claim.item", said)]
    return list(islice(_all(claim, lines), _ENOUGH))


def _all(claim: Json, lines: list[Any]) -> Iterator[Issue]:
    sequences = {name: _sequences(claim, name) for name in _NUMBERED}
    yield from _whole_claim(claim)
    yield from _frequency(claim)
    yield from _original(claim)
    yield from _repeated(claim)
    yield from _money("Claim.total", claim.get("total"))
    for place, line in enumerate(map(item, lines)):
        path = f"Claim.item[{place}]"
        yield from _quantity(path, line)
        yield from _served(path, line)
        yield from _dangling(path, line, sequences)
        yield from _money(f"{path}.unitPrice", line.get("unitPrice"))
        yield from _money(f"{path}.net", line.get("net"))


def _fault(code: str, text: str, path: str, said: str) -> Issue:
    return Issue("error", code, text, (path,), diagnostics=said)


def _whole_claim(claim: Json) -> Iterator[Issue]:
    use, status = claim.get("use"), claim.get("status")
    if use != "claim":
        yield _fault("value", "What is adjudicated has the use claim", "Claim.use", f"use is {_shown(use)}")
    if status != "active":
        said = f"status is {_shown(status)}; to take a claim back send one with claim-frequency 8"
        yield _fault("value", "Only an active claim is adjudicated", "Claim.status", said)
    if not items(claim.get("item")):
        yield _fault("required", "A claim has at least one line", "Claim.item", "Add an item for each service")
    focal = [one for one in items(claim.get("insurance")) if one.get("focal") is True]
    if len(focal) != 1:
        said = f"{len(focal) or 'no'} of them are focal; mark the coverage this claim is sent to, and no other"
        yield _fault("value" if focal else "required", "One insurance of a claim is focal", "Claim.insurance", said)


def _frequency(claim: Json) -> Iterator[Issue]:
    """Whatever would make an original of a void or a replacement."""
    given = Extensions(claim)
    coded = dict(given.located(_FREQUENCY, "valueCode"))
    for number, (place, _) in enumerate(given.located_parts(_FREQUENCY)):
        code = coded.get(f"{place}.{_CODE}")
        if number:
            yield _fault("duplicate", "A claim has one frequency", f"Claim{place}", "Leave all but one of them out")
        elif code is None:
            yield _fault("required", "A claim frequency is a code", f"Claim{place}", f"Give valueCode: {_KNOWN}")
        elif text(code) not in _FREQUENCIES:
            said = f"{_shown(code)}; known are {_KNOWN}"
            yield _fault("value", "There is no such claim frequency", f"Claim{place}.{_CODE}", said)
    for index, one in enumerate(map(item, listed(claim.get("modifierExtension")))):
        if one.get("url") == f"{OURS}{_FREQUENCY}":
            wrong, at = "The claim frequency is no modifierExtension", f"Claim.modifierExtension[{index}]"
            yield _fault("structure", wrong, at, "Send it in Claim.extension")


def _original(claim: Json) -> Iterator[Issue]:
    """That a void or a replacement takes back one claim."""
    related = enumerate(map(item, listed(claim.get("related"))))
    prior = [place for place, one in related if "prior" in codes([one.get("relationship")])]
    for place in prior[1:] if frequency(claim) != "1" else ():
        wrong, said = "A claim replaces or voids one claim", "Send one for each claim that is taken back"
        yield _fault("duplicate", wrong, f"Claim.related[{place}]", said)


def _repeated(claim: Json) -> Iterator[Issue]:
    for name in _NUMBERED:
        seen: set[int] = set()
        for place, one in enumerate(map(item, listed(claim.get(name)))):
            number = whole(one.get("sequence"))
            if number in seen:
                wrong = "Sequence numbers do not repeat"
                said = f"{number} stands before; number them 1, 2, 3, ..."
                yield _fault("duplicate", wrong, f"Claim.{name}[{place}].sequence", said)
            elif number is not None:
                seen.add(number)


def _sequences(claim: Json, name: str) -> frozenset[int | None]:
    return frozenset([whole(one.get("sequence")) for one in items(claim.get(name))])


def _dangling(path: str, line: Json, sequences: dict[str, frozenset[int | None]]) -> Iterator[Issue]:
    """What a line refers to and is not there: numbers of the claim, and encounters that are none of this server's."""
    for name, target in _SELECTS.items():
        for place, number in enumerate(listed(line.get(name))):
            if whole(number) not in sequences[target]:
                wrong = f"A line refers to a {target} that is not there"
                said = f"no Claim.{target} has the sequence {_shown(number)}"
                yield _fault("value", wrong, f"{path}.{name}[{place}]", said)
    for place, one in enumerate(listed(line.get("encounter"))):
        if named(one, "Encounter") is None:
            wrong, at = "A line names the Encounters of this server that it bills", f"{path}.encounter[{place}]"
            yield _fault("value", wrong, at, "Refer to it as Encounter/id, or leave it out")


def _quantity(path: str, line: Json) -> Iterator[Issue]:
    quantity = item(line.get("quantity"))
    if "value" not in quantity:
        yield _fault("required", "A line says how many units it bills", f"{path}.quantity", "Give quantity.value")
        return
    units = whole(quantity["value"])
    if units is None or not 1 <= units <= _UNITS:
        given = as_sent(quantity["value"])
        shown = f"value is {_shown(quantity['value'])}" if given is None else f"{_shown(given)} units"
        said = f"{shown}; a line bills between 1 and {_UNITS}"
        yield _fault("value", "Units are a whole number above zero", f"{path}.quantity.value", said)
    if text(quantity.get("code")) in _MINUTES:
        said = f"{quantity['code']} is a time; bill units"
        yield _fault("value", "A line bills units, not time", f"{path}.quantity.code", said)


def _served(path: str, line: Json) -> Iterator[Issue]:
    """That a line tells its days: a full date, or a period with both ends; or an encounter that has one."""
    if "servicedDate" in line:
        if day(line["servicedDate"]) is None:
            said = f"servicedDate is {_shown(line['servicedDate'])}; send the full date"
            yield _fault("value", "A line is for a day", f"{path}.serviced.ofType(date)", said)
    elif "servicedPeriod" in line:
        period = item(line["servicedPeriod"])
        for name in ("start", "end"):
            if day(period.get(name)) is None:
                wrong = "A period served has a first and a last day"
                said = f"{name} is {_shown(period.get(name))}; send the full date"
                code = "required" if name not in period else "value"
                yield _fault(code, wrong, f"{path}.serviced.ofType(Period).{name}", said)
            elif _zoneless(period[name]):
                wrong = "A time of day is told with its offset from UTC"
                said = f"{name} is {_shown(period[name])}; send it as 2026-11-09T10:00:00-07:00, or the date alone"
                yield _fault("value", wrong, f"{path}.serviced.ofType(Period).{name}", said)
        if backwards(period):
            said = f"start {period.get('start')}, end {period.get('end')}"
            yield _fault(
                "value", "A period served must not end before it begins", f"{path}.serviced.ofType(Period)", said
            )
    elif not items(line.get("encounter")):
        wrong, said = "A line says when the service was given", "Give servicedDate, servicedPeriod, or the encounter"
        yield _fault("required", wrong, f"{path}.serviced", said)


def _zoneless(text: Any) -> bool:
    """Whether a time of day could be that of any zone."""
    found = moment(text)
    return found is not None and "T" in found.written and found.at is None


def _money(path: str, money: Any) -> Iterator[Issue]:
    given = item(money)
    if "currency" in given and given["currency"] != _CURRENCY:
        said = f"{_shown(given['currency'])}; send the amount in {_CURRENCY}"
        yield _fault("value", "Amounts are in US dollars", f"{path}.currency", said)
    amount = decimal(given.get("value"))
    if "value" in given and (amount is None or amount < 0):
        said = f"{_shown(given['value'])}; send an amount from 0 to below 1,000,000,000, with at most six decimals"
        yield _fault("value", "An amount is not below zero, nor of more digits than money has", f"{path}.value", said)


def _shown(value: Any) -> str:
    """A value in a message: numbers short, texts cut."""
    number = as_sent(value)
    if number is not None:
        return f"{number:.12g}"
    return repr(value[:64]) if isinstance(value, str) else "missing" if value is None else "of another kind"
