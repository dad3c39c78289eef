"""The keys that sign bearer tokens: one file in the data folder, made once, read by every process.

RS256, because a token is signed once and verified often (28 us here, where ES256 takes 56), and because the same
claims always give the same token, so that the sandbox prints the same page at each start. The file is a JWK Set
(RFC 7517): the first key signs, all of them verify, so keys are rotated by putting a new one in front.
"""

import contextlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from peerfhir.store.cannot import CannotError

FILE = "keys.json"
ISSUER = "peerfhir"
_ALGORITHM = "RS256"
_BITS = 2048
_LONGEST = 4096  # characters of a token that is worth reading


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says: the number of a client, and when it was issued and expires, in seconds of 1970."""

    client: int
    issued: int
    expires: int | None = None

    def claims(self) -> dict[str, Any]:
        """As the claims of a JWT (RFC 7519); `jti` is derived, for a client has one token."""
        out = {"iss": ISSUER, "sub": str(self.client), "jti": f"{self.client}-{self.issued}", "iat": self.issued}
        return out if self.expires is None else {**out, "exp": self.expires}


class Keys:
    """Signs and verifies the tokens of this server."""

    def __init__(self, keys: KeySet) -> None:
        self._keys = keys
        self._signer = keys.keys[0]

    def sign(self, token: Token) -> str:
        """The compact JWT; the same token always gives the same text."""
        header = {"alg": _ALGORITHM, "kid": self._signer.kid}
        return jwt.encode(header, token.claims(), self._signer, algorithms=[_ALGORITHM])

    def secret(self, purpose: str) -> bytes:
        """32 bytes for another use of the key, the same in every process; a new key in front makes new ones."""
        private = json.dumps(self._signer.as_dict(private=True), sort_keys=True)
        return hmac.digest(private.encode(), purpose.encode(), "sha256")

    def verify(self, text: str) -> Token | None:
        """The token that one of our keys has signed, whether it has expired or not; None of any other text."""
        if len(text) > _LONGEST:
            return None
        try:
            claims = jwt.decode(text, self._keys, algorithms=[_ALGORITHM]).claims
            token = Token(int(claims["sub"]), int(claims["iat"]), claims.get("exp"))
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):  # joserfc leaks some for malformed parts
            return None
        return token if token.claims() == claims else None


def load(folder: Path) -> Keys:
    """The keys of a data folder, made at the first call, whichever of several processes makes it.

    The file appears whole and readable by its owner only, or not at all: it is written under another name and linked
    to its own, which fails when another process was first. Raises OSError, and `CannotError` of a file without keys.
    """
    path = folder / FILE
    if not path.exists():
        _make(path)
    try:
        return Keys(KeySet.import_key_set(json.loads(path.read_bytes())))
    except (ValueError, TypeError, LookupError, AttributeError, JoseError):
        raise CannotError(f"{path} does not hold keys that sign tokens; put back the file of the last backup") from None


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = RSAKey.generate_key(_BITS, {"use": "sig", "alg": _ALGORITHM}, auto_kid=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            json.dump({"keys": [key.as_dict(private=True)]}, file)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
