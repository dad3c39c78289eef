"""Answers that stay the same while the server runs: compressed once, with an ETag, and 304 for who has them."""

import gzip
from functools import lru_cache
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response


def cached(
    request: Request, body: bytes, media: str, *, seconds: int, headers: dict[str, str] | None = None
) -> Response:
    """200 with the body, or 304; a browser may keep it for so many seconds before it asks again."""
    small, tag = _packed(body)
    sent = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={seconds}" if seconds else "no-cache",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        **(headers or {}),
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, sent)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(small, 200, sent | {"Content-Encoding": "gzip"}, media)
    return Response(body, 200, sent, media)


@lru_cache(32)
def _packed(body: bytes) -> tuple[bytes, str]:
    """The body compressed, and its weak ETag: the same for both of its forms."""
    return gzip.compress(body, 6, mtime=0), f'W/"{sha256(body).hexdigest()[:32]}"'
