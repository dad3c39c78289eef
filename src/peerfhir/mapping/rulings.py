"""Rulings as the Parameters that `$ruling` answers (names.md)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]

_NUMBERS = ("units", "measured", "limit", "window")
_CODES = ("carc", "group")


@dataclass(frozen=True, slots=True)
class Kept:
    """A ruling as the store keeps it: `kind` e of an encounter, c of a claim, d of a payer's decision."""

    kind: str
    at: datetime
    program: str
    pack: bytes
    body: Json


def parameters(rulings: Iterable[Kept], seen: Collection[str]) -> Json:
    """The answer of `$ruling`: one `ruling` per line or finding; of the facts, those the caller may read (`seen`)."""
    found: list[Json] = []
    for one in rulings:
        facts = [_part("facts", "Reference", {"reference": f"{name}/_history/{version}"})
                 for name, version in one.body.get("facts", ()) if name in seen]  # fmt: skip
        shared = [*facts, *_pack(one)]
        for line in one.body.get("lines", ()):
            found += [_parameter(part, one, shared) for part in _rulings(line, seen)]
        for said in one.body.get("findings", ()):
            found.append(_parameter(_found(said), one, shared))
        if one.kind == "e" and not one.body.get("findings"):
            counted = [("units", entry["units"]) for entry in one.body.get("entries", ())]
            found.append(_parameter([_part("decision", "Code", "kept"), *_numbers(dict(counted))], one, shared))
    return {"resourceType": "Parameters", **({"parameter": found} if found else {})}


def names(rulings: Iterable[Kept]) -> set[str]:
    """The resources that rulings name, "Type/id": facts, and what paid."""
    named: set[str] = set()
    for one in rulings:
        named |= {name for name, _ in one.body.get("facts", ())}
        named |= {grant["paid_by"] for line in one.body.get("lines", ()) for grant in line["paid"]}
    return {name for name in named if "/" in name}


def _rulings(line: Json, seen: Collection[str]) -> Iterable[list[Json]]:
    """The parts of each ruling on a line: what is paid and by what, what is pended or denied and why, and remarks."""
    number = _part("line", "PositiveInt", line["number"])
    for grant in line["paid"]:
        by = grant["paid_by"]
        paid_by = [_part("paidBy", "String", by if "/" not in by or by in seen else "authorization")] if by else []
        yield [number, _part("decision", "Code", "paid"), *paid_by, *_numbers(grant)]
    for refusal in line["refusals"]:
        became = "pended" if refusal["carc"] == "133" else "denied"
        codes = [_part(name, "Code", refusal[name]) for name in _CODES]
        remarks = [_part("rarc", "Code", code) for code in refusal["rarcs"]]
        yield [number, _part("decision", "Code", became), *codes, *remarks, *_found(refusal)]
    for note in line["notes"]:
        yield [number, *_found(note)]


def _found(said: Json) -> list[Json]:
    source = f"{said['source']} line {said['lines']}" if "lines" in said else said["source"]
    texts = {"sentence": said.get("quote") or said["text"], "source": source}
    texts |= {name: said[name] for name in ("detail", "hint") if said.get(name)}
    return [
        _part("rule", "Code", said["rule"]),
        *(_part(name, "String", text) for name, text in texts.items()),
        *_numbers(said),
    ]


def _numbers(said: Json) -> list[Json]:
    told = [(name, said[name]) for name in _NUMBERS if said.get(name) is not None]
    if not told:
        return []
    parts = [_part(name, "Integer" if isinstance(value, int) else "String", value) for name, value in told]
    return [{"name": "numbers", "part": parts}]


def _pack(one: Kept) -> list[Json]:
    digest = [_part("digest", "String", one.pack.hex())] if one.pack else []
    return [*([_part("pack", "String", one.program)] if one.program else []), *digest]


def _parameter(parts: list[Json], one: Kept, shared: list[Json]) -> Json:
    at = one.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"name": "ruling", "part": [*parts, _part("at", "Instant", at), *shared]}


def _part(name: str, kind: str, value: object) -> Json:
    return {"name": name, f"value{kind}": value}
