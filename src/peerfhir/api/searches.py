"""What the OpenAPI document says about searching: the parameters of each type, described by what they read."""

from typing import Any

from peerfhir.fhir.searching import Parameter, parameters
from peerfhir.store.criteria import allowed
from peerfhir.store.query import DEFAULT_COUNT, MAX_COUNT

Json = dict[str, Any]

_FORMS = {
    "token": "`code`, `system|code`, `|code` or `system|`",
    "reference": "`Type/id`, `id`, or an absolute URL",
    "date": "a date or time of any precision, after an optional `eq ne gt lt ge le sa eb ap`",
    "string": "the beginning of the text, without regard to case and accents",
    "uri": "the whole URI",
    "number": "a number, after an optional `eq ne gt lt ge le sa eb ap`",
    "quantity": "`number`, `number|system|code` or `number||code`, after an optional prefix",
}

_SHARED: dict[str, tuple[str, Json]] = {
    "_id": ("Ids of resources, separated by commas", {"type": "string"}),
    "_lastUpdated": ("When the current version was made; as a date parameter", {"type": "string"}),
    "_count": (
        "Entries a page",
        {"type": "integer", "minimum": 0, "maximum": MAX_COUNT, "default": DEFAULT_COUNT},
    ),
    "_sort": ("One date parameter or `_lastUpdated`, with `-` before it for the latest first", {"type": "string"}),
    "_total": ("`accurate` counts all matches", {"type": "string", "enum": ["none", "estimate", "accurate"]}),
    "_summary": ("`count` answers the number alone", {"type": "string", "enum": ["count", "false"]}),
    "_since": ("Versions made at or after this instant", {"type": "string"}),
}
RESULTS = ("_count", "_sort", "_total", "_summary")
WHOLE = ("_id", "_lastUpdated", *RESULTS)


def components() -> dict[str, Json]:
    """The parameters that every type shares."""
    return {
        name.removeprefix("_"): {"name": name, "in": "query", "description": text, "schema": schema}
        for name, (text, schema) in _SHARED.items()
    }


def shared(*names: str) -> list[Json]:
    """Shared parameters by reference."""
    return [{"$ref": f"#/components/parameters/{name.removeprefix('_')}"} for name in names]


def search_parameters(type_: str) -> list[Json]:
    """The parameters of a search on a type: its own, then the shared ones."""
    own = [
        {"name": one.code, "in": "query", "description": described(one), "schema": {"type": "string"}}
        for one in sorted(parameters(type_).values(), key=lambda p: p.code)
    ]
    return own + shared(*WHOLE)


def form() -> Json:
    """The fields of a form, for `_search`: the same parameters."""
    return {
        "type": "object",
        "description": "The parameters that the search with GET takes",
        "additionalProperties": {"type": "string"},
    }


def read_as(kind: str) -> str:
    """How the value of a parameter of this type is written, of a definition."""
    return {"token": "`code`", "reference": "the whole URL", "string": _FORMS["string"], "uri": _FORMS["uri"]}[kind]


def described(parameter: Parameter) -> str:
    """A parameter in words: its type, what it reads, how its value is written, its modifiers."""
    places = ", ".join(sorted({".".join(step.key for step in place.steps) or place.type for place in parameter.places}))
    targets = sorted(parameter.only or parameter.targets)
    to = f" to {' | '.join(targets)}" if 0 < len(targets) <= 8 else ""  # noqa: PLR2004 - more are noise
    modifiers = ", ".join(f"`:{one}`" for one in allowed(parameter))
    return f"**{parameter.type}**{to} ({places}): {_FORMS[parameter.type]}. Modifiers {modifiers}"
