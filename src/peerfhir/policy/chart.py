"""What is on file of a person, as plain facts: periods, qualifications, coverage, stays, episodes, plans, papers.

Resources are named as "Type/id". What the records do not say is None, or an empty tuple.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """A period. A date counts wholly, its last day included; an instant to the microsecond; None is open.

    `dated` is False when no period is recorded at all.
    """

    first: date | datetime | None = None
    last: date | datetime | None = None
    dated: bool = True


UNDATED = Span(dated=False)


@dataclass(frozen=True, slots=True)
class Credential:
    """A qualification of a person: its code (`cpss`, `peer-training`, `license`, ...) and validity.

    `issuers` are the authorities by their ids in packs, `kinds` the codes beside it (which licence), `hours` of a
    course, `approved_by` who approved its curriculum, `proof` whether it bears an identifier.
    """

    code: str
    first: date | datetime | None
    last: date | datetime | None
    dated: bool = True
    issuers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    hours: Decimal | None = None
    approved_by: frozenset[str] = frozenset()
    competencies: frozenset[str] = frozenset()
    proof: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """A Coverage: its classes of type plan, when it is in force, who pays; `active` of status active."""

    key: str
    plans: frozenset[str]
    span: Span
    active: bool
    payors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stay:
    """An inpatient stay: instants, open at the end while it lasts."""

    key: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Attestation:
    """A judgement somebody attested (X-16): its code, whether it is met, since which day and to which (None: open)."""

    code: str
    met: bool
    on: date | None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """An EpisodeOfCare: whether it goes on, the programs it names, its period (it begins with the admission).

    `family` is one of mode family. `criteria` and `exclusions` are what is attested of admission and exclusion.
    """

    key: str
    active: bool
    programs: tuple[str, ...]
    span: Span
    family: bool = False
    criteria: tuple[Attestation, ...] = ()
    exclusions: tuple[Attestation, ...] = ()
    manager: str | None = None  # who leads it: "PractitionerRole/id" or "Practitioner/id"


@dataclass(frozen=True, slots=True)
class Review:
    """A review of a plan: on which day, and which criteria were found to be met."""

    day: date | None
    criteria: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Attested:
    """What a contact, or a plan once for all, attests of telehealth: it is secure, somebody found it appropriate."""

    secure: bool | None
    determined: bool


UNATTESTED = Attested(None, determined=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """A CarePlan: its plan types (`pcrp`), programs named, period, its goals as "Goal/id", how many activities.

    `developed` says that it was made at all: it is no draft and no error; `created` on which day, `reviews` when it was
    looked at again.
    """

    key: str
    active: bool
    kinds: frozenset[str]
    programs: tuple[str, ...]
    span: Span
    goals: tuple[str, ...] = ()
    activities: int = 0
    developed: bool = True
    created: date | None = None
    reviews: tuple[Review, ...] = ()
    attested: Attested = UNATTESTED


@dataclass(frozen=True, slots=True)
class Signoff:
    """That somebody signed a plan off: where it says so, on which day, and what qualifies them (None: not known)."""

    path: str
    day: date | None
    at: datetime | None = None
    credentials: tuple[Credential, ...] | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in the member's file: what it is (`mh-assessment`, ...), of which day, whether there is a copy of it.

    `at` is its instant, where the time of day is told.
    """

    kind: str
    day: date | None
    at: datetime | None = None
    copy: bool = False
