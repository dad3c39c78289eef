"""What the law looks at: plain facts about a contact and about units, without a word of FHIR but the paths."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as it was sent. `at` is the aware instant, None when it has no zone or no time of day.

    `day` is the calendar date as written, None when only a month or year is given.
    """

    written: str
    at: datetime | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Credential:
    """A qualification of a person: its code and validity. A date counts wholly, an instant to the microsecond.

    `dated` is False when no period is recorded at all. `issuers` are the authorities by their ids in packs.
    """

    code: str
    first: date | datetime | None
    last: date | datetime | None
    dated: bool = True
    issuers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Peer:
    """A rendering peer: where the contact names it, whether it was found, and what it is qualified by."""

    path: str
    known: bool
    credentials: tuple[Credential, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact with a member as an EHR reports it.

    `programs` are the programs named, by the contact itself when `stated`, else by its episodes of care. `services` are
    (system, code) pairs of what was done. Zones are the IANA names that the place and the organization bear.
    `attempt` says that a contact was tried and missed.
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


@dataclass(frozen=True, slots=True)
class Spent:
    """Units in a window, by what became of them (X-10): three ledgers kept apart, and pended lines."""

    rendered: int = 0
    claimed: int = 0
    paid: int = 0
    pended: int = 0

    @property
    def before(self) -> int:
        """What a new contact's units are added to when it is held against a limit (design section 6)."""
        return max(self.rendered, self.paid + self.pended)


@dataclass(frozen=True, slots=True)
class Authorization:
    """An authorization of units: its number, how many are approved and used, and its days (None: open)."""

    number: str
    approved: int
    used: int
    first: date | None
    last: date | None

    @property
    def remaining(self) -> int:
        """What is left of it, never below zero."""
        return max(0, self.approved - self.used)
