"""The documentation page: Swagger UI over /openapi.json. Every file is served from here, none fetched elsewhere."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from peerfhir.api.cached import cached
from peerfhir.api.openapi import openapi_json, page_json

ASSETS = Path(__file__).parent / "assets"
_FILES = {
    "docs.css": ("docs.css", "text/css"),
    "docs.js": ("docs.js", "text/javascript"),
    "swagger-ui.css": ("swagger-ui/swagger-ui.css", "text/css"),
    "swagger-ui-bundle.js": ("swagger-ui/swagger-ui-bundle.js", "text/javascript"),
    "LICENSE": ("swagger-ui/LICENSE", "text/plain"),
}
_HOUR = 3600

# Scripts and calls: this server's only. Swagger UI sets styles on elements and draws its icons from data.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
_PAGE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


async def docs(request: Request) -> Response:
    """GET /docs: the page."""
    return cached(request, _read("docs.html"), "text/html", seconds=0, headers=_PAGE_HEADERS)


async def asset(request: Request) -> Response:
    """GET /docs/file: one of the page's own files; 404 for any other name."""
    found = _FILES.get(request.path_params["file"])
    if found is None:
        return Response("There is no such file\n", 404, media_type="text/plain")
    path, media = found
    return cached(request, _read(path), media, seconds=_HOUR)


async def root(_: Request) -> Response:
    """GET /: people who come with a browser want the documentation."""
    return RedirectResponse("/docs", 307)


@cache
def _read(path: str) -> bytes:
    return (ASSETS / path).read_bytes()


ROUTES = [
    Route("/", root),
    Route("/docs", docs),
    Route("/docs/openapi.json", page_json),
    Route("/docs/{file}", asset),
    Route("/openapi.json", openapi_json),
]
