"""The OpenAPI 3.1 document of the server, read off THE TABLE, the R4 tables and the examples.

`peerfhir openapi` writes it; `openapi/peerfhir.json` is the committed copy, and its difference the review of a change.
"""

from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from peerfhir import __version__
from peerfhir.api import answers, minimal, paths
from peerfhir.api.cached import cached
from peerfhir.api.clock_paths import CLOCK, LEAST, clock_paths
from peerfhir.api.offered import OFFERED
from peerfhir.api.schemas import schemas, shallow
from peerfhir.fhir import json
from peerfhir.fhir.definitions import definitions

_DESCRIPTION = (
    "FHIR R4 for Medicaid peer support: it takes what EHRs send, says at once everything that is wrong and which rule "
    "says so, counts the units, and tells payers how much of a limit is used. Every refusal is an OperationOutcome "
    "with the place (`expression`), the rule (`details.coding`), what was measured and how to mend it (`diagnostics`)."
)
_BEARER = (
    "A token of this server; `peerfhir client add` prints it once, `make sandbox` prints one for each persona. "
    "Scopes are SMART v2: `system/Encounter.cruds`."
)
# What people look for stands first; the rest follows by name.
_FIRST = {
    "Encounter": "A contact of a peer specialist with a member. Checked against its program's law when it is sent; "
    "its units are counted.",
    "Patient": "The member, and how much of each limit is used: `$authorization-usage`.",
    "Practitioner": "The peer specialist: certificates and training are qualifications.",
    "PractitionerRole": "The peer at an agency, in a program, under a supervisor.",
    "EpisodeOfCare": "The time in which an agency serves a member, and the program.",
    "Coverage": "Who pays: it lets a payer see its member.",
    "CarePlan": "The recovery plan.",
    "Claim": "What is billed: `$submit` adjudicates it line by line, `$ruling` says why, `$worklist` what changed.",
    "ClaimResponse": "The answer to a claim; its payer decides on what is pended (`$decide`), and authorizes.",
    "Server": "What the server can do, and whole Bundles.",
    "Definitions": "Profiles, extensions, codes, search parameters and operations of ours.",
    "Sandbox": "The clock that rules go by, in the sandbox only.",
}


def document(base_url: str | None = None) -> dict[str, Any]:
    """The document; `base_url` is the server's address without `/fhir`, by default the one that served it."""
    rest = [name for name in OFFERED if name not in _FIRST]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "PeerFHIR",
            "version": __version__,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base_url or "/"}],
        "security": [{"bearer": []}],
        "tags": [{"name": name, "description": text} for name, text in _FIRST.items()]
        + [{"name": name} for name in rest],
        "paths": paths.paths() | clock_paths(),
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "description": _BEARER}},
            "parameters": paths.parameters(),
            "examples": minimal.components() | {"Clock": {"summary": "An instant", "value": LEAST}},
            "headers": answers.HEADERS,
            "responses": answers.components(),
            "schemas": schemas(definitions()) | {"Clock": CLOCK},
        },
    }


def page_document() -> dict[str, Any]:
    """The same operations for the documentation page, in OpenAPI 3.0 and with shallow schemas (`schemas.shallow`)."""
    made = document()
    made["openapi"] = "3.0.3"
    made["info"]["license"] = {"name": "Apache-2.0"}
    made["components"]["schemas"] = shallow(made["components"]["schemas"]) | {"Clock": CLOCK}
    return made


@cache
def _encoded() -> bytes:
    return json.encode(document())


@cache
def _encoded_page() -> bytes:
    return json.encode(page_document())


async def openapi_json(request: Request) -> Response:
    """GET /openapi.json: the document."""
    return cached(request, _encoded(), "application/json", seconds=300)


async def page_json(request: Request) -> Response:
    """GET /docs/openapi.json: what the documentation page shows."""
    return cached(request, _encoded_page(), "application/json", seconds=300)
