"""An Encounter, and what it refers to, as a contact that the law can judge.

Lenient: whatever is not shaped as R4 says is passed over here, because the validator reports it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from peerfhir.fhir.issues import CANONICAL
from peerfhir.fhir.reference import local
from peerfhir.fhir.times import interval
from peerfhir.policy.facts import Contact, Credential, Moment, Peer

PROGRAM = f"{CANONICAL}/StructureDefinition/program"
TIME_ZONE = f"{CANONICAL}/StructureDefinition/time-zone"
CONTACT_ATTEMPT = f"{CANONICAL}/StructureDefinition/contact-attempt"
QUALIFICATION = f"{CANONICAL}/CodeSystem/qual"
ISSUER = f"{CANONICAL}/NamingSystem/issuer"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
RENDERING = "PPRF"

Related = Mapping[str, dict[str, Any]]


def read(encounter: dict[str, Any], related: Related) -> Contact:
    """The contact of an Encounter.

    `related` holds what it refers to by "Type/id": EpisodeOfCare, PractitionerRole and its Practitioner, Location,
    Organization (also as issuer of a qualification). What is missing there is read as not known.
    """
    own = _codes(encounter, PROGRAM)
    episodes = [] if own else [_follow(episode, related) for episode in _items(encounter.get("episodeOfCare"))]
    period = _item(encounter.get("period"))
    places = [_follow(place.get("location"), related) for place in _items(encounter.get("location"))]
    return Contact(
        finished=encounter.get("status") == "finished",
        programs=own or tuple(code for episode in episodes for code in _codes(episode, PROGRAM)),
        stated=bool(own),
        services=tuple(_codings(_items(encounter.get("type")))),
        start=moment(period.get("start")),
        end=moment(period.get("end")),
        peers=tuple(_peers(encounter, related)),
        location_zone=next((code for place in places for code in _codes(place, TIME_ZONE)), None),
        organization_zone=next(iter(_codes(_follow(encounter.get("serviceProvider"), related), TIME_ZONE)), None),
        attempt=any(e.get("url") == CONTACT_ATTEMPT for e in _items(encounter.get("extension"))),
    )


def outline(encounter: dict[str, Any]) -> Contact:
    """The contact as far as the Encounter alone tells: the program that it names itself, and when it was."""
    period = _item(encounter.get("period"))
    return Contact(
        finished=encounter.get("status") == "finished",
        programs=_codes(encounter, PROGRAM),
        stated=True,
        services=(),
        start=moment(period.get("start")),
        end=None,
        peers=(),
    )


def moment(text: Any) -> Moment | None:
    """A dateTime as a moment; None when it is none or does not exist."""
    return _moment(text) if isinstance(text, str) else None


@lru_cache(4096)
def _moment(text: str) -> Moment | None:
    """Remembered, because one request looks at the same times before it reads its facts and after."""
    try:
        lo, _ = interval(text, UTC)
    except (ValueError, OverflowError):
        return None
    day = date.fromisoformat(text[:10]) if text[7:8] == "-" else None
    zoned = "T" in text and (text.endswith("Z") or text[-6] in "+-")
    return Moment(text, lo if zoned else None, day)


def _peers(encounter: dict[str, Any], related: Related) -> Iterator[Peer]:
    for number, participant in enumerate(_list(encounter.get("participant"))):
        if (PARTICIPATION, RENDERING) not in _codings(_items(_item(participant).get("type"))):
            continue
        path = f"Encounter.participant[{number}].individual"
        person = _follow(_item(participant).get("individual"), related)
        if person.get("resourceType") == "PractitionerRole":
            person = _follow(person.get("practitioner"), related)
        known = person.get("resourceType") == "Practitioner"
        held = _items(person.get("qualification")) if known else ()
        yield Peer(path, known, tuple(c for q in held for c in _credentials(q, related)))


def _credentials(qualification: dict[str, Any], related: Related) -> Iterator[Credential]:
    period = _item(qualification.get("period"))
    first, last = _bound(period.get("start")), _bound(period.get("end"), last=True)
    issuers = frozenset(_issuers(_item(qualification.get("issuer")), related))
    for system, code in _codings([_item(qualification.get("code"))]):
        if system == QUALIFICATION:
            yield Credential(code, first, last, bool(first or last), issuers)


def _issuers(issuer: dict[str, Any], related: Related) -> Iterator[str]:
    """The ids that packs know an authority by: of the reference, and of the Organization it leads to."""
    named = [_item(issuer.get("identifier")), *_items(_follow(issuer, related).get("identifier"))]
    for identifier in named:
        if identifier.get("system") == ISSUER and isinstance(identifier.get("value"), str):
            yield identifier["value"]


def _bound(text: Any, *, last: bool = False) -> date | datetime | None:
    return _bound_of(text, last) if isinstance(text, str) else None


@lru_cache(1024)
def _bound_of(text: str, last: bool) -> date | datetime | None:  # noqa: FBT001 - a key of the cache
    """One end of a Period: an instant when it has a time, else its first or last day. Peers serve many times."""
    found = moment(text)
    if found is None:
        return None
    if found.at is not None:
        return found.at
    lo, hi = interval(found.written, UTC)
    return date.fromordinal(hi.date().toordinal() - 1) if last and "T" not in found.written else lo.date()


def _follow(reference: Any, related: Related) -> dict[str, Any]:
    target = _item(reference).get("reference")
    if not isinstance(target, str):
        return {}
    here = local(target)
    return _item(related.get(str(here))) if here else {}


def _codes(resource: dict[str, Any], url: str) -> tuple[str, ...]:
    """The valueCode of each extension of this url."""
    found = [e.get("valueCode") for e in _items(resource.get("extension")) if e.get("url") == url]
    return tuple([code for code in found if isinstance(code, str)])


def _codings(concepts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (coding.get("system", ""), coding["code"])
        for concept in concepts
        for coding in _items(concept.get("coding"))
        if isinstance(coding.get("code"), str) and isinstance(coding.get("system", ""), str)
    ]


def _item(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _items(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
