"""Retries: the answer a client was given under a key, kept with what it answers."""

from typing import NamedTuple

import msgspec

from peerfhir.fhir.issues import Kind, refused
from peerfhir.store.database import Transaction
from peerfhir.store.identity import lock_key


class Answer(NamedTuple):
    """What a retry with the same idempotency key is given."""

    key: str
    body_hash: bytes
    status: int
    headers: bytes
    answer: bytes


async def answered(transaction: Transaction, client: int, key: str, body_hash: bytes) -> Answer | None:
    """The answer already given to this client under this key, once a first request still running has ended.

    `Refused(INVALID)` when the key came with another body.
    """
    connection = transaction.connection
    await connection.execute("SELECT pg_advisory_xact_lock($1)", lock_key("retry", str(client), key))
    row = await connection.fetchrow(
        "SELECT key, body_hash, status, headers, answer FROM idempotency WHERE client = $1 AND key = $2", client, key
    )
    if row is None:
        return None
    if row["body_hash"] != body_hash:
        raise refused(
            Kind.INVALID,
            "conflict",
            "This Idempotency-Key was used with another request",
            diagnostics="Use a new key for a new request; a retry repeats method, path and body to the byte",
        )
    return Answer(*row)


def packed(headers: dict[str, str]) -> bytes:
    """Headers as they are kept."""
    return msgspec.json.encode(headers)


def unpacked(headers: bytes) -> dict[str, str]:
    """Headers as they were kept."""
    return msgspec.json.decode(headers, type=dict[str, str])
