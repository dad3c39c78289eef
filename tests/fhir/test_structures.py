"""StructureDefinitions as facts (http://hl7.org/fhir/R4/structuredefinition.html, elementdefinition.html)."""

from decimal import Decimal
from typing import Any

import pytest

from peerfhir.fhir import json
from peerfhir.fhir.structures import (
    Binding,
    Constraint,
    Context,
    Discriminator,
    ElementRule,
    Kind,
    MalformedError,
    Slicing,
    slim,
)

CORE = "http://hl7.org/fhir/StructureDefinition"


def _profile(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    definition = {
        "resourceType": "StructureDefinition",
        "url": "https://example.org/StructureDefinition/visit",
        "name": "Visit",
        "status": "active",
        "kind": "resource",
        "abstract": False,
        "type": "Encounter",
        "baseDefinition": f"{CORE}/Encounter",
        "derivation": "constraint",
        "differential": {"element": list(elements)},
    }
    return json.decode(json.encode(definition | more))


def _rule(**element: Any) -> ElementRule:
    (found,) = slim(_profile({"id": "Encounter.x", "path": "Encounter.x"} | element)).elements
    return found


def test_the_head() -> None:
    """Url, version, names, kind, base and type are those of the definition."""
    found = slim(_profile(version="1.2.0", title="A visit"))
    assert (found.url, found.version, found.name, found.title) == (
        "https://example.org/StructureDefinition/visit",
        "1.2.0",
        "Visit",
        "A visit",
    )
    assert (found.kind, found.abstract, found.derivation) == ("resource", False, "constraint")
    assert (found.type, found.base) == ("Encounter", f"{CORE}/Encounter")


def test_cardinality_and_slice() -> None:
    """Min is a number, max a text that may be `*`; what is not said is None."""
    found = _rule(id="Encounter.x:y", sliceName="y", min=1, max="*")
    assert (found.id, found.path, found.slice, found.min, found.max) == ("Encounter.x:y", "Encounter.x", "y", 1, "*")
    assert (found.binding, found.slicing, found.modifier, found.max_length) == (None, None, None, None)


def test_a_maximum_that_is_a_number() -> None:
    """It is a text, but HL7's own test cases write 1, and it is clear what is meant."""
    assert _rule(max=1).max == "1"


def test_types() -> None:
    """Profiles and targets are canonicals; a FHIRPath type is the FHIR type that its extension names."""
    fhir_type = {"url": f"{CORE}/structuredefinition-fhir-type", "valueUrl": "uri"}
    reference = {"code": "Reference", "targetProfile": [f"{CORE}/Patient"], "aggregation": ["bundled"]}
    system = {"code": "http://hl7.org/fhirpath/System.String", "extension": [fhir_type]}
    plain = {"code": "http://hl7.org/fhirpath/System.Boolean"}
    found = _rule(type=[reference, {"code": "Extension", "profile": ["https://example.org/e"]}, system, plain])
    assert found.types == (
        Kind("Reference", targets=(f"{CORE}/Patient",), aggregation=("bundled",)),
        Kind("Extension", profiles=("https://example.org/e",)),
        Kind("uri"),
        Kind("boolean"),
    )


def test_an_element_inside_a_profile() -> None:
    """The extension elementdefinition-profile-element says which element of the profile is meant."""
    inside = {"extension": [{"url": f"{CORE}/elementdefinition-profile-element", "valueString": "Bundle.entry:a"}]}
    found = _rule(type=[{"code": "BackboneElement", "profile": ["https://example.org/b"], "_profile": [inside]}])
    assert found.types[0].inside == {"https://example.org/b": "Bundle.entry:a"}


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("fixedCode", "finished", "code"),
        ("fixedDateTime", "2026-01-01", "dateTime"),
        ("fixedBase64Binary", "aGk=", "base64Binary"),
        ("fixedBoolean", False, "boolean"),
        ("fixedPeriod", {"start": "2026-01-01"}, "Period"),
    ],
)
def test_fixed_values(key, value, kind) -> None:
    """The JSON value and the FHIR type that the name of the element states."""
    found = _rule(**{key: value})
    assert (found.fixed, found.fixed_type, found.pattern) == (value, kind, None)


def test_decimals_keep_their_digits() -> None:
    """1.00 is not 1.0: a fixed decimal is compared to its precision."""
    found = _rule(patternQuantity={"value": Decimal("1.00")}, minValueDecimal=Decimal("0.50"), maxValueInteger=3)
    assert (str(found.pattern["value"]), found.pattern_type) == ("1.00", "Quantity")
    assert (str(found.min_value), found.min_value_type) == ("0.50", "decimal")
    assert (found.max_value, found.max_value_type) == (3, "integer")


def test_constraints() -> None:
    """Key, severity, expression, text and source; the source is left out where the definition itself is it."""
    best = {"url": f"{CORE}/elementdefinition-bestpractice", "valueBoolean": True}
    own = {"key": "x-1", "severity": "error", "human": "so", "expression": "true", "source": _profile()["url"]}
    other = {"key": "dom-6", "severity": "warning", "human": "h", "expression": "text.exists()", "extension": [best]}
    unrun = {"key": "x-2", "severity": "error", "human": "no expression, so nothing to run"}
    found = _rule(constraint=[own, other | {"source": f"{CORE}/DomainResource"}, unrun])
    assert found.constraints == (
        Constraint("x-1", "error", "true", "so"),
        Constraint("dom-6", "warning", "text.exists()", "h", best_practice=True, source=f"{CORE}/DomainResource"),
    )


def test_bindings() -> None:
    """Strength, value set and the maximum value set of an extension."""
    most = {
        "url": f"{CORE}/elementdefinition-maxValueSet",
        "valueCanonical": "http://hl7.org/fhir/ValueSet/all-languages",
    }
    found = _rule(binding={"strength": "preferred", "valueSet": "https://example.org/vs|2", "extension": [most]})
    assert found.binding == Binding(
        "preferred", "https://example.org/vs|2", "http://hl7.org/fhir/ValueSet/all-languages"
    )


def test_slicing() -> None:
    """Discriminators in their order, rules and whether the order counts."""
    tells = [{"type": "value", "path": "system"}, {"type": "exists", "path": "period"}]
    found = _rule(slicing={"discriminator": tells, "rules": "closed", "ordered": True})
    both = (Discriminator("value", "system"), Discriminator("exists", "period"))
    assert found.slicing == Slicing(both, "closed", ordered=True)
    assert _rule(slicing={"rules": "open"}).slicing == Slicing()


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("NE-27: three to twelve members", "NE-27"),
        ("NE-27, NE-28: both", "NE-27 NE-28"),
        ("The rule NE-27 stands elsewhere: see there", None),
        ("NPI: a number", None),
    ],
)
def test_rule_ids_in_comments(comment, rule) -> None:
    """A comment that begins with rule ids and a colon names the rules behind the element."""
    assert _rule(comment=comment, min=1).rule == rule


def test_elements_that_say_nothing_are_left_out() -> None:
    """To be supported asks nothing of a resource."""
    silent = {"id": "Encounter.type", "path": "Encounter.type", "mustSupport": True, "short": "what"}
    assert slim(_profile({"id": "Encounter", "path": "Encounter"}, silent)).elements == ()


def test_the_snapshot_stands_in_for_a_missing_differential() -> None:
    """A definition may have either."""
    definition = _profile()
    definition["snapshot"] = {"element": [{"id": "Encounter.class", "path": "Encounter.class", "min": 1}]}
    del definition["differential"]
    assert [e.path for e in slim(definition).elements] == ["Encounter.class"]


def test_what_an_extension_says_of_its_place() -> None:
    """Contexts and context invariants."""
    definition = _profile(context=[{"type": "element", "expression": "Patient"}], contextInvariant=["name.exists()"])
    found = slim(definition)
    assert (found.contexts, found.context_invariants) == ((Context("element", "Patient"),), ("name.exists()",))


def test_when_a_profile_of_a_program_applies() -> None:
    """The useContext `program` names programs, the extension applies-when says of which resources."""
    program = {
        "code": {"system": "http://terminology.hl7.org/CodeSystem/usage-context-type", "code": "program"},
        "valueCodeableConcept": {
            "coding": [{"system": "https://peerfhir.org/fhir/CodeSystem/program", "code": "ne-peer"}]
        },
    }
    other = {"code": {"code": "venue"}, "valueCodeableConcept": {"coding": [{"code": "ne-peer"}]}}
    when = {"url": "https://peerfhir.org/fhir/StructureDefinition/applies-when", "valueString": "class.code = 'AMB'"}
    found = slim(_profile(useContext=[other, program], extension=[when]))
    assert (found.use_programs, found.applies_when) == (("ne-peer",), "class.code = 'AMB'")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": None}, "cannot be read"),
        ({"kind": 1}, "1 stands where text is expected"),
        ({"differential": {"element": [{"id": "Encounter"}]}}, "it has no 'path'"),
        ({"differential": {"element": "Encounter"}}, "cannot be read"),
        ({"differential": {"element": [{"path": "Encounter.class", "min": "1"}]}}, r"Expected `int.*elements\[0\].min"),
    ],
)
def test_what_cannot_be_read(change, said) -> None:
    """A malformed definition is named, and what is wrong with it."""
    with pytest.raises(MalformedError, match=said):
        slim(_profile() | change)
