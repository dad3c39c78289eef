"""Who serves families has lived what they live: experience that only contacts of mode family ask for (NE-54)."""

from peerfhir.policy.experience import KINDS
from peerfhir.policy.facts import Peer
from peerfhir.policy.grown import NOT_ELIGIBLE
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding
from peerfhir.policy.served import Served


def parented(peer: Peer, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """An error, and a denial, for the peer of a contact of mode family without any of the experiences asked for.

    A role does not say whom it serves: only contacts are judged.
    """
    law = program.law.lived_experience
    if law is None or law.family_mode is None or served.contact is None or served.contact.mode != "family":
        return ()
    asked = law.family_mode.on(served.day)
    had = peer.experience.categories if peer.experience else frozenset()
    if any(category in asked.value or KINDS.get(category) in asked.value for category in had):
        return ()
    needed = " or ".join(asked.value)
    found = f"lived experience: {', '.join(sorted(had)) or 'none'}"
    return program.finding(
        asked.rule,
        "error",
        path=path,
        detail=f"{found}; needed of who serves families: {needed}",
        hint="Record the attestation in the part category of the extension lived-experience of the Practitioner, or"
        " name the peer who served",
        measured=found,
        limit=needed,
        denial=NOT_ELIGIBLE,
    )
