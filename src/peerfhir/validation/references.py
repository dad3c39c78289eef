"""References: the form of `Reference.reference`, and the type of what it points to.

A literal reference is `Type/id`, `#id` of a contained resource, an absolute URL, or in a Bundle to be processed
`Type?criteria` (http://hl7.org/fhir/R4/references.html#literal). Whether the target exists is the store's to say.

Any relative URL is a reference to the standard's letter, though no server could resolve it, and an address elsewhere
only looks as if it named a type: what is wrong with these is an error of a write, a warning of a strict visit.
"""

import re
from typing import Any

from peerfhir.fhir.definitions import definitions
from peerfhir.fhir.issues import Severity
from peerfhir.validation.uris import is_absolute
from peerfhir.validation.visit import Json, Place, Visit, Walk

_RELATIVE = re.compile(r"([A-Z][A-Za-z]{2,63})/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?(?:#\S+)?")
_CONDITIONAL = re.compile(r"([A-Z][A-Za-z]{2,63})\?\S+")
_RESTFUL = re.compile(r"https?://\S+/([A-Z][A-Za-z]{2,63})/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?")
_SPACE = re.compile(r"\s")
_WHOLE = ("document", "message")
_FORMS = "Type/id, #id of a contained resource, or an absolute URL"


def literal(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an After
    """The form of a `Reference.reference`, and ref-1."""
    relative = _RELATIVE.fullmatch(value)
    if relative:
        if relative[1] not in definitions().resources:
            visit.add(place, "value", f"R4 has no resource type '{relative[1]}'")
    elif value[0] == "#":
        own = value == "#" and visit.resource is not visit.root  # a contained resource refers to its container
        if not own and visit.contained(value[1:]) is None:
            visit.add(place, "invariant", "There is no contained resource with the id of this reference", rule="ref-1")
    elif is_absolute(value):
        if _SPACE.search(value):
            visit.add(place, "value", "A URL has no white space")
    elif _CONDITIONAL.fullmatch(value):
        if visit.bundle is None or visit.bundle.get("type") not in ("transaction", "batch"):
            said = "A conditional reference is only allowed in a transaction or batch"
            visit.add(place, "value", said, severity="error" if visit.bundle else eased(visit))
    else:
        sure = visit.bundle or _SPACE.search(value)
        said = f"A reference is {_FORMS}, without white space"
        visit.add(place, "value", said, severity="error" if sure else eased(visit))
    if value[0] != "#" and visit.bundle is not None and visit.bundle.get("type") in _WHOLE:
        _linked(value, place, visit)


def eased(visit: Visit) -> Severity:
    """The severity of what only a server cannot take."""
    return "warning" if visit.strict else "error"


def _linked(value: str, place: Place, visit: Visit) -> None:
    """What a document or message has with it is found by its fullUrl (http://hl7.org/fhir/R4/bundle.html#references).

    A resource of the same type and id under another address is another one.
    """
    if visit.named(value) and not visit.resolved(value):
        said = "An entry of this Bundle has this type and id, but its fullUrl is not what this reference means here"
        visit.add(place, "not-found", said)


def target(types: frozenset[str]) -> Walk:
    """The check that a Reference points to a resource of one of these types, as far as its text or the Bundle says."""

    def walk(value: Any, place: Place, visit: Visit) -> None:
        text = value.get("reference")
        if type(text) is not str or text.partition("/")[0] in types:
            return
        found = type_of(text, visit)
        if found and found not in types and found in definitions().resources:
            said = f"This points to a resource of type {found}; allowed are {', '.join(sorted(types))}"
            visit.add(place, "structure", said, severity=eased(visit) if elsewhere(text, visit) else "error")

    return walk


def type_of(text: str, visit: Visit) -> str | None:
    """The resource type that a `Reference.reference` points to, None where it cannot be told."""
    if text[:1] == "#":
        container = visit.root if text == "#" and visit.resource is not visit.root else None
        inside = container or visit.contained(text[1:])
        named = inside.get("resourceType") if inside else None
        return named if type(named) is str else None
    if is_absolute(text):
        bundled = visit.bundled(text)
        restful = _RESTFUL.fullmatch(text)
        return bundled or (restful[1] if restful else None)
    found = _RELATIVE.fullmatch(text) or _CONDITIONAL.fullmatch(text)
    return found[1] if found else None


def elsewhere(text: str, visit: Visit) -> bool:
    """Whether a reference is a search, or the address of a resource that is not in the Bundle."""
    return (is_absolute(text) and visit.bundled(text) is None) or "?" in text


def agrees(node: Json, place: Place, visit: Visit) -> None:
    """`Reference.type`, where given, is the type that `Reference.reference` points to."""
    if "type" in node and type(node.get("reference")) is str and type(node["type"]) is str:
        found = type_of(node["reference"], visit)
        if found and node["type"].rpartition("/")[2] != found:
            visit.add(place, "structure", f"The type of this reference is not that of its target, {found}")
