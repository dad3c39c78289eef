"""How a contact took place: in person, by video, by telephone (X-12); and contacts that were tried and missed."""

from typing import Literal

from peerfhir.mapping.elements import Json, item, items, listed, text
from peerfhir.mapping.extensions import Extensions

Way = Literal["in-person", "audio-video", "audio-only"]
WAYS: tuple[Way, ...] = ("in-person", "audio-video", "audio-only")
_REMOTE = frozenset({"02", "10"})  # CMS places of service: telehealth


def way(encounter: Json) -> Way:
    """The modality that an Encounter states; without one by video where class or place is virtual, else in person."""
    said = Extensions(encounter)
    stated = said.word("modality")
    found = next((one for one in WAYS if one == stated), None)
    if found is not None:
        return found
    places = {item(one).get("code") for one in said.values("place-of-service", "valueCoding")}
    virtual = item(encounter.get("class")).get("code") == "VR"
    return "audio-video" if virtual or places & _REMOTE else "in-person"


def missed(resource: Json) -> bool:
    """Whether a cancelled Encounter logs an attempt, or a Communication that was not done says why (NE-76)."""
    if resource.get("resourceType") == "Encounter":
        return resource.get("status") == "cancelled" and "contact-attempt" in Extensions(resource)
    reason = item(resource.get("statusReason"))
    told = text(reason.get("text")) or items(listed(reason.get("coding")))
    return resource.get("status") == "not-done" and bool(told)
