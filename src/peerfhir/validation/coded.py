"""Required bindings: the code must be one of the value set (http://hl7.org/fhir/R4/terminologies.html#required)."""

from collections.abc import Mapping
from typing import Any

from peerfhir.validation.visit import Place, Visit, Walk, shown

_MOST_NAMED = 12


def not_among(value: Any, codes: frozenset[str]) -> str:
    """The message for a code that is not one of `codes`."""
    return f"{shown(value)} is not one of the codes allowed here: {_few(codes)}"


def concept(codes: Mapping[str, frozenset[str]]) -> Walk:
    """The check of a CodeableConcept: one of its codings is in the value set, or extensions say why there is none."""
    every = frozenset[str]().union(*codes.values())

    def walk(value: Any, place: Place, visit: Visit) -> None:
        codings = value.get("coding")
        for coding in codings if type(codings) is list else ():
            code = coding.get("code") if type(coding) is dict else None
            if type(code) is str and code in codes.get(str(coding.get("system")), ()):
                return
        if codings or "extension" not in value:
            allowed = f"{_few(every)} of {', '.join(sorted(codes))}"
            visit.add(place, "code-invalid", f"None of the codings is one of those allowed here: {allowed}")

    return walk


def _few(codes: frozenset[str]) -> str:
    return ", ".join(sorted(codes)[:_MOST_NAMED]) + (", ..." if len(codes) > _MOST_NAMED else "")
