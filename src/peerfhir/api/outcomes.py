"""Refusals become HTTP: the only room that knows which status a kind of refusal has."""

from starlette.responses import Response

from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused, outcome

FHIR_JSON = "application/fhir+json"

MOST_FINDINGS = 20  # headers of an answer: proxies and clients bound what they take

STATUS = {
    Kind.UNREADABLE: 400,
    Kind.BAD_REQUEST: 400,
    Kind.NO_TOKEN: 401,
    Kind.NO_SCOPE: 403,
    Kind.NOT_FOUND: 404,
    Kind.NOT_ALLOWED: 405,
    Kind.NOT_ACCEPTABLE: 406,
    Kind.CONFLICT: 409,
    Kind.GONE: 410,
    Kind.STALE: 412,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED_MEDIA: 415,
    Kind.INVALID: 422,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
}


def refusal(refused: Refused) -> Response:
    """The OperationOutcome of a refusal under its status."""
    headers = dict(refused.headers)
    if refused.kind in (Kind.TOO_MANY, Kind.UNAVAILABLE):
        headers.setdefault("Retry-After", "1")
    return Response(json.encode(outcome(refused.issues)), STATUS[refused.kind], headers, FHIR_JSON)


def finding_headers(findings: tuple[Issue, ...]) -> list[tuple[bytes, bytes]]:
    """One `PeerFHIR-Finding` header a finding (design section 6), `MOST_FINDINGS` at most and how many more there are.

    Of more than that, what is only information comes last.
    """
    told = list(findings)
    if len(told) > MOST_FINDINGS:
        told = sorted(told, key=lambda finding: finding.severity == "information")[:MOST_FINDINGS]
    said = [f"{finding.rule or finding.code}; severity={finding.severity}" for finding in told]
    if len(findings) > len(told):
        said.append(f"more; count={len(findings) - len(told)}")
    return [(b"peerfhir-finding", one.encode()) for one in said]
