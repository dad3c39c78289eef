"""What references point to and what resources hold (http://hl7.org/fhir/R4/references.html, profiling.html)."""

import pytest

CORE = "http://hl7.org/fhir/StructureDefinition/"
FEMALE = {"resourceType": "Patient", "id": "p", "gender": "female"}
MALE = {"resourceType": "Patient", "id": "p", "gender": "male"}
PLAIN = {"resourceType": "Basic", "code": {"text": "x"}}
URL = "urn:uuid:00000000-0000-0000-0000-000000000001"
OTHER = "urn:uuid:00000000-0000-0000-0000-000000000002"


@pytest.fixture(scope="module")
def she(profile):
    """A Patient who is female."""
    return profile("she", "Patient", {"Patient.gender": {"min": 1, "fixedCode": "female"}})


def _about(profile, *targets, **more):
    kind = {"code": "Reference", "targetProfile": list(targets)} | more
    return profile("about", "Basic", {"Basic.subject": {"type": [kind]}})


def _bundled(resource, reference, url=URL):
    basic = {**PLAIN, "subject": {"reference": reference}}
    entries = [{"fullUrl": url, "resource": resource}, {"fullUrl": OTHER, "resource": basic}]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def test_the_type_of_a_target(profile, she, lacks) -> None:
    """As far as the reference states it: R4 allows any resource here, the profile only one type."""
    about = _about(profile, she["url"])
    assert lacks({**PLAIN, "subject": {"reference": "Patient/p"}}, about, she) == []
    assert lacks({**PLAIN, "subject": {"reference": "Organization/p"}}, about, she) == [("structure", "Basic.subject")]
    assert lacks({**PLAIN, "subject": {"identifier": {"value": "1"}}}, about, she) == []


def test_a_contained_target(profile, she, issues, lacks) -> None:
    """A contained resource must meet the profile; the issue says what it lacks."""
    about = _about(profile, she["url"])
    basic = {**PLAIN, "subject": {"reference": "#p"}}
    assert lacks({**basic, "contained": [FEMALE]}, about, she) == []
    assert lacks({**basic, "contained": [MALE]}, about, she) == [("structure", "Basic.subject")]
    told = issues({**basic, "contained": [MALE]}, about, she)[0]
    assert "Patient.gender" in (told.diagnostics or "")
    assert told.profile == about["url"]


def test_one_of_several(profile, she, lacks) -> None:
    """One of the target profiles is enough; R4's own type asks nothing more."""
    he = profile("he", "Patient", {"Patient.gender": {"min": 1, "fixedCode": "male"}})
    basic = {**PLAIN, "contained": [MALE], "subject": {"reference": "#p"}}
    assert lacks(basic, _about(profile, she["url"], he["url"]), she, he) == []
    assert lacks(basic, _about(profile, she["url"], CORE + "Patient"), she) == []
    assert lacks(basic, _about(profile, she["url"], CORE + "Group"), she) == [("structure", "Basic.subject")]


@pytest.mark.parametrize(
    ("reference", "url", "found"),
    [
        (URL, URL, True),
        ("https://example.org/fhir/Patient/p", "https://example.org/fhir/Patient/p", True),
        ("Patient/p", URL, False),  # relative to an entry that has no RESTful address
    ],
)
def test_a_target_in_the_bundle(reference, url, found, profile, she, lacks) -> None:
    """A resource of the same Bundle is found by its fullUrl (http://hl7.org/fhir/R4/bundle.html#references)."""
    about = _about(profile, she["url"])
    bundle = profile("bundle", "Bundle", {"Bundle.entry.resource": {"type": [{"code": "Resource"}]}})
    basic = {**PLAIN, "meta": {"profile": [about["url"]]}, "subject": {"reference": reference}}
    holding = _bundled(MALE, reference, url)
    holding["entry"][1]["resource"] = basic
    expected = [("structure", "Bundle.entry[1].resource.subject")] if found else []
    assert lacks(holding, bundle, about, she) == expected
    holding["entry"][0]["resource"] = FEMALE
    assert lacks(holding, bundle, about, she) == []


def test_a_circle(profile, lacks) -> None:
    """Two profiles whose references lead to one another are met or not, without end in neither case."""
    kinds = [{"code": "Reference", "targetProfile": ["https://example.org/StructureDefinition/linked"]}]
    linked = profile("linked", "Patient", {"Patient.link.other": {"type": kinds}, "Patient.active": {"min": 1}})
    first = {"resourceType": "Patient", "active": True, "link": [{"type": "seealso", "other": {"reference": OTHER}}]}
    second = {**first, "link": [{"type": "seealso", "other": {"reference": URL}}]}
    entries = [{"fullUrl": URL, "resource": first}, {"fullUrl": OTHER, "resource": second}]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    each = [{"code": "Patient", "profile": [linked["url"]]}]
    holding = profile("holding", "Bundle", {"Bundle.entry.resource": {"type": each}})
    assert lacks(bundle, holding, linked) == []
    del second["active"]
    assert lacks(bundle, holding, linked) == [
        ("structure", "Bundle.entry[0].resource.link[0].other"),
        ("structure", "Bundle.entry[1].resource.link[0].other"),  # the first does not meet it because of the second
        ("required", "Bundle.entry[1].resource"),
    ]


def test_where_a_target_must_stand(profile, lacks) -> None:
    """Aggregation: contained, bundled, or referenced (http://hl7.org/fhir/R4/valueset-resource-aggregation-mode.html)."""
    about = _about(profile, CORE + "Patient", aggregation=["contained"])
    assert lacks({**PLAIN, "contained": [FEMALE], "subject": {"reference": "#p"}}, about) == []
    assert lacks({**PLAIN, "subject": {"reference": "Patient/p"}}, about) == [("structure", "Basic.subject")]


def test_a_contained_resource_with_a_profile(profile, she, lacks) -> None:
    """The type of `contained` may name types and profiles."""
    kind = [{"code": "Patient", "profile": [she["url"]]}]
    holding = profile("holding", "Basic", {"Basic.contained": {"min": 1, "type": kind}})
    basic = {**PLAIN, "subject": {"reference": "#p"}}
    assert lacks({**basic, "contained": [FEMALE]}, holding, she) == []
    assert lacks({**basic, "contained": [MALE]}, holding, she) == [("value", "Basic.contained[0].gender")]
    agency = {"resourceType": "Organization", "id": "p", "name": "x"}
    assert lacks({**basic, "contained": [agency]}, holding, she) == [("structure", "Basic.contained[0]")]


def test_a_data_type_with_a_profile(profile, lacks) -> None:
    """Several profiles of a type: one is enough; of one alone each issue is told at its place."""
    issued = profile("issued", "Identifier", {"Identifier.system": {"min": 1}}, kind="complex-type")
    typed = profile("typed", "Identifier", {"Identifier.type": {"min": 1}}, kind="complex-type")
    one = profile(
        "one", "Patient", {"Patient.identifier": {"type": [{"code": "Identifier", "profile": [issued["url"]]}]}}
    )
    both = [{"code": "Identifier", "profile": [issued["url"], typed["url"]]}]
    two = profile("two", "Patient", {"Patient.identifier": {"type": both}})
    patient = {"resourceType": "Patient", "identifier": [{"value": "1"}]}
    assert lacks(patient, one, issued) == [("required", "Patient.identifier[0]")]
    assert lacks(patient, two, issued, typed) == [("structure", "Patient.identifier[0]")]
    patient["identifier"] = [{"type": {"text": "x"}}]
    assert lacks(patient, two, issued, typed) == []
