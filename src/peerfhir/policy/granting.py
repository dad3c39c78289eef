"""The units of a line are granted within the limits and beyond them as authorized (X-10, X-18, X-19, MT-31, ID-32)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from peerfhir.policy.age import ages
from peerfhir.policy.authorized import Reason, Share, refused, shares
from peerfhir.policy.billing import Authorization, Past, Spent
from peerfhir.policy.lines import Case
from peerfhir.policy.pack import DenialCode, Limit
from peerfhir.policy.precedence import REVIEW
from peerfhir.policy.ruling import Denial, Finding
from peerfhir.policy.tally import counted
from peerfhir.policy.units import Window, windows
from peerfhir.policy.verdict import Grant, Refusal

PENDED = Denial(REVIEW, (), "OA")
BY_REVIEW = "review"  # what pays for units beyond a limit that a payer's decision grants
_CODES: dict[Reason, Denial] = {
    "over": Denial("119", ("N362",)),
    "exhausted": Denial("198", ("N362",)),
    "expired": Denial("302"),
    "service": Denial("284"),
    "provider": Denial("296"),
}
_HINTS: dict[Reason, str] = {
    "over": "A new claim pays when it quotes {a} {kind} in preAuthRef that stands and is in force on {day}",
    "exhausted": "A new claim pays when it quotes another {kind}, or this one once it is raised",
    "expired": "A new claim pays when it quotes {a} {kind} in preAuthRef that is in force on {day}",
    "service": "Quote {a} {kind} for the code and modifiers of the line",
    "provider": "Quote {a} {kind} for the provider who bills",
}
_KINDS = {"cpo-approval": ("an", "approval by the CPO"), "prior-auth": ("a", "prior authorization")}


@dataclass(frozen=True, slots=True)
class Granted:
    """What becomes of a line's units: paid, pended for review, and why the others are not paid."""

    paid: tuple[Grant, ...] = ()
    pended: tuple[Grant, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Excess:
    """Units beyond a limit: of which parcel, in which window, why, and whose authorizations that is said of.

    Those are as they stand after the parcel; `ceiling` is the cap as they raise it.
    """

    parcel: Grant
    limit: Limit
    window: Window
    units: int
    reason: Reason
    quoted: tuple[Authorization, ...]
    ceiling: int
    review: bool


def granted(case: Case, parcels: tuple[Grant, ...], past: Past) -> Granted:
    """The parcels of a line, one after the other, held against each limit in force on their days.

    Where the law does not cut a line that crosses a limit, one that does not fit is denied wholly.
    """
    paid: tuple[Grant, ...] = ()
    pended: tuple[Grant, ...] = ()
    excess: tuple[_Excess, ...] = ()
    now = past
    for parcel in parcels:
        held, over = _held(case, parcel, now)
        mine = tuple(replace(parcel, units=share.units, paid_by=share.paid_by) for share in held)
        waiting = tuple(replace(parcel, units=one.units, paid_by=BY_REVIEW) for one in over if one.review)
        now = counted(now, case.program.id, mine, waiting)
        paid, pended, excess = paid + mine, pended + waiting, excess + over
    refusals = _refusals(case, parcels, excess, past)
    whole = [one for one in refusals if one.denial.carc != REVIEW]
    if whole and any(not one.review and one.limit.partial_line.on(one.parcel.day).value == "deny" for one in excess):
        return Granted(refusals=(replace(whole[0], units=case.line.units),))
    return Granted(paid, pended, refusals)


def _held(case: Case, parcel: Grant, past: Past) -> tuple[list[Share], tuple[_Excess, ...]]:
    """How the units of a parcel are paid, and what is beyond each limit; each limit sees what those before it left."""
    found = [Share(parcel.units, "")]
    over: tuple[_Excess, ...] = ()
    limits = {limit.id: limit for limit in case.program.law.limits}
    for window in windows(case.program, parcel.day):
        limit = limits[window.limit]
        if _off(case, limit, parcel):
            continue
        units = sum(share.units for share in found)
        spent = past.spent.get((case.program.id, window.first, window.last), Spent())
        fitting = shares(case, limit, window, spent.paid + spent.pended, units, past, parcel.day)
        found = _both(found, fitting)
        rest = units - sum(share.units for share in fitting)
        if rest:
            reason, quoted = refused(case, limit, past, parcel.day)
            raised = [one.per_week for one in quoted if one.per_week is not None and one.remaining != 0]
            ceiling = max([window.allowed or 0, *(raised if reason == "exhausted" else ())])
            review = bool(_young(case, parcel))
            over += (_Excess(parcel, limit, window, rest, reason, _after(quoted, fitting), ceiling, review),)
    return found, over


def _after(quoted: tuple[Authorization, ...], shares: list[Share]) -> tuple[Authorization, ...]:
    """The authorizations with what they pay now among what is used."""
    used = {share.paid_by: share.units for share in shares if share.beyond}
    return tuple(replace(one, used=one.used + used.get(one.key or one.number, 0)) for one in quoted)


def _both(one: list[Share], other: list[Share]) -> list[Share]:
    """Two ways to pay for the same units, as one: an authorization stands before a limit, the first before the second.

    Units that only the first has are dropped.
    """
    found: list[Share] = []
    first, second = list(one), list(other)
    while first and second:
        units = min(first[0].units, second[0].units)
        better = second[0] if not first[0].paid_by or (second[0].beyond and not first[0].beyond) else first[0]
        found.append(replace(better, units=units))
        for shares_left in (first, second):
            head = shares_left.pop(0)
            if head.units > units:
                shares_left.insert(0, replace(head, units=head.units - units))
    return found


def _off(case: Case, limit: Limit, parcel: Grant) -> bool:
    """Whether the pack does not enforce the limit at all."""
    rules = {limit.units.on(parcel.day).rule} | ({limit.over.rule} if limit.over else set())
    return any(case.program.law.enforcement.get(rule) == "off" for rule in rules)


def _young(case: Case, parcel: Grant) -> tuple[Finding, ...]:
    """The finding that pends what is over a limit: the member is below the age on the date of service (X-18)."""
    below = case.program.law.epsdt.override_under_age.on(parcel.day)
    known = ages(case.claim.member.born, parcel.day)
    if known is None or known[0] >= below.value:
        return ()
    return case.finding(
        below.rule,
        PENDED,
        f"the member is {known[0]} on {parcel.day}, below {below.value}: medical necessity is reviewed",
        "Wait for the payer's decision; it may ask for documentation of the need",
        element="quantity",
    )


def _refusals(case: Case, parcels: Iterable[Grant], excess: tuple[_Excess, ...], past: Past) -> tuple[Refusal, ...]:
    """One refusal for each window, reason and fate."""
    groups: dict[tuple[str, object, Reason, bool], list[_Excess]] = {}
    for one in excess:
        groups.setdefault((one.limit.id, one.window.first, one.reason, one.review), []).append(one)
    found = []
    for same in groups.values():
        last = same[-1]
        window = last.window
        spent = past.spent.get((case.program.id, window.first, window.last), Spent())
        asked = sum(parcel.units for parcel in parcels if window.first <= parcel.day <= window.last)
        units = sum(one.units for one in same)
        finding = _explained(case, last, spent.paid + spent.pended + asked)
        found.append(Refusal(units, PENDED if last.review else finding.denial or PENDED, finding))
    return tuple(found)


def _explained(case: Case, one: _Excess, after: int) -> Finding:
    """The finding of units beyond a limit, with what a denial would say; X-18 where they are reviewed."""
    day, limit = one.parcel.day, one.limit
    cap, override = limit.units.on(day), limit.override.on(day) if limit.override else None
    codes = {"over": limit.over, "exhausted": limit.exhausted, "expired": limit.expired}
    code: DenialCode | None = codes.get(one.reason)
    denial = Denial(code.carc, (code.rarc,) if code.rarc else ()) if code else _CODES[one.reason]
    rule = code.rule if code else (override or cap).rule if one.reason != "over" else cap.rule
    detail = f"{after} of {one.ceiling} units, {one.window}{_said(one)}"
    article, kind = _KINDS[override.value] if override else ("", "")
    hint = _HINTS[one.reason].format(a=article, kind=kind, day=day) if kind else "The next window has units again"
    numbers: dict[str, int | str | None] = {"measured": after, "limit": one.ceiling, "window": str(one.window)}
    found = case.finding(rule, denial, detail, hint, element="quantity", numbers=numbers) or case.finding(
        cap.rule, denial, detail, hint, element="quantity", numbers=numbers
    )
    young = _young(case, one.parcel) if one.review else ()
    if not young:
        return found[0]
    pended = young[0]
    return replace(
        pended,
        detail=f"{detail}; {pended.detail}",
        denial=denial,
        measured=after,
        limit=one.ceiling,
        window=str(one.window),
    )


def _said(one: _Excess) -> str:
    """What is wrong with the authorizations that were quoted, in words."""
    if not one.quoted:
        return ""
    return "".join(f"; {a.number} {_lacking(one, a)}" for a in one.quoted)


def _lacking(one: _Excess, quoted: Authorization) -> str:
    return {
        "over": f"does not stand, is not in force yet on {one.parcel.day}, or is of another kind",
        "exhausted": "is used up"
        + (f", {quoted.used} of {quoted.approved} units" if quoted.approved is not None else ""),
        "expired": f"ended on {quoted.last}",
        "service": "is for another code or modifier",
        "provider": "is for another provider",
    }[one.reason]
