"""A path without what it says about people."""

import pytest

from peerfhir.api.template import template


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fhir", "/fhir"),
        ("/fhir/", "/fhir/"),
        ("/fhir/metadata", "/fhir/metadata"),
        ("/fhir/Patient", "/fhir/Patient"),
        ("/fhir/Patient/_search", "/fhir/Patient/_search"),
        ("/fhir/Patient/smith", "/fhir/Patient/{id}"),
        ("/fhir/Patient/smith/_history", "/fhir/Patient/{id}/_history"),
        ("/fhir/Patient/smith/_history/3", "/fhir/Patient/{id}/_history/{vid}"),
        ("/fhir/Patient/smith/$authorization-usage", "/fhir/Patient/{id}/$authorization-usage"),
        ("/fhir/Patient/$validate", "/fhir/Patient/$validate"),
        ("/fhir/Patient/$smith", "/fhir/Patient/{id}"),
        ("/fhir/_history", "/fhir/_history"),
        ("/livez", "/livez"),
        ("/docs/swagger.css", "/docs/{file}"),
    ],
)
def test_templates(path, expected):
    """Types and operations stay, everything else is a name for its place."""
    assert template(path) == expected


@pytest.mark.parametrize("path", ["/smith", "/fhir/smith", "/fhir/Smith/x", "/fhir/Patient/a/b/c/d/smith", "", "smith"])
def test_what_is_not_offered_is_other(path):
    """The number of templates is bounded, whatever is asked for."""
    assert template(path) == "other"


def test_deep_paths_show_no_id():
    """No segment that is not ours comes through, at any depth."""
    assert "smith" not in template("/fhir/Patient/smith/smith/smith")
