"""Who may see what: the one predicate that every read, search, history and total carries (design section 8).

A provider sees what its organization owns and the members it serves, a payer the members whose Coverage it pays,
both the directory; an auditor and an administrator see all, an engineer the sandbox. Sight follows the Patient that a
record names, never the member behind it: posting a Patient with a known member id shows nobody else's records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from peerfhir.fhir.reference import local
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.store.database import Transaction

# What does not depend on a patient is open to every caller.
DIRECTORY = frozenset(
    {"Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "InsurancePlan", "Measure"}
)
_DIRECTORY_CODES = tuple(sorted(TYPE_CODES[name] for name in DIRECTORY))


class Role(Enum):
    """What a client is, as `peerfhir client add --role` takes it."""

    PROVIDER = "provider"
    PAYER = "payer"
    AUDITOR = "auditor"
    ENGINEER = "engineer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the client's number, its role, the organization it acts for, and the scopes it holds."""

    client: int
    role: Role
    organization: str
    party: int
    scopes: frozenset[str]
    sandbox: bool = False

    @property
    def sees_all(self) -> bool:
        """Whether nothing is hidden from it."""
        return self.role in (Role.ADMIN, Role.AUDITOR) or (self.role is Role.ENGINEER and self.sandbox)

    def sees(self, rtype: int, owner: int, *, served: bool) -> bool:
        """Whether it sees a resource it has in hand; `served`: its organization serves or pays for the patient."""
        return self.sees_all or rtype in _DIRECTORY_CODES or owner == self.party or served

    def may_change(self, owner: int) -> bool:
        """Whether it may update or delete what it sees: its owner may, and an administrator."""
        return owner == self.party or self.role is Role.ADMIN


def predicate(caller: Caller, rtype: int | None, alias: str, args: list[Any]) -> str:
    """SQL that is true of the rows of `resource` or `resource_history` (as `alias`) that the caller sees.

    `rtype` is the code of the one type the query is about, None when it is about several. What the condition needs
    is appended to `args` (asyncpg's `$n`).
    """
    if caller.sees_all or rtype in _DIRECTORY_CODES:
        return "true"
    args.append(caller.party)
    party = f"${len(args)}"
    seen = [
        f"{alias}.owner = {party}",
        f"EXISTS (SELECT 1 FROM sight s WHERE s.patient = {alias}.patient AND s.party = {party})",
    ]
    if rtype is None:
        seen.append(f"{alias}.rtype IN ({', '.join(map(str, _DIRECTORY_CODES))})")
    return f"({' OR '.join(seen)})"


def sources(resource: dict[str, Any]) -> tuple[str | None, Sequence[str]]:
    """The patient that a resource opens to organizations, and the ids of those: (`Patient/id` or None, ids).

    A Coverage opens its beneficiary to its payors, an EpisodeOfCare or CareTeam its patient to the organizations
    that manage it or take part. What is cancelled, a draft or entered in error opens nothing.
    """
    match resource:
        case {"resourceType": "Coverage", "status": "active", "beneficiary": {"reference": patient}}:
            named = resource.get("payor", [])
        case {"resourceType": "EpisodeOfCare", "status": status, "patient": {"reference": patient}} if status in (
            "planned", "waitlist", "active", "onhold", "finished",
        ):  # fmt: skip
            named = [resource.get("managingOrganization", {})]
        case {"resourceType": "CareTeam", "subject": {"reference": patient}} if resource.get("status") in (
            None, "proposed", "active", "suspended", "inactive",
        ):  # fmt: skip
            members = [p.get("member", {}) for p in resource.get("participant", [])]
            named = [*resource.get("managingOrganization", []), *members]
        case _:
            return None, ()
    found = (local(n.get("reference", "")) for n in named)
    return patient, sorted({f.id for f in found if f is not None and f.type == "Organization"})


async def acts(transaction: Transaction, organization: str, party: int) -> bool:
    """Whether a client of another party acts for this organization."""
    sql = "SELECT EXISTS (SELECT 1 FROM client WHERE organization = $1 AND party <> $2 AND revoked IS NULL)"
    return bool(await transaction.connection.fetchval(sql, organization, party))
