"""What the facts say of drafts: whether they may be written, what they refer to, and to whom they belong."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import lru_cache
from typing import Any

from peerfhir.fhir.issues import Issue, Kind, Refused, refused
from peerfhir.fhir.reference import local, walk
from peerfhir.fhir.searching import TYPE_CODES, TYPE_NAMES, parameters
from peerfhir.journeys.draft import Draft, Kept
from peerfhir.store import members
from peerfhir.store.database import Transaction
from peerfhir.store.facts import Facts, Found, Name, Wanted, read
from peerfhir.store.identity import content, digest, lock_key
from peerfhir.store.indexing import index, patients
from peerfhir.store.referrers import referrers
from peerfhir.store.rows import IndexRows
from peerfhir.store.sight import Caller, Role, acts

# One per owner and business identifier: sent again they are the first one, with other content a conflict.
IDENTIFIED = frozenset({"Encounter", "Claim"})
_URN = b'"reference":"urn:'  # a name that only the Bundle it came in could have resolved
_VERSION = b"/_history/"
_LINK = re.compile(rb'"reference":"([A-Z][A-Za-z]+/[A-Za-z0-9.-]+)')
COUNTED = frozenset({"Encounter"})


@dataclass(slots=True)
class Work:
    """A draft on its way through one run of the story; a run that starts again makes new ones."""

    draft: Draft
    rows: IndexRows
    digest: bytes
    dangling: bool  # whether it may refer to a name that nothing gave a resource, or to a version that is none
    member_keys: list[int]
    patients: list[str] = field(default_factory=list)  # the ids of those it names
    identifiers: list[tuple[int, int, int]] = field(default_factory=list)  # rows of those that make it one of a kind
    found: Found | None = None  # the current version, deleted or not
    changed: bool = True  # whether a new version is made
    pk: int = 0
    patient: int | None = None
    member: int | None = None
    near: int | None = None  # the number of its surroundings in `Facts.attended`
    session: int | None = None  # the group session it is part of
    findings: list[Issue] = field(default_factory=list)
    kept: Kept | None = None

    @classmethod
    def of(cls, draft: Draft, zone: tzinfo) -> "Work":
        """The work of a draft; dates without a zone lie in `zone`."""
        resource = draft.resource
        if resource is None:
            return cls(draft, IndexRows([], [], [], [], []), b"", dangling=False, member_keys=[])
        said = content(resource)
        try:
            rows = index(resource, zone)
        except OverflowError:
            raise draft.beyond() from None
        return cls(
            draft,
            rows,
            digest(said),
            dangling=_URN in said or _VERSION in said,
            member_keys=members.keys(resource),
            patients=_belongs(resource),
            identifiers=_identifiers(draft.type, rows),
            findings=list(draft.issues),
        )

    @classmethod
    def stored(cls, draft: Draft, body: bytes) -> "Work":
        """The work of what is stored as `body` and only looked at: it is not indexed, and bears no identifier anew."""
        named = [link.partition("/") for link in links(body)]
        rows = IndexRows(references=[(0, type_, fid) for type_, _, fid in named])
        resource = draft.resource or {}
        return cls(draft, rows, b"", dangling=False, member_keys=[], patients=_belongs(resource))

    @property
    def elsewhere(self) -> bool:
        """Whether it is stored already, under another id than its draft was given."""
        return self.found is not None and self.found.fid != self.draft.fid

    @property
    def name(self) -> Name:
        """Type and id."""
        return self.draft.type, self.draft.fid

    @property
    def patient_name(self) -> Name | None:
        """The one Patient it belongs to; what names several belongs to none of them, and only its owner sees it."""
        return ("Patient", self.patients[0]) if len(self.patients) == 1 else None


@lru_cache(4096)
def links(body: bytes) -> tuple[str, ...]:
    """The "Type/id" that a stored body refers to, each once."""
    return tuple({link.decode() for link in _LINK.findall(body)})


def _belongs(resource: dict[str, Any]) -> list[str]:
    """The ids of the Patients that a resource names; a Coverage is its beneficiary's, whoever subscribes to it."""
    match resource:
        case {"resourceType": "Coverage", "beneficiary": {"reference": str(text)}}:
            found = local(text)
            return [found.id] if found and found.type == "Patient" else []
    return patients(resource)


def _identifiers(type_: str, rows: IndexRows) -> list[tuple[int, int, int]]:
    """The index rows of business identifiers, where those make a resource one of a kind."""
    if type_ not in IDENTIFIED:
        return []
    param = parameters(type_)["identifier"].id
    return [row for row in rows.keys if row[0] == param and row[2] != 0]


def nameless(work: Work) -> bool:
    """Whether it is one of those that a retry would make twice (design section 6)."""
    draft = work.draft
    once = draft.method != "POST" or draft.if_none_exist is not None or draft.type not in IDENTIFIED
    return not once and not work.identifiers


def gather(works: Sequence[Work], caller: Caller, there: AbstractSet[Name] = frozenset()) -> Wanted:
    """All that must be locked and read for these works; `there` are drafts of a POST that are stored already."""
    wanted = Wanted(caller.party)
    # A new resource has an id that nobody else knows yet: it needs no lock.
    wanted.written = {work.name for work in works if work.draft.method != "POST" or work.name in there}
    own = {work.name for work in works}
    named = {(type_, fid) for work in works for _, type_, fid in work.rows.references if type_ in TYPE_CODES}
    wanted.rested_on = named - own
    types = {work.draft.type for work in works}
    wanted.bodies = frozenset(types)
    for work in works:
        for row in work.identifiers:
            wanted.same.append(row)
            wanted.locks.add(lock_key("identity", str(caller.party), *map(str, row)))
        wanted.member_keys += work.member_keys
    wanted.fresh = len(works)
    wanted.fresh_members = sum(work.draft.type == "Patient" for work in works)
    return wanted


def twins(works: Sequence[Work]) -> None:
    """`Refused(INVALID)` when two drafts of one Bundle are the same resource, or bear the same business identifier."""
    seen: dict[tuple[object, ...], Work] = {}
    for work in works:
        for mark in (work.name, *work.identifiers):
            if mark in seen:
                raise Refused(
                    Kind.INVALID,
                    (work.draft.at(Issue("error", "duplicate", "Another entry writes the same resource")),),
                )
            seen[mark] = work


def place(work: Work, facts: Facts, caller: Caller) -> None:
    """Find the draft its place: a new one, the next version of one, or the one it already is.

    `Refused` when it is another's, gone, stale, or bears the identifier of another resource.
    """
    draft = work.draft
    work.found = facts.resources.get(work.name)
    if work.found is not None:
        _may_change(work, work.found, caller)
    elif draft.method == "DELETE":
        raise unknown(draft.type, draft.fid)
    if draft.if_match is not None and (work.found is None or work.found.vid != draft.if_match):
        now = f"the current version is {work.found.vid}" if work.found else "there is no such resource yet"
        raise refused(Kind.STALE, "conflict", f"If-Match names version {draft.if_match}; {now}")
    if draft.must_be_new and work.found is not None and not work.found.deleted:
        raise refused(Kind.STALE, "conflict", f"If-None-Match: * and there is a {draft.type}/{draft.fid} already")
    work.pk = work.found.pk if work.found else facts.fresh.pop()
    if draft.method == "DELETE":
        work.changed = work.found is not None and not work.found.deleted
        work.patient, work.member = (work.found.patient, work.found.member) if work.found else (None, None)
        return
    if work.found is not None and not work.found.deleted:
        work.changed = work.found.digest != work.digest
        if work.changed and draft.method == "POST":
            raise refused(Kind.CONFLICT, "conflict", f"{draft.type}/{draft.fid} was changed just now; send it again")
    _one_of_a_kind(work, facts)


def _may_change(work: Work, found: Found, caller: Caller) -> None:
    if not caller.sees(found.rtype, found.owner, served=found.served):
        raise unknown(work.draft.type, work.draft.fid)
    if not caller.may_change(found.owner):
        raise refused(
            Kind.NO_SCOPE,
            "forbidden",
            f"{work.draft.type}/{work.draft.fid} is changed by its owner or an administrator",
        )


def _one_of_a_kind(work: Work, facts: Facts) -> None:
    for number, row in enumerate(work.identifiers):
        for same in facts.same.get(row, []):
            if same.pk == work.pk or same.pk in facts.going:
                continue
            if work.draft.method == "POST" and same.digest == work.digest:
                work.found, work.pk, work.changed = same, same.pk, False
                return
            issue = Issue(
                "error",
                "duplicate",
                f"{work.draft.type}/{same.fid} bears this identifier and says something else",
                (f"{work.draft.type}.identifier[{number}]",),
                diagnostics="Update that resource, or send this one under an identifier of its own",
            )
            raise Refused(Kind.CONFLICT, (work.draft.at(issue),))


async def others(transaction: Transaction, works: Sequence[Work], caller: Caller) -> None:
    """`Refused` when a draft takes what is another organization's: its identifiers, or its very name."""
    for work in works:
        found, draft = work.found, work.draft
        if found is not None and found.owner != caller.party and work.identifiers:
            wanted = Wanted(found.owner, same=work.identifiers)
            wanted.locks = {lock_key("identity", str(found.owner), *map(str, row)) for row in work.identifiers}
            _one_of_a_kind(work, await read(transaction, wanted))
        named = draft.type == "Organization" and draft.method == "PUT" and found is None
        if named and caller.role is not Role.ADMIN and await acts(transaction, draft.fid, caller.party):
            text = f"Organization/{draft.fid} is made by a client of its own or an administrator"
            raise draft.entry(refused(Kind.NO_SCOPE, "forbidden", text))


def unknown(type_: str, fid: str) -> Refused:
    """The refusal of what is not there, or not for this caller."""
    return refused(Kind.NOT_FOUND, "not-found", f"There is no {type_}/{fid}")


def references(works: Sequence[Work], facts: Facts, caller: Caller) -> dict[Name, int]:
    """The pk of everything the drafts refer to; `Refused(CONFLICT)` with every broken reference and its place."""
    gone = {work.name for work in works if work.draft.method == "DELETE"}
    targets = {work.name: work.pk for work in works if work.name not in gone}
    for name, found in facts.resources.items():
        live = name not in targets and name not in gone and not found.deleted
        if live and caller.sees(found.rtype, found.owner, served=found.served):
            targets[name] = found.pk
    doubtful = [w for w in works if w.dangling or any((t, fid) not in targets for _, t, fid in w.rows.references)]
    newest = _newest(works, facts) if doubtful else {}
    broken = [work.draft.at(issue) for work in doubtful for issue in _broken(work.draft, targets, newest)]
    if broken:
        raise Refused(Kind.CONFLICT, tuple(broken))
    return targets


def _newest(works: Sequence[Work], facts: Facts) -> dict[Name, int]:
    """The version that each resource is at, or gets now."""
    newest = {name: found.vid for name, found in facts.resources.items()}
    return newest | {work.name: (work.found.vid if work.found else 0) + work.changed for work in works}


def _broken(draft: Draft, targets: dict[Name, int], newest: dict[Name, int]) -> list[Issue]:
    issues = []
    for path, reference in walk(draft.resource, draft.type):
        text = reference["reference"]
        named = local(text)
        if (named.type, named.id) not in targets if named else text.startswith("urn:"):
            said = f"There is no {named or text[:64]} to refer to"
        elif named and named.version and not _reached(named.version, newest[named.type, named.id]):
            said = f"There is no version '{named.version}' of {named} to refer to"
        else:
            continue
        issues.append(Issue("error", "not-found", said, (f"{path}.reference",)))
    return issues


def _reached(version: str, newest: int) -> bool:
    """Whether a version was made: they are counted from 1, and none is ever taken away."""
    return version.isascii() and version.isdigit() and version[0] != "0" and int(version) <= newest


async def removable(transaction: Transaction, works: Sequence[Work], caller: Caller) -> None:
    """`Refused(CONFLICT)` when something that stays still refers to what is to be deleted."""
    gone = {work.pk: work.name for work in works if work.draft.method == "DELETE" and work.changed}
    if not gone:
        return
    rewritten = [work.pk for work in works]
    holding = await referrers(transaction.connection, list(gone), rewritten)
    if not holding:
        return
    held = next(work for work in works if work.pk == holding[0].target)
    seen = [h for h in holding if h.target == held.pk and caller.sees(h.rtype, h.owner, served=False)]
    named = ", ".join(f"{TYPE_NAMES[h.rtype]}/{h.fid}" for h in seen) or "resources that are not shown to you"
    text = f"Other resources refer to {held.draft.type}/{held.draft.fid}"
    raise held.draft.entry(refused(Kind.CONFLICT, "conflict", text, diagnostics=f"First change: {named}"))
