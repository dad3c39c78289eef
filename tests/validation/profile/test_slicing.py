"""Slicing (http://hl7.org/fhir/R4/profiling.html#slicing): how slices are told apart, counted and ordered."""

import pytest

PATIENT = {"resourceType": "Patient"}
A, B, C = ({"system": f"https://example.org/{name}", "value": "1"} for name in "abc")


def _sliced(profile, rules="open", *, ordered=False, a=None, b=None):
    """Identifiers a and b, told by their system."""
    by = [{"type": "value", "path": "system"}]
    return profile(
        "sliced",
        "Patient",
        {
            "Patient.identifier": {"slicing": {"discriminator": by, "rules": rules, "ordered": ordered}},
            "Patient.identifier:a": a or {},
            "Patient.identifier:a.system": {"fixedUri": A["system"]},
            "Patient.identifier:b": b or {},
            "Patient.identifier:b.system": {"patternUri": B["system"]},
            "Patient.identifier:b.value": {"min": 1},
        },
    )


@pytest.mark.parametrize(
    ("identifiers", "found"),
    [
        ([A], []),
        ([C, A, B], []),
        ([B], [("required", "Patient")]),
        ([A, B, B], [("structure", "Patient")]),
        ([A, {"system": B["system"]}], [("required", "Patient.identifier[1]")]),
    ],
)
def test_each_slice_has_its_own_rules(identifiers, found, profile, lacks) -> None:
    """Cardinality and content of a slice apply to its items alone; in an open slicing there may be others."""
    sliced = _sliced(profile, a={"min": 1}, b={"max": "1"})
    assert lacks({**PATIENT, "identifier": identifiers}, sliced) == found


@pytest.mark.parametrize(
    ("rules", "identifiers", "wrong"),
    [
        ("closed", [A, B], None),
        ("closed", [A, C], 1),
        ("openAtEnd", [A, B, C], None),
        ("openAtEnd", [A, C, B], 1),
    ],
)
def test_what_is_in_no_slice(rules, identifiers, wrong, profile, lacks) -> None:
    """Closed: nothing else is allowed. Open at end: only after all that are in a slice."""
    found = lacks({**PATIENT, "identifier": identifiers}, _sliced(profile, rules))
    assert found == ([] if wrong is None else [("structure", f"Patient.identifier[{wrong}]")])


@pytest.mark.parametrize(
    ("identifiers", "wrong"), [([A, B], None), ([A, C, A, B], None), ([B, A], 1), ([A, B, C, A], 3)]
)
def test_an_order(identifiers, wrong, profile, lacks) -> None:
    """Ordered: the slices come in the order of their definition."""
    found = lacks({**PATIENT, "identifier": identifiers}, _sliced(profile, ordered=True))
    assert found == ([] if wrong is None else [("structure", f"Patient.identifier[{wrong}]")])


def test_the_nearest_slice_is_named(profile, issues) -> None:
    """What is in none of closed slices is told which came nearest, what was expected there and what was found."""
    found = issues({**PATIENT, "identifier": [C]}, _sliced(profile, "closed", a={"min": 1}))
    told = {i.expression[0]: i.diagnostics or "" for i in found}
    assert "Patient.identifier:a" in told["Patient.identifier[0]"]
    assert A["system"] in told["Patient.identifier[0]"]
    assert C["system"] in told["Patient.identifier[0]"]
    assert "identifier[0]" in told["Patient"]  # why the item that is there is not the missing slice


def _coded(*codes: str):
    return {"code": {"coding": [{"system": "https://example.org/s", "code": code} for code in codes]}}


def _observation(*components):
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "component": list(components)}


@pytest.mark.parametrize(
    ("path", "elements"),
    [
        ("code", {"code": {"patternCodeableConcept": {"coding": [{"code": "a"}]}}}),
        ("code.coding", {"code": {}, "code.coding": {"patternCoding": {"code": "a"}}}),
        ("code.coding.code", {"code.coding": {}, "code.coding.code": {"fixedCode": "a"}}),
        ("code.coding.code", {"code": {"patternCodeableConcept": {"coding": [{"code": "a"}]}}}),
        ("code", {"code.coding.code": {"fixedCode": "a"}}),
        ("$this", {"code.coding.code": {"fixedCode": "a"}}),
    ],
)
def test_where_a_value_is_said(path, elements, profile, lacks) -> None:
    """The value at the path may be said there, further up as part of a pattern, or below."""
    slicing = {"slicing": {"discriminator": [{"type": "value", "path": path}], "rules": "open"}}
    inside = {f"Observation.component:a.{name}": said for name, said in elements.items()}
    sliced = profile(
        "sliced", "Observation", {"Observation.component": slicing, "Observation.component:a": {"min": 1}, **inside}
    )
    assert lacks(_observation(_coded("b"), _coded("a")), sliced) == []
    assert lacks(_observation(_coded("b")), sliced) == [("required", "Observation")]


def test_by_a_required_binding(profile, lacks) -> None:
    """A required binding tells a slice as a fixed value does."""
    letters = {
        "resourceType": "ValueSet",
        "url": "https://example.org/ValueSet/letters",
        "status": "active",
        "compose": {"include": [{"system": "https://example.org/s", "concept": [{"code": "a"}, {"code": "b"}]}]},
    }
    sliced = profile(
        "sliced",
        "Observation",
        {
            "Observation.component": {
                "slicing": {"discriminator": [{"type": "value", "path": "code"}], "rules": "open"}
            },
            "Observation.component:letter": {"min": 1, "max": "1"},
            "Observation.component:letter.code": {
                "binding": {"strength": "required", "valueSet": letters["url"]},
            },
        },
    )
    assert lacks(_observation(_coded("b"), _coded("1")), sliced, letters) == []
    assert lacks(_observation(_coded("1")), sliced, letters) == [("required", "Observation")]
    assert lacks(_observation(_coded("a"), _coded("b")), sliced, letters) == [("structure", "Observation")]


def test_by_existence(profile, lacks) -> None:
    """An element that must be there, or must not, tells a slice."""
    sliced = profile(
        "sliced",
        "Observation",
        {
            "Observation.component": {
                "slicing": {"discriminator": [{"type": "exists", "path": "value"}], "rules": "closed"}
            },
            "Observation.component:told": {"max": "1"},
            "Observation.component:told.value[x]": {"min": 1},
            "Observation.component:untold": {},
            "Observation.component:untold.value[x]": {"max": "0"},
            "Observation.component:untold.dataAbsentReason": {"min": 1},
        },
    )
    told, untold = _coded("a") | {"valueInteger": 1}, _coded("b") | {"dataAbsentReason": {"text": "x"}}
    assert lacks(_observation(told, untold), sliced) == []
    assert lacks(_observation(told, told), sliced) == [("structure", "Observation")]
    assert lacks(_observation(_coded("b")), sliced) == [("required", "Observation.component[0]")]


def _bundle(*resources):
    entries = [
        {"fullUrl": f"urn:uuid:00000000-0000-0000-0000-00000000000{n}", "resource": r} for n, r in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


ACTIVE = {"resourceType": "Patient", "active": True}
NURSE = {"resourceType": "Practitioner", "active": True}


def _entries(profile, kind, first, second):
    return profile(
        "bundle",
        "Bundle",
        {
            "Bundle.entry": {"slicing": {"discriminator": [{"type": kind, "path": "resource"}], "rules": "closed"}},
            "Bundle.entry:first": {"min": 1},
            "Bundle.entry:first.resource": first,
            "Bundle.entry:second": {"max": "1"},
            "Bundle.entry:second.resource": second,
        },
    )


def test_by_type(profile, lacks) -> None:
    """The entries of a Bundle by the type of their resource."""
    types = [{"type": [{"code": "Patient"}]}, {"type": [{"code": "Practitioner"}]}]
    sliced = _entries(profile, "type", *types)
    assert lacks(_bundle(ACTIVE, NURSE, ACTIVE), sliced) == []
    assert lacks(_bundle(NURSE), sliced) == [("required", "Bundle")]
    assert lacks(_bundle(ACTIVE, NURSE, NURSE), sliced) == [("structure", "Bundle")]
    found = lacks(_bundle(ACTIVE, {"resourceType": "Organization", "name": "x"}), sliced)
    assert found == [("structure", "Bundle.entry[1]")]


def test_by_profile(profile, lacks) -> None:
    """The entries of a Bundle by the profile that their resource meets."""
    known = profile("known", "Patient", {"Patient.active": {"min": 1}})
    other = profile("other", "Patient", {"Patient.active": {"max": "0"}})
    types = [{"type": [{"code": "Patient", "profile": [p["url"]]}]} for p in (known, other)]
    sliced = _entries(profile, "profile", *types)
    without = {"resourceType": "Patient", "gender": "female"}
    assert lacks(_bundle(ACTIVE, without), sliced, known, other) == []
    assert lacks(_bundle(without), sliced, known, other) == [("required", "Bundle")]
    assert lacks(_bundle(ACTIVE, without, without), sliced, known, other) == [("structure", "Bundle")]


def test_through_a_reference(profile, lacks) -> None:
    """`resolve()` leads to what a reference points to; a type that the reference states itself is known too."""
    sliced = profile(
        "team",
        "CareTeam",
        {
            "CareTeam.participant": {
                "slicing": {"discriminator": [{"type": "type", "path": "member.resolve()"}], "rules": "open"}
            },
            "CareTeam.participant:person": {"min": 1},
            "CareTeam.participant:person.member": {
                "type": [{"code": "Reference", "targetProfile": ["http://hl7.org/fhir/StructureDefinition/Patient"]}]
            },
        },
    )
    team = {"resourceType": "CareTeam"}
    agency = {"member": {"reference": "Organization/o"}}
    inside = [{"resourceType": "Patient", "id": "p", "active": True}]
    assert lacks({**team, "participant": [agency, {"member": {"reference": "Patient/p"}}]}, sliced) == []
    assert lacks({**team, "contained": inside, "participant": [{"member": {"reference": "#p"}}]}, sliced) == []
    assert lacks({**team, "participant": [agency]}, sliced) == [("required", "CareTeam")]


def test_through_an_extension(profile, extension, lacks) -> None:
    """`extension('url').value` leads into an extension, `ofType()` to one type of a choice."""
    scope = extension("scope", {"Extension.value[x]": {"min": 1, "type": [{"code": "boolean"}]}})
    path = f"extension('{scope['url']}').value.ofType(boolean)"
    sliced = profile(
        "claim",
        "Claim",
        {
            "Claim.careTeam": {"slicing": {"discriminator": [{"type": "value", "path": path}], "rules": "open"}},
            "Claim.careTeam:overall": {"max": "1"},
            "Claim.careTeam:overall.extension:scope": {
                "min": 1,
                "type": [{"code": "Extension", "profile": [scope["url"]]}],
            },
            "Claim.careTeam:overall.extension:scope.value[x]": {"fixedBoolean": True},
        },
    )
    claim = {
        "resourceType": "Claim",
        "status": "active",
        "type": {"text": "x"},
        "use": "claim",
        "patient": {"reference": "Patient/p"},
        "created": "2026-11-16",
        "provider": {"reference": "Organization/o"},
        "priority": {"text": "x"},
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/c"}}],
    }
    member = {"sequence": 1, "provider": {"reference": "Practitioner/p"}}
    overall = member | {"extension": [{"url": scope["url"], "valueBoolean": True}]}
    single = member | {"extension": [{"url": scope["url"], "valueBoolean": False}]}
    assert lacks({**claim, "careTeam": [overall, single, member]}, sliced, scope) == []
    assert lacks({**claim, "careTeam": [overall, overall]}, sliced, scope) == [("structure", "Claim")]


def test_a_slice_of_a_slice(profile, lacks) -> None:
    """`a/b` slices what a has; a derived profile may add it."""
    first = _sliced(profile, a={"min": 1})
    second = profile(
        "resliced",
        "Patient",
        {
            "Patient.identifier:a": {
                "slicing": {"discriminator": [{"type": "value", "path": "use"}], "rules": "closed"}
            },
            "Patient.identifier:a/official": {"min": 1, "max": "1"},
            "Patient.identifier:a/official.use": {"fixedCode": "official"},
            "Patient.identifier:a/old": {},
            "Patient.identifier:a/old.use": {"fixedCode": "old"},
        },
        baseDefinition=first["url"],
    )
    official, old = A | {"use": "official"}, A | {"use": "old"}
    assert lacks({**PATIENT, "identifier": [old, official, B]}, second, first) == []
    assert lacks({**PATIENT, "identifier": [old]}, second, first) == [("required", "Patient")]
    assert lacks({**PATIENT, "identifier": [official, official]}, second, first) == [("structure", "Patient")]
    found = lacks({**PATIENT, "identifier": [official, A]}, second, first)
    assert found == [("structure", "Patient.identifier[1]")]


def test_what_is_said_of_all_is_said_of_each_slice(profile, lacks) -> None:
    """Rules of the sliced element hold for the items of its slices."""
    sliced = _sliced(profile)
    every = profile("every", "Patient", {"Patient.identifier.use": {"min": 1}}, baseDefinition=sliced["url"])
    assert lacks({**PATIENT, "identifier": [A, C]}, every, sliced) == [
        ("required", "Patient.identifier[0]"),
        ("required", "Patient.identifier[1]"),
    ]


def test_two_slices_at_once(profile, issues) -> None:
    """An item belongs to one slice only (http://hl7.org/fhir/R4/profiling.html#slicing)."""
    sliced = profile(
        "double",
        "Patient",
        {
            "Patient.identifier": {"slicing": {"discriminator": [{"type": "exists", "path": "use"}], "rules": "open"}},
            "Patient.identifier:a.use": {"min": 1},
            "Patient.identifier:b.use": {"min": 1},
        },
    )
    found = issues({**PATIENT, "identifier": [A | {"use": "old"}]}, sliced)
    assert [(i.code, i.expression) for i in found] == [("structure", ("Patient.identifier[0]",))]


def test_the_rest(profile, lacks) -> None:
    """`@default` is the slice of what is in no other."""
    sliced = _sliced(profile, "closed")
    sliced["differential"]["element"] += [
        {"id": "Patient.identifier:@default", "path": "Patient.identifier", "sliceName": "@default"},
        {"id": "Patient.identifier:@default.use", "path": "Patient.identifier.use", "min": 1},
    ]
    assert lacks({**PATIENT, "identifier": [A, C | {"use": "old"}]}, sliced) == []
    assert lacks({**PATIENT, "identifier": [A, C]}, sliced) == [("required", "Patient.identifier[1]")]


def test_slices_that_nothing_tells_apart(profile, lacks) -> None:
    """Without discriminators what meets a slice belongs to it."""
    sliced = profile(
        "untold",
        "Patient",
        {
            "Patient.identifier": {"slicing": {"rules": "open"}},
            "Patient.identifier:a": {"min": 1},
            "Patient.identifier:a.system": {"min": 1, "fixedUri": A["system"]},
        },
    )
    assert lacks({**PATIENT, "identifier": [B, A]}, sliced) == []
    assert lacks({**PATIENT, "identifier": [B]}, sliced) == [("required", "Patient")]


def _blood_pressure(profile, least):
    """Components told by a fixed code that stands in a slice of their codings, as R4's bp writes it."""
    by = [{"type": "value", "path": "code.coding.code"}, {"type": "value", "path": "code.coding.system"}]
    inner = [{"type": "value", "path": "code"}, {"type": "value", "path": "system"}]
    part, coding = "Observation.component:s", "Observation.component:s.code.coding"
    said = {
        "Observation.component": {"slicing": {"discriminator": by, "rules": "open"}},
        part: {"min": least, "max": "1"},
        coding: {"min": 1, "slicing": {"discriminator": inner, "rules": "open"}},
        f"{coding}:c": {"min": 1, "max": "1"},
        f"{coding}:c.system": {"min": 1, "fixedUri": "https://example.org/parts"},
        f"{coding}:c.code": {"min": 1, "fixedCode": "s"},
        f"{part}.value[x]": {"min": 1, "type": [{"code": "Quantity"}]},
        f"{part}.value[x].code": {"min": 1, "fixedCode": "mm[Hg]"},
    }
    return profile("pressure", "Observation", said)


def _component(unit, code="s"):
    value = {"value": 1, "system": "http://unitsofmeasure.org", "code": unit}
    return {"code": {"coding": [{"system": "https://example.org/parts", "code": code}]}, "valueQuantity": value}


@pytest.mark.parametrize("least", [0, 1])
@pytest.mark.parametrize(
    ("components", "found"),
    [
        ([_component("mm[Hg]")], []),
        ([_component("mm[Hg]"), _component("kPa", "other")], []),
        ([_component("kPa")], [("value", "Observation.component[0].value.ofType(Quantity).code")]),
        (
            [_component("mm[Hg]"), _component("kPa")],
            [("value", "Observation.component[1].value.ofType(Quantity).code"), ("structure", "Observation")],
        ),
    ],
)
def test_by_a_value_in_a_slice_of_the_path(least, components, found, profile, lacks) -> None:
    """A discriminator leads through an element that has slices: the value said in a slice that must be there tells."""
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "component": components}
    assert lacks(observation, _blood_pressure(profile, least)) == found


@pytest.mark.parametrize("way", ["type", "profile"])
def test_contained_resources_by_type_and_profile(way, profile, lacks) -> None:
    """A resource inside another is of its own type, which `$this` tells."""
    named = profile("named", "Patient", {"Patient.gender": {"min": 1}})
    kind = {"code": "Patient"} if way == "type" else {"code": "Patient", "profile": [named["url"]]}
    said = {
        "Basic.contained": {"slicing": {"discriminator": [{"type": way, "path": "$this"}], "rules": "open"}},
        "Basic.contained:p": {"min": 1, "max": "1", "type": [kind]},
    }
    basic = profile("holding", "Basic", said)
    patient = {"resourceType": "Patient", "id": "p", "gender": "male"}
    other = {"resourceType": "Organization", "id": "o", "name": "x"}

    def found(*inside):
        refers = [{"url": "https://example.org/x", "valueReference": {"reference": f"#{i['id']}"}} for i in inside]
        body = {"resourceType": "Basic", "code": {"text": "x"}, "extension": refers, "contained": [*inside]}
        return lacks(body, basic, named)

    assert found(other, patient) == []
    assert found(other) == [("required", "Basic")]
    assert found(patient, {**patient, "id": "q"}) == [("structure", "Basic")]


def test_a_count_that_only_sums_its_slices(profile, issues) -> None:
    """What slices lack is told by each; the element's own minimum is told where it asks for more."""
    told = [i.text for i in issues({**PATIENT, "active": True}, _summed(profile, 2))]
    assert told == [f"Patient.identifier:{name}: at least 1 needed, found 0" for name in "ab"]
    assert len(issues({**PATIENT, "active": True}, _summed(profile, 3))) == 3


def _summed(profile, least):
    sliced = _sliced(profile, a={"min": 1}, b={"min": 1})
    sliced["differential"]["element"][0]["min"] = least
    return sliced
