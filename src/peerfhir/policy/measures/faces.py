"""Members are met face to face (X-12): an hour a month (NE-74), or an attempt is logged (NE-76), mostly (CMH-40)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peerfhir.policy.measures.case import Case, exempt
from peerfhir.policy.measures.months import IN_PROGRESS, last_of, months
from peerfhir.policy.member_law import FaceToFace

NONE, TOO_LITTLE, NOT_MOSTLY = "no face-to-face", "too little face-to-face", "not mostly face-to-face"
NO_LOG, ENROLLED_BRIEFLY, NO_CONTACT = "no contact attempt logged", "enrolled for part of the month", "no contact"
_DAY = timedelta(days=1)
_HUNDRED = 100

Spans = Mapping[int, Sequence[tuple[date | None, date | None]]]  # of each member, episodes of care


@dataclass(frozen=True, slots=True)
class Faced:
    """Contacts with a member, in a month or window: seconds and number in person and by video, and all of them."""

    in_person: int = 0  # seconds
    video: int = 0
    met_in_person: int = 0  # contacts
    met_by_video: int = 0
    contacts: int = 0
    evidence: tuple[int, ...] = ()


NEVER = Faced()
ByMonth = Mapping[tuple[int, date], Faced]


def hours(spans: Spans, faced: ByMonth, law: FaceToFace, period: tuple[date, date], today: date) -> list[Case]:
    """A case for each member and month of care: so many minutes face to face; both sums are told (NE-74, NE-75).

    A month in which the member was enrolled for too few days is exempt, and one that is not over.
    """
    cases = []
    for who, month in _due(spans, period):
        found, on = faced.get((who, month), NEVER), last_of(month)
        needed = law.min_minutes.on(on).value if law.min_minutes else 0
        counted = found.in_person + (found.video if law.telehealth_counts.on(on).value else 0)
        numbers = (
            ("minutes in person", found.in_person // 60),
            ("minutes in person or by video", (found.in_person + found.video) // 60),
            ("minutes required", needed),
            ("contacts in person", found.met_in_person),
        )
        done = counted >= needed * 60
        excuse = _excused(spans[who], month, law, today, done=done)
        reasons = () if done else (TOO_LITTLE if counted else NONE,)
        cases.append(_case(who, month, found, excuse, reasons, numbers))
    return cases


def logs(
    spans: Spans,
    faced: ByMonth,
    attempts: Mapping[tuple[int, date], Sequence[int]],
    law: FaceToFace,
    period: tuple[date, date],
    today: date,
) -> list[Case]:
    """A case for each member and month of care without a face-to-face: an attempt or a reason is logged (NE-76)."""
    cases = []
    for who, month in _due(spans, period):
        found, on = faced.get((who, month), NEVER), last_of(month)
        counted = found.in_person + (found.video if law.telehealth_counts.on(on).value else 0)
        if counted:
            continue
        tried = tuple(attempts.get((who, month), ()))
        excuse = _excused(spans[who], month, law, today, done=bool(tried))
        logged = Faced(evidence=tried)
        cases.append(_case(who, month, logged, excuse, () if tried else (NO_LOG,), ()))
    return cases


def majority(faced: Mapping[int, Faced], law: FaceToFace, on: date) -> list[Case]:
    """A case for each member with contacts in the window that ends on a day: more than so many percent in person."""
    cases = []
    for who, found in sorted(faced.items()):
        counted = found.met_in_person + (found.met_by_video if law.telehealth_counts.on(on).value else 0)
        percent = law.majority_pct.on(on).value if law.majority_pct else 0
        numbers = (
            ("contacts in person", found.met_in_person),
            ("contacts in person or by video", found.met_in_person + found.met_by_video),
            ("contacts", found.contacts),
        )
        reasons = () if counted * _HUNDRED > percent * found.contacts else (NOT_MOSTLY,)
        cases.append(_case(who, None, found, None if found.contacts else NO_CONTACT, reasons, numbers))
    return cases


def enrolled(spans: Iterable[tuple[date | None, date | None]], month: date) -> int:
    """On how many days of a month the member is in care."""
    first, last = month, last_of(month)
    days: set[int] = set()
    for begun, ended in spans:
        start, end = max(begun or first, first), min(ended or last, last)
        days |= set(range(start.toordinal(), end.toordinal() + 1))
    return len(days)


def _due(spans: Spans, period: tuple[date, date]) -> list[tuple[int, date]]:
    return [(who, month) for who in sorted(spans) for month in months(*period) if enrolled(spans[who], month)]


def _excused(
    spans: Sequence[tuple[date | None, date | None]], month: date, law: FaceToFace, today: date, *, done: bool
) -> str | None:
    if enrolled(spans, month) < law.enrolled_days.on(last_of(month)).value:
        return ENROLLED_BRIEFLY
    return IN_PROGRESS if not done and last_of(month) >= today else None


def _case(
    who: int,
    month: date | None,
    found: Faced,
    excuse: str | None,
    reasons: tuple[str, ...],
    numbers: tuple[tuple[str, int], ...],
) -> Case:
    detail = ", ".join(f"{number} {name}" for name, number in numbers) or None
    case = exempt(who, excuse, month) if excuse else None
    return Case(
        who,
        case.state if case else "missed" if reasons else "met",
        month,
        case.reasons if case else reasons,
        detail,
        found.evidence,
        numbers=numbers,
    )
