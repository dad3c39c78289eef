"""Judgements that people attest (X-16): which of them stand on a day."""

from datetime import date

from peerfhir.policy.facts import Attestation


def stands(code: str, attested: tuple[Attestation, ...], day: date) -> bool:
    """Whether a criterion is met on a day, as attested.

    Of several attestations the latest of the day or before counts; one without a date is the earliest.
    """
    of_then = [a for a in attested if a.code == code and (a.on or day) <= day <= (a.until or day)]
    told = [(a.on or date.min, a.met) for a in of_then]
    return max(told, default=(day, False))[1]
