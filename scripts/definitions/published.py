"""The conformance resources of all packages as slim tables, one line a canonical: structures, value sets, code systems.

They go through `peerfhir.fhir.structures` and `peerfhir.fhir.terminology`, so that a package's definitions and a user's
have one form. Left out are narrative, publisher, mappings, definitions, comments and other prose, the texts of
invariants, and the display texts of code systems that are not HL7's (LOINC, SNOMED CT, DICOM ...), which are not free.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from peerfhir.fhir.structures import ElementRule, StructureDefinition, slim
from peerfhir.fhir.terminology import code_system, value_set
from scripts.definitions.package import VENDOR, Json, Package, core

PACKAGES = ("hl7.fhir.us.core-6.1.0", "hl7.fhir.us.davinci-pas-2.2.1", "hl7.fhir.us.davinci-pdex-2.2.0")
_HL7 = ("http://hl7.org/fhir", "http://terminology.hl7.org/", "http://cds-hooks.hl7.org/", "http://example.")
Lines = dict[str, Any]


def build() -> dict[str, Lines]:
    """File name -> canonical with version -> what is kept of it, by kind."""
    tables: dict[str, Lines] = {"structures.json": {}, "value-sets.json": {}, "code-systems.json": {}}
    structures = list(_all("StructureDefinition"))
    known = {definition["url"] for definition in structures}
    for definition in structures:
        tables["structures.json"][_canonical(definition)] = _wordless(slim(_whole(definition, known)))
    for definition in _all("ValueSet"):
        tables["value-sets.json"][_canonical(definition)] = value_set(definition, _free)
    for definition in _all("CodeSystem"):
        tables["code-systems.json"][_canonical(definition)] = _english(code_system(definition, _free))
    return {name: dict(sorted(lines.items())) for name, lines in tables.items()}


def _all(resource_type: str) -> Iterator[Json]:
    for package in (core(), *(Package(VENDOR / f"{name}.tgz") for name in PACKAGES)):
        yield from package.resources(resource_type)


def _whole(definition: Json, known: set[str]) -> Json:
    """A profile of a profile that is in no package here says with its snapshot what it inherits."""
    base = definition.get("baseDefinition", "").partition("|")[0]
    lost = definition.get("derivation") == "constraint" and base not in known
    return definition | {"differential": definition["snapshot"]} if lost and "snapshot" in definition else definition


def _free(system: str) -> bool:
    return system.startswith(_HL7)


def _english(node: Json) -> Json:
    """Without the texts of other languages: HL7's validator accepts English ones, unless it is told otherwise."""
    for concept in node.get("concept", ()):
        listed = [d for d in concept.pop("designation", ()) if d.get("language", "en").startswith("en")]
        other = [{"value": d["value"]} for d in listed if d["value"] != concept.get("display")]
        if other:
            concept["designation"] = other
        _english(concept)
    return node


def _canonical(definition: Json) -> str:
    return f"{definition['url']}|{definition.get('version', '')}"


def _wordless(found: StructureDefinition) -> StructureDefinition:
    """Without the texts of invariants, which are prose of the standard."""
    return msgspec.structs.replace(found, elements=tuple(_without_texts(e) for e in found.elements))


def _without_texts(element: ElementRule) -> ElementRule:
    bare = tuple(msgspec.structs.replace(c, human="") for c in element.constraints)
    return msgspec.structs.replace(element, constraints=bare) if bare else element
