"""What was read of a resource is kept by the identity of the resource: the same coverage is looked at many times a day.

Journeys hand over the same object for the same stored bytes, and change none of them; the resource is held with its
answer, so that its identity is nobody else's meanwhile.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from peerfhir.mapping.elements import Json

T = TypeVar("T")
_KEPT = 4096


def remembered(function: Callable[[Json], T]) -> Callable[[Json], T]:
    """The function, asked once for each resource; the oldest answer goes when there are too many."""
    kept: dict[int, tuple[Json, T]] = {}

    @wraps(function)
    def asked(resource: Json) -> T:
        if not resource:  # nothing was found, and each nothing is another object
            return function(resource)
        found = kept.get(id(resource))
        if found is not None:
            return found[1]
        answer = function(resource)
        if len(kept) >= _KEPT:
            del kept[next(iter(kept))]
        kept[id(resource)] = resource, answer
        return answer

    return asked
