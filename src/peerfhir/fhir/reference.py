"""References: what `Reference.reference` may say (http://hl7.org/fhir/R4/references.html#literal)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_RELATIVE = re.compile(r"^([A-Z][A-Za-z]{2,63})/([A-Za-z0-9\-.]{1,64})(?:/_history/([A-Za-z0-9\-.]{1,64}))?$")

_ADDRESS = re.compile(r"^(https?://\S+/)[A-Z][A-Za-z]{2,63}/[A-Za-z0-9\-.]{1,64}$")
# Where a name that a Bundle gives may stand (http://hl7.org/fhir/R4/http.html#trules).
LINKS = frozenset({"reference", "url", "valueUri", "valueUrl", "valueOid", "valueUuid", "valueCanonical"})
LITERAL = frozenset({"reference"})


@dataclass(frozen=True, slots=True)
class Local:
    """A reference to a resource of this server: type, id and, when it names one, the version."""

    type: str
    id: str
    version: str | None = None

    def __str__(self) -> str:
        return f"{self.type}/{self.id}"


@lru_cache(16_384)
def local(text: str) -> Local | None:
    """`Type/id[/_history/v]` as a Local; None for contained, absolute, urn and conditional references.

    Remembered, because one request reads the same reference to check, to index and to judge it.
    """
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


def renamed(node: Any, name: Callable[[str], str], keys: frozenset[str] = LINKS) -> Any:
    """The same JSON with each link passed through `name`: the strings under these keys.

    What holds no link is shared with `node`, not copied.
    """
    if type(node) is dict:
        return {
            key: name(value) if type(value) is str and key in keys else renamed(value, name, keys)
            for key, value in node.items()
        }
    if type(node) is list:
        return [renamed(item, name, keys) for item in node]
    return node


def base_of(full_url: str, own: str) -> str | None:
    """What stands before `Type/id` in an entry's address at another server than the one at `own`; None of others.

    Relative references beside such an address are that server's (http://hl7.org/fhir/R4/bundle.html#references).
    """
    found = _ADDRESS.match(full_url)
    return found[1] if found and found[1] != f"{own}/" else None
