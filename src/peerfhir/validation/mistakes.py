"""Mistakes in definitions that somebody brings: what could never be checked, told before anything is.

An element that R4 does not have (`Patient.birthdate`), a rule that is no FHIRPath or speaks of what there is not, a
base that is not at hand (http://hl7.org/fhir/R4/profiling.html). Each is a sentence that names definition and element.
"""

from collections.abc import Iterable, Iterator

from peerfhir.fhir.definitions import definitions
from peerfhir.fhir.shelf import Layer, Shelf
from peerfhir.fhir.structures import ElementRule, StructureDefinition
from peerfhir.validation import fhirpath
from peerfhir.validation.fhirpath.code import Unknown
from peerfhir.validation.profile import shapes

_ANY = frozenset({"Resource", "DomainResource"})
_CORE = "http://hl7.org/fhir/StructureDefinition/"
_FUNCTION = "the function "


def mistakes(layers: Iterable[Layer], shelf: Shelf) -> Iterator[str]:
    """What is wrong with the profiles and extensions of these layers, whose bases are on the shelf."""
    for layer in layers:
        for url, versions in layer.kept("structures").items():
            for version in versions:
                found = shelf.structure(f"{url}|{version}" if version else url)
                if found is not None and found.derivation == "constraint":
                    yield from (f"{url}: {said}" for said in _of(found, shelf))


def _of(definition: StructureDefinition, shelf: Shelf) -> Iterator[str]:
    if definition.type not in definitions().types:
        yield f"its type {definition.type} is none of R4, so nothing is checked against it"
        return
    base = definition.base or ""
    if base.partition("|")[0].removeprefix(_CORE) not in definitions().types and shelf.structure(base) is None:
        yield f"its base {base or '(none)'} is not at hand, so what it inherits is not checked"
    for element in definition.elements:
        yield from _of_element(element, definition.type)
    if definition.applies_when:
        yield from _of_expression("applies-when", definition.applies_when, definition.type)


def _of_element(element: ElementRule, type_: str) -> Iterator[str]:
    homes = _homes(element.path, type_)
    if homes is None:
        yield f"the element {element.path} does not exist, so what is said of it is not checked"
        return
    kind = homes[0] if len(homes) == 1 else None
    for constraint in element.constraints:
        if kind and kind not in _ANY:
            said = _of_expression(f"the rule {constraint.key} of {element.path}", constraint.expression, kind)
            yield from said


def _homes(path: str, type_: str) -> tuple[str, ...] | None:
    """The structures that an element may be, none where that is open; None where R4 has no such element."""
    first, *names = path.split(".")
    if first != type_:
        return None
    homes = shapes.homes(type_)
    for name in names:
        if not homes or _ANY.intersection(homes):  # any resource: its type is the profile's to say
            return ()
        found = shapes.below(homes, name.removesuffix("[x]"))
        if not found:  # `valueQuantity` is short for value[x] where that is a Quantity
            found = tuple(slots[name].type for home in homes if name in (slots := shapes.slots(home)))
        if not found:
            return None
        homes = found
    return homes


def _of_expression(where: str, expression: str, kind: str) -> Iterator[str]:
    try:
        missing = fhirpath.unknown(expression, kind)
    except fhirpath.Malformed as reason:
        yield f"{where} is no FHIRPath: {reason}"
    except Unknown as reason:
        name = str(reason).removeprefix(_FUNCTION)
        if name != str(reason) and not _runs(name):
            yield f"{where} calls the function {name}, which does not exist"
    else:
        if missing:
            yield f"{where} speaks of {', '.join(dict.fromkeys(missing))}, which does not exist there"


def _runs(name: str) -> bool:
    """Whether the engine that does what ours does not know has the function."""
    from fhirpathpy.engine.invocations import invocation_registry  # noqa: PLC0415 - 0.2 s, and seldom needed

    return name in invocation_registry
