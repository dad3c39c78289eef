"""The R4 4.0.1 structures and required codes, as compiled by `python -m scripts.definitions`.

Read once, on first use; facts only. A structure is named by its path: `Encounter`, `Encounter.participant`, `Period`.
"""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

CORE = "http://hl7.org/fhir/StructureDefinition/"
TABLES = Path(__file__).parent / "r4"

Rules = dict[str, tuple[str, str]]  # key of the invariant -> its severity and FHIRPath expression


class Element(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a structure may hold under one name.

    `types` are structure names, several only where `choice`; `targets` the resource types a Reference may point to
    (none: any); `codes` the value set of a required binding whose codes are listed, `most` one that no code may leave
    and that cannot be listed here (languages), `extensible` that of an extensible binding.
    """

    types: tuple[str, ...]
    min: int = 0
    many: bool = False
    choice: bool = False
    targets: tuple[str, ...] = ()
    codes: str | None = None
    extensible: str | None = None
    most: str | None = None
    rules: Rules = {}


class Structure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One type or nested element, with what it inherits from `base` once it comes from `Definitions.structure`."""

    kind: Literal["resource", "complex", "primitive", "nested"]
    base: str | None = None
    abstract: bool = False
    elements: dict[str, Element] = {}
    rules: Rules = {}
    regex: str | None = None


class Definitions:
    """The tables in a folder."""

    def __init__(self, folder: Path = TABLES) -> None:
        types = msgspec.json.decode((folder / "elements.json").read_bytes(), type=dict[str, dict[str, Structure]])
        self._own = {path: structure for paths in types.values() for path, structure in paths.items()}
        self.paths = frozenset(self._own)
        self._whole: dict[str, Structure] = {}
        self._codes = msgspec.json.decode((folder / "terminology.json").read_bytes(), type=dict[str, msgspec.Raw])
        self._expanded: dict[str, dict[str, frozenset[str]]] = {}
        self._stating: dict[str, str] = {}
        self.types = frozenset(types)  # resources, data types and primitives, the abstract ones too
        self.resources = frozenset(p for p, s in self._own.items() if s.kind == "resource" and not s.abstract)

    def structure(self, path: str) -> Structure:
        """The structure with the elements and rules of its bases, theirs first. `KeyError` when R4 has none."""
        found = self._whole.get(path)
        if found is None:
            found = own = self._own[path]
            if own.base:
                base = self.structure(own.base)
                found = msgspec.structs.replace(
                    own, elements=base.elements | own.elements, rules=base.rules | own.rules
                )
            self._whole[path] = found
        return found

    def codes(self, value_set: str) -> dict[str, frozenset[str]]:
        """The codes of a value set by code system. `KeyError` when no required binding names it."""
        found = self._expanded.get(value_set)
        if found is None:
            found = msgspec.json.decode(self._codes[value_set], type=dict[str, frozenset[str]])
            self._expanded[value_set] = found
        return found

    def stating(self, key: str) -> str | None:
        """The canonical of the definition that states an invariant first; None when R4 has none of that key."""
        if not self._stating:
            for path in sorted(self._own, reverse=True):
                own = self._own[path]
                for rules in (*(element.rules for element in own.elements.values()), own.rules):
                    self._stating |= dict.fromkeys(rules, path.partition(".")[0])
            self._stating["sqty-1"] = "SimpleQuantity"  # a profile that elements name as their type
        found = self._stating.get(key)
        return f"{CORE}{found}" if found else None


@cache
def definitions() -> Definitions:
    """The tables of the package, read once."""
    return Definitions()
