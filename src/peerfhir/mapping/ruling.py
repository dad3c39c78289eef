"""A ruling as it is kept, in JSON: what a decision rested on, so that it can be read and recomputed later.

The facts with their versions, the numbers, the rule and its sentence, and what became of each line.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from peerfhir.policy.billing import Billed, Line
from peerfhir.policy.ruling import Citation, Denial, Entry, Finding
from peerfhir.policy.verdict import Grant, Outcome, Refusal

Json = dict[str, Any]
Fact = tuple[str, int]  # "Type/id", version


def of_claim(
    lines: Sequence[Line], outcomes: Sequence[Outcome], facts: Iterable[Fact], received: datetime, response: str
) -> Json:
    """What is kept of an adjudication; `response` is the "ClaimResponse/id" that told it."""
    told = {outcome.number: outcome for outcome in outcomes}
    return {
        "received": received.isoformat(),
        "response": response,
        "facts": _facts(facts),
        "lines": [_line(line, told[line.number]) for line in lines if line.number in told],
    }


def of_contact(findings: Iterable[Finding], entries: Iterable[Entry], facts: Iterable[Fact]) -> Json:
    """What is kept of the judgement of an encounter."""
    return {
        "facts": _facts(facts),
        "findings": [finding(one) for one in findings],
        "entries": [
            {"day": one.day.isoformat(), "units": one.units, "zone": one.zone, "rounding": one.rounding}
            for one in entries
        ],
    }


def of_decision(claim: str, decision: Json, outcomes: Sequence[Outcome], facts: Iterable[Fact]) -> Json:
    """What is kept of a payer's decision on the pended lines of a "Claim/id": its words, and what became of each."""
    lines = [{"number": one.number, "submitted": one.submitted, **_outcome(one)} for one in outcomes]
    return {"claim": claim, "decision": decision, "facts": _facts(facts), "lines": lines}


def finding(one: Finding) -> Json:
    """A finding in JSON, without what it does not say."""
    said = {
        "rule": one.rule,
        "severity": one.severity,
        "text": one.text,
        "source": one.citation.source,
        "lines": one.citation.lines,
        "quote": one.citation.quote,
        "path": one.path,
        "detail": one.detail,
        "hint": one.hint,
        "measured": one.measured,
        "limit": one.limit,
        "window": one.window,
        "pack": one.pack,
        "denial": _denial(one.denial) if one.denial else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def outcomes(body: Json) -> tuple[Outcome, ...]:
    """What became of each line, as it was kept."""
    return tuple(
        Outcome(
            line["number"],
            line["submitted"],
            line["program"],
            bytes.fromhex(line["digest"]) if line["digest"] else None,
            tuple(_granted(one) for one in line["paid"]),
            tuple(_granted(one) for one in line["pended"]),
            tuple(_refused(one) for one in line["refusals"]),
            tuple(_granted(one) for one in line["claimed"]),
            tuple(_finding(one) for one in line["notes"]),
        )
        for line in body["lines"]
    )


def billed(line: Json, day: date) -> Billed:
    """A line of a claim as later ones are held against it; granted is what its first answer paid or pended."""
    return Billed(
        day,
        line["submitted"],
        frozenset((system, code) for system, code in line["services"]),
        frozenset(line["modifiers"]),
        frozenset(line["peers"]),
        frozenset(line["encounters"]),
        last=date.fromisoformat(line["last"]) if line["last"] else None,
        granted=sum(one["units"] for one in (*line["paid"], *line["pended"])),
    )


def _line(line: Line, outcome: Outcome) -> Json:
    encounters = [contact.key for contact in line.contacts if contact.key]
    serving = [*line.peers, *(peer for one in line.contacts if not line.peers for peer in one.peers)]
    return {
        "number": line.number,
        "submitted": outcome.submitted,
        "services": [list(pair) for pair in line.services],
        "modifiers": list(line.modifiers),
        "peers": sorted({peer.key for peer in serving if peer.key}),
        "encounters": encounters,
        "first": line.first.isoformat() if line.first else None,
        "last": line.last.isoformat() if line.last else None,
        **_outcome(outcome),
    }


def _outcome(outcome: Outcome) -> Json:
    return {
        "program": outcome.program,
        "digest": outcome.digest.hex() if outcome.digest else None,
        "claimed": [_grant(grant) for grant in outcome.claimed],
        "paid": [_grant(grant) for grant in outcome.paid],
        "pended": [_grant(grant) for grant in outcome.pended],
        "refusals": [_refusal(refusal) for refusal in outcome.refusals],
        "notes": [finding(one) for one in outcome.notes],
    }


def _grant(grant: Grant) -> Json:
    said = {"day": grant.day.isoformat(), "units": grant.units, "paid_by": grant.paid_by}
    return said | {"encounter": grant.encounter, "zone": grant.zone, "rounding": grant.rounding}


def _granted(said: Json) -> Grant:
    day = date.fromisoformat(said["day"])
    return Grant(day, said["units"], said["paid_by"], said["encounter"], said["zone"], said["rounding"])


def _refusal(refusal: Refusal) -> Json:
    return finding(refusal.finding) | {"units": refusal.units} | _denial(refusal.denial)


def _refused(said: Json) -> Refusal:
    return Refusal(said["units"], _denied(said), _finding(said))


def _denial(denial: Denial) -> Json:
    return {"carc": denial.carc, "rarcs": list(denial.rarcs), "group": denial.group}


def _denied(said: Json) -> Denial:
    return Denial(said["carc"], tuple(said["rarcs"]), said["group"])


def _finding(said: Json) -> Finding:
    return Finding(
        said["rule"],
        said["severity"],
        said["text"],
        Citation(said["source"], said.get("lines"), said.get("quote")),
        said["path"],
        said["detail"],
        said["hint"],
        said.get("measured"),
        said.get("limit"),
        said.get("window"),
        said.get("pack"),
        _denied(said["denial"]) if "denial" in said else None,
    )


def _facts(facts: Iterable[Fact]) -> list[list[str | int]]:
    return [[name, version] for name, version in sorted(set(facts))]
