"""Where a way of JSON names and indexes leads, in FHIRPath: `["onsetAge", "unit"]` is `onset.ofType(Age).unit`."""

from collections.abc import Sequence
from typing import Any

from peerfhir.fhir.definitions import definitions

Step = str | int


def expression(resource: dict[str, Any], way: Sequence[Step]) -> str | None:
    """The FHIRPath of what stands in `resource` at the end of `way`; None where R4 has no element of a name on it.

    The way must exist: `KeyError` or `IndexError` where it does not. An Element beside a primitive (`_birthDate`) has
    the place of its primitive.
    """
    node: Any = resource
    kind = text = str(resource.get("resourceType"))
    for step in way:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            if kind == "Resource":  # of which type, it says itself
                kind = str(node.get("resourceType"))
            named = _named(kind, step)
            if named is None:
                return None
            name, kind = named
            text += f".{name}"
        node = node[step]
    return text if text.partition(".")[0] in definitions().resources else None


def _named(owner: str, key: str) -> tuple[str, str] | None:
    """The step of a JSON name in an object of type `owner`, and the type of what stands there."""
    if owner not in definitions().paths:
        return None
    elements = definitions().structure(owner).elements
    name = key.removeprefix("_")
    if name in elements and not elements[name].choice:
        return name, "Element" if name != key else elements[name].types[0]
    for choice, element in elements.items():
        for kind in element.types if element.choice else ():
            if name == choice + kind[0].upper() + kind[1:]:
                return f"{choice}.ofType({kind})", "Element" if name != key else kind
    return None
