"""Which of a claim's authorizations serve a line beyond a limit, and for how many units (MT-32, ID-33, X-10)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from peerfhir.policy.billing import Authorization, Past
from peerfhir.policy.lines import Case
from peerfhir.policy.pack import Limit
from peerfhir.policy.units import Window

# Why units beyond a limit are not paid.
Reason = Literal["over", "provider", "service", "expired", "exhausted"]
# Of several authorizations the one is told of that came nearest to paying.
_NEARNESS: tuple[Reason, ...] = ("exhausted", "expired", "service", "provider", "over")


@dataclass(frozen=True, slots=True)
class Share:
    """So many units of a line and what pays for them: the id of a limit, or beyond it the key of an authorization."""

    units: int
    paid_by: str
    beyond: bool = False


def quoted(case: Case, past: Past, day: date) -> tuple[Authorization, ...]:
    """The member's authorizations that the claim may use on a day: those it quotes, or all on file, as the law says."""
    if case.program.law.auth.match.on(day).value == "on_file":
        return past.authorizations
    return tuple(one for one in past.authorizations if one.number in case.claim.quoted)


def shares(case: Case, limit: Limit, window: Window, spent: int, units: int, past: Past, day: date) -> list[Share]:
    """How units on `day` are paid, when `spent` are paid or pended in the window: within the cap, then authorized.

    Authorizations are used in the order of their last days, of equal ones the highest first. Approvals that raise the
    cap of a week are not added up: each pays up to its own number, so that all pay what the highest does. The order is
    the same whichever are quoted, so that quoting more never pays less.
    """
    within = min(units, max(0, (window.allowed or 0) - spent))
    found, spent, rest = [Share(within, limit.id)], spent + within, units - within
    serving = [one for one in quoted(case, past, day) if unfit(one, case, limit, day) is None]
    for one in sorted(serving, key=_order):
        take = min(rest, _room(one, spent, rest))
        found.append(Share(take, one.key or one.number, beyond=True))
        spent, rest = spent + take, rest - take
    return [share for share in found if share.units]


def refused(case: Case, limit: Limit, past: Past, day: date) -> tuple[Reason, tuple[Authorization, ...]]:
    """Why units beyond a limit are not paid, and the authorizations that this is said of."""
    reasons: dict[Reason, tuple[Authorization, ...]] = {}
    for one in sorted(quoted(case, past, day), key=_order):
        reason = unfit(one, case, limit, day) or "exhausted"
        reasons[reason] = (*reasons.get(reason, ()), one)
    for nearest in _NEARNESS:
        if nearest in reasons:
            return nearest, reasons[nearest]
    return "over", ()


def unfit(one: Authorization, case: Case, limit: Limit, day: date) -> Reason | None:
    """Why an authorization does not serve a line on a day; None when it does, whether or not any of it is left.

    One that is not in force yet, revoked, undecided or of another kind is as none. A number by the week serves a limit
    by the week.
    """
    kind = limit.override.on(day).value if limit.override else None
    weekly = one.per_week is None or limit.window == "week"
    if one.kind != kind or not one.standing or not weekly or (one.first is not None and day < one.first):
        return "over"
    if one.last is not None and one.last < day:
        return "expired"
    if one.services and one.services.isdisjoint(case.line.services):
        return "service"
    if not one.modifiers <= set(case.line.modifiers):
        return "service"
    return None if not one.providers or one.providers & _providers(case) else "provider"


def _room(one: Authorization, spent: int, rest: int) -> int:
    """How many more units an authorization gives, when `spent` are paid or pended in the window."""
    weekly = rest if one.per_week is None else max(0, one.per_week - spent)
    return weekly if one.remaining is None else min(weekly, one.remaining)


def _providers(case: Case) -> set[str]:
    """Those who give the service: the agency that bills, and the rendering peers."""
    found = {case.claim.provider or ""}
    for contact in case.contacts:
        for peer in contact.peers:
            found |= {peer.key or "", peer.employment.key if peer.employment else ""}
    return found - {""}


def _order(one: Authorization) -> tuple[date, date, int, str, str]:
    return (one.last or date.max, one.first or date.min, -(one.per_week or 0), one.number, one.key)
