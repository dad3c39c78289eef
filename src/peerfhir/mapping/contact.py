"""An Encounter, and what it refers to, as a contact that the law can judge.

Lenient: whatever is not shaped as R4 says is passed over here, because the validator reports it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from peerfhir.fhir.issues import CANONICAL
from peerfhir.mapping.elements import POS, Json, codings, item, items, listed, place_of, services, text, whole
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.family import family
from peerfhir.mapping.member import member, of_another
from peerfhir.mapping.person import key, peer
from peerfhir.mapping.remembered import remembered
from peerfhir.mapping.setting import attested, licences
from peerfhir.mapping.times import moment
from peerfhir.mapping.trail import Related, followed, named, names
from peerfhir.policy.facts import Contact, Neighbour, Peer, Session

INTERVENTION = f"{CANONICAL}/CodeSystem/peer-intervention"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
RENDERING = "PPRF"


def read(
    encounter: Json,
    related: Related,
    standing: Sequence[Json] = (),
    neighbours: Iterable[Neighbour] = (),
    zone: tzinfo = UTC,
) -> Contact:
    """The contact of an Encounter.

    `related` holds what it refers to by "Type/id": EpisodeOfCare, Location, Organization, the peers' roles and what
    `person.peer` follows from them, in family contacts also RelatedPersons and Goals. What is missing there is read as
    not known. `standing` is what stands of the member (see `member.member`), every Patient of theirs included; without
    it, and of what is not one Patient's, nothing is known of a member. `zone` is that of stays written without one.
    """
    said = Extensions(encounter)
    own = said.texts("program")
    places = [followed(place.get("location"), related) for place in items(encounter.get("location"))]
    starts = moment(item(encounter.get("period")).get("start"))
    subject = named(encounter.get("subject"), "Patient")
    who = None
    if subject and standing:
        then = (starts.day, starts.day) if starts and starts.day else None
        who = member(of_another(standing, encounter), subject, then, zone)
    mode = said.word("service-mode")
    return Contact(
        finished=encounter.get("status") == "finished",
        programs=own or _of_episodes(encounter, related),
        stated=bool(own),
        services=services(listed(encounter.get("type"))),
        start=starts,
        end=moment(item(encounter.get("period")).get("end")),
        peers=tuple([peer(path, one, related) for path, one in _rendering(encounter)]),
        location_zone=next((name for place in places for name in Extensions(place).texts("time-zone")), None),
        organization_zone=Extensions(followed(encounter.get("serviceProvider"), related)).word("time-zone"),
        attempt="contact-attempt" in said,
        licences=licences([followed(encounter.get("serviceProvider"), related), *places]),
        attested=attested(said),
        key=_key(encounter),
        mode=mode,
        modality=said.word("modality"),
        place=_place(said, places),
        interventions=_interventions(said),
        goals=names(said.values("goal-addressed", "valueReference"), "Goal"),
        plan=next(iter(names(said.values("care-plan", "valueReference"), "CarePlan")), None),
        episodes=names(items(encounter.get("episodeOfCare")), "EpisodeOfCare"),
        session=_session(said),
        family=family(encounter, related, standing, who) if mode == "family" else None,
        provider=named(encounter.get("serviceProvider"), "Organization"),
        member=who,
        neighbours=tuple(neighbours),
    )


def outline(encounter: Json) -> Contact:
    """The contact as far as the Encounter alone tells: its own program, when it was, by whom, in which session.

    The `key` of a peer is what the Encounter names: a PractitionerRole or a Practitioner, not looked up.
    """
    period, said = item(encounter.get("period")), Extensions(encounter)
    return Contact(
        finished=encounter.get("status") == "finished",
        programs=said.texts("program"),
        stated=True,
        services=(),
        start=moment(period.get("start")),
        end=moment(period.get("end")),
        peers=tuple([Peer(path, known=False, key=named(who)) for path, who in _rendering(encounter)]),
        session=_session(said),
        provider=named(encounter.get("serviceProvider"), "Organization"),
    )


def neighbour(
    encounter: Json,
    related: Related,
    billable: Collection[tuple[str, str]],
    *,
    same_member: bool,
    claimed: bool = False,
) -> Neighbour | None:
    """Another Encounter as a neighbour in time; None of one whose start and end are not both instants.

    `related` holds the roles it names; `billable` are the (system, code) pairs that bill peer support.
    """
    seen = _seen(encounter)
    if seen is None:
        return None
    return Neighbour(
        seen.key,
        seen.start,
        seen.end,
        same_member=same_member,
        peers=frozenset(filter(None, [key(one, related) for one in seen.rendering])),
        grouped=seen.grouped,
        peer_support=any(pair in billable for pair in seen.services),
        claimed=claimed,
        interventions=seen.interventions,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an Encounter says that its neighbours look at; `rendering` are references."""

    key: str
    start: datetime
    end: datetime
    rendering: tuple[Json, ...]
    grouped: bool
    services: tuple[tuple[str, str], ...]
    interventions: frozenset[str]


@remembered
def _seen(encounter: Json) -> _Seen | None:
    period, said = item(encounter.get("period")), Extensions(encounter)
    start, end = moment(period.get("start")), moment(period.get("end"))
    if start is None or end is None or start.at is None or end.at is None:
        return None
    return _Seen(
        _key(encounter) or "",
        start.at,
        end.at,
        tuple([one for _, one in _rendering(encounter)]),
        said.word("service-mode") == "group" or "group-session" in said,
        services(listed(encounter.get("type"))),
        frozenset([code for code, _ in _interventions(said)]),
    )


def _key(encounter: Json) -> str | None:
    id_ = text(encounter.get("id"))
    return f"Encounter/{id_}" if id_ else None


def _of_episodes(encounter: Json, related: Related) -> tuple[str, ...]:
    episodes = [followed(episode, related) for episode in items(encounter.get("episodeOfCare"))]
    return tuple(code for episode in episodes for code in _programs(episode))


@remembered
def _programs(episode: Json) -> tuple[str, ...]:
    return Extensions(episode).texts("program")


@remembered
def _time_zone(place: Json) -> str | None:
    """The IANA name of the zone that a Location or an Organization bears."""
    return Extensions(place).word("time-zone")


def _rendering(encounter: Json) -> Iterator[tuple[str, Json]]:
    """The reference to each participant who renders, and where it stands."""
    for number, participant in enumerate(map(item, listed(encounter.get("participant")))):
        if (PARTICIPATION, RENDERING) in codings(listed(participant.get("type"))):
            yield f"Encounter.participant[{number}].individual", item(participant.get("individual"))


def _place(said: Extensions, places: list[Json]) -> str | None:
    """The CMS place of service: the encounter's own, else that of the place where it was."""
    own = codings([{"coding": said.values("place-of-service", "valueCoding")}])
    types = [coding for place in places for coding in codings(listed(place.get("type"))) if coding[0] == POS]
    return place_of([*own, *types])


def _interventions(said: Extensions) -> tuple[tuple[str, str], ...]:
    """Codes of ours and where they stand; a coding without a system is taken for one of ours."""
    located = [(item(coding), place) for place, coding in said.located("intervention", "valueCoding")]
    return tuple(
        [
            (code, f"Encounter{place}")
            for coding, place in located
            if (code := text(coding.get("code"))) and coding.get("system", INTERVENTION) == INTERVENTION
        ]
    )


def _session(said: Extensions) -> Session | None:
    for part in said.parts("group-session"):
        return Session(part.word("sessionId", "valueString"), whole(part.value("participantCount", "valueUnsignedInt")))
    return None
