"""A void or a replacement takes back a claim that can be taken back (X-10; claim frequency codes 7 and 8)."""

from peerfhir.policy.billing import Claim, Line
from peerfhir.policy.readings import READINGS
from peerfhir.policy.ruling import Citation, Denial, Finding

_RULE = "X-10"
_SAID: dict[str, tuple[str, str, str]] = {
    "missing": (
        "N152",
        "the claim names no original that stands: none is there, or it was taken back before",
        "Name the claim that this one replaces or voids in Claim.related, with relationship prior",
    ),
    "pending": (
        "N779",
        "the original is not final: lines of it wait for the payer's decision",
        "Wait for the decision on the original, then send this claim again",
    ),
    "denied": (
        "N142",
        "the original was denied, nothing of it can be taken back",
        "Send a new claim, with frequency code 1",
    ),
}


def faulted(line: Line, claim: Claim) -> tuple[Finding, ...]:
    """What keeps each line of a void or a replacement from being judged: its original is not there, or not open."""
    if claim.frequency == "1" or claim.original == "open":
        return ()
    rarc, detail, hint = _SAID[claim.original or "missing"]
    denial = Denial("16", (rarc,))
    return (
        Finding(_RULE, "error", READINGS[_RULE], Citation(f"reading {_RULE}"), line.path, detail, hint, denial=denial),
    )
