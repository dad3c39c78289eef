"""The operations in the OpenAPI document, read off THE TABLE."""

from typing import Any

from peerfhir.api.answers import answer, refusals
from peerfhir.api.examples import of
from peerfhir.api.offered import OPERATIONS, VALIDATED, Level, Operation, Parameter
from peerfhir.api.schemas import RESOURCE
from peerfhir.api.shown import addresses, body, by_status, least, with_examples

Json = dict[str, Any]

ALWAYS = (401, 403, 503)
_TAGS = {"": "Server", "Bundle": "Server"}
_LEAST_SENT = {"Parameters": "Decision", "Bundle": "Transaction", "": "Transaction"}
_LEAST_ANSWERS = {
    "OperationOutcome": "Well",
    "Bundle": "Page",
    "ClaimResponse": "ClaimResponse.kept",
    "Parameters": "Nothing",
}
_FORMATS = {"date": "date", "dateTime": "date-time"}


def operation_paths(type_: str, operation: Operation) -> dict[str, Json]:
    """The paths of an operation on a type, one for each level."""
    made: dict[str, Json] = {}
    levels = operation.levels & ({Level.TYPE} if type_ in VALIDATED else {Level.TYPE, Level.INSTANCE})
    for level in sorted(levels, key=lambda one: one.value):
        below = "/{id}" if level is Level.INSTANCE else ""
        place = made.setdefault(f"/fhir/{type_}{below}/${operation.name}", {})
        for method in operation.methods:
            item = _call(type_, operation, level, method)
            item["parameters"] = addresses(below, of(item["operationId"])) + item.get("parameters", [])
            place[method.lower()] = item
    return made


def system_paths() -> dict[str, Json]:
    """The paths of operations without a type, where any resource may be sent, and on types that are only validated."""
    made: dict[str, Json] = {}
    for operation in OPERATIONS:
        if Level.SYSTEM in operation.levels:
            calls = {method.lower(): _call("", operation, Level.SYSTEM, method) for method in operation.methods}
            made[f"/fhir/${operation.name}"] = calls
            for type_ in VALIDATED:
                made |= operation_paths(type_, operation)
    return made


def _call(type_: str, operation: Operation, level: Level, method: str) -> Json:
    posted = method == "POST"
    name = _named(type_, operation, level) + ("ByPost" if posted and "GET" in operation.methods else "")
    page = operation.paged and level is Level.TYPE
    told = of(name)
    item: Json = {"operationId": name, "tags": [_TAGS.get(type_, type_)], "summary": operation.summary}
    item["description"] = f"Defined by `{operation.definition}`"
    if posted:
        sent = operation.body or type_
        item["requestBody"] = body(sent or RESOURCE, told, _LEAST_SENT.get(sent, sent))
        item["parameters"] = [{"$ref": "#/components/parameters/IdempotencyKey"}] if operation.affects else []
    if not posted or operation.queried:
        taken = [one for one in operation.takes if one.at in (None, level)]
        item["parameters"] = item.get("parameters", []) + with_examples([_asked(one) for one in taken], told)
    shown = by_status(told)
    answered = "Bundle" if page else operation.answered
    otherwise = least(_LEAST_ANSWERS.get(answered, answered))
    refused = (400, 404, 406, *((413, 415, 422) if posted else ()))
    refused += (409,) if operation.affects else ()
    item["responses"] = {"200": answer("The answer", answered, None, shown.get(200, otherwise))} | refusals(
        *ALWAYS, *refused, examples=shown
    )
    return item


def _named(type_: str, operation: Operation, level: Level) -> str:
    """Its operationId: `submit`, `rulingClaim`, `authorizationUsageType`, `validateEncounterInstance`."""
    first, *rest = operation.name.split("-")
    name = first + "".join(word.capitalize() for word in rest)
    both = {Level.INSTANCE, Level.TYPE} <= operation.levels
    if operation.types is None or len(operation.types) > 1:
        return name + type_ + ("Instance" if both and level is Level.INSTANCE else "")
    return name + ("Type" if both and level is Level.TYPE else "")


def _asked(parameter: Parameter) -> Json:
    """A parameter of an operation as one of the query."""
    schema: Json = {"type": "integer"} if parameter.type == "integer" else {"type": "string"}
    if parameter.type in _FORMATS:
        schema["format"] = _FORMATS[parameter.type]
    return {"name": parameter.name, "in": "query", "description": parameter.text, "schema": schema}
