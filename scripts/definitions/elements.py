"""The structures of the base types: what each element may hold, as one compact line a type.

A line holds the structure of the type and of its nested elements, by path. A structure has the base it extends, its
own elements and its own rules (invariants); what it inherits is not repeated. Constraining profiles and logical models
are left out.
"""

from collections.abc import Callable
from typing import Any

from scripts.definitions.package import Json, Package

_CORE = "http://hl7.org/fhir/StructureDefinition/"
_SYSTEM = "http://hl7.org/fhirpath/System."
_EXTENSIONS = "http://hl7.org/fhir/StructureDefinition/"
_KINDS = {"resource": "resource", "complex-type": "complex", "primitive-type": "primitive"}

Expands = Callable[[str], bool]


def build(package: Package, expands: Expands) -> dict[str, Json]:
    """Type name -> path -> structure, for every base type; `expands` tells whether a value set's codes are known."""
    found = {}
    for definition in package.resources("StructureDefinition"):
        if definition.get("derivation") != "constraint" and definition["kind"] in _KINDS:
            found[definition["type"]] = _structures(package, definition, expands)
    return dict(sorted(found.items()))


def _structures(package: Package, definition: Json, expands: Expands) -> Json:
    root, *rest = definition["snapshot"]["element"]
    kind = _KINDS[definition["kind"]]
    whole: Json = {root["path"]: {"kind": kind}}
    if "baseDefinition" in definition:
        whole[root["path"]]["base"] = definition["baseDefinition"].removeprefix(_CORE)
    if definition["abstract"]:
        whole[root["path"]]["abstract"] = True
    _add_rules(whole[root["path"]], root, definition["url"])
    if kind == "primitive":
        return whole | {root["path"]: whole[root["path"]] | _pattern(rest)}
    nested = {e["path"] for e in rest if _nests(e)}
    for path in sorted(nested, key=[e["path"] for e in rest].index):
        whole[path] = {"kind": "nested"}
    for element in rest:
        if element["path"] in nested:
            whole[element["path"]]["base"] = element["type"][0]["code"]
            _add_rules(whole[element["path"]], element, definition["url"])
        if element["base"]["path"] == element["path"]:
            parent, _, name = element["path"].rpartition(".")
            spec = _element(element, nested, expands)
            if element["path"] not in nested:
                _add_rules(spec, element, definition["url"])
                _add_profile_rules(spec, element, package)
            whole[parent].setdefault("elements", {})[name.removesuffix("[x]")] = spec
    return whole


def _nests(element: Json) -> bool:
    return any(t["code"] in ("BackboneElement", "Element") for t in element.get("type", ()))


def _element(element: Json, nested: set[str], expands: Expands) -> Json:
    spec: Json = {}
    if element["min"]:
        spec["min"] = element["min"]
    if element["max"] != "1":
        spec["many"] = {"*": True}[element["max"]]  # no base element has another maximum
    if "contentReference" in element:
        return spec | {"types": [element["contentReference"].removeprefix("#")]}
    spec["types"] = [element["path"]] if element["path"] in nested else [_type(t) for t in element["type"]]
    if element["path"].endswith("[x]"):
        spec["choice"] = True
    targets = [p.removeprefix(_CORE) for t in element["type"] if t["code"] == "Reference" for p in _profiles(t)]
    if targets and "Resource" not in targets:
        spec["targets"] = targets
    binding = element.get("binding", {})
    value_set = binding.get("valueSet", "").split("|", 1)[0]
    spec |= _bound(binding.get("strength"), value_set, expands)
    most = _extension(binding, "elementdefinition-maxValueSet").get("valueCanonical")
    if most:
        spec["most"] = most.split("|", 1)[0]
    if element["path"] == "Resource.id":
        spec["types"] = ["id"]  # the package says string; http://hl7.org/fhir/R4/resource.html#Resource says id
    return spec


def _bound(strength: str | None, value_set: str, expands: Expands) -> Json:
    if strength == "required" and value_set:
        return {"codes" if expands(value_set) else "most": value_set}
    return {"extensible": value_set} if strength == "extensible" and value_set else {}


def _profiles(entry: Json) -> list[str]:
    return list(entry.get("targetProfile", ()))


def _type(entry: Json) -> str:
    """The FHIR type; the package names a FHIRPath system type where an element is not a FHIR one in XML."""
    code: str = entry["code"]
    if code.startswith(_SYSTEM):
        named = _extension(entry, "structuredefinition-fhir-type")
        return str(named.get("valueUri") or named["valueUrl"])
    return code


def _extension(entry: Json, name: str) -> Json:
    return next((e for e in entry.get("extension", ()) if e["url"] == _EXTENSIONS + name), {})


def _pattern(elements: list[Json]) -> Json:
    value = next(e for e in elements if e["path"].endswith(".value"))
    regex = _extension(value["type"][0], "regex").get("valueString")
    return {"regex": regex} if regex else {}


def _add_rules(structure: dict[str, Any], element: Json, source: str) -> None:
    """Those it states itself; ele-1 and ext-1 are repeated on every element and belong to the types alone."""
    own = [c for c in element.get("constraint", ()) if c.get("source", source) == source and "expression" in c]
    if "." in element["path"]:
        own = [c for c in own if c["key"] not in ("ele-1", "ext-1")]
    if own:
        structure.setdefault("rules", {}).update({c["key"]: [c["severity"], c["expression"]] for c in own})


def _add_profile_rules(structure: dict[str, Any], element: Json, package: Package) -> None:
    """Those of the profiles its types have: a SimpleQuantity is a Quantity with a rule more."""
    for profile in (p for t in element.get("type", ()) for p in t.get("profile", ())):
        definition = package.canonical(profile)
        if definition is None:
            raise ValueError(f"{element['path']}: there is no {profile}")
        _add_rules(structure, definition["snapshot"]["element"][0], definition["url"])
