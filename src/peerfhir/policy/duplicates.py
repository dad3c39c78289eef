"""The same service is not billed twice (X-17): exact duplicates of a line."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from peerfhir.policy.billing import Billed
from peerfhir.policy.lines import Case
from peerfhir.policy.ruling import Denial, Finding

DUPLICATE = Denial("18", (), "OA")


def duplicate(case: Case, billed: Iterable[Billed]) -> tuple[Finding, ...]:
    """A denial when a line with the same code, modifiers, day, units and peers was billed before.

    Its encounters are the same, too, or one of the two lines bills none: such a line may be for any of them.
    """
    own = billings(case)
    same = [one for one in billed if any(_alike(one, mine) for mine in own)]
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


def _alike(one: Billed, other: Billed) -> bool:
    apart = one.encounters and other.encounters and one.encounters != other.encounters
    return not apart and replace(one, encounters=other.encounters) == other


def _on(case: Case, day: date) -> Billed:
    line = case.line
    serving = line.peers or tuple(peer for contact in line.contacts for peer in contact.peers)
    peers = {peer.key for peer in serving if peer.key}
    encounters = {contact.key for contact in line.contacts if contact.key}
    return Billed(
        day,
        line.units,
        frozenset(line.services),
        frozenset(line.modifiers),
        frozenset(peers),
        frozenset(encounters),
        last=line.last,
    )
