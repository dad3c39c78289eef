"""Which constraints of our profiles state a rule.

An invariant does by its key (`NE-27`, or `NE-29-triggers` where one rule has several), any other constraint by the rule
ids that lead the comment of its element (`NE-02: ...`). A list that many rules make names one or two of them there,
which a finding then bears, and leads the element's requirements with the others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from peerfhir import data
from peerfhir.fhir import json
from peerfhir.fhir.structures import ElementRule, led, slim

_KEY = re.compile(r"([A-Z]{1,5}-[0-9]+)(?:-[a-z0-9-]+)?$")


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint: the id of its profile, the element's id there, and what it is (`invariant NE-27`)."""

    profile: str
    element: str
    kind: str


@cache
def constraints() -> dict[str, tuple[Constraint, ...]]:
    """Rule id to what states it, in the order of profiles and elements."""
    found: dict[str, list[Constraint]] = {}
    for file in sorted((data.folder("profiles") / "package").glob("StructureDefinition-*.json")):
        resource = json.decode(file.read_bytes())
        required = {one["id"]: one.get("requirements", "") for one in resource["differential"]["element"]}
        for element in slim(resource).elements:
            for rule, kind in _stated(element, led(required[element.id])):
                found.setdefault(rule, []).append(Constraint(resource["id"], element.id, kind))
    return {rule: tuple(stated) for rule, stated in found.items()}


def _stated(element: ElementRule, others: str | None) -> Iterator[tuple[str, str]]:
    for constraint in element.constraints:
        if key := _KEY.match(constraint.key):
            yield key[1], f"invariant {constraint.key}"
    for rule in f"{element.rule or ''} {others or ''}".split():
        yield rule, _kind(element)


def _kind(element: ElementRule) -> str:
    said = []
    if element.min is not None or element.max is not None:
        said.append("cardinality")
    if element.fixed_type or element.pattern_type:
        said.append("value")
    if element.binding:
        said.append(f"{element.binding.strength} binding")
    if element.types:
        said.append("type")
    return ", ".join(said) or "element"
