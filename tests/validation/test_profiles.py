"""meta.profile: what is known is checked, what is not is a warning (design: an unknown canonical never refuses)."""

import pytest

from peerfhir.validation.check import check

CORE = "http://hl7.org/fhir/StructureDefinition/"


@pytest.mark.parametrize(
    ("canonical", "found"),
    [
        (f"{CORE}Patient", []),
        (f"{CORE}Patient|4.0.1", []),
        (f"{CORE}DomainResource", []),
        (f"{CORE}Observation", [("error", "structure", ("Patient.meta.profile[0]",))]),
        ("https://example.org/p", [("warning", "not-supported", ("Patient.meta.profile[0]",))]),
        (
            "relative",
            [
                ("error", "value", ("Patient.meta.profile[0]",)),
                ("warning", "not-supported", ("Patient.meta.profile[0]",)),
            ],
        ),
    ],
)
def test_a_claim(canonical, found, library) -> None:
    """The base profile of the type holds; that of another type is wrong; any other is not known here."""
    issues = check({"resourceType": "Patient", "meta": {"profile": [canonical]}}, library)
    assert [(i.severity, i.code, i.expression) for i in issues] == found


def test_a_claim_inside_a_bundle(library) -> None:
    """Each resource of a Bundle makes its own claims."""
    entry = {"resource": {"resourceType": "Patient", "meta": {"profile": ["https://example.org/p"]}}}
    issues = check(
        {
            "resourceType": "Bundle",
            "type": "batch",
            "entry": [{**entry, "request": {"method": "POST", "url": "Patient"}}],
        },
        library,
    )
    assert [i.expression for i in issues] == [("Bundle.entry[0].resource.meta.profile[0]",)]
