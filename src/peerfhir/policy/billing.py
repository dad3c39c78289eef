"""What a claim brings: its lines, what authorizes them, and what was spent and billed before; plain facts.

Resources are named as "Type/id". What the records do not say is None, or an empty tuple.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from peerfhir.policy.facts import Contact, Member, Moment, Peer


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
    """A payer's authorization: its number, days (None: open) and what it is for; `key` is the record, "Type/id".

    `kind` is `cpo-approval` or `prior-auth`. `per_week` is a raised weekly cap, `approved` so many units in all; with
    neither it is without a number while it runs. Empty `services`, `modifiers`, `providers`: for all. `standing` is
    False of one that is revoked, denied or still pending. `used` are units paid or pended under it.
    """

    number: str
    approved: int | None
    used: int
    first: date | None
    last: date | None
    key: str = ""
    kind: str = "prior-auth"
    per_week: int | None = None
    services: frozenset[tuple[str, str]] = frozenset()
    modifiers: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    standing: bool = True

    @property
    def remaining(self) -> int | None:
        """What is left of it, never below zero; None of one without a number."""
        return None if self.approved is None else max(0, self.approved - self.used)


@dataclass(frozen=True, slots=True)
class Responsible:
    """That the rendering peer is legally responsible for the member (MT-47), and who determined the criteria."""

    path: str
    is_lri: bool
    criteria_met: bool
    determined_by: frozenset[str] = frozenset()  # agency types of who determined it: `cmt`, `cpo`


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a claim.

    `number` is its sequence. `contacts` are the encounters that it bills. `first` and `last` are the days served, as
    written; `starts` and `ends` are their instants, where the line tells the time of day. `units` are whole and above
    zero. `peers` and `supervisors` come from its care team. `price` is per unit, `net` in all.
    """

    number: int
    path: str
    services: tuple[tuple[str, str], ...]
    modifiers: tuple[str, ...]
    first: date | None
    last: date | None
    units: int
    price: Decimal | None = None
    net: Decimal | None = None
    contacts: tuple[Contact, ...] = ()
    peers: tuple[Peer, ...] = ()
    place: str | None = None
    diagnoses: tuple[str, ...] = ()
    responsible: tuple[Responsible, ...] = ()
    starts: Moment | None = None
    ends: Moment | None = None
    supervisors: tuple[Peer, ...] = ()


@dataclass(frozen=True, slots=True)
class Billed:
    """A line that an earlier claim was not wholly denied for, on a day: what makes a new line its duplicate (X-17).

    `units` and `encounters` are those of the whole line; `day` is one of the days its units count on, `last` the last
    day served and `granted` the units that were paid or pended, where they are known.
    """

    day: date
    units: int
    services: frozenset[tuple[str, str]]
    modifiers: frozenset[str]
    peers: frozenset[str]  # "Practitioner/id"
    encounters: frozenset[str]  # "Encounter/id"
    last: date | None = field(default=None, compare=False)
    granted: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it is submitted: its lines, the member, what was quoted, and what the focal coverage says.

    `frequency` is "1", "7" (replacement) or "8" (void); `original` says what the claim is that those take back: `open`
    (it can be), `missing` (none is named, or it was taken back before), `pending`, `denied`. `received` is when it
    came, aware. `plans` are the classes of type plan of its focal Coverage, `coverage` its key. `quoted` are the
    authorization numbers in preAuthRef.
    """

    lines: tuple[Line, ...]
    member: Member
    received: datetime
    frequency: Literal["1", "7", "8"] = "1"
    original: Literal["open", "missing", "pending", "denied"] | None = None
    plans: frozenset[str] = frozenset()
    coverage: str | None = None
    quoted: tuple[str, ...] = ()
    provider: str | None = None  # "Organization/id"


@dataclass(frozen=True, slots=True)
class Past:
    """What the ledger and the records hold when a claim is adjudicated, without what it takes back.

    `spent` is by (program, first, last) of the windows `policy.claim.needs` asks for, `claimed` units paid or pended by
    "Encounter/id", `billed` the lines of the days served, `authorizations` those of the member.
    """

    spent: Mapping[tuple[str, date, date], Spent]
    authorizations: tuple[Authorization, ...] = ()
    billed: tuple[Billed, ...] = ()
    claimed: Mapping[str, int] = field(default_factory=dict)
