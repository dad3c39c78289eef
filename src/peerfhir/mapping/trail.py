"""References followed from one resource to the next, in what the journey fetched."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from peerfhir.fhir.reference import local
from peerfhir.mapping.elements import Json, item

# Everything that was fetched by following references, by "Type/id".
Related = Mapping[str, Json]


@lru_cache(16_384)
def _name(text: str) -> str | None:
    here = local(text)
    return str(here) if here else None


def named(reference: Any, type_: str | None = None) -> str | None:
    """The "Type/id" that a Reference names, without its version; None of another type, or of another server."""
    target = item(reference).get("reference")
    found = _name(target) if type(target) is str else None
    return found if found and (type_ is None or found.startswith(f"{type_}/")) else None


def names(references: list[Json], type_: str | None = None) -> tuple[str, ...]:
    """What several References name, each once, in their order."""
    found = [named(reference, type_) for reference in references]
    return tuple(dict.fromkeys([name for name in found if name]))


def followed(reference: Any, related: Related) -> Json:
    """The resource that a Reference names; empty when it was not fetched."""
    name = named(reference)
    return item(related.get(name)) if name else {}


class Trail:
    """Follows references in `related`, and remembers in `came_by` every resource, or lack of one, on the way."""

    __slots__ = ("_related", "came_by")

    def __init__(self, related: Related) -> None:
        self._related = related
        self.came_by: dict[str, Any] = {}

    def follow(self, reference: Any) -> Json:
        """The resource that a Reference names; empty when it was not fetched."""
        name = named(reference)
        return self.resource(name) if name else {}

    def resource(self, name: str) -> Json:
        """The resource of this "Type/id"; empty when it was not fetched."""
        found = self.came_by[name] = self._related.get(name)
        return item(found)


def leads(came_by: Mapping[str, Any], related: Related) -> bool:
    """Whether a trail that came by these would come by the very same in `related`: it need not be walked again."""
    return all(related.get(name) is found for name, found in came_by.items())
