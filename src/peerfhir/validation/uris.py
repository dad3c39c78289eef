"""URIs that must be more than a URI: absolute ones, and canonicals."""

import re
from collections.abc import Callable
from typing import Any

from peerfhir.validation.visit import Json, Place, Visit, shown

After = Callable[[Any, Json, Place, Visit], None]  # a valid primitive, the object it stands in, its own place

ADDRESSES = ("uri", "url", "canonical")

_RELATIVE = "A system must be an absolute URI, such as http://... or urn:oid:..."
_EXAMPLE = re.compile(r"[a-z]+://([^/@]*@)?([\w\-]+\.)*example\.(com|net|org)(?![\w.\-])", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.\-]*:")


def is_absolute(uri: str) -> bool:
    """Whether it begins with a scheme, in the lower case that RFC 3986 (3.1) wants of those who write one."""
    return uri[:4] == "http" or _ABSOLUTE.match(uri) is not None


def absolute(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an After
    """The system of an identifier names the same thing everywhere, so it is absolute."""
    if not is_absolute(value):
        visit.add(place, "value", _RELATIVE)


def coding(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an After
    """The system of a code too.

    In a CodeableConcept, where others may stand beside it, one in capitals is left to the terminology, which does not
    know it.
    """
    alone = place[0][1] != "coding"
    if not is_absolute(value if alone else value.lower()):
        visit.add(place, "value", _RELATIVE)


def extension(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an After
    """The url of an extension is absolute, but for the parts of a complex extension, which only it defines."""
    parts = place[0][0][1] in ("extension", "modifierExtension")  # the url's extension stands in one
    if not parts and not is_absolute(value):
        visit.add(place, "value", "The url of an extension must be absolute, such as https://...")


def defined(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an After
    """The url of a definition is the canonical that others name it by, so it is absolute."""
    if not is_absolute(value):
        visit.add(place, "value", "The url of a definition must be absolute, such as https://...")


def canonical(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an After
    """A canonical is absolute, or `#id` of a contained resource (http://hl7.org/fhir/R4/references.html#canonical)."""
    if value[0] == "#":
        if not visit.contained(value[1:]):
            visit.add(place, "value", "There is no contained resource with the id of this fragment")
    elif not is_absolute(value):
        visit.add(place, "value", "A canonical must be an absolute URI, not a relative reference")


def no_example(then: After | None) -> After:
    """The check that an address is none of those that are only for examples (RFC 2606); `then` what else there is."""

    def check(value: Any, node: Json, place: Place, visit: Visit) -> None:
        if _EXAMPLE.match(value):
            visit.add(place, "value", f"The address {shown(value)} is only for examples")
        if then:
            then(value, node, place, visit)

    return check
