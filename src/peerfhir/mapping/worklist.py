"""The worklist as a searchset: the ClaimResponse of each line, followed by what was found about it (names.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import NAMESPACE_URL, uuid5

from peerfhir.fhir.issues import CANONICAL
from peerfhir.mapping import explanation
from peerfhir.mapping.finding import issue
from peerfhir.policy.verdict import Refusal

Json = dict[str, Any]
Reason = Literal["overrun", "encounter-changed", "authorization-changed", "facts-changed"]

REASONS: tuple[Reason, ...] = get_args(Reason)
REASON = f"{CANONICAL}/StructureDefinition/worklist-reason"


@dataclass(frozen=True, slots=True)
class Item:
    """A paid line of an answer that would be paid less now: units paid and payable, the program, and why."""

    answer: Json
    line: int
    paid: int
    payable: int
    program: str
    reason: Reason
    refusal: Refusal


def searchset(items: Sequence[Item], root: str, links: Sequence[tuple[str, str]]) -> Json:
    """The Bundle: each ClaimResponse once, behind it the OperationOutcome of its lines; `links` are (relation, url)."""
    made: Json = {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": [{"relation": relation, "url": url} for relation, url in links],
    }
    answers = {item.answer["id"]: item.answer for item in items}
    entries: list[Json] = []
    for fid, answer in answers.items():
        url = f"{root}/ClaimResponse/{fid}"
        entries.append({"fullUrl": url, "resource": answer, "search": {"mode": "match"}})
        issues = [_issue(item) for item in items if item.answer["id"] == fid]
        found = {"resourceType": "OperationOutcome", "issue": issues}
        entries.append(
            {"fullUrl": f"urn:uuid:{uuid5(NAMESPACE_URL, url)}", "resource": found, "search": {"mode": "outcome"}}
        )
    return made | ({"entry": entries} if entries else {})


def _issue(item: Item) -> Json:
    """What was found about a line: the rule, the reason, and the numbers."""
    found = issue(item.refusal.finding).as_json()
    place = next(n for n, one in enumerate(item.answer["item"]) if one["itemSequence"] == item.line)
    lead = f"ClaimResponse/{item.answer['id']} line {item.line}: {item.paid} units paid, {item.payable} payable now"
    return {
        "extension": [{"url": REASON, "valueCode": item.reason}, explanation.extension(item.refusal.finding)],
        **found,
        "severity": "warning",
        "diagnostics": f"{lead}. {found.get('diagnostics', '')}",
        "expression": [f"ClaimResponse.item[{place}]"],
    }
