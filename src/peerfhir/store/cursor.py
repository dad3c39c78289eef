"""Page cursors: where a page ended, sealed so that only this search of this caller can go on from there.

A cursor is authenticated (nobody makes or changes one) and hides what it holds, for row numbers would tell how much
others have stored. It is sealed as in SIV: a keyed hash of binding and content is both the tag and the seed of the
key stream. The binding is the search and the caller's number; nothing expires, for a place in an order stays one.
"""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from peerfhir.fhir.issues import Kind, Refused, refused

_TAG = 16
_BODY = struct.Struct(">BqqqB")  # format, mark, pk, microseconds of the sort value, whether there is one
_FORMAT = 1
_LONGEST = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page, and the highest row number (`mark`) that existed when the first page was read.

    `key` is the row's sort value; None when it has none, or when the search has no sort.
    """

    mark: int
    pk: int
    key: datetime | None = None


def seal(place: Place, binding: bytes, key: bytes) -> str:
    """The cursor of a search: text for a URL."""
    moment = 0 if place.key is None else (_aware(place.key) - _EPOCH) // _MICROSECOND
    return seal_bytes(_BODY.pack(_FORMAT, place.mark, place.pk, moment, place.key is not None), binding, key)


def unseal(text: str, binding: bytes, key: bytes) -> Place:
    """The place a cursor stands for; `Refused(BAD_REQUEST)` when it was not made for this binding with this key."""
    body = unseal_bytes(text, binding, key)
    if len(body) != _BODY.size:
        raise _foreign()
    _, mark, pk, moment, has_key = _BODY.unpack(body)
    return Place(mark, pk, _EPOCH + moment * _MICROSECOND if has_key else None)


def _aware(moment: datetime) -> datetime:
    """PostgreSQL's infinities are read as the first and last naive datetime, and written from the aware ones too."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def seal_bytes(body: bytes, binding: bytes, key: bytes) -> str:
    """At most 64 bytes, sealed."""
    tag = _tag(body, binding, key)
    return base64.urlsafe_b64encode(tag + _mask(body, tag, key)).rstrip(b"=").decode()


def unseal_bytes(text: str, binding: bytes, key: bytes) -> bytes:
    """What was sealed; `Refused(BAD_REQUEST)` when it was not made for this binding with this key."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if len(text) <= _LONGEST else b""
    except (binascii.Error, ValueError):
        raw = b""
    tag, body = raw[:_TAG], _mask(raw[_TAG:], raw[:_TAG], key)
    if len(raw) <= _TAG or not hmac.compare_digest(tag, _tag(body, binding, key)):
        raise _foreign()
    return body


def _foreign() -> Refused:
    return refused(Kind.BAD_REQUEST, "invalid", "The cursor was not given by this server for this question and caller")


def _tag(body: bytes, binding: bytes, key: bytes) -> bytes:
    return blake2b(len(binding).to_bytes(4, "big") + binding + body, digest_size=_TAG, key=key[:64]).digest()


def _mask(body: bytes, tag: bytes, key: bytes) -> bytes:
    stream = blake2b(tag, digest_size=64, key=key[:64], person=b"cursor stream").digest()
    return bytes(a ^ b for a, b in zip(body, stream, strict=False))
