"""The same service is not billed twice (X-17): exact duplicates of a line."""

from collections.abc import Iterable
from datetime import date

from peerfhir.policy.billing import Billed
from peerfhir.policy.lines import Case
from peerfhir.policy.ruling import Denial, Finding

DUPLICATE = Denial("18", (), "OA")


def duplicate(case: Case, billed: Iterable[Billed]) -> tuple[Finding, ...]:
    """A denial when a line with the same code, modifiers, day, units, peers and encounters was billed before."""
    own = set(billings(case))
    same = [one for one in billed if one in own]
    if not same:
        return ()
    return case.finding(
        "X-17",
        DUPLICATE,
        f"a line for the same service, {case.line.units} units on {same[0].day}, by the same peer was billed before",
        "A correction is a claim with frequency code 7 that names the original",
        numbers={"measured": case.line.units},
    )


def billings(case: Case) -> tuple[Billed, ...]:
    """The line as later ones are compared with it: once for each day served, with the units of the whole line."""
    return tuple(_on(case, day) for day in case.days)


def _on(case: Case, day: date) -> Billed:
    line = case.line
    named = [*line.peers, *(peer for contact in line.contacts for peer in contact.peers)]
    peers = {peer.key for peer in named if peer.key}
    encounters = {contact.key for contact in line.contacts if contact.key}
    return Billed(
        day,
        line.units,
        frozenset(line.services),
        frozenset(line.modifiers),
        frozenset(peers),
        frozenset(encounters),
    )
