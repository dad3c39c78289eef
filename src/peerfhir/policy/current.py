"""The rendering peer's recovery as it is now: worked on, stable, without hospital or court (CMH-22, CMH-37)."""

from peerfhir.policy.dated import Demand, Value
from peerfhir.policy.facts import Experience, Peer
from peerfhir.policy.months import later
from peerfhir.policy.program import Program
from peerfhir.policy.provider_law import Recovery
from peerfhir.policy.ruling import Finding
from peerfhir.policy.served import Served

_WHERE = "the part recoveryAttestation of the extension lived-experience of the Practitioner"


def current(peer: Peer, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """An error for each rule of which something is not attested of a peer's recovery, or was too long ago.

    What is not attested is missing. These rules are not adjudicated.
    """
    law, lived = program.law.recovery, peer.experience or Experience()
    if law is None:
        return ()
    lacking: dict[str, list[str]] = {}
    for demand, name, told in _asked(law, lived):
        asked = demand.on(served.day) if demand else None
        if asked is not None and asked.value and told is not True:
            lacking.setdefault(asked.rule, []).append(f"{name} {'is not attested' if told is None else 'false'}")
    oldest = law.attestation_months.on(served.day) if law.attestation_months else None
    if oldest is not None and (aged := _old(oldest, lived, served)) is not None:
        lacking.setdefault(oldest.rule, []).append(aged)
    found: tuple[Finding, ...] = ()
    for rule, said in lacking.items():
        found += program.finding(
            rule,
            "error",
            path=path,
            detail=f"recovery: {', '.join(said)}; needed: each of them true, and of late",
            hint=f"Record it in {_WHERE}, with the day in asOf",
            measured=", ".join(said),
        )
    return found


def _asked(law: Recovery, lived: Experience) -> tuple[tuple[Demand | None, str, bool | None], ...]:
    """What may be asked for, the name of the part that says it, and what it says."""
    return (
        (law.working_on_recovery, "currentlyWorkingOnRecovery", lived.working),
        (law.stable, "stable", lived.stable),
        (law.able_to_work, "ableToMaintainEmployment", lived.able_to_work),
        (law.no_inpatient, "noInpatient", lived.no_inpatient),
        (law.no_justice, "noJustice", lived.no_justice),
    )


def _old(oldest: Value[int], lived: Experience, served: Served) -> str | None:
    """That an attestation is older than it may be; of one that is not there others speak."""
    if lived.as_of is None or served.day <= later(lived.as_of, oldest.value):
        return None
    return f"attested as of {lived.as_of}, more than {oldest.value} months before {served.day}"
