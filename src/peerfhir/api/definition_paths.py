"""The paths of our definitions in the OpenAPI document, read off THE TABLE."""

from typing import Any

from peerfhir.api import searches
from peerfhir.api.answers import answer, refusals
from peerfhir.api.offered import DEFINED
from peerfhir.api.shown import least
from peerfhir.fhir.searching import parameters

Json = dict[str, Any]

# type: what it is, and the id of one that everybody has
_SHOWN = {
    "CodeSystem": ("Codes of ours", "rule"),
    "NamingSystem": ("Kinds of identifiers of ours", "issuer"),
    "OperationDefinition": ("Operations of this server, with their parameters", "authorization-usage"),
    "SearchParameter": ("Search parameters of ours", "program"),
    "StructureDefinition": ("Profiles and extensions of ours", "program"),
    "ValueSet": ("Sets of codes of ours", "service-mode"),
}


def definition_paths() -> dict[str, Json]:
    """Reading and searching each type of definitions; no token is needed."""
    made: dict[str, Json] = {}
    for type_, (text, fid) in _SHOWN.items():
        made[f"/fhir/{type_}"] = {"get": _search(type_, text)}
        made[f"/fhir/{type_}/{{id}}"] = {"get": _read(type_, text, fid)}
    return made


def _search(type_: str, text: str) -> Json:
    own = [
        {
            "name": code,
            "in": "query",
            "description": searches.read_as(parameters(type_)[code].type),
            "schema": {"type": "string"},
        }
        for code in sorted(DEFINED[type_])
    ]
    return {
        "operationId": f"search{type_}",
        "tags": ["Definitions"],
        "summary": f"{text}: search",
        "security": [],
        "parameters": own + searches.shared("_id", "_count"),
        "responses": {"200": answer("A page; `link` leads to the next", "Bundle", None, least("Page"))}
        | refusals(400, 406),
    }


def _read(type_: str, text: str, fid: str) -> Json:
    place = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The last part of the definition's URL",
        "schema": {"type": "string"},
        "example": fid,
    }
    return {
        "operationId": f"read{type_}",
        "tags": ["Definitions"],
        "summary": f"{text}: read one",
        "security": [],
        "parameters": [place],
        "responses": {"200": answer("The definition", None)} | refusals(404, 406),
    }
