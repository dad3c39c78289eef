"""Slicings of a profile: whether a discriminator leads somewhere (http://hl7.org/fhir/R4/profiling.html#discriminator)."""

import re
from collections.abc import Iterator
from typing import Any

from peerfhir.fhir.definitions import definitions
from peerfhir.validation.visit import Json, Place, Visit, shown

_FIRST = re.compile(r"([a-z][A-Za-z0-9]*)(?=\.|$)")  # no function, no $this


def discriminators(node: Json, place: Place, visit: Visit) -> None:
    """The path of a discriminator begins with an element of what is sliced, as far as R4's own types tell."""
    for element, at in _elements(node.get("differential"), (place, "differential", -1)):
        slicing = element.get("slicing")
        listed = slicing.get("discriminator") if type(slicing) is dict else None
        types = _types(element.get("path"))
        for index, each in enumerate(listed) if type(listed) is list and types else ():
            path = each.get("path") if type(each) is dict else None
            first = _FIRST.match(path) if type(path) is str else None
            if first and not any(first[1] in definitions().structure(kind).elements for kind in types):
                there = ((at, "slicing", -1), "discriminator", index)
                said = f"The discriminator {shown(path)} is no element of {' or '.join(types)}, which is sliced"
                visit.add(there, "value", said)


def _elements(part: Any, place: Place) -> Iterator[tuple[Json, Place]]:
    listed = part.get("element") if type(part) is dict else None
    for index, element in enumerate(listed) if type(listed) is list else ():
        if type(element) is dict:
            yield element, (place, "element", index)


def _types(path: Any) -> tuple[str, ...]:
    """The types of R4's own element of this path; none where it is a part of another type, or of no known one."""
    owner, _, name = str(path).rpartition(".")
    name = name.removesuffix("[x]")
    try:
        element = definitions().structure(owner).elements.get(name)
        types = element.types if element else ()
        any_resource = "Resource" in types  # it may be of a type that has the element
        return types if not any_resource and all(definitions().structure(kind).elements for kind in types) else ()
    except KeyError:
        return ()
