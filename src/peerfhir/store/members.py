"""Members: the persons payers know, and which of them a Patient is (design section 7)."""

from collections.abc import Collection
from typing import Any

from peerfhir.store.database import Transaction
from peerfhir.store.identity import lock_key

_ROOTS = "SELECT array_agg(DISTINCT root ORDER BY root) FROM member WHERE no = ANY ($1::int[])"
_MEMBER_NUMBER = ("http://terminology.hl7.org/CodeSystem/v2-0203", "MB")


def keys(resource: dict[str, Any]) -> list[int]:
    """Hashes of the member identifiers that a resource gives its patient.

    A Patient's identifiers of type MB that have a system (a bare number is another one at each payer), and the
    subscriber id of an active Coverage under each payor when the beneficiary is the subscriber; a dependent's coverage
    says nothing of who the dependent is.
    """
    named: list[tuple[str, ...]] = []
    if resource["resourceType"] == "Patient":
        for identifier in resource.get("identifier", []):
            codings = identifier.get("type", {}).get("coding", [])
            typed = any((coding.get("system"), coding.get("code")) == _MEMBER_NUMBER for coding in codings)
            if typed and "system" in identifier and "value" in identifier:
                named.append(("number", identifier["system"], identifier["value"]))
    elif resource["resourceType"] == "Coverage" and resource.get("status") == "active" and _own(resource):
        number = resource.get("subscriberId")
        payors = [payor.get("reference") for payor in resource.get("payor", [])]
        named += [("subscriber", payor, number) for payor in payors if payor and number]
    return sorted({lock_key("member", *parts) for parts in named})


def _own(coverage: dict[str, Any]) -> bool:
    relations = {c.get("code") for c in coverage.get("relationship", {}).get("coding", [])}
    return "dependent" not in coverage and relations <= {"self", None}


async def numbered(transaction: Transaction, member: int) -> bool:
    """Whether the member bears a number; one without is known by its one Patient only."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM member m JOIN member g ON g.root = m.root JOIN member_key k ON k.member = g.no"
        " WHERE m.no = $1)"
    )
    return bool(await transaction.connection.fetchval(sql, member))


async def alike(transaction: Transaction, member: int, numbers: Collection[int]) -> set[int]:
    """Those of the numbers that are the same person as the member."""
    same = {number for number in numbers if number == member}
    if len(same) == len(numbers):
        return same
    sql = "SELECT o.no FROM member m JOIN member o ON o.root = m.root WHERE m.no = $1 AND o.no = ANY ($2::int[])"
    return same | {row[0] for row in await transaction.connection.fetch(sql, member, list(numbers))}


async def merge(transaction: Transaction, one: int, other: int, new: list[tuple[int, int]]) -> None:
    """Make two members one person: both locks are taken, entries keep their numbers, balances sum over both.

    `new` are members not yet written, (number, root); one that is merged is written now and taken off.
    """
    connection = transaction.connection
    for row in [row for row in new if row[0] in (one, other)]:
        await connection.execute("INSERT INTO member (no, root) VALUES ($1, $2)", *row)
        new.remove(row)
    roots: list[int] = []
    while (now := await connection.fetchval(_ROOTS, [one, other])) != roots:  # what names the locks is read again
        roots = now
        for root in roots:
            await connection.execute("SELECT pg_advisory_xact_lock(1, $1)", root)
    await connection.execute("UPDATE member SET root = $1 WHERE root = ANY ($2::int[])", roots[0], roots)
