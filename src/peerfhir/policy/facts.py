"""What the law looks at: plain facts about services, people, plans and units, without a word of FHIR but the paths.

Resources are named as "Type/id". What the records do not say is None, or an empty tuple.
"""

from dataclasses import dataclass
from datetime import date, datetime

from peerfhir.policy.chart import (
    UNDATED,
    Attestation,
    Attested,
    Cover,
    Credential,
    Episode,
    Paper,
    Plan,
    Review,
    Signoff,
    Span,
    Stay,
)

__all__ = [
    "Agency",
    "Attestation",
    "Attested",
    "Contact",
    "Cover",
    "Credential",
    "Employment",
    "Episode",
    "Experience",
    "Family",
    "Licence",
    "Member",
    "Moment",
    "Neighbour",
    "Paper",
    "Peer",
    "Plan",
    "Protocol",
    "Relative",
    "Review",
    "Session",
    "Signoff",
    "Span",
    "Stay",
    "Supervision",
]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as it was sent. `at` is the aware instant, None when it has no zone or no time of day.

    `day` is the calendar date as written, None when only a month or year is given.
    """

    written: str
    at: datetime | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Experience:
    """Lived experience as attested of a peer: categories and attestations, never a diagnosis (rules.md 2.4)."""

    categories: frozenset[str] = frozenset()
    self_identified: bool | None = None
    service_user: bool | None = None
    similar: bool | None = None
    attested_months: int | None = None
    recovery_start: date | None = None
    grounded: bool | None = None
    working: bool | None = None  # currently working on recovery
    stable: bool | None = None
    able_to_work: bool | None = None
    no_inpatient: bool | None = None
    no_justice: bool | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """An organization that gives services: its types (`group-agency`, ...), programs it is enrolled in and when."""

    key: str
    types: frozenset[str] = frozenset()
    enrollments: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Supervision:
    """A supervisor named by a role: since when, whether the person is known here, and what they are qualified by."""

    span: Span
    known: bool
    credentials: tuple[Credential, ...] = ()


@dataclass(frozen=True, slots=True)
class Protocol:
    """A supervisory protocol attested for a program."""

    program: str
    attested: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Employment:
    """A PractitionerRole: for whom a peer works and how (`employee`, `self-employed`), and under whose supervision."""

    key: str
    span: Span = UNDATED
    agency: Agency | None = None
    kind: str | None = None
    programs: tuple[str, ...] = ()
    supervisors: tuple[Supervision, ...] = ()
    protocols: tuple[Protocol, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether the peer is self-employed."""
        return self.kind == "self-employed"


@dataclass(frozen=True, slots=True)
class Peer:
    """A rendering peer: where the record names it, whether it was found, and all that qualifies it.

    `key` is the "Practitioner/id" of the person; `born` the birth date as written (year only, or a full date);
    `identifiers` (system, value) by which the person can be found to be somebody else's representative.
    """

    path: str
    known: bool
    credentials: tuple[Credential, ...] = ()
    key: str | None = None
    experience: Experience | None = None
    employment: Employment | None = None
    born: str | None = None
    identifiers: frozenset[tuple[str, str]] = frozenset()
    literate: bool | None = None  # as attested


@dataclass(frozen=True, slots=True)
class Member:
    """The person served, over all records of them: born (as written), covered, diagnosed, in hospital, planned for.

    `diagnoses` are the ICD-10-CM codes of conditions that are not refuted, `principal` the first of those that a claim
    line is for; `representatives` the identifiers of each person who acts legally for the member.
    """

    born: str | None = None
    covers: tuple[Cover, ...] = ()
    diagnoses: tuple[str, ...] = ()
    stays: tuple[Stay, ...] = ()
    exclusions: tuple[Attestation, ...] = ()
    plans: tuple[Plan, ...] = ()
    representatives: tuple[frozenset[tuple[str, str]], ...] = ()
    episodes: tuple[Episode, ...] = ()
    papers: tuple[Paper, ...] = ()
    principal: str | None = None
    disabled: bool = False  # a disability is on record


@dataclass(frozen=True, slots=True)
class Session:
    """A group session: its id and how many took part."""

    id: str | None
    count: int | None


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence of a facility: who issued it, by their ids in packs, and when it is in force."""

    issuers: frozenset[str]
    span: Span


@dataclass(frozen=True, slots=True)
class Relative:
    """A RelatedPerson who takes part in a contact: where it is named, what they are to the patient (v3-RoleCode).

    `of_member` says whether that patient is the member who is served.
    """

    path: str
    relationships: frozenset[str] = frozenset()
    of_member: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """What a contact of mode family says (CMS-04..06): who takes part, and whether it is all for the child.

    `exclusive` and `goals` come from the extension directed-to-child; `goals` are those whose subject is the member.
    """

    relatives: tuple[Relative, ...] = ()
    exclusive: bool | None = None
    goals: tuple[str, ...] = ()  # "Goal/id"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another contact that overlaps in time (X-17): whose it is, what it is, and whether a claim for it stands."""

    key: str
    start: datetime
    end: datetime
    same_member: bool
    peers: frozenset[str]  # "Practitioner/id" who render it
    grouped: bool  # a group session
    peer_support: bool  # coded as peer support
    claimed: bool = False
    interventions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact with a member as an EHR reports it, or as a claim line that documents none describes it.

    `programs` are the programs named, by the contact itself when `stated`, else by its episodes of care. `services` are
    (system, code) pairs of what was done. Zones are the IANA names that the place and the organization bear.
    `attempt` says that a contact was tried and missed. `member` is None when it is not one Patient's.
    """

    finished: bool
    programs: tuple[str, ...]
    stated: bool
    services: tuple[tuple[str, str], ...]
    start: Moment | None
    end: Moment | None
    peers: tuple[Peer, ...]
    location_zone: str | None = None
    organization_zone: str | None = None
    attempt: bool = False
    path: str = "Encounter"
    key: str | None = None
    mode: str | None = None  # individual, group, family
    modality: str | None = None
    place: str | None = None  # place of service, CMS code
    interventions: tuple[tuple[str, str], ...] = ()  # (code, FHIRPath of where it stands)
    goals: tuple[str, ...] = ()  # goals addressed, "Goal/id"
    plan: str | None = None  # the plan it names, "CarePlan/id"
    episodes: tuple[str, ...] = ()  # the episodes of care it names, "EpisodeOfCare/id"
    session: Session | None = None
    family: Family | None = None  # of every encounter of mode family; None of a claim line, which cannot say it
    provider: str | None = None  # "Organization/id"
    member: Member | None = None
    neighbours: tuple[Neighbour, ...] = ()
    present: int | None = None  # in its group session, by the contacts recorded, this one included
    licences: tuple[Licence, ...] = ()  # of the agency and of the place
    attested: Attested | None = None  # of telehealth; None of a claim line, which cannot say it
    peer_minutes: int = 0  # individual minutes of its peer on its date of service, this contact included
