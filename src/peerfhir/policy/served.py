"""When a peer serves: a contact on its date of service, or a role over its period; what is in force then."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple, Self

from peerfhir.policy.day import day_of, zone_of
from peerfhir.policy.facts import Contact, Credential, Span
from peerfhir.policy.program import Program, zone
from peerfhir.policy.span import begun, over

_SHOWN = 3  # of the periods that a person's records name
_NO_ROLE = Span()


class Mark(NamedTuple):
    """A bound: its date in the program's zone, and the instant when one is known."""

    day: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """When a peer serves: in a contact, or in a role over its period.

    `day` is the date whose law judges and to which months are counted. What is to be in force must have begun by `by`
    and last until `until`; None leaves that side open.
    """

    day: date
    by: Mark | None
    until: Mark | None
    contact: Contact | None
    role: Span

    @classmethod
    def at_contact(cls, contact: Contact, program: Program) -> Self | None:
        """A contact on its date of service (X-1); None when it cannot be dated."""
        day = day_of(contact, program)
        if day is None:
            return None
        start = Mark(day, contact.start.at if contact.start else None)
        return cls(day, start, start, contact, _NO_ROLE)

    @classmethod
    def in_role(cls, span: Span, program: Program, today: date) -> Self:
        """A role over its period, judged today, or on the day of the period that is nearest.

        Something in force on any day of the period will do: each contact is judged again on its own date. A role
        without a period asks for nothing about time.
        """
        first, last = _mark(span.first, program, today), _mark(span.last, program, today)
        day = max(today, first.day) if first else today
        return cls(min(day, last.day) if last else day, last, first, None, span)

    @property
    def text(self) -> str:
        """When it is, in words that follow another one: " on 2026-11-09"; nothing of a role without a period."""
        if self.contact:
            return f" on {self.day}"
        return f" within {spelled(self.role.first, self.role.last)}" if self.role.dated else ""

    def begun(self, first: date | datetime | None, program: Program) -> bool:
        """Whether something that is there from `first` on is there in time."""
        return self.by is None or begun(first, self.by.day, self.by.at, program)

    def covers(self, span: Span, program: Program) -> bool:
        """Whether a relation holds: one without a recorded period always does."""
        return self._within(span.first, span.last, self.until, program)

    def holds(self, credential: Credential, program: Program, *, whole: bool = False) -> bool:
        """Whether a credential is in force (X-5), of the `whole` contact to its end.

        One without a recorded period is in force for a role that has none, and else not.
        """
        if not credential.dated:
            return not self.role.dated
        return self._within(credential.first, credential.last, self._end(program) if whole else self.until, program)

    def _end(self, program: Program) -> Mark | None:
        if self.contact is None or self.contact.end is None or self.contact.end.at is None:
            return self.until
        at = self.contact.end.at
        return Mark(at.astimezone(zone(zone_of(self.contact, program))).date(), at)

    def _within(
        self, first: date | datetime | None, last: date | datetime | None, until: Mark | None, program: Program
    ) -> bool:
        return self.begun(first, program) and (until is None or not over(last, until.day, until.at, program))


def spelled(first: date | datetime | None, last: date | datetime | None, *, dated: bool = True) -> str:
    """A period in words: "2025-03-01..2026-09-30", an open side left empty; that none is recorded."""
    return f"{_shown(first)}..{_shown(last)}" if dated else "without a period"


def listed(spans: list[str]) -> str:
    """Several periods, of a long list the first few."""
    return ", ".join(spans[:_SHOWN]) + (", ..." if len(spans) > _SHOWN else "")


def _mark(bound: date | datetime | None, program: Program, today: date) -> Mark | None:
    if isinstance(bound, datetime):
        return Mark(bound.astimezone(zone(program.zone(today))).date(), bound)
    return Mark(bound) if bound else None


def _shown(bound: date | datetime | None) -> str:
    if bound is None:
        return ""
    if isinstance(bound, datetime):
        return bound.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")
    return bound.isoformat()
