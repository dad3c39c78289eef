"""The ledger is counted again: what a source should have in it, held against what it has (design section 7)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple, get_args

from peerfhir.policy.facts import Contact
from peerfhir.policy.pack import Rounding
from peerfhir.policy.program import Program, zone
from peerfhir.policy.units import Window, count, windows
from peerfhir.policy.verdict import Grant, Outcome

RENDERED, CLAIMED, PENDED, PAID = "r", "c", "h", "p"
Why = Literal["ruling", "record", "answer", "basis", "unreadable"]


class Key(NamedTuple):
    """What units are counted for; `member` is the number that stands for the whole person."""

    member: int | None
    program: str
    day: date | None
    kind: str
    line: int = 0
    encounter: int = 0
    paid_by: str = ""


class Basis(NamedTuple):
    """How units were counted: the zone of the day, the rounding (`half_up_8/15`), the digest of the pack."""

    zone: str
    rounding: str
    pack: bytes


Books = Counter[tuple[Key, Basis]]


class Difference(NamedTuple):
    """Units that the ledger has and those it should have, and who says so; alike when only their basis differs."""

    key: Key
    recorded: int
    recomputed: int
    why: tuple[Why, ...]


def rendered(contact: Contact, zone_name: str, rounding: str) -> tuple[date, int] | None:
    """Date of service and units of a contact in a zone and by a rounding; None when it counts for nothing (X-1, X-2).

    Of a zone or a rounding that does not exist nothing can be counted either.
    """
    start, end = contact.start, contact.end
    rule, _, minutes = rounding.partition("/")
    named = next((one for one in get_args(Rounding) if one == rule), None)
    if not contact.finished or start is None or end is None or start.at is None or end.at is None or named is None:
        return None
    try:
        units = count(end.at - start.at, int(minutes), named)
        day = start.at.astimezone(zone(zone_name)).date()
    except (ValueError, KeyError, ZeroDivisionError, OverflowError):
        return None
    return (day, units) if units > 0 else None


def granted(member: int | None, outcomes: Iterable[Outcome], encounters: Mapping[str, int]) -> Books:
    """What the lines of a claim should have in the ledger; `encounters` gives the number of each "Encounter/id"."""
    found: Books = Counter()
    for outcome in outcomes:
        told = [(CLAIMED, one) for one in outcome.claimed]
        told += [(PENDED, one) for one in outcome.pended] + [(PAID, one) for one in outcome.paid]
        for kind, grant in told:
            found[_key(member, outcome, kind, grant, encounters), _basis(outcome, grant)] += grant.units
    return found


def differences(recorded: Books, expected: Books, why: Why) -> list[Difference]:
    """Where two books differ: in units, else in how those were counted."""
    has, should = _units(recorded), _units(expected)
    found = []
    for key in dict.fromkeys([*has, *should]):
        if has[key] != should[key]:
            found.append(Difference(key, has[key], should[key], (why,)))
        elif {one: units for one, units in recorded.items() if one[0] == key and units} != {
            one: units for one, units in expected.items() if one[0] == key and units
        }:
            found.append(Difference(key, has[key], should[key], ("basis",)))
    return found


def joined(found: Iterable[Difference]) -> list[Difference]:
    """The same said for several reasons, once."""
    alike: dict[tuple[Key, int, int], dict[Why, None]] = {}
    for one in found:
        alike.setdefault(one[:3], {}).update(dict.fromkeys(one.why))
    return [Difference(*said, tuple(why)) for said, why in alike.items()]


def overruns(program: Program, limit: str, paid: Mapping[date, int]) -> list[tuple[Window, int]]:
    """Windows of a limit in which more units were paid by it than the law in force now allows, with these units.

    Nothing is wrong with that by itself: packs change, and what was paid before stays paid.
    """
    sums: Counter[tuple[date, date]] = Counter()
    caps: dict[tuple[date, date], Window] = {}
    for day, units in paid.items():
        for window in windows(program, day):
            span = window.first, window.last
            if window.limit == limit and window.allowed is not None:
                sums[span] += units
                caps[span] = max(window, caps.get(span, window), key=lambda one: one.allowed or 0)
    return [(caps[span], units) for span, units in sums.items() if units > (caps[span].allowed or 0)]


def _units(books: Books) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for (key, _), units in books.items():
        found[key] += units
    return found


def _key(member: int | None, outcome: Outcome, kind: str, grant: Grant, encounters: Mapping[str, int]) -> Key:
    number = encounters.get(grant.encounter, -1) if grant.encounter else 0
    paid_by = "" if kind == CLAIMED else grant.paid_by
    return Key(member, outcome.program or "", grant.day, kind, outcome.number, number, paid_by)


def _basis(outcome: Outcome, grant: Grant) -> Basis:
    return Basis(grant.zone, grant.rounding, outcome.digest or b"")
