"""What the OpenAPI document shows: bodies, answers and parameters with the exchanges that are told of a call."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from peerfhir.api.examples import Example
from peerfhir.api.minimal import KEPT_ID
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.schemas import ref

Json = dict[str, Any]

# Refusals that have nothing to do with the body.
_NOT_THE_BODY = frozenset({401, 403, 406, 415})
_LEAST = {"id": KEPT_ID, "vid": "1"}
_ADDRESSED = {"id": "The id of the resource", "vid": "The number of the version"}


def body(type_: str, told: list[Example], otherwise: str) -> Json:
    """A request's body, with the exchanges told of it, else the least there is."""
    shown = {one.name: {"summary": one.summary, "value": one.request.body} for one in _about(told)}
    media = {"schema": ref(type_), "examples": shown or least(otherwise)}
    return {"required": True, "content": {FHIR_JSON: media}}


def _about(told: list[Example]) -> list[Example]:
    """The exchanges that turn on what their body says."""
    return [one for one in told if one.request.body and one.response.status not in _NOT_THE_BODY]


def least(name: str) -> Json:
    """The examples where no exchange is told: a component by its name."""
    return {"least": {"$ref": f"#/components/examples/{name}"}}


def by_status(told: list[Example]) -> dict[int, Json]:
    """The bodies that were answered, by status."""
    shown: dict[int, Json] = {}
    for one in told:
        if one.response.body is not None:
            shown.setdefault(one.response.status, {})[one.name] = {"summary": one.summary, "value": one.response.body}
    return shown


def addresses(below: str, told: list[Example]) -> list[Json]:
    """The parameters of the path, with what the first example calls."""
    parts = urlsplit(told[0].request.path).path.split("/")[3:] if told else []
    given = dict(zip(("id", "", "vid"), parts, strict=False))
    return [
        {"name": name, "in": "path", "required": True, "description": text, "schema": {"type": "string"}}
        | {"example": given.get(name) or _LEAST[name]}
        for name, text in _ADDRESSED.items()
        if f"{{{name}}}" in below
    ]


def with_examples(query: list[Json], told: list[Example]) -> list[Json]:
    """Query parameters, with what the first example asks."""
    given = dict(parse_qsl(urlsplit(told[0].request.path).query)) if told else {}
    return [one | ({"example": given[one["name"]]} if one.get("name") in given else {}) for one in query]
