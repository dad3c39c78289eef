"""Codes: bindings of R4's own elements, and whether a code system has the code and the text that a coding gives it.

http://hl7.org/fhir/R4/terminologies.html#strength: outside a required binding or a maximum value set is an error,
outside an extensible one a warning. What cannot be told offline is said only where all is reported (`Visit.strict`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from peerfhir.fhir.definitions import Element
from peerfhir.fhir.issues import Severity
from peerfhir.validation.grammars import GRAMMARS
from peerfhir.validation.terms import Terms
from peerfhir.validation.visit import Json, Place, Visit, Walk, shown

After = Callable[[Any, Json, Place, Visit], None]  # the check of one valid primitive and the object it stands in

# HL7's validator judges units, languages and media types with a terminology server only, and else lets them pass; true
# records have 'TAB' for tablets. Where a required binding asks for such a code, it must be one.
_GRAVE: dict[str, Severity] = {"urn:ietf:rfc:3986": "error"}
_MOST_NAMED = 12
_QUANTITIES = ("Quantity", "Age", "Count", "Distance", "Duration")
_CODED = ("CodeableConcept", "Coding", *_QUANTITIES)


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


def bound(kind: str, element: Element, terms: Terms) -> list[Walk]:
    """The checks of an element's value of type `kind` beside its required binding; none where it holds no code."""
    checks: list[Walk] = []
    if kind == "Coding":
        checks.append(coding(terms))
    if kind in _QUANTITIES:
        checks.append(quantity(terms))
    if kind in _CODED and element.extensible:
        checks.append(reported(within(terms, element.extensible, "warning")))
    if kind in _CODED and element.most:
        checks.append(within(terms, element.most, "error"))
    return checks


def within(terms: Terms, value_set: str, severity: Severity) -> Walk:
    """The check that a CodeableConcept, Coding or Quantity has a code of a value set, as far as it can be told.

    A coding without code or system asks nothing here: the set cannot be meant by what has no meaning.
    """

    def walk(value: Any, place: Place, visit: Visit) -> None:
        codings = value.get("coding", [value])
        told = [_held(terms, value_set, c) for c in codings if type(c) is dict] if type(codings) is list else []
        if True in told or None in told or not told:
            return
        verb = "must" if severity == "error" else "should"
        said = f"This {verb} have a code of the value set {value_set}, but has {_named(codings)}"
        visit.add(place, "code-invalid", said, severity=severity)

    return walk


def reported(walk: Walk) -> Walk:
    """The check where everything is reported; on a write it is silent.

    R4's own extensible bindings name few of the codes in use: every member number (v2-0203 MB) would be warned of.
    """

    def strictly(value: Any, place: Place, visit: Visit) -> None:
        if visit.strict:
            walk(value, place, visit)

    return strictly


def only(terms: Terms, value_set: str) -> After:
    """The check that a primitive is a code of a value set whose codes are not listed but told, such as languages."""

    def after(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an After
        if terms.has(value_set, None, value) is False:
            visit.add(place, "code-invalid", f"{shown(value)} is not a code of the value set {value_set}")

    return after


def _held(terms: Terms, value_set: str, coding: Json) -> bool | None:
    system, code = coding.get("system"), coding.get("code")
    return terms.has(value_set, system, code) if type(system) is str and type(code) is str else None


def _named(codings: list[Any]) -> str:
    named = [f"{c.get('system')}#{c.get('code')}" for c in codings if type(c) is dict]
    return ", ".join(shown(name) for name in named[:3])


def coding(terms: Terms) -> Walk:
    """The check of a Coding, whatever it is bound to: its system has its code, and its display is one of the code's."""

    def walk(value: Any, place: Place, visit: Visit) -> None:
        system, code = value.get("system"), value.get("code")
        if type(code) is not str:
            return
        if type(system) is str:
            _told(terms, system, code, value, place, visit)
        elif visit.strict and system is None and "_system" not in value:
            said = "A code without a system has no defined meaning, so it was not checked"
            visit.add(place, "code-invalid", said, severity="warning")

    return walk


def quantity(terms: Terms) -> Walk:
    """The check of a Quantity's code: UCUM knows the unit, or the code system has the code."""

    def walk(value: Any, place: Place, visit: Visit) -> None:
        system, code = value.get("system"), value.get("code")
        if type(system) is str and type(code) is str:
            _told(terms, system, code, {}, place, visit)

    return walk


def _told(terms: Terms, system: str, code: str, value: Json, place: Place, visit: Visit) -> None:
    if system in GRAMMARS:
        if GRAMMARS[system](code) is False:
            said, gravity = f"{shown(code)} is not a code of {system}", _GRAVE.get(system, "warning")
            visit.add((place, "code", -1), "code-invalid", said, severity=gravity)
        return
    concepts = terms.concepts(system)
    if concepts is None or not concepts.is_version(value.get("version")):
        _not_at_hand(terms, system, value.get("version") if concepts else None, place, visit)
        return
    found = concepts.get(code)
    if found is None:
        if concepts.complete or visit.strict:
            severity: Severity = "error" if concepts.complete else "warning"
            said = f"{system} has no code {shown(code)}"
            visit.add((place, "code", -1), "code-invalid", said, severity=severity)
        return
    display = value.get("display")
    if type(display) is str and found.displays and not found.is_called(display):
        said = f"{shown(display)} is not the display of {system}#{code}, which is {shown(found.displays[0])}"
        visit.add((place, "display", -1), "invalid", said, severity="error" if visit.strict else "warning")


def _not_at_hand(terms: Terms, system: str, version: Any, place: Place, visit: Visit) -> None:
    at = (place, "system", -1)
    if version is None and terms.is_value_set(system):
        visit.add(at, "value", f"The system {shown(system)} is a value set; a coding names the code system")
    elif visit.strict:
        what = f"Version {shown(version)} of {shown(system)}" if version else f"The code system {shown(system)}"
        visit.add(at, "not-found", f"{what} is not at hand, so the code was not checked", severity="warning")
