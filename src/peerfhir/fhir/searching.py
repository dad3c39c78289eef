"""The search parameters of R4 and of ours, and the Patient compartment, read off `r4/search.json`.

`scripts/definitions/searching.py` compiles that file. Numbers in it are stored in databases: a resource type's code
and a parameter's id never change.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

ParameterType = Literal["token", "reference", "date", "string", "uri", "number", "quantity"]
_STEP = re.compile(r"(\w+)(?:\{(\w+)=([^}]*)\})?(?:\.|$)")
_HL7 = "http://hl7.org/fhir/SearchParameter/"
_TABLE: dict[str, Any] = msgspec.json.decode((Path(__file__).parent / "r4" / "search.json").read_bytes())

TYPE_CODES: Mapping[str, int] = _TABLE["types"]
TYPE_NAMES: Mapping[int, str] = {code: name for name, code in TYPE_CODES.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """One JSON key to follow and, when the expression says `where(guard='value')`, what must stand there."""

    key: str
    guard: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a resource a value lies, and its data type."""

    steps: tuple[Step, ...]
    type: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A search parameter of one resource type.

    `id` numbers its places: parameters that read the same ones share it and differ in `only`. `targets` are the types
    that a reference may name (none: any), `only` those that `where(resolve() is X)` lets through (none: all).
    `systems` are the code systems that its `code` elements are bound to, and which their JSON does not repeat.
    `single` is said of dates: a resource has one value at most. `url` is the canonical of its SearchParameter.
    """

    code: str
    type: ParameterType
    id: int
    places: tuple[Place, ...]
    targets: frozenset[str]
    only: frozenset[str]
    systems: frozenset[str]
    single: bool
    url: str

    def reads(self, *types: str) -> bool:
        """Whether any of its places has one of these data types."""
        return any(place.type in types for place in self.places)


@cache
def parameters(resource_type: str) -> Mapping[str, Parameter]:
    """The parameters of a type by code, without `_id` and `_lastUpdated`; none for an unknown type."""
    found = _TABLE["parameters"].get(resource_type, {})
    return {
        code: Parameter(
            code,
            entry["type"],
            entry["id"],
            _places(entry["places"]),
            frozenset(entry.get("targets", ())),
            frozenset(entry.get("only", ())),
            frozenset(entry.get("systems", ())),
            entry.get("single", False),
            entry.get(
                "url", _HL7 + (f"Resource{code.replace('_', '-')}" if code[0] == "_" else f"{resource_type}-{code}")
            ),
        )
        for code, entry in found.items()
    }


@cache
def compartment(resource_type: str) -> tuple[Place, ...]:
    """The places whose references to a Patient put a resource of this type into that patient's compartment.

    http://hl7.org/fhir/R4/compartmentdefinition-patient.html; empty for types outside of it.
    """
    return _places(_TABLE["compartment"].get(resource_type, ()))


@cache
def belonging(resource_type: str) -> frozenset[Place]:
    """Those places of the compartment that say to whom a resource of this type belongs; none for a Patient itself.

    A Coverage is its beneficiary's, whoever holds or pays it.
    """
    if resource_type == "Patient":
        return frozenset()
    if resource_type == "Coverage":
        return frozenset(parameters(resource_type)["beneficiary"].places)
    return frozenset(compartment(resource_type))


def _places(texts: list[str] | tuple[()]) -> tuple[Place, ...]:
    return tuple(_place(text) for text in texts)


def _place(text: str) -> Place:
    path, _, type_ = text.rpartition(":")
    steps, end = [], 0
    for found in _STEP.finditer(path):
        steps.append(Step(found[1], (found[2], found[3]) if found[2] else None))
        end += len(found[0])
    if end != len(path):
        raise ValueError(f"search.json: no steps of a path: {text}")
    return Place(tuple(steps), type_)
