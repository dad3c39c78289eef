"""What base R4 says about the elements that profiles speak of: their JSON names, types, and whether they repeat."""

from collections.abc import Sequence
from functools import cache

from peerfhir.fhir.definitions import definitions
from peerfhir.validation.elements import Slot
from peerfhir.validation.elements import slots as slots_of

_ANY = ("Resource", "DomainResource")


@cache
def slots(home: str) -> dict[str, Slot]:
    """The JSON names of a structure of R4, `Period` or `Encounter.participant`; none of what is no structure."""
    tables = definitions()
    return slots_of(home, tables.structure(home)) if home in tables.paths else {}


@cache
def named(home: str, name: str) -> tuple[Slot, ...]:
    """The JSON names that one element may have: several of a choice."""
    return tuple(slot for slot in slots(home).values() if slot.name == name)


def homes(kind: str) -> tuple[str, ...]:
    """The structure that a type is, none where R4 has no such type."""
    return (kind,) if kind in definitions().paths else ()


def below(above: Sequence[str], name: str) -> tuple[str, ...]:
    """The structures that the element `name` of any of these may be; none where none has it."""
    return tuple(dict.fromkeys(slot.type for home in above for slot in named(home, name)))


def narrowed(above: tuple[str, ...], codes: Sequence[str]) -> tuple[str, ...]:
    """Those of the structures that a profile allows by naming types; a nested element is named BackboneElement."""
    if not codes:
        return above
    if any(home in _ANY for home in above):
        return tuple(code for code in codes if code in definitions().paths)
    kept = tuple(home for home in above if home in codes)
    return kept or above


@cache
def ancestry(kind: str) -> tuple[str, ...]:
    """A type and the types it extends: Age, Quantity, Element."""
    tables = definitions()
    found: list[str] = []
    at: str | None = kind
    while at and at in tables.paths:
        found.append(at)
        at = tables.structure(at).base
    return tuple(found)
