"""The paths of the OpenAPI document, read off THE TABLE: each interaction and operation of each type."""

from typing import Any

from peerfhir.api import searches
from peerfhir.api.answers import VERSION, WRITTEN, answer, header, refusals
from peerfhir.api.definition_paths import definition_paths
from peerfhir.api.examples import Example, of
from peerfhir.api.offered import OFFERED, OPERATIONS, Interaction
from peerfhir.api.operation_paths import ALWAYS, operation_paths, system_paths
from peerfhir.api.shown import addresses, body, by_status, least, with_examples

Json = dict[str, Any]

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


def paths() -> dict[str, Json]:
    """Every path: the server's own, then type by type."""
    made: dict[str, Json] = _system() | system_paths() | definition_paths()
    for type_, offered in OFFERED.items():
        for operation in OPERATIONS:
            if operation.types is not None and type_ in operation.types:
                made |= operation_paths(type_, operation)
        for interaction, (below, method, *_) in _REST.items():
            if interaction in offered:
                item = _interaction(type_, interaction)
                made.setdefault(f"/fhir/{type_}{below}", {})[method] = item
        if Interaction.SEARCH_TYPE in offered:
            made[f"/fhir/{type_}/_search"] = {"post": _search_by_post(type_)}
        for operation in OPERATIONS:
            if operation.types is None:
                made |= operation_paths(type_, operation)
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
    named = addresses(below, told) + with_examples(query, told)
    named += [{"$ref": f"#/components/parameters/{one}"} for one in headers]
    if named:
        item["parameters"] = named
    if interaction in (Interaction.CREATE, Interaction.UPDATE):
        item["requestBody"] = body(type_, told, type_ if interaction is Interaction.CREATE else f"{type_}.kept")
    item["responses"] = _responses(type_, interaction, told) | refusals(*ALWAYS, *refused, examples=by_status(told))
    return item


def _responses(type_: str, interaction: Interaction, told: list[Example]) -> Json:
    shown = by_status(told)
    kept = least(f"{type_}.kept")
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
            return {"200": answer("A page; `link` leads to the next", "Bundle", None, shown.get(200, least("Page")))}


def _search_by_post(type_: str) -> Json:
    return {
        "operationId": f"search{type_}ByPost",
        "tags": [type_],
        "summary": f"Search without parameters in the URL: {type_}",
        "parameters": [{"$ref": "#/components/parameters/Prefer"}],
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": searches.form()}}},
        "responses": {"200": answer("A page; `link` leads to the next", "Bundle", None, least("Page"))}
        | refusals(*ALWAYS, 400, 406, 415),
    }


def _system() -> dict[str, Json]:
    bundle = body("Bundle", of("transaction"), "Transaction")
    shown = by_status(of("transaction"))
    return {
        "/fhir/metadata": {
            "get": {
                "operationId": "capabilities",
                "tags": ["Server"],
                "summary": "What this server can do (CapabilityStatement)",
                "security": [],
                "responses": {"200": answer("The statement", "CapabilityStatement", None, least("Statement"))}
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
                | refusals(*ALWAYS, 400, 409, 412, 413, 415, 422, examples=shown),
            }
        },
        "/fhir/_history": {
            "get": {
                "operationId": "historySystem",
                "tags": ["Server"],
                "summary": "Versions of every type that the caller may search, latest commit first",
                "parameters": searches.shared("_count", "_since"),
                "responses": {"200": answer("A page", "Bundle", None, least("Versions"))} | refusals(*ALWAYS, 400, 406),
            }
        },
        "/livez": {"get": _health("live", "Whether the process serves requests")},
        "/readyz": {"get": _health("ready", "Whether the database answers", away=True)},
    }


def _health(name: str, summary: str, *, away: bool = False) -> Json:
    media = {"content": {"application/json": {"schema": {"type": "object"}}}}
    said: Json = {"200": {"description": "Yes"} | media} | ({"503": {"description": "No"} | media} if away else {})
    return {"operationId": name, "tags": ["Server"], "summary": summary, "security": [], "responses": said}
