"""Rules that run as FHIRPath: silent about what holds, quiet on stdout, bounded in what they may cost."""

from datetime import UTC, datetime

import pytest

from peerfhir.validation.check import check
from peerfhir.validation.fhirpath import MOST_EFFORT, rule
from peerfhir.validation.visit import Visit

STRUCTURE = {
    "resourceType": "StructureDefinition",
    "url": "https://example.org/StructureDefinition/x",
    "name": "X",
    "status": "draft",
    "kind": "resource",
    "abstract": False,
    "type": "Patient",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
    "derivation": "constraint",
}
ELEMENT = {"id": "Patient", "path": "Patient"}

RULES = [
    ("sdf-6", STRUCTURE, {**STRUCTURE, "differential": {"element": [ELEMENT]}}),
    (
        "sdf-8a",
        {**STRUCTURE, "differential": {"element": [ELEMENT, {"id": "x", "path": "Group.name"}]}},
        {**STRUCTURE, "differential": {"element": [ELEMENT, {"id": "x", "path": "Patient.name"}]}},
    ),
    (
        "eld-17",
        {
            **STRUCTURE,
            "differential": {"element": [{**ELEMENT, "type": [{"code": "string", "targetProfile": ["urn:x:y"]}]}]},
        },
        {
            **STRUCTURE,
            "differential": {"element": [{**ELEMENT, "type": [{"code": "Reference", "targetProfile": ["urn:x:y"]}]}]},
        },
    ),
    (
        "spd-1",
        {"resourceType": "SearchParameter", "xpath": "x"},
        {"resourceType": "SearchParameter", "xpath": "x", "xpathUsage": "normal"},
    ),
    (
        "vsd-1",
        {"resourceType": "ValueSet", "status": "draft", "compose": {"include": [{"version": "1"}]}},
        {"resourceType": "ValueSet", "status": "draft", "compose": {"include": [{"system": "urn:x:y"}]}},
    ),
    (
        "csd-1",
        {"resourceType": "CodeSystem", "status": "draft", "content": "complete", "concept": [{"code": "a"}] * 2},
        {"resourceType": "CodeSystem", "status": "draft", "content": "complete", "concept": [{"code": "a"}]},
    ),
    (
        "ras-2",
        {"resourceType": "RiskAssessment", "status": "final", "prediction": [{"probabilityDecimal": 101}]},
        {"resourceType": "RiskAssessment", "status": "final", "prediction": [{"probabilityDecimal": 100}]},
    ),
    (
        "ig-2",
        {
            "resourceType": "ImplementationGuide",
            "fhirVersion": ["4.0.1"],
            "definition": {"resource": [{"reference": {"display": "x"}, "fhirVersion": ["3.0.1"]}]},
        },
        {
            "resourceType": "ImplementationGuide",
            "fhirVersion": ["4.0.1"],
            "definition": {"resource": [{"reference": {"display": "x"}, "fhirVersion": ["4.0.1"]}]},
        },
    ),
]


@pytest.mark.parametrize(("rule", "bad", "good"), RULES, ids=[r[0] for r in RULES])
def test_a_rule_is_told_where_it_is_broken(rule, bad, good, broken, capsys) -> None:
    """The rule is reported for the resource that breaks it only; `trace()` in rules prints nothing."""
    assert (rule in broken(bad), rule in broken(good)) == (True, False)
    assert capsys.readouterr().out == ""


def test_what_rules_may_cost_is_bounded(library) -> None:
    """Each rule that is not asked any more is told with its own severity: nothing is taken for kept unseen."""
    elements = [{"id": f"Patient.e{n}", "path": f"Patient.e{n}"} for n in range(MOST_EFFORT // 10)]
    found = check({**STRUCTURE, "snapshot": {"element": elements}}, library)
    costly = {i.rule: i.severity for i in found if i.code == "too-costly"}
    assert len(costly) == sum(i.code == "too-costly" for i in found)
    assert (costly["sdf-8"], costly["sdf-0"]) == ("error", "warning")


def test_a_rule_goes_by_the_clock_it_is_given() -> None:
    """The server's clock, which a sandbox moves, is what `now()` and `today()` tell."""
    rule_ = rule("t-1", "error", "today() = @2020-02-29 and now() = @2020-02-29T12:00:00Z", "Patient")
    for year, broken in ((2020, []), (2024, ["t-1"])):
        noon = datetime(year, 2, 29, 12, tzinfo=UTC)
        visit = Visit({"resourceType": "Patient"}, clock=noon.replace)
        rule_(visit.resource, (None, "Patient", -1), visit)
        assert [i.rule for i in visit.issues] == broken
