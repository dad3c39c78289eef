"""A finding as an OperationOutcome.issue: rule, place, measured value, limit, window, hint, source."""

from peerfhir.mapping.finding import issue
from peerfhir.policy.ruling import Citation, Finding


def test_a_finding_as_an_issue():
    """The text is the rule; the diagnostics hold what was measured and what would mend it."""
    found = Finding(
        "MT-31",
        "warning",
        "At most 10 units a week",
        Citation("000_ae55", "33", "limited to 10 units per week"),
        "Encounter.period",
        "11 of 10 units, week 2026-11-08..14",
        "Ask the CPO",
        11,
        10,
        "week 2026-11-08..14",
        "mt-sdmi-hcbs 0.1.0",
    )
    assert issue(found).as_json() == {
        "severity": "warning",
        "code": "business-rule",
        "details": {
            "coding": [{"system": "https://peerfhir.org/fhir/CodeSystem/rule", "code": "MT-31"}],
            "text": "At most 10 units a week",
        },
        "diagnostics": "11 of 10 units, week 2026-11-08..14. Ask the CPO. "
        "Source: 000_ae55 line 33: “limited to 10 units per week”. Pack mt-sdmi-hcbs 0.1.0",
        "expression": ["Encounter.period"],
    }


def test_a_reading_is_its_own_source():
    """A finding of a reading cites the reading; without a pack none is named."""
    found = Finding("X-2", "information", "Units", Citation("reading X-2"), "Encounter.period", "7 minutes", "Kept")
    assert (issue(found).code, issue(found).diagnostics) == ("informational", "7 minutes. Kept. Source: reading X-2")
