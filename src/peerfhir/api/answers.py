"""What the OpenAPI document says about answers and headers, each thing once."""

from typing import Any

from peerfhir.api.examples import refusal
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.api.schemas import ref

Json = dict[str, Any]

REFUSALS = {
    400: ("Unreadable", "Not one FHIR JSON resource of the type the path names, or parameters that make no sense"),
    401: ("NoToken", "No bearer token, or one that is not valid"),
    403: ("NoScope", "The client lacks the scope, system/Type.cruds"),
    404: ("NotFound", "Unknown, or another's"),
    406: ("NotAcceptable", "Only application/fhir+json is spoken"),
    409: ("Conflict", "A broken reference, or the same business identifier with other content"),
    410: ("Gone", "It was deleted; its history stays"),
    412: ("Stale", "If-Match names another version than the current one"),
    413: ("TooLarge", "The body is too large"),
    415: ("UnsupportedMedia", "The body must be application/fhir+json"),
    422: ("Invalid", "Everything that the validator and the rules found, at once; nothing is stored"),
    503: ("Busy", "Overloaded, or the database is away: come again after Retry-After seconds"),
}

HEADERS: dict[str, Json] = {
    "ETag": {"description": 'The version, W/"3"', "schema": {"type": "string"}},
    "Location": {"description": "The version that was made", "schema": {"type": "string"}},
    "LastModified": {"description": "When this version was made", "schema": {"type": "string"}},
    "PeerFHIR-Finding": {
        "description": "One header a finding: rule and severity, like `MT-31; severity=warning`; of more than "
        "20, the last one says how many are not told: `more; count=3`. `return=OperationOutcome` shows them all",
        "schema": {"type": "string"},
    },
    "X-Request-Id": {"description": "The id of the request in the log", "schema": {"type": "string"}},
    "RetryAfter": {"description": "Seconds to wait", "schema": {"type": "integer"}},
}


def header(name: str, component: str) -> Json:
    """A header of an answer by reference."""
    return {name: {"$ref": f"#/components/headers/{component}"}}


VERSION = header("ETag", "ETag") | header("Last-Modified", "LastModified")
WRITTEN = VERSION | header("Location", "Location") | header("PeerFHIR-Finding", "PeerFHIR-Finding")


def answer(description: str, type_: str | None, headers: Json | None = None, examples: Json | None = None) -> Json:
    """A response with a body of a type, or without one."""
    said: Json = {"description": description}
    if headers:
        said["headers"] = headers
    if type_:
        media: Json = {"schema": ref(type_)} | ({"examples": examples} if examples else {})
        said["content"] = {FHIR_JSON: media}
    return said


def components() -> dict[str, Json]:
    """The shared responses: every refusal is an OperationOutcome."""
    made = {}
    for status, (name, text) in REFUSALS.items():
        headers = header("X-Request-Id", "X-Request-Id")
        if status == 503:  # noqa: PLR2004
            headers |= header("Retry-After", "RetryAfter")
        seen = refusal(status)
        shown = {seen.name: {"summary": seen.summary, "value": seen.response.body}} if seen else None
        made[name] = answer(text, "OperationOutcome", headers, shown)
    return made


def refusals(*statuses: int, examples: dict[int, Json] | None = None) -> Json:
    """The refusals of an operation, by reference; written out where there is an example of one."""
    said = {}
    for status in sorted(statuses):
        name, text = REFUSALS[status]
        shown = (examples or {}).get(status)
        said[str(status)] = (
            answer(text, "OperationOutcome", None, shown) if shown else {"$ref": f"#/components/responses/{name}"}
        )
    return said
