"""Invariants of profiles, in FHIRPath (http://hl7.org/fhir/R4/conformance-rules.html#constraints)."""

import pytest

BEST = "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice"


def _rule(key, expression, severity="error", **more):
    return {"constraint": [{"key": key, "severity": severity, "human": "It must", "expression": expression, **more}]}


def test_a_broken_rule(profile, issues) -> None:
    """It is told at its element, with its key, its severity and the profile."""
    said = {
        "Patient": _rule("NE-27", "name.exists()"),
        "Patient.contact": _rule("x-1", "name.exists()", "warning"),
    }
    ruled = profile("ruled", "Patient", said)
    told = issues({"resourceType": "Patient", "contact": [{"telecom": [{"system": "phone", "value": "1"}]}]}, ruled)
    assert [(i.rule, i.severity, i.code, i.expression[0], i.profile) for i in told if i.rule != "pat-1"] == [
        ("NE-27", "error", "invariant", "Patient", ruled["url"]),
        ("x-1", "warning", "invariant", "Patient.contact[0]", ruled["url"]),
    ]


def test_best_practice(profile, issues) -> None:
    """Silent on write, a warning where all is reported."""
    best = [{"url": BEST, "valueBoolean": True}]
    ruled = profile("ruled", "Patient", {"Patient": _rule("b-1", "name.exists()", "warning", extension=best)})
    assert issues({"resourceType": "Patient", "active": True}, ruled) == []
    told = issues({"resourceType": "Patient", "active": True}, ruled, strict=True)
    assert [(i.rule, i.severity) for i in told if i.rule == "b-1"] == [("b-1", "warning")]


def test_of_primitives_and_slices(profile, issues) -> None:
    """A rule of a primitive sees its value, one of a slice its items."""
    said = {
        "Patient.birthDate": _rule("d-1", "toString().length() = 10"),
        "Patient.telecom": {"slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "open"}},
        "Patient.telecom:phone": _rule("t-1", "use.exists()"),
        "Patient.telecom:phone.system": {"fixedCode": "phone"},
    }
    ruled = profile("ruled", "Patient", said)
    telecom = [{"system": "email", "value": "x"}, {"system": "phone", "value": "1"}]
    told = issues({"resourceType": "Patient", "birthDate": "2020", "telecom": telecom}, ruled)
    assert [(i.rule, i.expression[0]) for i in told] == [("d-1", "Patient.birthDate"), ("t-1", "Patient.telecom[1]")]


def test_what_it_asks(profile, issues) -> None:
    """`resolve()`, `conformsTo()` and `%resource` are answered from the resource and the definitions at hand."""
    named = profile("named", "Organization", {"Organization.name": {"min": 1}})
    expression = f"managingOrganization.resolve().conformsTo('{named['url']}') and %resource.id = 'p'"
    ruled = profile("ruled", "Patient", {"Patient": _rule("r-1", expression)})
    patient = {"resourceType": "Patient", "id": "p", "managingOrganization": {"reference": "#o"}}
    good = {"resourceType": "Organization", "id": "o", "name": "x"}
    bad = {"resourceType": "Organization", "id": "o", "identifier": [{"value": "1"}]}
    assert issues({**patient, "contained": [good]}, ruled, named) == []
    assert [i.rule for i in issues({**patient, "contained": [bad]}, ruled, named)] == ["r-1"]


def test_a_rule_that_cannot_be_read(profile, issues) -> None:
    """A definition with a fault refuses nobody; where all is reported it is said."""
    ruled = profile("ruled", "Patient", {"Patient": _rule("f-1", "name.exists(")})
    assert issues({"resourceType": "Patient", "active": True}, ruled) == []
    told = issues({"resourceType": "Patient", "active": True}, ruled, strict=True)
    assert [(i.rule, i.severity) for i in told if i.rule == "f-1"] == [("f-1", "warning")]


@pytest.mark.parametrize("expression", ["name.foo()", "nmae.exists()", "name.exists() and %unheard = 1"])
def test_what_the_engine_does_not_know(expression, profile, issues) -> None:
    """A function, element or variable that nobody knows breaks no rule: the rule is not supported."""
    ruled = profile("ruled", "Patient", {"Patient": _rule("u-1", expression)})
    assert issues({"resourceType": "Patient", "active": True}, ruled) == []
    told = issues({"resourceType": "Patient", "active": True}, ruled, strict=True)
    assert [(i.severity, i.code) for i in told if i.rule == "u-1"] == [("warning", "not-supported")]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("severity", ["error", "warning"])
def test_a_rule_that_costs_too_much(strict, severity, profile, issues) -> None:
    """What was not evaluated is not kept: it is told with the rule's severity, and a later one too."""
    costly = "name.select(%resource.name.select(%resource.name.count())).count() > 0 and now() > @2000-01-01T00:00:00Z"
    said = {"Patient": _rule("c-1", costly, severity), "Patient.name": _rule("c-2", "family.exists()", severity)}
    ruled = profile("ruled", "Patient", said)
    patient = {"resourceType": "Patient", "name": [{"family": f"a{n}"} for n in range(1000)]}
    told = issues(patient, ruled, strict=strict)
    assert [(i.severity, i.code) for i in told if i.rule == "c-1"] == [(severity, "too-costly")]
    assert {(i.severity, i.code) for i in told if i.rule == "c-2"} <= {(severity, "too-costly")}
