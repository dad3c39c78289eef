"""Profiles written as differentials, and what resources lack of them."""

from collections.abc import Callable
from typing import Any

import pytest

from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue
from peerfhir.fhir.shelf import Shelf
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

CORE = "http://hl7.org/fhir/StructureDefinition/"
BASE = "https://example.org/StructureDefinition/"

Json = dict[str, Any]


def _element(path: str, said: Json) -> Json:
    """`Observation.component:a.code` as an element with id, path and slice name."""
    steps = path.split(".")
    _, _, name = steps[-1].partition(":")
    plain = ".".join(step.partition(":")[0] for step in steps)
    return {"id": path, "path": plain, **({"sliceName": name} if name else {}), **said}


def _profile(name: str, type_: str, elements: dict[str, Json], **more: Any) -> Json:
    """A StructureDefinition that constrains `type_`; `elements` by id, such as `Patient.name`."""
    listed = [_element(path, said) for path, said in elements.items()]
    return {
        "resourceType": "StructureDefinition",
        "url": BASE + name,
        "version": "1.0.0",
        "name": name,
        "status": "active",
        "kind": "resource",
        "abstract": False,
        "type": type_,
        "baseDefinition": CORE + type_,
        "derivation": "constraint",
        "differential": {"element": listed},
    } | more


def _extension(name: str, elements: dict[str, Json], *contexts: str, **more: Any) -> Json:
    """The definition of an extension, for elements of these names."""
    url = {"Extension.url": {"fixedUri": BASE + name}}
    context = [{"type": "element", "expression": each} for each in contexts or ("Element",)]
    return _profile(name, "Extension", elements | url, kind="complex-type", context=context) | more


@pytest.fixture(scope="session")
def profile() -> Callable[..., Json]:
    """See `_profile`."""
    return _profile


@pytest.fixture(scope="session")
def extension() -> Callable[..., Json]:
    """See `_extension`."""
    return _extension


@pytest.fixture(scope="session")
def issues() -> Callable[..., list[Issue]]:
    """The issues of a resource checked against the first of some definitions, after a round trip through JSON."""

    def found(resource: Json, *definitions: Json, strict: bool = False, against: str | None = None) -> list[Issue]:
        read = [json.decode(json.encode(each)) for each in definitions]
        library = Library(Shelf().beside(read))
        asked = [against] if against else [definitions[0]["url"]] if definitions else []
        return check(json.decode(json.encode(resource)), library, asked, strict=strict)

    return found


@pytest.fixture(scope="session")
def lacks(issues) -> Callable[..., list[tuple[str, str]]]:
    """Issue code and expression of each error."""

    def found(resource: Json, *definitions: Json, **more: Any) -> list[tuple[str, str]]:
        return [(i.code, i.expression[0]) for i in issues(resource, *definitions, **more) if i.severity == "error"]

    return found
