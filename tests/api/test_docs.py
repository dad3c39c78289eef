"""The documentation page: our own files only, under a policy that allows nothing else, cached and compressed."""

import re

import httpx
import pytest
from starlette.applications import Starlette

from peerfhir.api.docs import ASSETS, ROUTES
from peerfhir.api.openapi import document

FILES = ["/docs", "/docs/docs.js", "/docs/docs.css", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js"]


@pytest.fixture
async def page():
    """The routes of the page alone."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Starlette(routes=ROUTES)), base_url="http://t"
    ) as client:
        yield client


async def test_the_page_is_html_under_a_strict_policy(page):
    """Scripts and calls are this server's only; nobody may frame the page; no token leaks by referrer."""
    answer = await page.get("/docs")
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (policy["default-src"], policy["script-src"], policy["connect-src"], policy["frame-ancestors"]) == (
        "'none'",
        "'self'",
        "'self'",
        "'none'",
    )
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_the_page_names_no_other_host(page):
    """Each address in the page and in our own script is one of this server."""
    for file in ("/docs", "/docs/docs.js", "/docs/docs.css"):
        assert re.findall(r"https?://", (await page.get(file)).text) == []


async def test_every_file_that_the_page_asks_for_is_there(page):
    """Links and scripts of the page are answered."""
    asked = re.findall(r'(?:href|src)="(/[^"#]+)"', (await page.get("/docs")).text)
    assert [(file, (await page.get(file)).status_code) for file in asked] == [(file, 200) for file in asked]


async def test_links_of_the_page_lead_to_operations(page):
    """Each link into the operations names a tag and an operation of the document."""
    linked = re.findall(r'href="#/(\w+)/(\w+)"', (await page.get("/docs")).text)
    described = {
        (item["tags"][0], item["operationId"]) for path in document()["paths"].values() for item in path.values()
    }
    assert linked
    assert [link for link in linked if link not in described] == []


@pytest.mark.parametrize("file", [*FILES, "/openapi.json", "/docs/openapi.json"])
async def test_what_a_browser_has_is_not_sent_again(page, file):
    """An ETag and a Cache-Control; 304 for who has it, compressed or not."""
    first = await page.get(file)
    again = await page.get(file, headers={"if-none-match": first.headers["etag"]})
    plain = await page.get(file, headers={"accept-encoding": "identity"})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert first.headers["content-encoding"] == "gzip"
    assert (plain.content, "content-encoding" in plain.headers) == (first.content, False)
    assert first.headers["cache-control"] in ("no-cache", "public, max-age=3600", "public, max-age=300")


@pytest.mark.parametrize("name", ["passwd", "..%2fdocs.html", "docs.html", "swagger-ui", "%00"])
async def test_no_other_file_is_served(page, name):
    """Names are looked up in a list, never in the file system."""
    assert (await page.get(f"/docs/{name}")).status_code == 404


async def test_a_browser_without_a_path_comes_to_the_page(page):
    """The root leads to the documentation."""
    answer = await page.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")


def test_the_licence_lies_beside_what_is_not_ours():
    """Swagger UI is Apache-2.0; its licence and notice are shipped with it."""
    assert sorted(path.name for path in (ASSETS / "swagger-ui").iterdir()) == [
        "LICENSE",
        "NOTICE",
        "README.md",
        "swagger-ui-bundle.js",
        "swagger-ui-bundle.js.LICENSE.txt",
        "swagger-ui.css",
    ]
