"""The paths of the OpenAPI document, read off THE TABLE: each interaction and operation of each type."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from peerfhir.api import searches
from peerfhir.api.answers import VERSION, WRITTEN, answer, header, refusals
from peerfhir.api.examples import Example, of
from peerfhir.api.minimal import KEPT_ID
from peerfhir.api.offered import OFFERED, OPERATIONS, Interaction, Level, Operation
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.schemas import ref

Json = dict[str, Any]

_ALWAYS = (401, 403, 503)
# interaction: (path below the type, method, operationId, summary, refusals, headers one may send)
_REST: dict[Interaction, tuple[str, str, str, str, tuple[int, ...], tuple[str, ...]]] = {
    Interaction.SEARCH_TYPE: ("", "get", "search{}", "Search", (400, 406), ("Prefer",)),
    Interaction.CREATE: (
        "",
        "post",
        "create{}",
        "Create",
        (400, 409, 412, 413, 415, 422),
        ("Prefer", "IdempotencyKey", "IfNoneExist"),
    ),
    Interaction.READ: ("/{id}", "get", "read{}", "Read", (404, 406, 410), ("IfNoneMatch",)),
    Interaction.UPDATE: (
        "/{id}",
        "put",
        "update{}",
        "Update, or create with an id of one's own",
        (400, 404, 409, 412, 413, 415, 422),
        ("Prefer", "IfMatch", "IdempotencyKey"),
    ),
    Interaction.DELETE: ("/{id}", "delete", "delete{}", "Delete", (404, 409, 412), ("IfMatch",)),
    Interaction.HISTORY_INSTANCE: (
        "/{id}/_history",
        "get",
        "history{}",
        "All versions of one",
        (400, 404, 406),
        (),
    ),
    Interaction.VREAD: ("/{id}/_history/{vid}", "get", "vread{}", "Read one version", (404, 406, 410), ()),
    Interaction.HISTORY_TYPE: ("/_history", "get", "history{}Type", "Versions of all, latest commit first", (400,), ()),
}
_PREFER = (
    "`return=minimal`, `representation` or `OperationOutcome`, which shows the warnings; in a search "
    "`handling=lenient` ignores unknown parameters and says so"
)
# Refusals that have nothing to do with the body.
_NOT_THE_BODY = frozenset({401, 403, 406, 415})
_LEAST = {"id": KEPT_ID, "vid": "1"}
_ADDRESSED = {"id": "The id of the resource", "vid": "The number of the version"}


def paths() -> dict[str, Json]:
    """Every path: the server's own, then type by type."""
    made: dict[str, Json] = _system()
    for type_, offered in OFFERED.items():
        for operation in OPERATIONS:
            if operation.types is not None and type_ in operation.types:
                made |= _operation(type_, operation)
        for interaction, (below, method, *_) in _REST.items():
            if interaction in offered:
                item = _interaction(type_, interaction)
                made.setdefault(f"/fhir/{type_}{below}", {})[method] = item
        if Interaction.SEARCH_TYPE in offered:
            made[f"/fhir/{type_}/_search"] = {"post": _search_by_post(type_)}
        for operation in OPERATIONS:
            if operation.types is None:
                made |= _operation(type_, operation)
    return made


def parameters() -> dict[str, Json]:
    """The shared parameters: headers, and what every search takes."""
    return searches.components() | {
        name: {"name": sent, "in": "header", "description": text, "schema": {"type": "string"}}
        for name, (sent, text) in {
            "Prefer": ("Prefer", _PREFER),
            "IdempotencyKey": ("Idempotency-Key", "A key of one's own: a retry with it gets the first answer again"),
            "IfNoneExist": ("If-None-Exist", "Search parameters: nothing is created when they find one already"),
            "IfMatch": ("If-Match", 'Only if this is the current version: W/"3"'),
            "IfNoneMatch": ("If-None-Match", 'Only if this is not the current version: W/"3"'),
        }.items()
    }


def _interaction(type_: str, interaction: Interaction) -> Json:
    below, _, name, summary, refused, headers = _REST[interaction]
    operation = name.format(type_)
    told = of(operation)
    item: Json = {"operationId": operation, "tags": [type_], "summary": f"{summary}: {type_}"}
    query: list[Json] = []
    if interaction is Interaction.SEARCH_TYPE:
        query = searches.search_parameters(type_)
    elif interaction in (Interaction.HISTORY_TYPE, Interaction.HISTORY_INSTANCE):
        query = searches.shared("_count", "_since")
    named = _addresses(below, told) + _with_examples(query, told)
    named += [{"$ref": f"#/components/parameters/{one}"} for one in headers]
    if named:
        item["parameters"] = named
    if interaction in (Interaction.CREATE, Interaction.UPDATE):
        item["requestBody"] = _body(type_, told, type_ if interaction is Interaction.CREATE else f"{type_}.kept")
    item["responses"] = _responses(type_, interaction, told) | refusals(
        *_ALWAYS, *refused, examples=_answers_by_status(told)
    )
    return item


def _responses(type_: str, interaction: Interaction, told: list[Example]) -> Json:
    shown = _answers_by_status(told)
    kept = _least(f"{type_}.kept")
    match interaction:
        case Interaction.CREATE:
            made = answer("Created; the body is the resource as it is kept", type_, WRITTEN, shown.get(201, kept))
            there = answer("It is there already: the same content again", type_, WRITTEN, shown.get(200, kept))
            return {"200": there, "201": made}
        case Interaction.UPDATE:
            changed = answer("The new version", type_, WRITTEN, shown.get(200, kept))
            made = answer("There was none: created", type_, WRITTEN, shown.get(201, kept))
            return {"200": changed, "201": made}
        case Interaction.READ | Interaction.VREAD:
            return {"200": answer("The resource", type_, VERSION, shown.get(200, kept))}
        case Interaction.DELETE:
            return {"204": answer("Deleted, now or before", None, header("ETag", "ETag"))}
        case _:
            return {"200": answer("A page; `link` leads to the next", "Bundle", None, shown.get(200, _least("Page")))}


def _search_by_post(type_: str) -> Json:
    return {
        "operationId": f"search{type_}ByPost",
        "tags": [type_],
        "summary": f"Search without parameters in the URL: {type_}",
        "parameters": [{"$ref": "#/components/parameters/Prefer"}],
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": searches.form()}}},
        "responses": {"200": answer("A page; `link` leads to the next", "Bundle", None, _least("Page"))}
        | refusals(*_ALWAYS, 400, 406, 415),
    }


def _operation(type_: str, operation: Operation) -> dict[str, Json]:
    made = {}
    for level in sorted(operation.levels, key=lambda one: one.value):
        below = "/{id}" if level is Level.INSTANCE else ""
        for method in operation.methods:
            item = _call(type_, operation, level)
            item["parameters"] = _addresses(below, of(item["operationId"])) + item.get("parameters", [])
            made[f"/fhir/{type_}{below}/${operation.name}"] = {method.lower(): item}
    return made


def _call(type_: str, operation: Operation, level: Level) -> Json:
    first, *rest = operation.name.split("-")
    name = first + "".join(word.capitalize() for word in rest)
    if operation.types is None or len(operation.types) > 1:
        name += type_ + ("Instance" if level is Level.INSTANCE and Level.TYPE in operation.levels else "")
    told = of(name)
    item: Json = {"operationId": name, "tags": [type_], "summary": operation.summary}
    item["description"] = f"Defined by `{operation.definition}`"
    if "POST" in operation.methods:
        item["requestBody"] = _body(type_, told, type_)
    if operation.name == "authorization-usage":
        item["parameters"] = _with_examples(_USAGE, told)
    answered = "Parameters" if operation.name == "authorization-usage" else "OperationOutcome"
    shown = _answers_by_status(told)
    item["responses"] = {"200": answer("The answer", answered, None, shown.get(200, _least("Well")))} | refusals(
        *_ALWAYS, 400, 404, 406, *((413, 415, 422) if "POST" in operation.methods else ()), examples=shown
    )
    return item


_USAGE: list[Json] = [
    {"name": name, "in": "query", "description": text, "schema": schema}
    for name, text, schema in (
        ("program", "One program; without it, every one that the member has", {"type": "string"}),
        ("as-of", "The day whose windows are shown; today in the program's zone", {"type": "string", "format": "date"}),
        ("known-at", "Count only what was committed by then", {"type": "string", "format": "date-time"}),
    )
]


def _system() -> dict[str, Json]:
    bundle = _body("Bundle", of("transaction"), "Transaction")
    shown = _answers_by_status(of("transaction"))
    return {
        "/fhir/metadata": {
            "get": {
                "operationId": "capabilities",
                "tags": ["Server"],
                "summary": "What this server can do (CapabilityStatement)",
                "security": [],
                "responses": {"200": answer("The statement", "CapabilityStatement", None, _least("Statement"))}
                | refusals(406),
            }
        },
        "/fhir": {
            "post": {
                "operationId": "transaction",
                "tags": ["Server"],
                "summary": "A Bundle: a transaction is kept whole or not at all, a batch entry by entry",
                "parameters": [{"$ref": f"#/components/parameters/{one}"} for one in ("Prefer", "IdempotencyKey")],
                "requestBody": bundle,
                "responses": {"200": answer("The answers in the order of the entries", "Bundle", None, shown.get(200))}
                | refusals(*_ALWAYS, 400, 409, 412, 413, 415, 422, examples=shown),
            }
        },
        "/fhir/_history": {
            "get": {
                "operationId": "historySystem",
                "tags": ["Server"],
                "summary": "Versions of every type that the caller may search, latest commit first",
                "parameters": searches.shared("_count", "_since"),
                "responses": {"200": answer("A page", "Bundle", None, _least("Versions"))}
                | refusals(*_ALWAYS, 400, 406),
            }
        },
        "/livez": {"get": _health("live", "Whether the process serves requests")},
        "/readyz": {"get": _health("ready", "Whether the database answers", away=True)},
    }


def _health(name: str, summary: str, *, away: bool = False) -> Json:
    media = {"content": {"application/json": {"schema": {"type": "object"}}}}
    said: Json = {"200": {"description": "Yes"} | media} | ({"503": {"description": "No"} | media} if away else {})
    return {"operationId": name, "tags": ["Server"], "summary": summary, "security": [], "responses": said}


def _body(type_: str, told: list[Example], least: str) -> Json:
    """A request's body, with the exchanges told of it, else the least there is."""
    shown = {one.name: {"summary": one.summary, "value": one.request.body} for one in _about(told)}
    media = {"schema": ref(type_), "examples": shown or _least(least)}
    return {"required": True, "content": {FHIR_JSON: media}}


def _about(told: list[Example]) -> list[Example]:
    """The exchanges that turn on what their body says."""
    return [one for one in told if one.request.body and one.response.status not in _NOT_THE_BODY]


def _least(name: str) -> Json:
    return {"least": {"$ref": f"#/components/examples/{name}"}}


def _answers_by_status(told: list[Example]) -> dict[int, Json]:
    shown: dict[int, Json] = {}
    for one in told:
        if one.response.body is not None:
            shown.setdefault(one.response.status, {})[one.name] = {"summary": one.summary, "value": one.response.body}
    return shown


def _addresses(below: str, told: list[Example]) -> list[Json]:
    """The parameters of the path, with what the first example calls."""
    parts = urlsplit(told[0].request.path).path.split("/")[3:] if told else []
    given = dict(zip(("id", "", "vid"), parts, strict=False))
    return [
        {"name": name, "in": "path", "required": True, "description": text, "schema": {"type": "string"}}
        | {"example": given.get(name) or _LEAST[name]}
        for name, text in _ADDRESSED.items()
        if f"{{{name}}}" in below
    ]


def _with_examples(query: list[Json], told: list[Example]) -> list[Json]:
    """Query parameters, with what the first example asks."""
    given = dict(parse_qsl(urlsplit(told[0].request.path).query)) if told else {}
    return [one | ({"example": given[one["name"]]} if one.get("name") in given else {}) for one in query]
