"""Issues as OperationOutcome.issue (http://hl7.org/fhir/R4/operationoutcome.html)."""

import pytest

from peerfhir.fhir.issues import Issue

RULES = "https://peerfhir.org/fhir/CodeSystem/rule"
CORE = "http://hl7.org/fhir/StructureDefinition/"
OWN = "https://example.org/StructureDefinition/x"


@pytest.mark.parametrize(
    ("rule", "profile", "coding"),
    [
        ("MT-21", None, [{"system": RULES, "code": "MT-21"}]),
        ("MT-21-each-goal", OWN, [{"system": RULES, "code": "MT-21"}]),
        ("NE-29-triggers CMS-6", OWN, [{"system": RULES, "code": "NE-29"}, {"system": RULES, "code": "CMS-6"}]),
        ("pat-1", None, [{"system": f"{CORE}Patient", "code": "pat-1"}]),
        ("ele-1", None, [{"system": f"{CORE}Element", "code": "ele-1"}]),
        ("x-1", OWN, [{"system": OWN, "code": "x-1"}]),
        ("unheard-1", None, [{"code": "unheard-1"}]),
    ],
)
def test_the_coding_of_a_rule(rule, profile, coding) -> None:
    """A rule of a program by its id in our code system; another by its key and the definition that states it."""
    assert Issue("error", "invariant", "x", (), rule, None, profile).as_json()["details"]["coding"] == coding
