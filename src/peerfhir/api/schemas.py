"""JSON Schemas of resources for the OpenAPI document, made from the compiled R4 tables.

They say what the validator checks first: names, types, cardinality, required codes, formats. What they cannot say
(invariants, targets of references, rules) the server says with a 422. Where R4 lets a value be absent with a reason
(`_status` in place of `status`), the schema asks for the value.
"""

from collections.abc import Iterable
from typing import Any

from peerfhir.api.offered import OFFERED
from peerfhir.fhir.definitions import Definitions, Element, Structure

Json = dict[str, Any]

# Shown whole, with everything that they use; what stands in a Bundle or is contained is any Resource.
SHOWN = (*OFFERED, "Bundle", "CapabilityStatement", "OperationOutcome", "Parameters")
RESOURCE = "Resource"
_MOST_CODES = 80  # more than that nobody reads
_SLOW = frozenset({"base64Binary"})  # its pattern can take exponential time
_LEAST = {"positiveInt": 1, "unsignedInt": 0}


def ref(name: str) -> Json:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def schemas(definitions: Definitions) -> dict[str, Json]:
    """The schemas of `SHOWN` and of every type that they use, by name, in the order of their names."""
    made: dict[str, Json] = {RESOURCE: _any_resource(definitions)}
    waiting = list(SHOWN)
    while waiting:
        name = waiting.pop()
        if name in made:
            continue
        structure = definitions.structure(name)
        if structure.kind == "primitive":
            made[name] = _primitive(name, structure)
        else:
            made[name] = _object(name, structure, definitions)
            waiting += _used(structure)
    return dict(sorted(made.items()))


def _used(structure: Structure) -> Iterable[str]:
    return (type_ for element in structure.elements.values() for type_ in element.types)


def _any_resource(definitions: Definitions) -> Json:
    names = sorted(definitions.resources)
    return {
        "type": "object",
        "description": "Any resource of R4 4.0.1; its elements are checked in full when it is sent",
        "properties": {"resourceType": {"type": "string", "enum": names}, "id": ref("id"), "meta": ref("Meta")},
        "required": ["resourceType"],
    }


def _primitive(name: str, structure: Structure) -> Json:
    if name == "boolean":
        return {"type": "boolean"}
    if name == "decimal":
        return {"type": "number", "description": "Digits are kept as sent: 1.00 stays 1.00"}
    if name in ("integer", "positiveInt", "unsignedInt"):
        least = _LEAST.get(name)
        return {"type": "integer", **({} if least is None else {"minimum": least}), "maximum": 2**31 - 1}
    known = structure.regex if name not in _SLOW else None
    return {"type": "string", **({"pattern": f"^(?:{known})$"} if known else {"minLength": 1})}


def _object(name: str, structure: Structure, definitions: Definitions) -> Json:
    properties: Json = {}
    required, one_of = [], []
    if structure.kind == "resource":
        properties["resourceType"] = {"const": name}
        required.append("resourceType")
    for key, element in structure.elements.items():
        if element.choice:
            names = {f"{key}{type_[0].upper()}{type_[1:]}": type_ for type_ in element.types}
            properties |= {choice: ref(type_) for choice, type_ in names.items()}
            if element.min:
                one_of.append({"anyOf": [{"required": [choice]} for choice in names]})
            continue
        properties[key] = _property(element, definitions)
        if element.min:
            required.append(key)
    return {
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        **({"allOf": one_of} if one_of else {}),
        "patternProperties": {"^_": {"description": "id and extension of a primitive value"}},
        "additionalProperties": False,
    }


def _property(element: Element, definitions: Definitions) -> Json:
    """One element: its type, narrowed by the codes or targets it is bound to, in an array where it repeats."""
    (type_,) = element.types
    shown = ref(type_)
    codes = _codes(element, definitions) if type_ == "code" else []
    if codes:
        shown = {"type": "string", "enum": codes}
    elif element.targets:
        shown |= {"description": f"To {' | '.join(element.targets)}"}
    if not element.many:
        return shown
    return {"type": "array", "items": shown, "minItems": 1}


def _codes(element: Element, definitions: Definitions) -> list[str]:
    if element.codes is None:
        return []
    codes = sorted({code for system in definitions.codes(element.codes).values() for code in system})
    return codes if len(codes) <= _MOST_CODES else []


def shallow(whole: dict[str, Json]) -> dict[str, Json]:
    """The schemas of `SHOWN` one level deep, without references and in the words of OpenAPI 3.0.

    For Swagger UI: it resolves every reference of an operation before it shows it, which takes minutes for FHIR, where
    each type leads to all others. What a nested element is called stands as its title.
    """
    made = {}
    for name in (*SHOWN, RESOURCE):
        properties = {key: _flat(value, whole) for key, value in whole[name]["properties"].items()}
        made[name] = {
            "type": "object",
            "properties": properties,
            "required": whole[name]["required"],
            "example": {"resourceType": name},
        }
    return made


def _flat(shown: Json, whole: dict[str, Json]) -> Json:
    if "items" in shown:
        return {"type": "array", "items": _flat(shown["items"], whole)}
    if "const" in shown:
        return {"type": "string", "enum": [shown["const"]]}
    if "$ref" not in shown:
        return shown
    name = shown["$ref"].rpartition("/")[2]
    said = {"description": shown["description"]} if "description" in shown else {}
    return {"type": whole[name]["type"], "title": name} | said
