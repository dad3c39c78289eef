"""Which profiles are checked: claimed, asked for, implied (http://hl7.org/fhir/R4/profiling.html)."""

import pytest

CORE = "http://hl7.org/fhir/StructureDefinition/"


@pytest.fixture(scope="module")
def named(profile):
    """A Patient with a name."""
    return profile("named", "Patient", {"Patient.name": {"min": 1}})


@pytest.mark.parametrize(
    ("canonical", "found"),
    [
        (f"{CORE}Patient", []),
        (f"{CORE}Patient|4.0.1", []),
        (f"{CORE}DomainResource", []),
        (f"{CORE}Observation", [("error", "structure", "Patient.meta.profile[0]")]),
        ("https://example.org/p", [("warning", "not-supported", "Patient.meta.profile[0]")]),
        ("https://example.org/StructureDefinition/named", [("error", "required", "Patient")]),
        ("https://example.org/StructureDefinition/named|1.0.0", [("error", "required", "Patient")]),
        ("https://example.org/StructureDefinition/named|1.0", [("error", "required", "Patient")]),
        (
            "https://example.org/StructureDefinition/named|9.9.9",
            [("warning", "not-supported", "Patient.meta.profile[0]")],
        ),
        (
            "relative",
            [
                ("error", "value", "Patient.meta.profile[0]"),
                ("warning", "not-supported", "Patient.meta.profile[0]"),
            ],
        ),
    ],
)
def test_a_claim(canonical, found, named, issues) -> None:
    """What is known is checked, in the version that is claimed; what is not known here is a warning."""
    patient = {"resourceType": "Patient", "meta": {"profile": [canonical]}}
    told = issues(patient, named, against=f"{CORE}Patient")
    assert [(i.severity, i.code, i.expression[0]) for i in told] == found


def test_a_profile_of_another_type(named, lacks) -> None:
    """A resource cannot meet a profile of another type, claimed or asked for."""
    basic = {"resourceType": "Basic", "code": {"text": "x"}, "meta": {"profile": [named["url"]]}}
    assert lacks(basic, named) == [("structure", "Basic.meta.profile[0]"), ("structure", "Basic")]


def test_a_profile_that_is_asked_for_must_be_known(lacks, named) -> None:
    """Who asks for a profile wants it checked."""
    assert lacks({"resourceType": "Patient"}, named, against="https://example.org/unheard") == [
        ("not-found", "Patient")
    ]


def test_what_is_derived_is_checked_once(named, profile, issues) -> None:
    """A profile and the one it derives from, both claimed, tell each fault once."""
    second = profile("second", "Patient", {"Patient.gender": {"min": 1}}, baseDefinition=named["url"])
    patient = {"resourceType": "Patient", "meta": {"profile": [named["url"], second["url"]]}}
    assert [i.profile for i in issues(patient, second, named)] == [named["url"], second["url"]]


def test_a_claim_inside_a_bundle(named, lacks) -> None:
    """Each resource of a Bundle makes its own claims."""
    patient = {"resourceType": "Patient", "meta": {"profile": [named["url"]]}}
    entry = {"resource": patient, "request": {"method": "POST", "url": "Patient"}}
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": [entry]}
    assert lacks(bundle, named, against=f"{CORE}Bundle") == [("required", "Bundle.entry[0].resource")]


def test_a_base_that_is_not_known(profile, issues) -> None:
    """What is known of the chain is checked, and that there is more is said where all is reported."""
    lost = profile("lost", "Patient", {"Patient.gender": {"min": 1}}, baseDefinition="https://example.org/unheard")
    told = issues({"resourceType": "Patient"}, lost, strict=True)
    assert [(i.severity, i.code) for i in told if i.profile or i.code == "not-supported"] == [
        ("error", "required"),
        ("warning", "not-supported"),
    ]


def test_a_code_implies_a_vital_sign(profile, issues) -> None:
    """http://hl7.org/fhir/R4/observation-vitalsigns.html: LOINC 8867-4 is a heart rate; on write a warning."""
    rate = profile("x", "Observation", {"Observation.subject": {"min": 1}}, url=f"{CORE}heartrate")
    code = {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}
    observation = {"resourceType": "Observation", "status": "final", "code": code}
    base = f"{CORE}Observation"
    for strict, severity in ((False, "warning"), (True, "error")):
        told = issues(observation, rate, against=base, strict=strict)
        assert [(i.severity, i.expression) for i in told if i.code == "required"] == [(severity, ("Observation",))]


def test_what_a_guide_wants_of_all(named, lacks) -> None:
    """ImplementationGuide.global: a profile that every resource of a type meets, claimed or not."""
    guide = {
        "resourceType": "ImplementationGuide",
        "url": "https://example.org/ImplementationGuide/g",
        "global": [{"type": "Patient", "profile": named["url"]}],
    }
    patient = {"resourceType": "Patient", "active": True}
    assert lacks(patient, named, guide, against=f"{CORE}Patient") == [("required", "Patient")]
    entry = {"fullUrl": "urn:uuid:00000000-0000-0000-0000-000000000001", "resource": patient}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [entry]}
    assert lacks(bundle, named, guide, against=f"{CORE}Bundle") == [("required", "Bundle.entry[0].resource")]


def test_a_version_that_stands_in_for_another(named, profile, issues) -> None:
    """A profile may pin its base to a version that nobody has: the one there is is used, and that is said."""
    pinned = profile("pinned", "Patient", {"Patient.gender": {"min": 1}}, baseDefinition=f"{named['url']}|9.9.9")
    told = issues({"resourceType": "Patient", "active": True}, pinned, named, strict=True)
    assert [i.severity for i in told if "9.9.9" in i.text] == ["information"]
    assert [i.profile for i in told if i.severity == "error"] == [named["url"], pinned["url"]]


def test_a_profile_that_derives_from_itself(profile, issues) -> None:
    """What it says is checked, and that it is circular is said where all is reported."""
    one = profile("one", "Patient", {"Patient.gender": {"min": 1}})
    two = profile("two", "Patient", {"Patient.birthDate": {"min": 1}}, baseDefinition=one["url"])
    one["baseDefinition"] = two["url"]
    told = issues({"resourceType": "Patient", "active": True}, one, two, strict=True)
    assert [(i.severity, "circular" in i.text) for i in told if i.code == "not-supported"] == [("warning", True)]
    assert [i.text.partition(":")[0] for i in told if i.severity == "error"] == ["Patient.birthDate", "Patient.gender"]


def test_a_pin_that_is_not_met(named, issues) -> None:
    """A profile that is asked for in a version that nobody has: the one there is is used, and that is said."""
    told = issues({"resourceType": "Patient", "active": True}, named, against=f"{named['url']}|9.9.9", strict=True)
    assert [i.severity for i in told if "9.9.9" in i.text] == ["information"]
