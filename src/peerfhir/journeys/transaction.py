"""A transaction Bundle: all of its entries are kept, or none is, and the entry at fault is named.

http://hl7.org/fhir/R4/http.html#trules. References by `urn:uuid`, conditional references and conditional creates are
resolved inside the transaction that writes, under locks.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from peerfhir.fhir.issues import Issue, Kind, Refused
from peerfhir.fhir.reference import local, renamed, walk
from peerfhir.journeys import conditional
from peerfhir.journeys.draft import Draft, Kept, Reply, Visit
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.record import keep, retried
from peerfhir.store.database import Transaction, transact
from peerfhir.store.facts import Name
from peerfhir.store.sight import Caller

_CONDITIONAL = re.compile(r"^([A-Z][A-Za-z]{2,63})\?(.+)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A writing entry: its draft, the name by which other entries refer to it, and the base of its relative links.

    `base` is that of a fullUrl at another server: there `Patient/1` is that server's Patient/1
    (http://hl7.org/fhir/R4/bundle.html#references).
    """

    draft: Draft
    full_url: str | None
    base: str | None = None


async def transact_bundle(ground: Ground, caller: Caller, entries: Sequence[Entry], visit: Visit) -> Reply:
    """Keep all entries in one transaction; the answer is made of what became of each, in their order."""

    async def story(transaction: Transaction) -> Reply:
        reply = await retried(transaction, ground, caller, visit)
        return reply or await _keep_all(transaction, ground, caller, entries, visit)

    return await transact(ground.pool, story)


async def _keep_all(
    transaction: Transaction, ground: Ground, caller: Caller, entries: Sequence[Entry], visit: Visit
) -> Reply:
    drafts = [entry.draft for entry in entries]
    await conditional.lock(transaction, [(d.type, d.if_none_exist) for d in drafts if d.if_none_exist is not None])
    gone = {(d.type, d.fid) for d in drafts if d.method == "DELETE"}  # what R4 removes before anything is created
    there: dict[int, Kept] = {}  # by the entry's number: found by its criteria
    twins: dict[int, int] = {}  # by the entry's number: an earlier one with the same criteria
    first: dict[tuple[str, str], int] = {}  # by type and what makes criteria the same
    for number, draft in enumerate(drafts):
        if draft.if_none_exist is None:
            continue
        marks = [(draft.type, mark) for mark in sorted(conditional.same(draft.if_none_exist))]
        earlier = [first[mark] for mark in marks if mark in first]
        if earlier:
            twins[number] = earlier[0]
            continue
        first |= dict.fromkeys(marks, number)
        try:
            found = await conditional.existing(transaction, caller, draft.type, draft.if_none_exist, ground.zone, gone)
        except Refused as refusal:
            raise draft.entry(refusal) from None
        if found is not None:
            await conditional.disclosed(transaction, ground, caller, visit.request, found)
            there[number] = Kept(draft.type, found.fid, found.vid, found.updated, found.body, 200)
    names = _names(entries, there, twins)
    written = [number for number in range(len(drafts)) if number not in there and number not in twins]
    waiting = [drafts[n] for n in written]
    await _conditional_references(transaction, ground, caller, waiting, names, visit.request, gone)
    resolved = [_resolved(entries[n], names) for n in written]
    _elsewhere(((entries[n], drafts[n]) for n in written), names)

    def render(kept: list[Kept]) -> Reply:
        became = there | dict(zip(written, kept, strict=True))
        became |= {number: replace(became[earlier], status=200) for number, earlier in twins.items()}
        return visit.render([became[number] for number in range(len(drafts))])

    return await keep(transaction, ground, caller, resolved, replace(visit, render=render))


def _names(entries: Sequence[Entry], there: dict[int, Kept], twins: dict[int, int]) -> dict[str, str]:
    """What each fullUrl stands for, as `Type/id`."""
    names: dict[str, str] = {}
    for number, entry in enumerate(entries):
        at = twins.get(number, number)
        fid = there[at].fid if at in there else entries[at].draft.fid
        if entry.full_url:
            names[entry.full_url] = f"{entry.draft.type}/{fid}"
    return names


def _resolved(entry: Entry, names: dict[str, str]) -> Draft:
    """The draft with its links to other entries made links to what these become."""

    def name(link: str) -> str:
        return names.get(f"{entry.base}{link}" if entry.base else link) or names.get(link, link)

    return replace(entry.draft, resource=renamed(entry.draft.resource, name))


def _elsewhere(pairs: Iterable[tuple[Entry, Draft]], names: dict[str, str]) -> None:
    """`Refused(CONFLICT)` for relative links of another server's records to records that did not come along."""
    issues = []
    for entry, draft in pairs:
        for path, reference in walk(entry.draft.resource, draft.type) if entry.base else ():
            link = reference["reference"]
            if local(link) and f"{entry.base}{link}" not in names and link not in names:
                said = f"{entry.base}{link} is not in this Bundle"
                issues.append(draft.at(Issue("error", "not-found", said, (f"{path}.reference",))))
    if issues:
        raise Refused(Kind.CONFLICT, tuple(issues))


async def _conditional_references(
    transaction: Transaction,
    ground: Ground,
    caller: Caller,
    drafts: Sequence[Draft],
    names: dict[str, str],
    request: str,
    gone: AbstractSet[Name],
) -> None:
    """Add to `names` what each `Type?criteria` reference stands for; exactly one resource must match."""
    issues: list[Issue] = []
    for draft in drafts:
        for path, reference in walk(draft.resource, draft.type):
            text = reference["reference"]
            found = _CONDITIONAL.match(text)
            if not found or text in names:
                continue
            try:
                match = await conditional.existing(transaction, caller, found[1], found[2], ground.zone, gone)
            except Refused as refusal:
                issues += [draft.at(replace(i, expression=(f"{path}.reference",))) for i in refusal.issues]
                continue
            if match is None:
                said = Issue("error", "not-found", f"No {found[1]} matches this reference", (f"{path}.reference",))
                issues.append(draft.at(said))
            else:
                await conditional.disclosed(transaction, ground, caller, request, match)
                names[text] = f"{found[1]}/{match.fid}"
    if issues:
        raise Refused(Kind.STALE, tuple(issues))
