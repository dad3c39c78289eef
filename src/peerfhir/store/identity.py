"""Names that become numbers: resource ids, lock keys, content digests.

Advisory locks share one space of 64-bit numbers, so each is the hash of a label that says what is locked; resources
are locked under hashes that `lock_then_read` makes itself.
"""

import os
from hashlib import blake2b
from typing import Any

import msgspec

_sorted = msgspec.json.Encoder(decimal_format="number", order="sorted")
_NOT_CONTENT = frozenset({"id", "meta"})
_NOT_META = frozenset({"versionId", "lastUpdated"})


def new_id(milliseconds: int) -> str:
    """A fresh resource id: a UUID of version 7, whose order by time keeps inserts at one edge of the index."""
    bits = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    bits[6] = bits[6] & 0x0F | 0x70
    bits[8] = bits[8] & 0x3F | 0x80
    h = bits.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


def lock_key(*label: str) -> int:
    """The signed 64-bit number of an advisory lock."""
    return int.from_bytes(blake2b("\x1f".join(label).encode(), digest_size=8).digest(), "big", signed=True)


def content(resource: dict[str, Any]) -> bytes:
    """What a resource says, as bytes that do not depend on the order of its keys: id, version and time are no content.

    Two resources say the same when these bytes are the same; the digits of a decimal count.
    """
    said = {name: value for name, value in resource.items() if name not in _NOT_CONTENT}
    meta = {name: value for name, value in resource.get("meta", {}).items() if name not in _NOT_META}
    return _sorted.encode(said | {"meta": meta} if meta else said)


def digest(said: bytes) -> bytes:
    """16 bytes that stand for a content."""
    return blake2b(said, digest_size=16).digest()
