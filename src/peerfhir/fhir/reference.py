"""References: what `Reference.reference` may say (http://hl7.org/fhir/R4/references.html#literal)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_RELATIVE = re.compile(r"^([A-Z][A-Za-z]{2,63})/([A-Za-z0-9\-.]{1,64})(?:/_history/([A-Za-z0-9\-.]{1,64}))?$")

_LINKS = frozenset({"reference", "valueUri", "valueUrl", "valueOid", "valueUuid", "valueCanonical"})


@dataclass(frozen=True, slots=True)
class Local:
    """A reference to a resource of this server: type, id and, when it names one, the version."""

    type: str
    id: str
    version: str | None = None

    def __str__(self) -> str:
        return f"{self.type}/{self.id}"


def local(text: str) -> Local | None:
    """`Type/id[/_history/v]` as a Local; None for contained, absolute, urn and conditional references."""
    found = _RELATIVE.match(text)
    return Local(found[1], found[2], found[3]) if found else None


def walk(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every Reference object with a literal `reference` below `node`, with its FHIRPath."""
    if type(node) is dict:
        target = node.get("reference")
        if type(target) is str:
            yield path, node
        for name, value in node.items():
            if type(value) is dict:
                yield from walk(value, f"{path}.{name}")
            elif type(value) is list:
                for number, item in enumerate(value):
                    if type(item) is dict:
                        yield from walk(item, f"{path}.{name}[{number}]")


def renamed(node: Any, name: Callable[[str], str]) -> Any:
    """The same JSON with each link passed through `name`: literal references, and extension values that are URIs.

    What holds no link is shared with `node`, not copied.
    """
    if type(node) is dict:
        return {
            key: name(value) if type(value) is str and key in _LINKS else renamed(value, name)
            for key, value in node.items()
        }
    if type(node) is list:
        return [renamed(item, name) for item in node]
    return node
