"""The tables as the server reads them (peerfhir.fhir.definitions), against the published pages of R4."""

import pytest

from peerfhir.fhir.definitions import definitions


def test_what_there_is() -> None:
    """R4 has 148 resource types, two of them abstract, and 20 primitive types, xhtml counted."""
    tables = definitions()
    kinds = [tables.structure(name).kind for name in tables.types]
    assert (len(tables.resources), kinds.count("primitive")) == (146, 20)


def test_an_element_of_the_page() -> None:
    """Encounter.participant.individual: 0..1 Reference(Practitioner | PractitionerRole | RelatedPerson)."""
    individual = definitions().structure("Encounter.participant").elements["individual"]
    assert (individual.min, individual.many, individual.types, individual.targets) == (
        0,
        False,
        ("Reference",),
        ("Practitioner", "PractitionerRole", "RelatedPerson"),
    )


def test_what_is_inherited() -> None:
    """A resource has the elements of Resource and DomainResource, a nested element those of BackboneElement."""
    tables = definitions()
    assert {"id", "meta", "text", "contained", "status"} <= tables.structure("Encounter").elements.keys()
    assert {"id", "extension", "modifierExtension"} <= tables.structure("Encounter.participant").elements.keys()
    assert "modifierExtension" not in tables.structure("Period").elements
    assert tables.structure("Age").rules.keys() == {"ele-1", "qty-3", "age-1"}


def test_the_rules_of_a_profile_that_a_type_has() -> None:
    """http://hl7.org/fhir/R4/datatypes.html#SimpleQuantity: Range.low has no comparator, Ratio.numerator may."""
    tables = definitions()
    assert tables.structure("Range").elements["low"].rules == {"sqty-1": ("error", "comparator.empty()")}
    assert tables.structure("Dosage.doseAndRate").elements["dose"].rules.keys() == {"sqty-1"}
    assert tables.structure("Ratio").elements["numerator"].rules == {}


def test_the_codes_of_a_required_binding() -> None:
    """http://hl7.org/fhir/R4/valueset-administrative-gender.html."""
    gender = definitions().structure("Patient").elements["gender"].codes
    assert gender == "http://hl7.org/fhir/ValueSet/administrative-gender"
    assert definitions().codes(gender) == {
        "http://hl7.org/fhir/administrative-gender": {"male", "female", "other", "unknown"}
    }


def test_content_references_lead_to_a_structure() -> None:
    """Every type of every element is a structure."""
    tables = definitions()
    named = {t for path in tables.paths for e in tables.structure(path).elements.values() for t in e.types}
    assert sorted(named - tables.paths) == []


@pytest.mark.parametrize("path", ["Foo", "Encounter.foo"])
def test_what_there_is_not(path) -> None:
    """An unknown structure is a KeyError."""
    with pytest.raises(KeyError):
        definitions().structure(path)
