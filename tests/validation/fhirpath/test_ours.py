"""The rules of our own profiles: each is read by our compiler and speaks only of elements that R4 has."""

from peerfhir.fhir.shelf import shelf
from peerfhir.validation.fhirpath import unknown
from peerfhir.validation.fhirpath.kinds import of_path


def test_a_typing_error_is_seen() -> None:
    """FHIRPath itself would take it for "nothing there"."""
    assert unknown("participant.individuall.exists() and perriod.empty()", "Encounter") == ["individuall", "perriod"]
    assert unknown("participant.where(individual.exists()).type.coding.code = 'x'", "Encounter") == []


def test_our_rules_speak_of_what_there_is() -> None:
    """No element is misspelt in an invariant of a profile."""
    wrong = [
        (profile.url, constraint.key, missing)
        for profile in shelf().ours()
        for rule in profile.elements
        for constraint in rule.constraints
        if (kind := of_path(rule.path)) and (missing := unknown(constraint.expression, kind))
    ]
    assert wrong == []


def test_our_conditions_speak_of_what_there_is() -> None:
    """The same of applies-when."""
    conditions = [(p.type, p.applies_when) for p in shelf().ours() if p.applies_when]
    assert [missing for kind, when in conditions if (missing := unknown(when, kind))] == []
