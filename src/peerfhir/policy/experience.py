"""The rendering peer has lived experience and is in recovery, as attested (MT-14..16, ID-07, ID-08)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from peerfhir.policy.dated import Value
from peerfhir.policy.facts import Experience, Peer
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding
from peerfhir.policy.served import Served

KINDS = {"self-smi": "self-mh", "family-smi": "family-member", "family-sed": "family-member"}  # domain.md 11
OWN = "self-"  # how categories begin that tell of a disorder of one's own
_NOTHING = Experience()
_WHERE = "of the extension lived-experience of the Practitioner"


@dataclass(frozen=True, slots=True)
class _Law:
    """What a program asks for on a day: categories with their kinds, and the rules of what is attested beside them."""

    any_of: Value[tuple[str, ...]] | None
    categories: frozenset[str]
    service_user: str | None
    self_identified: str | None
    months: Value[int | None] | None
    relatives: str  # `refuse` or `warn`: of who has no disorder of their own (NE-56)
    grounded: str | None


def experienced(peer: Peer, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    """Errors for a peer who has not lived through what the program asks for; not being grounded (MT-16) is a warning.

    Attestations are judged, never a diagnosis; what is not attested is missing. These rules are not adjudicated.
    """
    law = _law(program, served.day)
    if law is None:
        return ()
    lived = peer.experience or _NOTHING
    return (
        _lived(lived, law, program, path)
        + _identified(lived, law, program, path)
        + _recovered(lived, law, served, program, path)
        + _grounded(lived, law, program, path)
    )


def months_in_recovery(lived: Experience, day: date) -> int | None:
    """Whole months in recovery on a day, None when neither months nor a beginning are attested.

    The greater of the months as attested and the calendar months since the beginning. A month is full on the day of the
    month on which recovery began; where a month has no such day, on the first of the next.
    """
    counted = [] if lived.attested_months is None else [lived.attested_months]
    if lived.recovery_start is not None:
        start = lived.recovery_start
        counted.append((day.year - start.year) * 12 + day.month - start.month - (day.day < start.day))
    return max(0, *counted) if counted else None


def _lived(lived: Experience, law: _Law, program: Program, path: str) -> tuple[Finding, ...]:
    """The category, and that the peer has used services (MT-14, ID-07): one finding tells of both."""
    lacking = []
    if law.any_of is not None and law.categories.isdisjoint(lived.categories):
        had = ", ".join(sorted(lived.categories)) or "none"
        lacking.append((law.any_of.rule, f"category {had}", " or ".join(law.any_of.value)))
    if law.service_user is not None and lived.service_user is not True:
        lacking.append((law.service_user, f"serviceUser {_told(lived.service_user)}", "serviceUser true"))
    if not lacking:
        return ()
    found, needed = ", ".join(one[1] for one in lacking), " and ".join(one[2] for one in lacking)
    return program.finding(
        lacking[0][0],
        "error",
        path=path,
        detail=f"lived experience: {found}; needed: {needed}",
        hint=f"Record the attestation in the parts category and serviceUser {_WHERE}",
        measured=found,
        limit=needed,
    )


def _identified(lived: Experience, law: _Law, program: Program, path: str) -> tuple[Finding, ...]:
    if law.self_identified is None or lived.self_identified is True:
        return ()
    return program.finding(
        law.self_identified,
        "error",
        path=path,
        detail=f"lived experience: selfIdentified {_told(lived.self_identified)}; needed: true",
        hint=f"Record the attestation in the part selfIdentified {_WHERE}",
        measured=_told(lived.self_identified),
        limit="true",
    )


def _recovered(lived: Experience, law: _Law, served: Served, program: Program, path: str) -> tuple[Finding, ...]:
    least = law.months.value if law.months else None
    months = months_in_recovery(lived, served.day)
    if law.months is None or least is None or (months is not None and months >= least):
        return ()
    found = "no length of recovery is attested" if months is None else f"{months} months in recovery"
    relative = bool(lived.categories) and not any(category.startswith(OWN) for category in lived.categories)
    return program.finding(
        law.months.rule,
        "warning" if relative and law.relatives == "warn" else "error",
        path=path,
        detail=f"{found}; needed: {least} months on {served.day}",
        hint=f"Record attestedMonths or recoveryStart in the part recoveryAttestation {_WHERE}",
        measured=months,
        limit=least,
    )


def _grounded(lived: Experience, law: _Law, program: Program, path: str) -> tuple[Finding, ...]:
    if law.grounded is None or lived.grounded is True:
        return ()
    return program.finding(
        law.grounded,
        "warning",
        path=path,
        detail=f"recovery: groundedInRecovery {_told(lived.grounded)}; needed: true",
        hint=f"Record the attestation in the part recoveryAttestation {_WHERE}",
        measured=_told(lived.grounded),
        limit="true",
    )


@lru_cache(maxsize=4096)
def _law(program: Program, day: date) -> _Law | None:
    lived, recovery = program.law.lived_experience, program.law.recovery
    if lived is None and recovery is None:
        return None
    any_of = lived.any_of.on(day) if lived else None
    asked = any_of.value if any_of else ()
    used = lived.service_user.on(day) if lived and lived.service_user else None
    identified = lived.self_identified.on(day) if lived and lived.self_identified else None
    grounded = recovery.grounded.on(day) if recovery and recovery.grounded else None
    return _Law(
        any_of,
        frozenset(asked) | {kind for kind, of in KINDS.items() if of in asked},
        used.rule if used and used.value else None,
        identified.rule if identified and identified.value else None,
        recovery.months.on(day) if recovery and recovery.months else None,
        recovery.of_relatives.on(day).value if recovery else "refuse",
        grounded.rule if grounded and grounded.value else None,
    )


def _told(value: bool | None) -> str:  # noqa: FBT001 - an attested fact
    return "is not attested" if value is None else str(value).lower()
