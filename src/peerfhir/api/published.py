"""What is published here: our definitions from profiles/package, and the operations of THE TABLE.

They come with the installation and are the same for everybody.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from peerfhir import data
from peerfhir.api.offered import DEFINED
from peerfhir.api.operation_definitions import operation_definitions
from peerfhir.fhir import json
from peerfhir.fhir.searching import parameters

Json = dict[str, Any]

# Where a parameter does not read the element of its own name.
_READS = {("StructureDefinition", "base"): "baseDefinition"}


@dataclass(frozen=True, slots=True)
class Published:
    """One definition: its id, its bytes, and what each search parameter of its type finds in it."""

    fid: str
    body: bytes
    values: Mapping[str, tuple[str, ...]]

    def meets(self, type_: str, code: str, wanted: Iterable[str]) -> bool:
        """Whether the parameter `code` has one of the values wanted (http://hl7.org/fhir/R4/search.html).

        A string is met by its beginning without regard to case, a token by its code, a URI as a whole.
        """
        found = (self.fid,) if code == "_id" else self.values[code]
        kind = "uri" if code == "_id" else parameters(type_)[code].type
        for text in wanted:
            if kind == "string" and any(value.casefold().startswith(text.casefold()) for value in found):
                return True
            if (text.rpartition("|")[2] if kind == "token" else text) in found:
                return True
        return False


@cache
def published() -> Mapping[str, Mapping[str, Published]]:
    """Type to id to definition, in the order of ids; read once, at the first question."""
    resources = sorted([*_ours(), *operation_definitions()], key=lambda resource: str(resource["id"]))
    return {
        type_: {str(r["id"]): _published(type_, r) for r in resources if r["resourceType"] == type_}
        for type_ in DEFINED
    }


@cache
def profiles() -> Mapping[str, tuple[str, ...]]:
    """Resource type to the canonicals of our profiles on it, sorted."""
    found: dict[str, list[str]] = {}
    for resource in _ours():
        if resource["resourceType"] == "StructureDefinition" and resource["kind"] == "resource":
            found.setdefault(resource["type"], []).append(resource["url"])
    return {type_: tuple(sorted(urls)) for type_, urls in found.items()}


def _ours() -> Iterator[Json]:
    for file in sorted((data.folder("profiles") / "package").glob("*.json")):
        yield json.decode(file.read_bytes())


def _published(type_: str, resource: Json) -> Published:
    values = {code: tuple(_values(resource, _READS.get((type_, code), code))) for code in DEFINED[type_]}
    return Published(str(resource["id"]), json.encode(resource), values)


def _values(resource: Json, element: str) -> Iterator[str]:
    if element == "value":  # of a NamingSystem
        yield from (str(one["value"]) for one in resource["uniqueId"])
        return
    found = resource.get(element, ())
    yield from (found,) if isinstance(found, str) else found
