"""A claim comes in; it is adjudicated line by line, and kept with the answer."""

from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.draft import Reply, Visit
from peerfhir.journeys.ground import Ground
from peerfhir.store.sight import Caller


async def decide(ground: Ground, caller: Caller, fid: str, sent: dict[str, object], visit: Visit) -> Reply:
    """Not yet."""
    raise refused(Kind.UNAVAILABLE, "not-supported", "Being written")
