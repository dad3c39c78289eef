"""Documents and messages are whole: what their first entry refers to directly is in the Bundle.

http://hl7.org/fhir/R4/documents.html#content, http://hl7.org/fhir/R4/messaging.html#bundle. A document has nothing else
but what is linked, either way and over any number of steps, with its Composition.
"""

from collections.abc import Iterator
from typing import Any

from peerfhir.fhir.reference import walk as references
from peerfhir.validation.visit import Json, Place, Visit

_COMPOSITION = ("subject", "encounter", "author", "attester.party", "custodian", "event.detail", "section")
_SECTION = ("author", "focus", "entry", "section")


def whole(node: Json, place: Place, visit: Visit) -> None:
    """The check of a Bundle of type document or message."""
    kind, listed = node.get("type"), node.get("entry")
    if kind not in ("document", "message") or type(listed) is not list:
        return
    resources = [_resource(entry) for entry in listed]
    first = resources[0] if resources else {}
    at = ((place, "entry", 0), "resource", -1)
    with visit.within(first, first):
        for reference, stands in _direct(first, at):
            text = reference.get("reference")
            if type(text) is str and text[:1] != "#" and not visit.resolved(text):
                said = f"What a {kind} refers to here must be an entry of its Bundle"
                visit.add(stands, "not-found", said)
    if kind == "document" and first.get("resourceType") == "Composition":
        for index in _alone(resources, visit):
            said = "Nothing links this entry with the Composition of its document"
            visit.add((place, "entry", index), "structure", said)


def _resource(entry: Any) -> Json:
    found = entry.get("resource") if type(entry) is dict else None
    return found if type(found) is dict else {}


def _direct(first: Json, at: Place) -> Iterator[tuple[Json, Place]]:
    if first.get("resourceType") == "Composition":
        yield from _below(first, _COMPOSITION, at)
    elif first.get("resourceType") == "MessageHeader":
        yield from _below(first, ("focus",), at)


def _below(node: Json, paths: tuple[str, ...], at: Place) -> Iterator[tuple[Json, Place]]:
    """The References at these paths, and their places; sections have sections."""
    for path in paths:
        name, _, rest = path.partition(".")
        value: Any = node.get(name)
        many = type(value) is list
        values: list[Any] = value if many else [value]
        for index, each in enumerate(values):
            if type(each) is dict:
                stands = (at, name, index if many else -1)
                if name == "section":
                    yield from _below(each, _SECTION, stands)
                elif rest:
                    yield from _below(each, (rest,), stands)
                else:
                    yield each, stands


def _alone(resources: list[Json], visit: Visit) -> list[int]:
    """The indexes of the resources that no chain of references joins with the first."""
    numbers = {id(each): n for n, each in enumerate(resources)}
    joined: list[set[int]] = [set() for _ in resources]
    for n, each in enumerate(resources):
        with visit.within(each, each):
            for _, reference in references(each, ""):
                target = visit.resolved(reference["reference"]) if reference["reference"] else None
                to = numbers.get(id(target.resource)) if target else None
                if to is not None:
                    joined[n].add(to)
                    joined[to].add(n)
    seen: set[int] = set()
    waiting: list[Any] = [0]
    while waiting:
        n = waiting.pop()
        if n not in seen:
            seen.add(n)
            waiting += joined[n]
    return [n for n, each in enumerate(resources) if each and n not in seen]
