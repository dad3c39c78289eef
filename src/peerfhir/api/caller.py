"""Who calls: an Authorization header becomes a `Caller`, or a refusal of RFC 6750.

A token is signed by the server and holds nothing but the client's number and times; what the client may do is looked
up. Two things make that cheap: a signature is verified once (it cannot change), and the registry's knowledge of a
client is good for a second. The expiry is compared on the real clock at each request, also in the sandbox.

Scopes are those of SMART App Launch 2, `system/Type.cruds`
(http://hl7.org/fhir/smart-app-launch/STU2/scopes-and-launch-context.html), with `*` for every type; those of its first
version (`.read`, `.write`, `.*`) are understood too.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache

import asyncpg

from peerfhir.fhir.issues import Issue, Kind, Refused
from peerfhir.store.clients import Registry
from peerfhir.store.keys import Keys, Token
from peerfhir.store.sight import Caller

_REALM = 'Bearer realm="PeerFHIR"'
_REMEMBERED = 4096  # tokens whose signature was verified
_SCOPE = re.compile(r"system/(\*|[A-Z][A-Za-z]{2,63})\.(?:(?=.)(c?r?u?d?s?)|(read|write|\*))")
_VERSION_1 = {"read": "rs", "write": "cud", "*": "cruds"}

# The letter each interaction of http://hl7.org/fhir/restful-interaction needs.
LETTERS = {
    "create": "c",
    "read": "r",
    "vread": "r",
    "history-instance": "r",
    "update": "u",
    "patch": "u",
    "delete": "d",
    "search-type": "s",
    "search-system": "s",
    "history-type": "s",
    "history-system": "s",
}


class Callers:
    """Finds the caller of a request; one for each worker."""

    def __init__(self, keys: Keys, registry: Registry, clock: Callable[[], datetime]) -> None:
        """`clock` is the real one: in the sandbox, too, tokens expire in real time."""
        self._keys = keys
        self._registry = registry
        self._clock = clock
        self._verified = lru_cache(_REMEMBERED)(self._verify)

    async def caller(self, authorization: str | None) -> Caller:
        """The caller that this Authorization header names.

        Raises `Refused`: NO_TOKEN without a bearer token or with one that is forged, expired, revoked or of a client
        that is not known here; UNAVAILABLE when the clients cannot be read.
        """
        scheme, _, text = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise _no_token("login", "A bearer token is needed: Authorization: Bearer ...", None)
        token = self._verified(text.strip())
        if token.expires is not None and token.expires <= self._clock().timestamp():
            raise _no_token("expired", "The token has expired", "invalid_token")
        try:
            known = await self._registry.find(token.client)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            raise _unavailable() from None
        if known is None or known.revoked or known.since != token.issued:
            raise _no_token("unknown", "The token was revoked, or its client is not known here", "invalid_token")
        return known.caller

    def _verify(self, text: str) -> Token:
        token = self._keys.verify(text)
        if token is None:  # raised, so that it is not remembered: a flood of forgeries must not push out what is good
            raise _no_token("unknown", "This is not a token of this server", "invalid_token")
        return token


def require(caller: Caller, type_: str, interaction: str) -> None:
    """Go on when the caller's scopes allow this interaction (a key of `LETTERS`) with this type; else NO_SCOPE."""
    letter = LETTERS[interaction]
    if not allows(caller, type_, interaction):
        scope = f"system/{type_}.{letter}"
        challenge = f'{_REALM}, error="insufficient_scope", scope="{scope}"'
        issue = Issue("error", "forbidden", f"The scope {scope} is needed for this")
        raise Refused(Kind.NO_SCOPE, (issue,), {"WWW-Authenticate": challenge})


def allows(caller: Caller, type_: str, interaction: str) -> bool:
    """Whether the caller's scopes allow this interaction (a key of `LETTERS`) with this type."""
    granted = grants(caller.scopes)
    letter = LETTERS[interaction]
    return (type_, letter) in granted or ("*", letter) in granted


@lru_cache(1024)
def grants(scopes: frozenset[str]) -> frozenset[tuple[str, str]]:
    """The (type or `*`, letter) pairs that scopes grant; a scope of another form grants nothing."""
    return frozenset(pair for scope in scopes for pair in _pairs(scope))


def unknown(scopes: Iterable[str]) -> list[str]:
    """Those of the scopes that are of no form this server knows."""
    return [scope for scope in scopes if not _pairs(scope)]


def _pairs(scope: str) -> list[tuple[str, str]]:
    found = _SCOPE.fullmatch(scope)
    return [(found[1], letter) for letter in found[2] or _VERSION_1[found[3]]] if found else []


def _no_token(code: str, text: str, error: str | None) -> Refused:
    challenge = f'{_REALM}, error="{error}", error_description="{text}"' if error else _REALM
    return Refused(Kind.NO_TOKEN, (Issue("error", code, text),), {"WWW-Authenticate": challenge})


def _unavailable() -> Refused:
    issue = Issue("error", "transient", "The clients cannot be read just now")
    return Refused(Kind.UNAVAILABLE, (issue,), {"Retry-After": "1"})
