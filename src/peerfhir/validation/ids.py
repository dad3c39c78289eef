"""Ids of elements: each stands once in its resource (http://hl7.org/fhir/R4/element.html#id)."""

from typing import Any

from peerfhir.validation.visit import Json, Place, Visit


def unique(value: Any, node: Json, place: Place, visit: Visit) -> None:
    """No other element of the resource being walked has this id; those of contained resources are their own."""
    first = visit.ids.setdefault((id(visit.resource), value), id(node))
    if first != id(node):
        visit.add(place, "value", "Another element of this resource has the same id")
