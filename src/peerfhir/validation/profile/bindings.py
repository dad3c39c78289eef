"""Bindings by strength (http://hl7.org/fhir/R4/terminologies.html#strength).

Required: a code outside the value set is an error. Extensible: a warning, but an error outside its maxValueSet.
Preferred: a note where a rule stands behind the binding (rules.md, severity information), else nothing is asked, nor by
example bindings. A value set that cannot be told offline is said so where all is reported.
"""

from typing import Any

from peerfhir.fhir.issues import Severity
from peerfhir.fhir.structures import Binding
from peerfhir.validation.profile.tree import Said
from peerfhir.validation.profile.values import Item, brief
from peerfhir.validation.terms import Terms
from peerfhir.validation.visit import Place, Visit

_CODING = frozenset(("system", "code", "value", "display"))
_MOST_KEPT = 1024
_CODED = ("code", "Coding", "CodeableConcept", "Quantity", "string", "uri")
# R4 binds whatever a component of a vital sign measures to these units, codes and texts too; HL7's validator eases that
_EASED = "http://hl7.org/fhir/ValueSet/ucum-vitals-common"
_SEVERITIES: dict[str, Severity] = {"required": "error", "extensible": "warning", "preferred": "information"}


def check(said: Said[Binding], kind: str, label: str, terms: Terms) -> Item | None:
    """The check of a value of type `kind`, None where its binding asks nothing."""
    binding = said.value
    if kind not in _CODED:
        return None
    asked: list[tuple[_Set, Severity]] = []
    if binding.max_value_set:
        asked.append((_Set(binding.max_value_set, terms), "error"))
    noted = binding.strength != "preferred" or said.rule is not None
    if binding.value_set and binding.strength in _SEVERITIES and noted:
        eased = binding.value_set.partition("|")[0] == _EASED
        asked.append((_Set(binding.value_set, terms), "warning" if eased else _SEVERITIES[binding.strength]))
    if not asked:
        return None

    def item(value: Any, beside: Any, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an Item
        for set_, severity in asked:
            held = set_.holds(value)
            if held is True:
                continue
            if held is None:
                _untold(value, set_.canonical, terms, place, visit)
                continue
            wanted = "must" if severity == "error" else "should"
            text = f"{label} {wanted} have a code of {set_.canonical}; found {brief(value)}"
            note = terms.note(set_.canonical)
            visit.add(
                place, "code-invalid", text, severity=severity, rule=said.rule, profile=said.profile, diagnostics=note
            )
            return

    return item


class _Set:
    """A value set as it is asked again and again: the answers are kept, up to a limit."""

    def __init__(self, canonical: str, terms: Terms) -> None:
        self.canonical = canonical
        self._terms = terms
        self._told: dict[tuple[str | None, str], bool | None] = {}

    def holds(self, value: Any) -> bool | None:
        """Whether a value has a code of the set: one of several is enough, None where it cannot be told."""
        if type(value) is str:
            return self._has(None, value)
        if type(value) is not dict:
            return True
        if "coding" not in value and not value.keys().isdisjoint(_CODING):
            return self._coded(value)
        codings = value.get("coding")
        if type(codings) is not list or not codings:
            return "extension" in value
        told = [self._coded(coding) for coding in codings if type(coding) is dict]
        return True if True in told else None if None in told else False

    def _coded(self, coding: dict[str, Any]) -> bool | None:
        system, code = coding.get("system"), coding.get("code")
        if type(code) is not str:  # a quantity may be without a unit
            excused = "extension" in coding or "value" in coding
            return excused or (False if self._terms.codes(self.canonical) is not None else None)
        return self._has(system if type(system) is str else "", code)

    def _has(self, system: str | None, code: str) -> bool | None:
        key = (system, code)
        if key in self._told:
            return self._told[key]
        told = self._terms.has(self.canonical, system, code)
        if len(self._told) < _MOST_KEPT:
            self._told[key] = told
        return told


def _untold(value: Any, value_set: str, terms: Terms, place: Place, visit: Visit) -> None:
    if visit.strict and terms.why_unknown(value_set):
        why = terms.why_unknown(value_set)
        text = f"Whether {brief(value)} is a code of {value_set} cannot be told here: {why}"
        visit.add(place, "informational", text, severity="information")
