"""A batch: each entry is a request of its own, and only what is wrong with it fails it.

http://hl7.org/fhir/R4/http.html#brules. An Idempotency-Key of the batch gives each entry a key of its own.
"""

import re
import string
from collections.abc import Awaitable, Callable, Sequence
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Kind, Refused, outcome
from peerfhir.fhir.reference import base_of, local, walk

Handle = Callable[[str, str, dict[str, str], bytes], Awaitable[Response]]

MAX_ANSWER = 64 * 1024 * 1024  # bytes of answers in one Bundle; the entries beyond are not carried out
_ENTRY = re.compile(r"^Bundle\.entry\[(\d+)\](\.resource\b)?")
_HEADERS = (("ifNoneMatch", "if-none-match"), ("ifMatch", "if-match"), ("ifNoneExist", "if-none-exist"))
_CREATED = {"POST", "PUT", "DELETE"}


async def batch(
    entries: Sequence[Any], issues: Sequence[Issue], key: str | None, handle: Handle, own: str
) -> list[bytes]:
    """The answer of each entry; `Refused(INVALID)` when something is wrong with the Bundle around them.

    `issues` are the validator's of the whole Bundle: those inside of a resource are its own request's to tell. `own`
    is the address of this server.
    """
    told: dict[int, list[Issue]] = {}
    around: list[Issue] = []
    for issue in issues:
        found = _ENTRY.match(issue.expression[0] if issue.expression else "")
        if found is None:
            around.append(issue)
        elif not found[2]:
            told.setdefault(int(found[1]), []).append(issue)
    if any(issue.refuses for issue in around):
        raise Refused(Kind.INVALID, tuple(around))
    answers: list[bytes] = []
    size = 0
    for number, entry in enumerate(entries):
        wrong = told.get(number, []) or _strangers(entry, f"Bundle.entry[{number}]", own)
        if size > MAX_ANSWER:
            wrong = [Issue("error", "too-costly", f"The answers before it have over {MAX_ANSWER} bytes; ask for less")]
        if any(issue.refuses for issue in wrong):
            answers.append(entry_answer(b"", {"status": "422 Unprocessable Entity", "outcome": outcome(wrong)}))
        else:
            answers.append(await alone(entry, handle, f"{key}#{number}" if key else None))
        size += len(answers[-1])
    return answers


def _strangers(entry: dict[str, Any], place: str, own: str) -> list[Issue]:
    """Relative references of another server's record: what they name there is not here, whatever has that id."""
    full_url, resource = entry.get("fullUrl"), entry.get("resource")
    base = base_of(full_url, own) if isinstance(full_url, str) else None
    if base is None or not isinstance(resource, dict):
        return []
    return [
        Issue("error", "not-found", f"There is no {base}{reference['reference']} here", (f"{path}.reference",))
        for path, reference in walk(resource, f"{place}.resource")
        if local(reference["reference"])
    ]


async def alone(entry: dict[str, Any], handle: Handle, key: str | None = None) -> bytes:
    """An entry answered as a request of its own, which `key` makes known when it comes again."""
    asked = entry["request"]
    headers = {name: quote(asked[said], safe=string.printable) for said, name in _HEADERS if said in asked}
    if key is not None and asked["method"] in _CREATED:
        headers["idempotency-key"] = blake2b(key.encode(), digest_size=24).hexdigest()
    sent = json.encode(entry["resource"]) if "resource" in entry else b""
    made = await handle(asked["method"], asked["url"], headers, sent)
    answer: dict[str, Any] = {"status": str(made.status_code)}
    answer |= {name: made.headers[name] for name in ("location", "etag") if name in made.headers}
    shown = bytes(made.body)
    if made.status_code >= 400 and shown:  # noqa: PLR2004
        answer["outcome"] = json.decode(shown)
        shown = b""
    return entry_answer(shown, answer)


def entry_answer(resource: bytes, answer: dict[str, Any]) -> bytes:
    """An entry of the answer; its resource are the stored bytes."""
    shown = b'"resource":' + resource + b"," if resource else b""
    return b"{" + shown + b'"response":' + json.encode(answer) + b"}"


def answered(kind: str, entries: Sequence[bytes], headers: dict[str, str] | None = None) -> Response:
    """The Bundle of these answers."""
    listed = b',"entry":[' + b",".join(entries) + b"]" if entries else b""
    body = b'{"resourceType":"Bundle","type":"' + kind.encode() + b'"' + listed + b"}"
    return Response(body, 200, headers, FHIR_JSON)
