"""The invariants that profiles add, in FHIRPath."""

from typing import Any

from peerfhir.fhir.definitions import definitions
from peerfhir.fhir.structures import Constraint
from peerfhir.validation import fhirpath
from peerfhir.validation.fhirpath.asking import Library
from peerfhir.validation.profile.tree import CORE, Node, Said
from peerfhir.validation.profile.values import Item
from peerfhir.validation.visit import Place, Visit


def checks(node: Node, kind: str, library: Library) -> list[Item]:
    """The checks of a node's invariants on a value of the structure `kind`; those of R4's own types are the base's."""
    return [_check(said, kind, library) for said in node.constraints.values() if not _of_base(said.profile)]


def _of_base(profile: str) -> bool:
    return profile.partition("|")[0].removeprefix(CORE) in definitions().types


def _check(said: Said[Constraint], kind: str, library: Library) -> Item:
    stated = said.value
    try:
        rule = fhirpath.rule(
            stated.key,
            stated.severity,
            stated.expression,
            kind,
            said=f"{stated.human} ({stated.expression})" if stated.human else "",
            profile=said.profile,
            library=library,
        )
    except fhirpath.Malformed as fault:
        return _unreadable(said, str(fault))
    best_practice = stated.best_practice

    def item(value: Any, beside: Any, place: Place, visit: Visit) -> None:
        if best_practice and not visit.strict:
            return
        if beside is not None:
            rule(fhirpath.Node(value, kind, beside), place, visit)
        elif value is not None:
            rule(value, place, visit)

    return item


def _unreadable(said: Said[Constraint], fault: str) -> Item:
    text = f"The rule {said.value.key} cannot be read: {fault}"

    def item(value: Any, beside: Any, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an Item
        if visit.strict:
            visit.add(place, "exception", text, severity="warning", rule=said.value.key, profile=said.profile)

    return item
