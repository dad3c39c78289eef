"""What the law will ask about the drafts of a transaction, as far as they alone tell: read with the facts, under locks.

What they do not tell (a program that only the episode of care names) is read when it is known.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from peerfhir.fhir.searching import TYPE_CODES, parameters
from peerfhir.journeys.circumstances import session
from peerfhir.journeys.weigh import COUNTED, Work
from peerfhir.mapping import contact as mapped
from peerfhir.mapping.authorization import authorizes
from peerfhir.mapping.papers import is_assessment
from peerfhir.mapping.trail import named
from peerfhir.policy.day import day_of, zone_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.program import Program, Programs, zone
from peerfhir.policy.units import Window as Limit
from peerfhir.policy.units import windows
from peerfhir.store.facts import Near, Wanted
from peerfhir.store.facts import Window as Asked

_DAY = timedelta(days=1)
_ROLE, _PERSON = TYPE_CODES["PractitionerRole"], TYPE_CODES["Practitioner"]
_UNCOVERED = 0  # references in extensions, and those that no search parameter covers
# A role leads to its person, its organization and its supervisor's role; a person to who issued what they hold.
HOPS = frozenset(
    {
        (_ROLE, parameters("PractitionerRole")["practitioner"].id),
        (_ROLE, parameters("PractitionerRole")["organization"].id),
        (_ROLE, _UNCOVERED),
        (_PERSON, _UNCOVERED),
    }
)
# What judging reads besides what is written and what it leads to.
LAW_READS = frozenset(
    {"PractitionerRole", "Practitioner", "EpisodeOfCare", "Location", "Organization", "RelatedPerson", "Goal"}
)
JUDGED = frozenset({"Encounter", "PractitionerRole", "CarePlan", "EpisodeOfCare"})
STANDS = frozenset({"Encounter", "CarePlan"})  # judged by what stands of the member


def judged(work: Work) -> bool:
    """Whether the law has something to say of a work."""
    return work.draft.type in JUDGED or is_assessment(work.draft.resource or {})


def ask(wanted: Wanted, works: Sequence[Work], programs: Programs) -> None:
    """Add to what is locked and read all that judging these works needs."""
    types = {work.draft.type for work in works if work.draft.resource is not None}
    assessing = any(is_assessment(work.draft.resource or {}) for work in works)
    if types & JUDGED or assessing:
        wanted.bodies |= LAW_READS
        wanted.hops, wanted.depth = HOPS, 2
    if "CarePlan" in types:
        wanted.bodies |= {"Observation", "QuestionnaireResponse"}
    authorizing = any(work.draft.resource is not None and authorizes(work.draft.resource) for work in works)
    led = any("careManager" in (work.draft.resource or {}) for work in works)  # whose caseload is counted
    if authorizing or led or any(work.draft.type in COUNTED for work in works):
        wanted.counted = True
    contacts = [work for work in works if work.draft.type in COUNTED and work.draft.resource is not None]
    wanted.standing = authorizing or assessing or bool(types & STANDS)
    spans: list[datetime] = []
    persons = _persons(works)
    for work in contacts:
        contact = mapped.outline(work.draft.resource or {})
        work.session = session(contact)
        if work.session is not None:
            wanted.locks.add(work.session)
        try:
            spans += _contact(wanted, work, contact, programs, persons)
        except OverflowError:
            continue  # judging will say so
    wanted.around = (min(spans), max(spans)) if spans else None


def asked(work: Work, program: Program, limits: Sequence[Limit]) -> list[Asked]:
    """The sums of a work's member that these windows are compared with."""
    patient = work.patient_name
    return [Asked(patient, program.id, limit.first, limit.last) for limit in limits] if patient else []


def _persons(works: Sequence[Work]) -> dict[str, tuple[str, str]]:
    """The Practitioner of each role that the transaction itself writes: what is stored of it is old, or not there."""
    found = {}
    for work in works:
        if work.draft.type == "PractitionerRole" and work.draft.resource is not None:
            person = named(work.draft.resource.get("practitioner"), "Practitioner")
            if person:
                found[f"PractitionerRole/{work.draft.fid}"] = _name(person)
    return found


def _contact(
    wanted: Wanted, work: Work, contact: Contact, programs: Programs, persons: Mapping[str, tuple[str, str]]
) -> list[datetime]:
    """Add the windows and the surroundings of one contact; the span of time that it is about."""
    program = programs.get(contact.programs[0]) if len(contact.programs) == 1 else None
    day = day_of(contact, program) if program else None
    if program and day:
        wanted.windows += asked(work, program, windows(program, day))
    start, end = contact.start, contact.end
    if not contact.finished or start is None or end is None or start.at is None or end.at is None:
        return []
    if program and day:
        midnight = datetime.combine(day, time(), zone(zone_of(contact, program)))
        first, last = midnight.astimezone(UTC), (midnight + _DAY).astimezone(UTC)
    else:  # the day is known when the program is; whoever reads the rows picks those of the day
        first, last = start.at - _DAY, end.at + _DAY
    patient = work.patient_name
    if patient is not None and end.at > start.at:
        work.near = len(wanted.near)
        names = tuple(persons.get(peer.key) or _name(peer.key) for peer in contact.peers if peer.key)
        wanted.near.append(Near(patient, names, start.at, end.at, first, last, work.session))
    return [first, last]


def _name(key: str) -> tuple[str, str]:
    type_, _, fid = key.partition("/")
    return type_, fid
