"""Whose a claim is: its coverage is its patient's, its encounters are of the same member and of who sends it.

A void bills nothing: what its lines name is not looked at.
"""

from collections.abc import Iterator

from peerfhir.fhir.issues import Issue, Kind, Refused
from peerfhir.fhir.reference import local
from peerfhir.journeys.claimed import Basis
from peerfhir.mapping.claim import frequency
from peerfhir.policy.claim import VOID
from peerfhir.store.facts import Found
from peerfhir.store.sight import Caller, Role


def parties(known: Basis, caller: Caller) -> None:
    """`Refused(INVALID)` with every place where a claim mixes persons, or bills what another organization recorded.

    All that is named here was found to be there and shown to the caller.
    """
    work = known.work
    issues = list(_strangers(known, caller))
    if work.member is None:
        text = "A claim is for one Patient of this server"
        issues = [Issue("error", "value", text, ("Claim.patient",), diagnostics="Refer to it as Patient/id")]
    if issues:
        raise Refused(Kind.INVALID, tuple(work.draft.at(issue) for issue in issues))


def _strangers(known: Basis, caller: Caller) -> Iterator[Issue]:
    resource = known.work.draft.resource or {}
    for number, one in enumerate(resource.get("insurance", ())):
        found = _found(known, one.get("coverage"))
        if found is not None and not _same(known, found):
            path = f"Claim.insurance[{number}].coverage"
            yield Issue("error", "value", "The coverage of a claim is its patient's", (path,))
    for number, line in enumerate(resource.get("item", ()) if frequency(resource) != VOID else ()):
        for place, one in enumerate(line.get("encounter", ())):
            found = _found(known, one)
            path = f"Claim.item[{number}].encounter[{place}]"
            if found is not None and not _same(known, found):
                yield Issue("error", "value", "The encounters of a claim are its patient's", (path,))
            elif found is not None and found.owner != caller.party and caller.role is not Role.ADMIN:
                yield Issue("error", "value", "A claim bills encounters that its own organization recorded", (path,))


def _found(known: Basis, reference: object) -> Found | None:
    text = reference.get("reference") if isinstance(reference, dict) else None
    named = local(text) if isinstance(text, str) else None
    return known.facts.resources.get((named.type, named.id)) if named else None


def _same(known: Basis, found: Found) -> bool:
    return known.facts.root(found.member) == known.facts.root(known.work.member)
