"""GET /metadata: the CapabilityStatement, read off THE TABLE and the search parameters.

http://hl7.org/fhir/R4/http.html#capabilities
"""

from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from peerfhir import __version__
from peerfhir.api.negotiation import accept, address
from peerfhir.api.offered import DEFINED, OFFERED, OPERATIONS, RELEASED, Interaction, Level
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.published import profiles
from peerfhir.fhir.issues import CANONICAL
from peerfhir.fhir.searching import Parameter, parameters
from peerfhir.fhir.types import document

_ORDER = list(Interaction)
_TYPES = sorted([*OFFERED, *DEFINED])
_ID, _UPDATED = (
    {"name": code, "definition": f"http://hl7.org/fhir/SearchParameter/Resource-{code[1:]}", "type": kind}
    for code, kind in (("_id", "token"), ("_lastUpdated", "date"))
)


async def metadata(request: Request) -> Response:
    """What this server can do, the same for everybody; no token is needed."""
    accept(request)
    parts = request.app.state.parts
    return Response(statement(address(request), sandbox=parts.sandbox), 200, None, FHIR_JSON)


@lru_cache(16)
def statement(root: str, *, sandbox: bool) -> bytes:
    """The CapabilityStatement of a server at this address."""
    return document(
        {
            "resourceType": "CapabilityStatement",
            "url": f"{CANONICAL}/CapabilityStatement/peerfhir",
            "version": __version__,
            "name": "PeerFHIR",
            "title": "PeerFHIR",
            "status": "active",
            "experimental": sandbox,
            "date": RELEASED,
            "description": "FHIR R4 interoperability for Medicaid peer support services",
            "kind": "instance",
            "software": {"name": "PeerFHIR", "version": __version__},
            "implementation": {"description": "Sandbox with synthetic people" if sandbox else "PeerFHIR", "url": root},
            "fhirVersion": "4.0.1",
            "format": ["json", "application/fhir+json"],
            "rest": [
                {
                    "mode": "server",
                    "security": {
                        "description": "Bearer tokens with SMART v2 scopes, system/Type.cruds",
                    },
                    "resource": [_defined(name) if name in DEFINED else _resource(name) for name in _TYPES],
                    "operation": [
                        {"name": one.name, "definition": one.definition}
                        for one in OPERATIONS
                        if Level.SYSTEM in one.levels
                    ],
                    "interaction": [{"code": "transaction"}, {"code": "batch"}, {"code": "history-system"}],
                }
            ],
        }
    )


def _resource(name: str) -> dict[str, Any]:
    offered = OFFERED[name]
    supported = profiles().get(name)
    said: dict[str, Any] = {
        "type": name,
        **({"supportedProfile": list(supported)} if supported else {}),
        "interaction": [{"code": one.value} for one in _ORDER if one in offered],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": Interaction.UPDATE in offered,
        "conditionalCreate": Interaction.CREATE in offered,
        "conditionalRead": "not-match",
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "referencePolicy": ["literal", "logical", "enforced"],
        "searchParam": [
            _ID,
            _UPDATED,
            *(_parameter(one) for one in parameters(name).values()),
        ],
    }
    named = [o for o in OPERATIONS if o.types is None or name in o.types]
    return said | {"operation": [{"name": o.name, "definition": o.definition} for o in named]}


def _defined(name: str) -> dict[str, Any]:
    """A type whose resources come with the installation."""
    return {
        "type": name,
        "interaction": [{"code": Interaction.READ.value}, {"code": Interaction.SEARCH_TYPE.value}],
        "versioning": "no-version",
        "searchParam": [_ID, *(_parameter(parameters(name)[code]) for code in DEFINED[name])],
    }


def _parameter(parameter: Parameter) -> dict[str, str]:
    return {"name": parameter.code, "definition": parameter.url, "type": parameter.type}
