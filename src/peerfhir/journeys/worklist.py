"""Paid lines whose facts changed after payment."""

from dataclasses import dataclass, field
from typing import Any

from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.ground import Ground
from peerfhir.store.sight import Caller

REASONS = ("overrun", "encounter-changed", "authorization-changed", "facts-changed")
MOST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """A page."""

    found: list[Any] = field(default_factory=list)

    def bundle(self, root: str, query: str) -> dict[str, Any]:
        """The searchset."""
        return {
            "resourceType": "Bundle",
            "type": "searchset",
            "link": [{"relation": "self", "url": f"{root}/Claim/$worklist?{query}"}],
        }


async def worklist(
    ground: Ground, caller: Caller, *, reason: str | None, program: str | None, after: int, count: int
) -> Page:
    """Not yet."""
    raise refused(Kind.UNAVAILABLE, "not-supported", "Being written")
