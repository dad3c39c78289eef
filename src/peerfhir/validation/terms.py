"""Terminology without a server: what value sets hold, as far as the definitions at hand tell it.

Answers are three-valued: True and False are certain, None is "cannot be told here", and `why_unknown` says why. A code
is never refused because its code system is not at hand (http://hl7.org/fhir/R4/valueset.html#compositions).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from peerfhir.fhir.shelf import Shelf
from peerfhir.validation.concepts import Concepts, Json
from peerfhir.validation.grammars import GRAMMARS, LANGUAGES, has_part

MOST_CODES = 50_000  # of one value set that are listed; a larger one is asked code by code
MOST_SETS = 100  # that one value set may draw on

Codes = Mapping[str, frozenset[str]]
Told = dict[str, bool | None]  # what is known already of one code, by value set


class _UntoldError(Exception):
    """The codes of a value set cannot be listed."""


class Terms:
    """The value sets and code systems of a shelf. Pure; what is compiled is kept, one entry a definition."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._systems: dict[str, Concepts | None] = {}
        self._listed: dict[str, Codes | str] = {}

    def codes(self, value_set: str) -> Codes | None:
        """All codes of a value set by code system, None where they cannot be listed."""
        found = self._list(value_set)
        return None if isinstance(found, str) else found

    def has(self, value_set: str, system: str | None, code: str) -> bool | None:
        """Whether a value set holds a code; without `system` (elements of type `code`), that of any system in it."""
        listed = self._list(value_set)
        if isinstance(listed, str):
            return self._holds(value_set, system, code, {})
        if system is not None:
            return code in listed.get(system, ()) or self._recased(listed, system, code)
        return any(code in codes for codes in listed.values()) or any(self._recased(listed, s, code) for s in listed)

    def why_unknown(self, value_set: str) -> str:
        """What is missing where `has` answered None, as the end of a sentence; empty where nothing is."""
        found = self._list(value_set)
        return found if isinstance(found, str) else ""

    def concepts(self, system: str) -> Concepts | None:
        """The concepts of a code system by its canonical; None where it is not here, or none of its codes is."""
        found = self._systems.get(system)
        if found is not None or system in self._systems:
            return found
        definition = self._shelf.code_system(system)
        if definition is None:
            return None  # not kept: anybody can invent a system, or the version of one
        url = system.partition("|")[0]
        key = url if url == system else f"{url}|{definition.get('version')}"
        if key not in self._systems:
            told = definition.get("content") not in ("not-present", "supplement")
            self._systems[key] = Concepts(definition, self._shelf.supplements(url)) if told else None
        return self._systems[key]

    def note(self, value_set: str) -> str | None:
        """Which version stands in for the one that a canonical pins; None where that is met."""
        return self._shelf.note(value_set)

    def is_value_set(self, canonical: str) -> bool:
        """Whether a value set has this canonical."""
        return self._shelf.value_set(canonical) is not None

    def known(self, system: str) -> bool:
        """Whether a code system is here in full, or its codes are told by their form."""
        concepts = self.concepts(system)
        return system in GRAMMARS or (concepts is not None and concepts.complete)

    def code(self, system: str, code: str) -> bool | None:
        """Whether a code system has a code."""
        if system in GRAMMARS:
            return GRAMMARS[system](code)
        concepts = self.concepts(system)
        if concepts is None:
            return None
        return True if concepts.get(code) else (False if concepts.complete else None)

    def display(self, system: str, code: str) -> tuple[str, ...] | None:
        """The texts of a code, the display first; None where the code or its texts are not here."""
        concepts = self.concepts(system)
        concept = concepts.get(code) if concepts else None
        return concept.displays or None if concept else None

    def subsumes(self, system: str, ancestor: str, code: str) -> bool | None:
        """Whether `code` is `ancestor` or a kind of it."""
        concepts = self.concepts(system)
        if concepts is None or not (concepts.get(ancestor) and concepts.get(code)):
            return None
        return concepts.subsumes(ancestor, code)

    def _recased(self, listed: Codes, system: str, code: str) -> bool:
        """Whether the set holds it in another case, where the code system does not say that case counts."""
        concepts = self.concepts(system) if system in listed else None
        concept = concepts.get(code) if concepts else None
        return concept is not None and concept.code in listed[system]

    # Listing: all codes of a set, or why not

    def _list(self, value_set: str) -> Codes | str:
        found = self._listed.get(value_set)
        if found is None:
            try:
                found = {s: frozenset(codes) for s, codes in self._all(value_set, ()).items()}
            except _UntoldError as reason:
                found = str(reason)
            if self._shelf.value_set(value_set) is not None:  # not kept else: anybody can invent a canonical
                self._listed[value_set] = found
        return found

    def _all(self, value_set: str, within: tuple[str, ...]) -> dict[str, set[str]]:
        listed = self._listed.get(value_set)
        if listed is not None and not isinstance(listed, str):
            return {system: set(codes) for system, codes in listed.items()}
        definition = self._shelf.value_set(value_set)
        if definition is None:
            raise _UntoldError(f"the value set {value_set} is not at hand")
        if value_set in within or len(within) > MOST_SETS:
            raise _UntoldError(f"the value set {value_set} includes itself")
        if "compose" not in definition:
            return _expanded(definition)
        try:
            return self._composed(definition["compose"], (*within, value_set))
        except _UntoldError:
            if "expansion" in definition:  # somebody could tell, and said so
                return _expanded(definition)
            raise

    def _composed(self, compose: Json, within: tuple[str, ...]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for part in _parts(compose, "include"):
            for system, codes in self._of_part(part, within).items():
                found.setdefault(system, set()).update(codes)
        for part in _parts(compose, "exclude"):
            for system, codes in self._of_part(part, within).items():
                found.get(system, set()).difference_update(codes)
        if sum(map(len, found.values())) > MOST_CODES:
            raise _UntoldError(f"the value set {within[-1]} has more than {MOST_CODES} codes")
        return found

    def _of_part(self, part: Json, within: tuple[str, ...]) -> dict[str, set[str]]:
        """The codes of one include or exclude: those of its system that are in each value set that it names."""
        sets = [self._named(each, within) for each in part.get("valueSet", ())]
        if "system" in part:
            sets.insert(0, {part["system"]: self._of_system(part)})
        if not sets:
            return {}
        first, *others = sets
        for other in others:
            first = {s: codes & other[s] for s, codes in first.items() if s in other}
        return first

    def _named(self, value_set: str, within: tuple[str, ...]) -> dict[str, set[str]]:
        """As `_all`, and kept, so that a set which many others name is listed once."""
        found = self._all(value_set, within)
        self._listed[value_set] = {system: frozenset(codes) for system, codes in found.items()}
        return found

    def _of_system(self, part: Json) -> set[str]:
        system = part["system"]
        if "concept" in part:
            return {c["code"] for c in part["concept"]}
        concepts = self.concepts(_pinned(part))
        if concepts is None or not concepts.complete:
            raise _UntoldError(f"it draws on the code system {system}, which is not at hand")
        tests = [concepts.test(f) for f in part.get("filter", ())]
        if None in tests:
            raise _UntoldError(f"it filters the code system {system} in a way that is not understood here")
        return {code for code in concepts if all(test(code) for test in tests if test)}

    # Asking: one code, where the set cannot be listed

    def _holds(self, value_set: str, system: str | None, code: str, told: Told) -> bool | None:
        if value_set not in told:
            told[value_set] = None  # what includes itself tells nothing by that
            told[value_set] = self._composition_holds(value_set, system, code, told)
        return told[value_set]

    def _composition_holds(self, value_set: str, system: str | None, code: str, told: Told) -> bool | None:
        definition = self._shelf.value_set(value_set)
        if definition is None or len(told) > MOST_SETS:
            return None
        if "compose" not in definition:
            return any(code in codes for s, codes in _expanded(definition).items() if system in (None, s))
        held = _any(self._part_holds(p, system, code, told) for p in _parts(definition["compose"], "include"))
        if held is False:
            return False
        left_out = _any(self._part_holds(p, system, code, told) for p in _parts(definition["compose"], "exclude"))
        if left_out is True:
            return False
        return held if left_out is False else None

    def _part_holds(self, part: Json, system: str | None, code: str, known: Told) -> bool | None:
        told = [self._holds(each, system, code, known) for each in part.get("valueSet", ())]
        if "system" in part:
            told.append(self._system_holds(part, code) if system in (None, part["system"]) else False)
        return _every(told) if told else False

    def _system_holds(self, part: Json, code: str) -> bool | None:
        system = part["system"]
        if "concept" in part:
            return any(c["code"] == code for c in part["concept"])
        filters = part.get("filter", ())
        if system == LANGUAGES:
            return _every([GRAMMARS[system](code), *(_language_has(f, code) for f in filters)])
        if system in GRAMMARS:
            return _every([GRAMMARS[system](code), *(None for _ in filters)])
        concepts = self.concepts(_pinned(part))
        if concepts is None:
            return None
        concept = concepts.get(code)
        if concept is None:
            return False if concepts.complete else None
        tests = [concepts.test(f) for f in filters]
        return _every([test(concept.code) if test else None for test in tests])


def _pinned(part: Json) -> str:
    return f"{part['system']}|{part['version']}" if "version" in part else str(part["system"])


def _parts(compose: Json, name: str) -> Iterable[Json]:
    parts: list[Json] = compose.get(name, [])
    return parts


def _expanded(definition: Json) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    waiting: list[Any] = list(definition.get("expansion", {}).get("contains", ()))
    while waiting:
        each = waiting.pop()
        if "code" in each and not each.get("abstract"):
            found.setdefault(each.get("system", ""), set()).add(each["code"])
        waiting += each.get("contains", ())
    return found


def _language_has(given: Json, code: str) -> bool | None:
    if given.get("op") != "exists":
        return None
    has = has_part(code, str(given.get("property")))
    return None if has is None else has == (given.get("value") == "true")


def _any(told: Iterable[bool | None]) -> bool | None:
    """True if one is, False if all are, else None."""
    answer: bool | None = False
    for each in told:
        if each:
            return True
        if each is None:
            answer = None
    return answer


def _every(told: list[bool | None]) -> bool | None:
    """False if one is, True if all are, else None."""
    return False if False in told else None if None in told else True
