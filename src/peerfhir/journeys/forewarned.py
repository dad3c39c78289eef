"""What `Claim/$submit` would refuse of a claim that is only stored or validated: warnings, for nothing is paid yet."""

from dataclasses import replace

from peerfhir.fhir.issues import Issue
from peerfhir.journeys.draft import Draft
from peerfhir.mapping.claim_faults import faults

_TOLD = 20  # each is a header of the answer


def forewarned(draft: Draft) -> tuple[Issue, ...]:
    """A warning for each fault of a Claim, twenty at most and how many more there are; none of anything else."""
    if draft.type != "Claim" or draft.resource is None:
        return ()
    found = faults(draft.resource)
    told = [replace(one, severity="warning", text=f"Claim/$submit would refuse this: {one.text}") for one in found]
    if len(told) > _TOLD:
        more = f"Claim/$submit would refuse {len(told) - _TOLD} places more"
        told[_TOLD:] = [Issue("warning", "incomplete", more, ("Claim",))]
    return tuple(draft.at(one) for one in told)
