"""Extensions: content, context, parts (http://hl7.org/fhir/R4/extensibility.html, defining-extensions.html#context)."""

from typing import Any

import pytest

PATIENT = {"resourceType": "Patient"}
WHY = "https://example.org/why"


def _with(url, **value):
    return {**PATIENT, "extension": [{"url": url, **value}]}


@pytest.fixture(scope="module")
def grade(extension):
    """An extension of Patient: an integer up to 3."""
    return extension("grade", {"Extension.value[x]": {"min": 1, "type": [{"code": "integer"}]}}, "Patient")


def test_the_content(grade, lacks) -> None:
    """An extension is checked by its definition wherever it stands, whatever the resource claims."""
    url = grade["url"]
    assert lacks(_with(url, valueInteger=1), grade, against="http://hl7.org/fhir/StructureDefinition/Patient") == []
    found = lacks(_with(url, valueString="1"), grade, against="http://hl7.org/fhir/StructureDefinition/Patient")
    assert found == [("structure", "Patient.extension[0].value.ofType(string)")]


PLACES = [
    ("Patient", [], True),
    ("DomainResource", [], True),
    ("Resource", [], True),
    ("Element", ["name", 0], True),
    ("Patient.name", ["name", 0], True),
    ("HumanName", ["name", 0], True),
    ("Patient.name", [], False),
    ("HumanName", [], False),
    ("Observation", [], False),
    ("Patient.contact", ["contact", 0], True),
    ("Patient.contact.name", ["contact", 0, "name"], True),
    ("BackboneElement", ["contact", 0], True),
    ("Patient.birthDate", ["_birthDate"], True),
    ("date", ["_birthDate"], True),
    ("dateTime", ["_birthDate"], False),
    ("Patient.deceased[x]", ["_deceasedBoolean"], True),
    ("HumanName.family", ["name", 0, "_family"], True),
]


@pytest.mark.parametrize(("context", "way", "allowed"), PLACES)
def test_where_it_may_stand(context, way, allowed, extension, lacks) -> None:
    """A context names a resource, a type, or an element by its path; elsewhere the extension is an error."""
    note = extension("note", {"Extension.value[x]": {"type": [{"code": "string"}]}}, context)
    patient: Any = {**PATIENT, "birthDate": "2020", "name": [{"family": "x"}], "contact": [{"name": {"family": "y"}}]}
    patient |= {"deceasedBoolean": False, "_birthDate": {}, "_deceasedBoolean": {}}
    at = patient
    for step in way:
        at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
    at["extension"] = [{"url": note["url"], "valueString": "x"}]
    patient = {key: value for key, value in patient.items() if value != {}}
    found = lacks(patient, note, against="http://hl7.org/fhir/StructureDefinition/Patient")
    assert [code for code, _ in found] == ([] if allowed else ["structure"])


def test_where_it_may_stand_inside_other_resources(extension, lacks) -> None:
    """Paths are counted from the resource that an extension stands in, contained or in a Bundle."""
    note = extension("note", {"Extension.value[x]": {"type": [{"code": "string"}]}}, "Organization.contact")
    inside = {"url": note["url"], "valueString": "x"}
    agency = {"resourceType": "Organization", "id": "o", "name": "x", "contact": [{"extension": [inside]}]}
    patient = {**PATIENT, "contained": [agency], "managingOrganization": {"reference": "#o"}}
    entry = {"fullUrl": "urn:uuid:00000000-0000-0000-0000-000000000001", "resource": patient}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [entry]}
    assert lacks(bundle, note, against="http://hl7.org/fhir/StructureDefinition/Bundle") == []
    agency["contact"] = [{"telecom": [{"extension": [inside]}]}]
    at = "Bundle.entry[0].resource.contained[0].contact[0].telecom[0].extension[0]"
    assert lacks(bundle, note, against="http://hl7.org/fhir/StructureDefinition/Bundle") == [("structure", at)]


def test_other_kinds_of_context(extension, lacks) -> None:
    """A context may be another extension, or a FHIRPath that selects the element."""
    base = "http://hl7.org/fhir/StructureDefinition/Patient"
    inner = extension("inner", {"Extension.value[x]": {"type": [{"code": "string"}]}})
    inner["context"] = [{"type": "extension", "expression": WHY}]
    value = {"url": inner["url"], "valueString": "x"}
    assert lacks(_with(WHY, extension=[value]), inner, against=base) == []
    assert [code for code, _ in lacks(_with(WHY + "/else", extension=[value]), inner, against=base)] == ["structure"]
    inner["context"] = [{"type": "fhirpath", "expression": "Patient.name.where(use = 'official')"}]
    names = [{"use": use, "family": "x", "extension": [value]} for use in ("official", "old")]
    assert lacks({**PATIENT, "name": names}, inner, against=base) == [("structure", "Patient.name[1].extension[0]")]


def test_a_complex_extension(extension, lacks) -> None:
    """Its parts are named by relative urls, have rules of their own, and there are no others."""
    said = {
        "Extension.extension:from": {"min": 1, "max": "1"},
        "Extension.extension:from.url": {"fixedUri": "from"},
        "Extension.extension:from.value[x]": {"min": 1, "type": [{"code": "date"}]},
        "Extension.value[x]": {"max": "0"},
    }
    term = extension("term", said)
    base = "http://hl7.org/fhir/StructureDefinition/Patient"
    part = {"url": "from", "valueDate": "2020"}
    url = term["url"]
    assert lacks(_with(url, extension=[part]), term, against=base) == []
    assert lacks(_with(url, extension=[part, {"url": WHY, "valueCode": "x"}]), term, against=base) == []
    assert lacks(_with(url, extension=[part, {"url": "until", "valueDate": "2021"}]), term, against=base) == [
        ("structure", "Patient.extension[0].extension[1]")
    ]
    assert lacks(_with(url, extension=[{"url": "from", "valueString": "x"}]), term, against=base) == [
        ("structure", "Patient.extension[0].extension[0].value.ofType(string)")
    ]


def test_a_modifier_extension(extension, lacks, issues) -> None:
    """One that is not known is an error, and each stands where its definition says."""
    stops = extension("stops", {"Extension": {"isModifier": True}, "Extension.value[x]": {"type": [{"code": "code"}]}})
    base = "http://hl7.org/fhir/StructureDefinition/Patient"
    value = {"url": stops["url"], "valueCode": "x"}
    assert lacks({**PATIENT, "modifierExtension": [value]}, stops, against=base) == []
    assert lacks({**PATIENT, "extension": [value]}, stops, against=base) == [("structure", "Patient.extension[0]")]
    unheard = {"url": "https://unheard.of/x", "valueCode": "x"}
    assert lacks({**PATIENT, "modifierExtension": [unheard]}, stops, against=base) == [
        ("extension", "Patient.modifierExtension[0]")
    ]
    assert lacks({**PATIENT, "extension": [unheard]}, stops, against=base) == []
    told = issues({**PATIENT, "extension": [unheard]}, stops, against=base, strict=True)
    assert [(i.severity, i.expression) for i in told] == [("information", ("Patient.extension[0]",))]


def test_a_profile_asks_for_an_extension(profile, grade, lacks) -> None:
    """A slice of extensions is told by the url of the definition that its type names."""
    asking = profile(
        "asking",
        "Patient",
        {"Patient.extension:grade": {"min": 1, "type": [{"code": "Extension", "profile": [grade["url"]]}]}},
    )
    assert lacks(_with(grade["url"], valueInteger=1), asking, grade) == []
    assert lacks(_with(WHY, valueInteger=1), asking, grade) == [("required", "Patient")]


def test_a_profile_speaks_of_the_parts_of_an_extension(profile, extension, lacks) -> None:
    """Slices of a profile inside an extension are those of its definition."""
    said = {
        "Extension.extension:size": {"max": "1"},
        "Extension.extension:size.url": {"fixedUri": "size"},
        "Extension.extension:size.value[x]": {"type": [{"code": "integer"}]},
        "Extension.extension:name": {"max": "1"},
        "Extension.extension:name.url": {"fixedUri": "name"},
        "Extension.value[x]": {"max": "0"},
    }
    group = extension("group", said)
    asking = profile(
        "asking",
        "Patient",
        {
            "Patient.extension:group": {"type": [{"code": "Extension", "profile": [group["url"]]}]},
            "Patient.extension:group.extension:size": {"min": 1},
            "Patient.extension:group.extension:size.value[x]": {"maxValueInteger": 12},
            "Patient.extension:group.extension:name": {"max": "0"},
        },
    )
    size, name = {"url": "size", "valueInteger": 3}, {"url": "name", "valueString": "x"}
    assert lacks(_with(group["url"], extension=[size]), asking, group) == []
    assert lacks(_with(group["url"], extension=[size, name]), asking, group) == [("structure", "Patient.extension[0]")]
    assert lacks(_with(group["url"], extension=[{**size, "valueInteger": 13}]), asking, group) == [
        ("value", "Patient.extension[0].extension[0].value.ofType(integer)")
    ]
    assert lacks(_with(group["url"], extension=[{"url": WHY, "valueCode": "x"}]), asking, group) == [
        ("required", "Patient.extension[0]")
    ]


def test_extensions_of_primitives(profile, grade, lacks) -> None:
    """A profile may ask for an extension beside the value of a primitive."""
    asking = profile(
        "asking",
        "Patient",
        {"Patient.birthDate.extension:why": {"min": 1, "type": [{"code": "Extension", "profile": [WHY]}]}},
    )
    why = {"extension": [{"url": WHY, "valueCode": "x"}]}
    assert lacks({**PATIENT, "birthDate": "2020", "_birthDate": why}, asking, grade) == []
    assert lacks({**PATIENT, "birthDate": "2020"}, asking, grade) == [("required", "Patient.birthDate")]
    assert lacks(PATIENT, asking, grade) == []


@pytest.mark.parametrize(
    ("invariant", "good", "bad"),
    [
        ("use = 'official'", ("name", [{"use": "official"}]), ("name", [{"use": "old"}])),
        ("family.exists() and %resource is Patient", ("name", [{"family": "x"}]), ("name", [{"text": "x"}])),
        ("%extension.value = family", ("name", [{"family": "x"}]), ("name", [{"family": "y"}])),
    ],
)
def test_an_invariant_of_the_context(invariant, good, bad, extension, lacks) -> None:
    """The `contextInvariant` (defining-extensions.html#context): FHIRPath on the element that holds the extension."""
    base = "http://hl7.org/fhir/StructureDefinition/Patient"
    held = extension("held", {"Extension.value[x]": {"type": [{"code": "string"}]}}, "HumanName")
    held["contextInvariant"] = [invariant]
    value = {"url": held["url"], "valueString": "x"}

    def found(name, items):
        return lacks({**PATIENT, name: [{**item, "extension": [value]} for item in items]}, held, against=base)

    assert found(*good) == []
    assert found(*bad) == [("invariant", "Patient.name[0].extension[0]")]


def test_an_invariant_of_a_context_that_is_primitive(extension, lacks) -> None:
    """The element may be a primitive, with a value or without."""
    base = "http://hl7.org/fhir/StructureDefinition/Patient"
    held = extension("held", {"Extension.value[x]": {"type": [{"code": "string"}]}}, "Patient.birthDate")
    held["contextInvariant"] = ["hasValue()"]
    beside = {"_birthDate": {"extension": [{"url": held["url"], "valueString": "x"}]}}
    assert lacks({**PATIENT, "birthDate": "2020", **beside}, held, against=base) == []
    assert lacks({**PATIENT, **beside}, held, against=base) == [("invariant", "Patient.birthDate.extension[0]")]
