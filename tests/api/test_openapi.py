"""The OpenAPI document says what THE TABLE says, with real schemas, and its examples are what a server answers."""

import json
import os
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from peerfhir.api.examples import FOLDER, Example, examples, of
from peerfhir.api.offered import DEFINED, OFFERED, OPERATIONS, Interaction
from peerfhir.api.openapi import document, page_document
from peerfhir.api.schemas import SHOWN
from peerfhir.cli.client import SCOPES
from peerfhir.cli.people import seeds
from peerfhir.fhir.searching import parameters
from peerfhir.store.query import valid
from peerfhir.store.sight import Role

COMMITTED = Path(__file__).parents[2] / "openapi" / "peerfhir.json"
DOCUMENT = json.loads(json.dumps(document()))
CALLS = {
    item["operationId"]: (path, method, item)
    for path, methods in DOCUMENT["paths"].items()
    for method, item in methods.items()
}
# Of an answer: drawn anew at every run, or following from a pack.
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[57][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|\+00:00)")
_CURSOR = re.compile(r"(?<=_cursor=)[^&]+")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_HOST = re.compile(r"http://127\.0\.0\.1:\d+")


def schema(name: str) -> dict[str, Any]:
    """A schema of the document, with the others that it refers to."""
    text = json.dumps({"$ref": f"#/$defs/{name}", "$defs": DOCUMENT["components"]["schemas"]})
    return dict(json.loads(text.replace("#/components/schemas/", "#/$defs/")))


def references(node: Any):
    """Every $ref below a node."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_the_committed_document_is_the_current_one():
    """`openapi/peerfhir.json` is what `peerfhir openapi` writes; after a change, `make openapi` and review."""
    assert COMMITTED.read_text(encoding="utf-8") == json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def test_it_lists_what_the_table_offers():
    """Each interaction of each type is an operation with an id of its own, and there is no other."""
    names = {
        Interaction.CREATE: "create{}",
        Interaction.READ: "read{}",
        Interaction.VREAD: "vread{}",
        Interaction.UPDATE: "update{}",
        Interaction.DELETE: "delete{}",
        Interaction.SEARCH_TYPE: "search{}",
        Interaction.HISTORY_INSTANCE: "history{}",
        Interaction.HISTORY_TYPE: "history{}Type",
    }
    expected = {names[one].format(type_) for type_, offered in OFFERED.items() for one in offered}
    expected |= {f"search{type_}ByPost" for type_ in OFFERED}
    expected |= {f"validate{type_}{level}" for type_ in OFFERED for level in ("", "Instance")}
    expected |= {"validate", "validateBundle"}
    expected |= {"authorizationUsage", "authorizationUsageType"}
    expected |= {"capabilities", "transaction", "historySystem", "live", "ready"}
    expected |= {"readClock", "setClock", "releaseClock"}
    expected |= {"submit", "decide", "rulingClaim", "rulingEncounter", "worklist"}
    expected |= {f"{act}{type_}" for type_ in DEFINED for act in ("read", "search")}
    expected |= {"evaluateMeasure", "evaluateMeasureByPost"}
    assert set(CALLS) == expected
    assert len(CALLS) == sum(len(methods) for methods in DOCUMENT["paths"].values())


def test_every_operation_of_the_table_is_described():
    """No operation is offered that the document does not know by path and method."""
    described = {(path.rsplit("/", 1)[-1], method) for path, method, _ in CALLS.values()}
    assert [(o.name, m) for o in OPERATIONS for m in o.methods if (f"${o.name}", m.lower()) not in described] == []


@pytest.mark.parametrize("made", [DOCUMENT, page_document()], ids=["document", "page"])
def test_every_reference_leads_somewhere(made):
    """No $ref is broken."""
    broken = set()
    for ref in set(references(made)):
        node = made
        for step in ref.removeprefix("#/").split("/"):
            node = node.get(step, {})
        if not node:
            broken.add(ref)
    assert broken == set()


def test_every_operation_shows_an_example():
    """A body that is sent, and one that is answered with 200 or 201, wherever there is one."""
    bare = []
    for name, (_, _, item) in CALLS.items():
        media = [*item.get("requestBody", {}).get("content", {}).values()]
        media += [m for status in ("200", "201") for m in item["responses"].get(status, {}).get("content", {}).values()]
        if any(not m.get("examples") for m in media if m["schema"].get("$ref")):
            bare.append(name)
    assert bare == []


@pytest.mark.parametrize(
    ("operation", "statuses"),
    [
        ("submit", {200, 400, 403, 409, 422}),
        ("decide", {200, 403, 409, 422}),
        ("rulingClaim", {200, 404}),
        ("rulingEncounter", {200}),
        ("worklist", {200, 400, 403}),
        ("evaluateMeasure", {200, 400, 404}),
        ("evaluateMeasureByPost", {200}),
        ("authorizationUsage", {200, 400, 404}),
        ("authorizationUsageType", {200, 400}),
        ("createEncounter", {200, 201, 401, 403, 409, 415, 422}),
        ("updateClaim", {409}),
        ("updateClaimResponse", {201, 403, 422}),
        ("updateServiceRequest", {201, 403}),
        ("readClock", {200}),
        ("setClock", {200, 403, 422}),
        ("releaseClock", {200}),
    ],
)
def test_answers_and_refusals_are_shown(operation, statuses):
    """Calls of the law and the ledger show recorded answers of each kind, all of them in the document."""
    assert {one.response.status for one in of(operation)} == statuses
    _, _, item = CALLS[operation]
    for status in statuses:
        (media,) = item["responses"][str(status)]["content"].values()
        shown = {one.name for one in of(operation) if one.response.status == status}
        assert set(media["examples"]) == shown


@pytest.mark.parametrize("type_", OFFERED)
def test_every_search_parameter_is_described(type_):
    """Those that the server takes, and no other; each with its type and how its value is written."""
    _, _, item = CALLS[f"search{type_}"]
    shared = DOCUMENT["components"]["parameters"]
    listed = [shared[p["$ref"].rpartition("/")[2]] if "$ref" in p else p for p in item["parameters"]]
    named = {p["name"]: p["description"] for p in listed if p["in"] == "query"}
    assert sorted(named) == sorted(set(valid(type_)) - {"_cursor", "_format", "_pretty"})
    assert [code for code, one in parameters(type_).items() if not named[code].startswith(f"**{one.type}**")] == []


@pytest.mark.parametrize("type_", SHOWN)
def test_schemas_are_schemas(type_):
    """Each is a JSON Schema of 2020-12 that knows its own type only, and is not empty."""
    jsonschema_rs.Draft202012Validator(schema(type_))
    shape = DOCUMENT["components"]["schemas"][type_]
    assert shape["properties"]["resourceType"] == {"const": type_}
    assert len(shape["properties"]) > 5


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(body, id=f"{one.name}-{side}")
        for one in examples()
        for side, body in (("sent", one.request.body), ("answered", one.response.body))
        if body and (side == "answered" or (one.response.status in (200, 201) and one.operation != "validateEncounter"))
    ],
)
def test_what_is_accepted_fits_its_schema(body):
    """Bodies that the server takes, and all that it answers, are valid against the schema of their type."""
    assert list(jsonschema_rs.Draft202012Validator(schema(body.get("resourceType", "Clock"))).iter_errors(body)) == []


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True),
        ({"status": "done"}, False),
        ({"duration": "PT1H"}, False),
        ({"class": "AMB"}, False),
        ({"period": {"start": "2026-11-09 10:00"}}, False),
        ({"participant": []}, False),
        ({"_status": {"id": "a"}}, True),
    ],
)
def test_schemas_refuse_what_is_wrong(change, fits):
    """Codes, unknown elements, types, formats and empty arrays are told apart by the schema already."""
    kept = next(one for one in examples() if one.operation == "createEncounter")
    assert jsonschema_rs.is_valid(schema("Encounter"), kept.request.body | change) is fits


@pytest.fixture
def sandbox(start):
    """A server with the people of the sandbox at noon of a day, and the clients of the examples: `(base, clients)`."""
    server = start(sandbox="1")
    with ExitStack() as opened:

        def client(*who: Any):
            return opened.enter_context(server.client(*who))

        callers = {
            "ehr": client(Role.PROVIDER, "ORG-MT", SCOPES[Role.PROVIDER]),
            "ehr-id": client(Role.PROVIDER, "ORG-ID", SCOPES[Role.PROVIDER]),
            "payer": client(Role.PAYER, "DPHHS-MT", SCOPES[Role.PAYER]),
            "payer-id": client(Role.PAYER, "MCO-ID", SCOPES[Role.PAYER]),
            "engineer": client(Role.ENGINEER, "SANDBOX"),
            "nobody": opened.enter_context(httpx.Client(base_url=f"{server.base}/fhir")),
        }
        set_ = callers["engineer"].put(f"{server.base}/sandbox/clock", json={"now": "2026-11-20T12:00:00Z"})
        assert set_.status_code == 200, set_.text
        keepers = {owner: client(Role.ADMIN, owner) for owner in sorted({seed.owner for seed in seeds(2026)})}
        for seed in seeds(2026):
            place = f"/{seed.resource['resourceType']}/{seed.resource['id']}"
            answer = keepers[seed.owner].put(place, json=seed.resource)
            assert answer.status_code == 201, answer.text
        yield server.base, callers


def test_the_examples_are_what_a_server_answers(sandbox):
    """Played in their order against a server with the people of the sandbox, each exchange ends as it is shown.

    An id that a server gave stands for the one that this server gives. With PEERFHIR_RECORD_EXAMPLES set, the files
    are written anew with what is answered: review their difference.
    """
    base, callers = sandbox
    given: dict[str, str] = {}
    for one in examples():
        path, sent = _named(one.request.path, given), _named(one.request.body, given)
        headers = {"Content-Type": "application/fhir+json"} | one.request.headers
        body = json.dumps(sent) if sent is not None else None
        answer = callers[one.caller].request(one.request.method, base + path, headers=headers, content=body)
        answered = answer.json() if answer.content else None
        shown = {name: answer.headers.get(name) for name in one.response.headers}
        _learn([one.response.headers, one.response.body], [shown, answered], given)
        if "PEERFHIR_RECORD_EXAMPLES" in os.environ:
            _record(one, path, sent, answer, base)
            continue
        expected = (one.name, one.response.status, _lasting(one.response.headers), _lasting(one.response.body))
        assert (one.name, answer.status_code, _lasting(shown), _lasting(answered)) == expected


def _named(node: Any, given: dict[str, str]) -> Any:
    """A request with the ids that this server gave."""
    if isinstance(node, dict):
        return {name: _named(value, given) for name, value in node.items()}
    if isinstance(node, list):
        return [_named(value, given) for value in node]
    return _UUID.sub(lambda found: given.get(found[0], found[0]), node) if isinstance(node, str) else node


def _learn(old: Any, new: Any, given: dict[str, str]) -> None:
    """Which id stands for which: those at the same place."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in old.keys() & new.keys():
            _learn(old[name], new[name], given)
    elif isinstance(old, list) and isinstance(new, list):
        for one, other in zip(old, new, strict=False):
            _learn(one, other, given)
    elif isinstance(old, str) and isinstance(new, str):
        given |= dict(zip(_UUID.findall(old), _UUID.findall(new), strict=False))


def _record(one: Example, path: str, sent: Any, answer: httpx.Response, base: str) -> None:
    """Write the file of an exchange anew."""
    names = ("ETag", "Location", "Content-Type", "PeerFHIR-Finding")
    headers = {name: answer.headers[name] for name in names if name in answer.headers}
    answered = answer.json() if answer.content else None
    request: dict[str, Any] = {"method": one.request.method, "path": path}
    request |= {"headers": one.request.headers} if one.request.headers else {}
    request |= {"body": sent} if sent is not None else {}
    made: dict[str, Any] = {
        "operation": one.operation,
        "summary": one.summary,
        "caller": one.caller,
        "request": request,
    }
    made["response"] = {"status": answer.status_code, "headers": headers} | ({"body": answered} if answered else {})
    text = json.dumps(made, indent=2, ensure_ascii=False).replace(base, "http://127.0.0.1:8000")
    (FOLDER / f"{one.name}.json").write_text(f"{text}\n", encoding="utf-8")


def _lasting(node: Any) -> Any:
    """What stays the same from run to run: no ids, no instants, no address, no cursor, no digest."""
    if isinstance(node, dict):
        return {name: _lasting(value) for name, value in node.items()}
    if isinstance(node, list):
        return [_lasting(value) for value in node]
    if isinstance(node, str):
        text = _HOST.sub("HOST", _INSTANT.sub("INSTANT", _UUID.sub("ID", node)))
        return _DIGEST.sub("DIGEST", _CURSOR.sub("CURSOR", text))
    return node
