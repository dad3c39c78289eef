"""What surrounds the contacts of a transaction, as it will be once it is committed.

All they refer to, all that stands of their members, and who else was where at the time: what was read under the locks,
with what the transaction itself writes in place of what it replaces.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from peerfhir.fhir import json
from peerfhir.fhir.searching import TYPE_NAMES
from peerfhir.journeys.weigh import COUNTED, Work, links
from peerfhir.mapping import contact as mapped
from peerfhir.mapping.times import moment
from peerfhir.policy.day import zone_of
from peerfhir.policy.facts import Contact, Neighbour
from peerfhir.policy.program import Program, Programs, zone
from peerfhir.store.facts import Attended, Facts, Found
from peerfhir.store.identity import lock_key
from peerfhir.store.standing import INPATIENT, STANDING
from peerfhir.store.writing import AttendanceRow

Json = dict[str, Any]
_DAY = timedelta(days=1)
_SERVES = ("PractitionerRole/", "Practitioner/")  # whose own references are facts of a contact, too


class Circumstances:
    """Made once for the works of a transaction; resources are named "Type/id".

    `related` holds what they refer to, and themselves; `pks` the numbers of these, `going` those that are replaced.
    """

    def __init__(self, works: Sequence[Work], facts: Facts, programs: Programs) -> None:
        self._works = [work for work in works if work.draft.resource is not None]
        self._facts = facts
        self._programs = programs
        self._rewritten = {work.name for work in works}
        self.going = {work.pk for work in works}
        self._found = {_name(f): f for f in (*facts.hopped, *facts.standing, *facts.resources.values()) if f.body}
        self.related: dict[str, Json] = {name: decoded(f.body or b"") for name, f in self._found.items()}
        self.related |= {f"{w.draft.type}/{w.draft.fid}": _identified(w) for w in self._works}
        self.pks = {_name(f): f.pk for f in (*facts.hopped, *facts.resources.values())}
        self.pks |= {f"{w.draft.type}/{w.draft.fid}": w.pk for w in works}

    def standing(self, work: Work) -> list[Json]:
        """All that stands of a work's member."""
        return self._standing_of.get(self._facts.root(work.member), []) if work.member is not None else []

    def written(self, type_: str) -> list[Work]:
        """The resources of a type that the transaction itself writes."""
        return [work for work in self._works if work.draft.type == type_]

    def root(self, work: Work) -> int | None:
        """The member that stands for the person whom a work is about."""
        return self._facts.root(work.member)

    def neighbours(self, work: Work, contact: Contact) -> tuple[Neighbour, ...]:
        """The other contacts of the member, and of the peers, that lie beside a contact in time."""
        if contact.start is None or contact.end is None or contact.start.at is None or contact.end.at is None:
            return ()
        keys = {self.pks.get(peer.key or ""): peer.key for peer in contact.peers if peer.key}
        attended = {a.encounter: a for a in self._attended(work) if a.peer in keys and a.fid}  # what overlaps
        found = []
        for one in self._beside_of.get(self._facts.root(work.member), ()):
            if one.body is None or not _visit(decoded(one.body)):
                continue
            if not _within_a_day(decoded(one.body), contact.start.at, contact.end.at):
                continue  # near another contact of the transaction
            seen = attended.pop(one.pk, None)
            claimed = bool(seen and seen.claimed)
            beside = mapped.neighbour(
                decoded(one.body), self.related, self._programs.services, same_member=True, claimed=claimed
            )
            if beside is not None:
                found.append(beside)
        root = self._facts.root(work.member)
        found += [_neighbour(a, keys[a.peer], root) for a in attended.values()]
        return (*found, *self._written_beside(work, contact))

    def peer_minutes(self, work: Work, contact: Contact, program: Program, day: date) -> int:
        """Individual minutes of the peer on the date of service, this contact's own included; of several the most."""
        if contact.start is None or contact.end is None or contact.start.at is None or contact.end.at is None:
            return 0
        of: dict[int | str, timedelta] = {}
        here = zone(zone_of(contact, program))
        names = {self.pks.get(peer.key or ""): peer.key for peer in contact.peers if peer.key}
        for a in self._attended(work):
            if not a.grouped and a.starts.astimezone(here).date() == day:
                who = names.get(a.peer) or a.peer
                of[who] = of.get(who, timedelta()) + (a.ends - a.starts)
        for beside in self._of_the_day(work, contact):
            if not beside.grouped and beside.start.astimezone(here).date() == day:
                for who in beside.peers.intersection(names.values()):
                    of[who] = of.get(who, timedelta()) + (beside.end - beside.start)
        most = max(of.values(), default=timedelta())
        return int((most + (contact.end.at - contact.start.at)) / timedelta(minutes=1))

    def present(self, contact: Contact) -> int | None:
        """How many members are present in a group session, by the contacts recorded, this one's included (NE-72).

        None where it names none. Whoever is nobody's Patient counts once for each contact.
        """
        number = session(contact)
        if number is None:
            return None
        there = {
            (a.root, a.root or a.encounter)
            for a in self._facts.present.get(number, ())
            if a.encounter not in self.going
        }
        own = [w for w in self._works if w.session == number]
        return len(there | {(root, root or w.pk) for w in own for root in [self._facts.root(w.member)]})

    def attendance(self, work: Work, contact: Contact) -> list[AttendanceRow]:
        """Who was where, as the store keeps it."""
        start, end = contact.start, contact.end
        if start is None or end is None or start.at is None or end.at is None or end.at <= start.at:
            return []
        grouped = contact.mode == "group" or contact.session is not None
        pks = sorted({self.pks[peer.key] for peer in contact.peers if peer.known and peer.key in self.pks})
        return [AttendanceRow(work.pk, pk, start.at, end.at, grouped, session(contact)) for pk in pks]

    def rested_on(self, work: Work) -> list[tuple[str, int]]:
        """The facts that a ruling about a work may have used, with their versions."""
        names = {f"{type_}/{fid}" for _, type_, fid in work.rows.references}
        frontier = [name for name in names if name.startswith(_SERVES)]
        while frontier:
            found = self._found.get(frontier.pop())
            new = {link for link in links(found.body or b"") if link not in names} if found else set()
            names |= new
            frontier += [name for name in new if name.startswith(_SERVES)]
        names |= {f"{one['resourceType']}/{one['id']}" for one in self.standing(work)}
        own = {f"{w.draft.type}/{w.draft.fid}": (w.found.vid if w.found else 0) + w.changed for w in self._works}
        return sorted(
            (name, own[name] if name in own else self._found[name].vid)
            for name in names
            if name in own or name in self._found
        )

    def _attended(self, work: Work) -> Iterable[Attended]:
        rows = self._facts.attended[work.near] if work.near is not None else ()
        return (a for a in rows if a.encounter not in self.going)

    @cached_property
    def _standing_of(self) -> dict[int | None, list[Json]]:
        """By the root of the member."""
        found: dict[int | None, list[Json]] = defaultdict(list)
        for one in self._facts.standing:
            if (TYPE_NAMES[one.rtype], one.fid) not in self._rewritten:
                found[self._facts.root(one.member)].append(decoded(one.body or b""))
        for work in self._works:
            if work.member is not None and any(row[0] == STANDING for row in work.rows.dates):
                found[self._facts.root(work.member)].append(_identified(work))
        return found

    @cached_property
    def _beside_of(self) -> dict[int | None, list[Found]]:
        """The stored encounters near in time that stay, by the root of the member."""
        found: dict[int | None, list[Found]] = defaultdict(list)
        for one in self._facts.beside:
            if one.pk not in self.going:
                found[self._facts.root(one.member)].append(one)
        return found

    @cached_property
    def _timed(self) -> list[tuple[datetime, datetime, Work, Neighbour]]:
        """The encounters that the transaction writes, by their start."""
        found = []
        for work in self._works:
            if work.draft.type in COUNTED and _visit(work.draft.resource or {}):
                beside = mapped.neighbour(_identified(work), self.related, self._programs.services, same_member=False)
                if beside is not None:
                    found.append((beside.start, beside.end, work, beside))
        return sorted(found, key=lambda one: one[:2])

    def _of_the_day(self, work: Work, contact: Contact) -> Iterable[Neighbour]:
        """The encounters that the transaction writes within a day of a contact."""
        start = contact.start.at if contact.start else None
        if len(self._works) == 1 or start is None:
            return
        begin = bisect_left(self._timed, start - _DAY, key=lambda one: one[0])
        for starts, _, other, beside in self._timed[begin:]:
            if starts > start + _DAY:
                return
            if other is not work:
                yield beside

    def _written_beside(self, work: Work, contact: Contact) -> Iterable[Neighbour]:
        if len(self._works) == 1 or contact.start is None or contact.end is None:
            return
        start, end = contact.start.at, contact.end.at
        if start is None or end is None:
            return
        root, peers = self._facts.root(work.member), {peer.key for peer in contact.peers}
        begin = bisect_left(self._timed, start - _DAY, key=lambda one: one[0])  # none lasts longer than a day
        for starts, ends, other, beside in self._timed[begin:]:
            if starts >= end:
                return
            same = root is not None and self._facts.root(other.member) == root
            if other is not work and ends > start and (same or not beside.peers.isdisjoint(peers)):
                yield replace(beside, same_member=same)


def session(contact: Contact) -> int | None:
    """The number by which a group session is locked and counted: its id at the organization that holds it."""
    if contact.session is None or contact.session.id is None:
        return None
    return lock_key("session", contact.provider or "", contact.session.id)


def _visit(encounter: Json) -> bool:
    """Whether an Encounter took place and is no hospital stay, which rules of its own look at."""
    return encounter.get("status") == "finished" and encounter.get("class", {}).get("code") not in INPATIENT


def _within_a_day(encounter: Json, start: datetime, end: datetime) -> bool:
    """Whether an Encounter lies near enough to overlap, or to be of the same day in any zone."""
    period = encounter.get("period", {})
    starts, ends = moment(period.get("start")), moment(period.get("end"))
    if starts is None or ends is None or starts.at is None or ends.at is None:
        return True
    return starts.at < end + _DAY and ends.at > start - _DAY


@lru_cache(4096)
def decoded(body: bytes) -> Json:
    """A stored body; the same bytes say the same, so that a peer's role is decoded once. Not to be changed."""
    return json.decode(body)


def _name(found: Found) -> str:
    return f"{TYPE_NAMES[found.rtype]}/{found.fid}"


def _identified(work: Work) -> Json:
    resource = work.draft.resource or {}
    return resource if resource.get("id") == work.draft.fid else {**resource, "id": work.draft.fid}


def _neighbour(one: Attended, peer: str | None, root: int | None) -> Neighbour:
    return Neighbour(
        f"Encounter/{one.fid}",
        one.starts,
        one.ends,
        same_member=root is not None and one.root == root,
        peers=frozenset({peer} if peer else ()),
        grouped=one.grouped,
        peer_support=True,
        claimed=bool(one.claimed),
    )
