"""ValueSet and CodeSystem reduced to what tells membership, hierarchy and texts: no narrative, no prose.

The result is FHIR JSON still, with fewer elements; what has an unexpected shape is left out, not refused.
"""

from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Keeps = Callable[[str], bool]  # whether the texts of a code system (by url) are kept

_VALUE_SET = ("resourceType", "url", "version", "name")
_CODE_SYSTEM = (*_VALUE_SET, "content", "caseSensitive", "hierarchyMeaning", "supplements")
_FILTER = ("property", "op", "value")
_EXPANDED = ("system", "code", "display", "abstract")


def every_text(system: str) -> bool:  # noqa: ARG001 - the shape of a Keeps
    """Keep the texts of all code systems."""
    return True


def value_set(definition: Json, keeps: Keeps = every_text) -> Json:
    """What a ValueSet says of membership: its compose, and its expansion."""
    kept = _some(definition, _VALUE_SET)
    compose = definition.get("compose")
    if type(compose) is dict:
        parts = {name: [_include(i, keeps) for i in _objects(compose, name)] for name in ("include", "exclude")}
        kept["compose"] = {name: listed for name, listed in parts.items() if listed}
    contains = _contains(definition.get("expansion"))
    if contains:
        kept["expansion"] = {"contains": contains}
    return kept


def code_system(definition: Json, keeps: Keeps = every_text) -> Json:
    """What a CodeSystem says of its codes, their hierarchy, properties and texts."""
    kept = _some(definition, _CODE_SYSTEM)
    declared = [_some(p, ("code",)) for p in _objects(definition, "property")]
    if declared:
        kept["property"] = declared
    concepts = [_concept(c, texts=keeps(str(definition.get("url")))) for c in _objects(definition, "concept")]
    if concepts:
        kept["concept"] = concepts
    return kept


def _some(node: Json, names: tuple[str, ...]) -> Json:
    return {name: node[name] for name in names if name in node}


def _objects(node: Json, name: str) -> Iterator[Json]:
    found = node.get(name)
    yield from (each for each in found if type(each) is dict) if type(found) is list else ()


def _include(include: Json, keeps: Keeps) -> Json:
    kept: Json = {k: v for k, v in _some(include, ("system", "version")).items() if type(v) is str}
    sets = include.get("valueSet")
    if type(sets) is list:
        kept["valueSet"] = [each for each in sets if type(each) is str]
    filters = [_some(f, _FILTER) for f in _objects(include, "filter")]
    if filters:
        kept["filter"] = filters
    fields = ("code", "display") if keeps(str(include.get("system"))) else ("code",)
    concepts = [_some(c, fields) for c in _objects(include, "concept") if type(c.get("code")) is str]
    if concepts:
        kept["concept"] = concepts
    return kept


def _contains(node: Any) -> list[Json]:
    found = []
    for each in _objects(node, "contains") if type(node) is dict else ():
        below = _contains(each)
        found.append(_some(each, _EXPANDED) | ({"contains": below} if below else {}))
    return found


def _concept(concept: Json, *, texts: bool) -> Json:
    kept = _some(concept, ("code", "display") if texts else ("code",))
    others = [_some(d, ("language", "value")) for d in _objects(concept, "designation")] if texts else []
    if others:
        kept["designation"] = others
    properties = [
        {k: v for k, v in p.items() if k == "code" or k.startswith("value")} for p in _objects(concept, "property")
    ]
    if properties:
        kept["property"] = properties
    below = [_concept(c, texts=texts) for c in _objects(concept, "concept")]
    if below:
        kept["concept"] = below
    return kept
