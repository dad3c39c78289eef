"""A01: the server says what it is (domain.md section 13); supportedProfile comes with the profiles."""

import httpx

LISTED = {"CarePlan", "Encounter", "Practitioner", "PractitionerRole", "Claim"}


def test_a01_the_capability_statement_says_what_is_offered(dated):
    """R4 in JSON, the resources of the programs, the operations submit and authorization-usage."""
    answer = httpx.get(f"{dated.base}/fhir/metadata", timeout=60)
    assert answer.status_code == 200
    said = answer.json()
    assert (said["resourceType"], said["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    assert {"json", "application/fhir+json"} & set(said["format"])
    (rest,) = said["rest"]
    offered = {one["type"]: one for one in rest["resource"]}
    assert set(offered) >= LISTED
    operations = {op["name"] for one in (rest, *offered.values()) for op in one.get("operation", ())}
    assert operations >= {"submit", "authorization-usage"}
    for one in (rest, *offered.values()):
        assert all(op["definition"].startswith("http") for op in one.get("operation", ()))


def test_a01_openapi_lists_the_same_with_an_example_each(dated):
    """Every resource and operation of the statement is a path of the OpenAPI page; each call has an example."""
    said = httpx.get(f"{dated.base}/openapi.json", timeout=60).json()
    (rest,) = httpx.get(f"{dated.base}/fhir/metadata", timeout=60).json()["rest"]
    paths = set(said["paths"])
    for one in rest["resource"]:
        for operation in one.get("operation", ()):
            ends = f"${operation['name']}"
            assert any(path.endswith(ends) and f"/{one['type']}" in path for path in paths), operation
    for type_ in LISTED:
        assert any(f"/{type_}" in path or "{type}" in path for path in paths), type_
    for path in ("/fhir/Claim/$submit", "/fhir/Patient/{id}/$authorization-usage"):
        assert path in paths
        for call in said["paths"][path].values():
            for answer in (call.get("responses") or {}).values():
                for body in answer.get("content", {}).values():
                    assert "example" in body or body.get("examples"), (path, answer)
