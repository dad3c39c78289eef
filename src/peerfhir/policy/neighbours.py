"""Contacts beside each other in time: of one member, of one peer, in one day (X-17, ID-40).

What overlaps is told in minutes alone: a finding never names another's record.
"""

from datetime import datetime, timedelta

from peerfhir.policy.day import day_of, zone_of
from peerfhir.policy.facts import Contact, Neighbour
from peerfhir.policy.program import Program, zone
from peerfhir.policy.ruling import Denial, Finding

OVERLAP = Denial("231", ("M80",))
DOUBLE_BOOKED = Denial("272", ("N703",))
IMPOSSIBLE_DAY = Denial("133", (), "OA")  # the line waits for a person's decision


def alone_in_time(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning when another contact of the member overlaps at all (X-17, ID-40).

    It denies a line when the other is claimed or is no peer support; not when exactly one of the two is a group session
    from which the other's provider is absent.
    """
    law = program.law.exclusions.same_time_services if program.law.exclusions else None
    if law is None or not contact.neighbours:
        return ()
    day = day_of(contact, program)
    if day is None or not (single := law.on(day)).value:
        return ()
    beside = [(n, common) for n in contact.neighbours if n.same_member and (common := _common(contact, n))]
    if not beside:
        return ()
    denied = any(
        (other.claimed or not other.peer_support) and not _group_without(contact, other) for other, _ in beside
    )
    return program.finding(
        single.rule,
        "warning",
        path=f"{contact.path}.period",
        detail=_told("of this member", [common for _, common in beside]),
        hint="Check the times; of two services at the same time one is paid",
        measured=_minutes(max(common for _, common in beside)),
        limit=0,
        denial=OVERLAP if denied else None,
    )


def single_booked(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning when a peer has two individual contacts at once (X-17); it denies a line when the other is claimed."""
    if not contact.neighbours or contact.mode == "group":
        return ()
    peers = {peer.key for peer in contact.peers}
    beside = [
        (n, common)
        for n in contact.neighbours
        if not n.grouped and not n.peers.isdisjoint(peers) and (common := _common(contact, n))
    ]
    if not beside:
        return ()
    return program.finding(
        "X-17",
        "warning",
        path=f"{contact.path}.period",
        detail=_told("of this peer", [common for _, common in beside]),
        hint="Check the times and who served; a contact with several members is of mode group",
        measured=_minutes(max(common for _, common in beside)),
        limit=0,
        denial=DOUBLE_BOOKED if any(other.claimed for other, _ in beside) else None,
    )


def possible_day(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning when the peer's individual minutes of the day are more than a day can hold (X-17); a line is pended."""
    if not contact.peer_minutes or contact.mode == "group":
        return ()
    day = day_of(contact, program)
    if day is None:
        return ()
    most = program.law.peer_day.max_minutes.on(day)
    if contact.peer_minutes <= most.value:
        return ()
    return program.finding(
        most.rule,
        "warning",
        path=f"{contact.path}.period",
        detail=f"{contact.peer_minutes} individual minutes of this peer on {day}; at most {most.value}",
        hint="Check the times of the peer's contacts on this day; a claim for it waits for review",
        measured=contact.peer_minutes,
        limit=most.value,
        denial=IMPOSSIBLE_DAY,
    )


def not_repeated(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning when another service of the member on the same day, no peer support, has an intervention in common."""
    law = program.law.exclusions.same_day_same_activity if program.law.exclusions else None
    if law is None or not contact.neighbours or not contact.interventions:
        return ()
    day = day_of(contact, program)
    if day is None or (same := law.on(day)).value == "off":
        return ()
    name = zone(zone_of(contact, program))
    theirs = {
        code
        for n in contact.neighbours
        if n.same_member and not n.peer_support and n.start.astimezone(name).date() == day
        for code in n.interventions
    }
    found: tuple[Finding, ...] = ()
    for code, path in contact.interventions:
        if code in theirs:
            found += program.finding(
                same.rule,
                "warning",
                path=path,
                detail=f"another service of this member on {day} is coded with the same activity, {code}",
                hint="Peer support does not repeat a service that the member receives already",
                measured=code,
            )
    return found


def _common(contact: Contact, other: Neighbour) -> timedelta:
    """How long both last at once; zero when they only touch, or when the contact has no times."""
    start, end = _instants(contact)
    if start is None or end is None:
        return timedelta()
    return max(timedelta(), min(end, other.end) - max(start, other.start))


def _instants(contact: Contact) -> tuple[datetime | None, datetime | None]:
    return (contact.start.at if contact.start else None), (contact.end.at if contact.end else None)


def _group_without(contact: Contact, other: Neighbour) -> bool:
    """Whether exactly one of two is a group session, and the provider of the other is not in it."""
    grouped = contact.mode == "group"
    return grouped != other.grouped and other.peers.isdisjoint({peer.key for peer in contact.peers})


def _told(whose: str, commons: list[timedelta]) -> str:
    most = _minutes(max(commons))
    if len(commons) == 1:
        return f"another contact {whose} overlaps by {most} minutes"
    return f"{len(commons)} other contacts {whose} overlap, by up to {most} minutes"


def _minutes(elapsed: timedelta) -> int:
    """Whole minutes, at least one: less than a minute is an overlap too."""
    return max(1, int(elapsed / timedelta(minutes=1)))
