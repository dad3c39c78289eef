"""Ids of elements (http://hl7.org/fhir/R4/element.html#id)."""

NAMES = [{"id": "a", "family": "Zz-One"}, {"id": "a", "family": "Zz-Two"}]


def test_an_id_stands_once(find) -> None:
    """Two elements of one resource must not have the same id."""
    assert find({"resourceType": "Patient", "name": NAMES}) == [("value", "Patient.name[1].id")]


def test_a_primitive_has_its_id_beside_it(find) -> None:
    """The id of a primitive counts too."""
    patient = {"resourceType": "Patient", "name": NAMES[:1], "birthDate": "1984-05-05", "_birthDate": {"id": "a"}}
    assert find(patient) == [("value", "Patient.birthDate.id")]


def test_another_resource_has_ids_of_its_own(find) -> None:
    """A contained resource and another entry of a Bundle may use the same ids."""
    agency = {"resourceType": "Organization", "id": "o", "name": "Zz-Agency", "alias": ["x"], "_alias": [{"id": "a"}]}
    patient = {"resourceType": "Patient", "name": NAMES[:1], "managingOrganization": {"reference": "#o"}}
    entries = [
        {"fullUrl": f"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e{n}", "resource": {**patient, "contained": [agency]}}
        for n in range(2)
    ]
    assert find({"resourceType": "Bundle", "type": "collection", "entry": entries}) == []
