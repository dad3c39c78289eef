"""Paid lines whose facts changed after payment (design section 7): they are told to payers, nothing is reversed.

Each paid claim of a page whose facts have other versions than its ruling names, or whose windows hold more than their
cap, is adjudicated again against what is known now; a line that would be paid less is on the list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.again import Stored, again, reread
from peerfhir.journeys.ground import Ground
from peerfhir.mapping.worklist import Item, Reason
from peerfhir.policy.units import windows
from peerfhir.policy.verdict import Outcome, Refusal
from peerfhir.store import ledger, reading
from peerfhir.store import paid as store
from peerfhir.store.database import Transaction, transact
from peerfhir.store.facts import Name
from peerfhir.store.ledger import Counted, Window
from peerfhir.store.paid import Paid
from peerfhir.store.sight import Caller, Role

Json = dict[str, Any]
Place = tuple[datetime, int]

_BATCH = 50
_SCANNED = 500  # claims looked at for one page; the next page goes on from there
# Reasons that limits and authorizations give: they are told only when a window is overrun, or what paid has changed.
_OF_LIMITS = frozenset({"119", "133", "197", "198", "284", "296", "302"})


@dataclass(frozen=True, slots=True)
class Page:
    """What was found, and where the next page goes on; None at the end."""

    items: list[Item]
    next: Place | None


@dataclass(frozen=True, slots=True)
class _Changed:
    """A claim that must be looked at again: the facts that are not what they were, and the windows that are overrun."""

    claim: Paid
    ruling: Json
    counted: list[Counted]
    moved: frozenset[str]
    overrun: list[Window]


async def worklist(
    ground: Ground, caller: Caller, *, reason: Reason | None, program: str | None, after: Place | None, count: int
) -> Page:
    """A page of at most `count` lines or so; lines of one claim stay together.

    `Refused(NO_SCOPE)` for who is neither payer nor auditor, BAD_REQUEST for a program without a pack.
    """
    if caller.role is not Role.PAYER and not caller.sees_all:
        raise refused(Kind.NO_SCOPE, "forbidden", "The worklist is for payers and auditors")
    if program is not None and program not in ground.programs:
        known = ", ".join(ground.programs)
        raise refused(Kind.BAD_REQUEST, "value", "No pack is loaded for this program", diagnostics=f"Loaded: {known}")

    async def story(transaction: Transaction) -> Page:
        items: list[Item] = []
        place, scanned = after, 0
        while len(items) < count and scanned < _SCANNED:
            claims = await store.paid(transaction.connection, caller, place, _BATCH)
            for one in await _changed(transaction, ground, claims):
                found = await _found(transaction, ground, caller, one)
                items += [item for item in found if reason in (None, item.reason) and program in (None, item.program)]
                if len(items) >= count:
                    return Page(items, (one.claim.updated, one.claim.pk))
            scanned += len(claims)
            if len(claims) < _BATCH:
                return Page(items, None)
            place = (claims[-1].updated, claims[-1].pk)
        return Page(items, place)

    return await transact(ground.pool, story)


async def _changed(transaction: Transaction, ground: Ground, claims: Sequence[Paid]) -> list[_Changed]:
    """Those of the claims of which something is no longer as it was."""
    connection = transaction.connection
    rulings = [msgspec.json.decode(one.ruling) for one in claims]
    names = sorted({_name(name) for body in rulings for name, _ in body["facts"]})
    now = await store.versions(connection, names) if names else {}
    standing = await store.standing(connection, sorted({one.member for one in claims}))
    found = []
    for claim, body in zip(claims, rulings, strict=True):
        was = {_name(name): version for name, version in body["facts"]}
        moved = {name for name, version in was.items() if now.get(name, 0) != version}
        moved |= standing[claim.member] - was.keys()
        counted = await ledger.counted(connection, claim.pk)
        overrun = await _overrun(transaction, ground, claim, counted)
        if moved or overrun:
            found.append(_Changed(claim, body, counted, frozenset("/".join(name) for name in moved), overrun))
    return found


async def _overrun(transaction: Transaction, ground: Ground, claim: Paid, counted: Sequence[Counted]) -> list[Window]:
    """The windows of the claim's paid units that hold more than the cap in force, authorized units not counted."""
    caps: dict[Window, int] = {}
    for one in counted:
        program = ground.programs.get(one.program) if one.kind == "p" else None
        for limit in windows(program, one.day) if program else ():
            if limit.allowed is not None:
                caps[Window(claim.member, one.program, limit.first, limit.last)] = limit.allowed
    asked = list(caps)
    spent = await ledger.balances(transaction.connection, asked)
    beyond = await store.beyond(transaction.connection, asked)
    return [
        window
        for window, sums, more in zip(asked, spent, beyond, strict=True)
        if sums.paid + sums.pended - more > caps[window]
    ]


async def _found(transaction: Transaction, ground: Ground, caller: Caller, one: _Changed) -> list[Item]:
    """The lines of a claim that would be paid less now, each with why."""
    received = datetime.fromisoformat(one.ruling["received"])
    stored = Stored(one.claim.pk, one.claim.fid, one.claim.member, one.claim.body, received)
    known = await reread(transaction, ground, caller, stored)
    gone = [(one.claim.pk, entry) for entry in one.counted]
    outcomes = [outcome for _, outcome in await again(transaction, ground, known, stored, gone)]
    paid: dict[int, int] = {}
    for entry in one.counted:
        if entry.kind == "p":
            paid[entry.line] = paid.get(entry.line, 0) + entry.units
    reasons = [
        (outcome, refusal, reason)
        for outcome in outcomes
        if outcome.allowed < paid.get(outcome.number, 0)
        for refusal in outcome.refusals
        if (reason := _reason(one, outcome, refusal)) is not None
    ]
    if not reasons:
        return []
    type_, fid = _name(one.ruling["response"])
    answer = await reading.read(transaction.connection, caller, type_, fid)
    if answer is None or answer.deleted:
        return []
    body = json.decode(answer.body)
    return [
        Item(body, outcome.number, paid[outcome.number], outcome.allowed, outcome.program or "", reason, refusal)
        for outcome, refusal, reason in reasons
    ]


def _reason(one: _Changed, outcome: Outcome, refusal: Refusal) -> Reason | None:
    """Why a line would be paid less; None when it is only that later claims stand in the way of this one."""
    own = [entry for entry in one.counted if entry.line == outcome.number and entry.kind == "p"]
    if refusal.denial.carc in _OF_LIMITS:
        if any(entry.paid_by in one.moved for entry in own):
            return "authorization-changed"
        overrun = any(
            window.program == entry.program and window.first <= entry.day <= window.last
            for window in one.overrun
            for entry in own
        )
        return "overrun" if overrun else None
    line = next((line for line in one.ruling["lines"] if line["number"] == outcome.number), None)
    billed: Iterable[str] = line["encounters"] if line else ()
    return "encounter-changed" if one.moved & set(billed) else "facts-changed"


def _name(text: str) -> Name:
    type_, _, fid = text.partition("/")
    return type_, fid
