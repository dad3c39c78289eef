"""What headers ask for: Accept, Content-Type, Prefer, If-Match, If-None-Match, Idempotency-Key.

http://hl7.org/fhir/R4/http.html; JSON is the one format that is spoken.
"""

import re
from hashlib import blake2b
from typing import Any

from starlette.requests import Request

from peerfhir.fhir import json
from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.reference import LITERAL, renamed

_SPOKEN = frozenset({"application/fhir+json", "application/json", "text/json", "json", "*/*", "application/*", ""})
_ETAG = re.compile(r'^(?:W/)?"([0-9]{1,9})"$')
_CHARSET = re.compile(r"""charset\s*=\s*"?([^\s;"]+)""", re.IGNORECASE)
_KEY = re.compile(r"^[\x21-\x7e]{1,255}$")
_RETURN = re.compile(r"\breturn=(minimal|representation|OperationOutcome)\b")


def header(request: Request, name: bytes) -> str | None:
    """The first header of this name (in lower case), None without one; at a third of what `request.headers` costs."""
    for key, value in request.scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return None


def accept(request: Request) -> None:
    """`Refused(NOT_ACCEPTABLE)` when the client wants what is not spoken here."""
    wanted = request.query_params.get("_format") if b"_format" in request.scope["query_string"] else None
    asked = wanted if wanted is not None else header(request, b"accept") or ""
    if any(_media(part) in _SPOKEN for part in asked.split(",")):
        return
    raise refused(Kind.NOT_ACCEPTABLE, "not-supported", "This server speaks application/fhir+json")


def content(request: Request) -> None:
    """`Refused(UNSUPPORTED_MEDIA)` when the body is not said to be JSON."""
    given = header(request, b"content-type") or ""
    if _media(given) not in ("application/fhir+json", "application/json", "text/json"):
        raise refused(Kind.UNSUPPORTED_MEDIA, "not-supported", "The body must be application/fhir+json")
    found = _CHARSET.search(given)
    if found and found[1].lower() not in ("utf-8", "utf8"):
        raise refused(Kind.UNSUPPORTED_MEDIA, "not-supported", "The body must be UTF-8")


def _media(text: str) -> str:
    return text.split(";", 1)[0].strip().lower().replace(" ", "+")


async def body(request: Request, *types: str) -> tuple[dict[str, Any], bytes]:
    """The body as a resource of one of these types, and its bytes; `Refused(UNREADABLE)` when it is none.

    Links to this server by its own address are made relative: they are references like any other. Nothing is written
    for who would not understand the answer.
    """
    accept(request)
    content(request)
    raw = await request.body()
    resource = json.decode(raw)
    named = resource.get("resourceType")
    if named not in types:
        said = f"a {named}" if isinstance(named, str) and len(named) <= 64 else "no resourceType of R4"  # noqa: PLR2004
        raise refused(
            Kind.UNREADABLE,
            "structure",
            f"The body is {said}; this path takes a {' or a '.join(types)}",
            "resourceType",
        )
    root = address(request)
    if root.split("/")[2].encode() in raw:  # the slashes around it may be escaped
        resource = renamed(resource, lambda link: link.removeprefix(f"{root}/"), LITERAL)
    return resource, raw


def address(request: Request) -> str:
    """Where this server answers, without a slash at its end; `PEERFHIR_BASE_URL` stands over what was asked."""
    set_by_hand: str | None = request.app.state.parts.base_url
    return set_by_hand or f"{request.scope['scheme']}://{_host(request)}/fhir"


def _host(request: Request) -> str:
    """What the client calls this server."""
    host = header(request, b"host")
    return host if host is not None else "{}:{}".format(*request.scope["server"])


def if_match(request: Request) -> int | None:
    """The version that If-Match names."""
    return _version(header(request, b"if-match"), "If-Match")


def if_none_match(request: Request) -> int | None:
    """The version that If-None-Match names; anything but a version is no condition."""
    given = header(request, b"if-none-match")
    found = _ETAG.match(given.strip()) if given else None
    return int(found[1]) if found else None


def criteria(request: Request) -> str | None:
    """If-None-Exist; what is not escaped in it is read as UTF-8, which its client most likely meant."""
    given = header(request, b"if-none-exist")
    try:
        return given.encode("latin-1").decode() if given is not None else None
    except UnicodeDecodeError:
        text = "If-None-Exist must be ASCII with escapes, or UTF-8"
        raise refused(Kind.BAD_REQUEST, "value", text) from None


def must_be_new(request: Request) -> bool:
    """Whether a PUT may only create (`If-None-Match: *`); another value has no meaning for a write."""
    given = header(request, b"if-none-match")
    if given is not None and given.strip() != "*":
        raise refused(Kind.BAD_REQUEST, "not-supported", "If-None-Match of an update is *")
    return given is not None


def _version(given: str | None, name: str) -> int | None:
    if given is None:
        return None
    found = _ETAG.match(given.strip())
    if not found:
        raise refused(Kind.BAD_REQUEST, "value", f'{name} must be one ETag of this server, such as W/"3"')
    return int(found[1])


def preference(request: Request) -> str:
    """What a write answers with: minimal, representation (the default) or OperationOutcome."""
    found = _RETURN.search(header(request, b"prefer") or "")
    return found[1] if found else "representation"


def lenient(request: Request) -> bool:
    """Whether unknown search parameters are passed over (`Prefer: handling=lenient`)."""
    return "handling=lenient" in (header(request, b"prefer") or "").replace(" ", "")


def retry_key(request: Request) -> str | None:
    """The Idempotency-Key: 1 to 255 visible characters."""
    given = header(request, b"idempotency-key")
    if given is not None and not _KEY.match(given):
        raise refused(Kind.BAD_REQUEST, "value", "Idempotency-Key must be 1 to 255 visible ASCII characters")
    return given


def request_hash(request: Request, raw: bytes) -> bytes:
    """What makes two requests the same one: method, path, conditions and body."""
    conditions = (request.headers.get(name, "") for name in ("if-none-exist", "if-match", "if-none-match"))
    said = "\n".join((request.method, request.url.path, *conditions, ""))
    return blake2b(said.encode() + raw, digest_size=16).digest()
