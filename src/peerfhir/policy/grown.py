"""The rendering peer is old enough to serve (NE-52)."""

from peerfhir.policy.age import ages
from peerfhir.policy.facts import Peer
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding
from peerfhir.policy.served import Served

NOT_ELIGIBLE = Denial("185", ("N570",))


def grown(peer: Peer, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """An error, and a denial, for a peer who is younger than the program asks on the day, or may be.

    A birth date of a year or month only will do when the age is reached either way.
    """
    law = program.law.provider
    if law is None or law.min_age is None:
        return ()
    least, known = law.min_age.on(served.day), ages(peer.born, served.day)
    if known and known[0] >= least.value:
        return ()
    young = known is not None and known[1] < least.value
    found = f"age {known[1]} on {served.day}" if known and young else "the age cannot be told from the birth date"
    return program.finding(
        least.rule,
        "error",
        path=path,
        detail=f"{found}; needed: {least.value} or older",
        hint="A peer serves from that birthday on; name the peer who served"
        if young
        else "Record the full Practitioner.birthDate of the peer",
        measured=known[1] if known and young else None,
        limit=least.value,
        denial=NOT_ELIGIBLE,
    )
