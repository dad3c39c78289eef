"""Bad input over HTTP: each thing has its status and an OperationOutcome; nothing is stored, nothing is a 500."""

import asyncio
import json
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from peerfhir.store.sight import Role
from tests.people import CERTIFIED, EHR, FHIR, Json, basic, issues, patient, post, put, unique
from tests.wire import Ask, Wire, together


def total(agency, type_, value, system=EHR):
    """How many resources bear an identifier."""
    answer = agency.http.get(f"/{type_}", params={"identifier": f"{system}|{value}", "_summary": "count"})
    return answer.json()["total"]


def marked(value):
    """The beginning of a Basic that a search would find, as text."""
    return f'{{"resourceType":"Basic","identifier":[{{"system":"{EHR}","value":"{value}"}}],"code":{{"text":"x"}}'


UNREADABLE = {
    "nothing": lambda _: b"",
    "truncated": lambda v: marked(v).encode(),
    "an array": lambda v: f"[{marked(v)}}}]".encode(),
    "a text": lambda _: b'"Basic"',
    "null": lambda _: b"null",
    "two objects": lambda v: f"{marked(v)}}}{marked(v)}}}".encode(),
    "doubled key": lambda v: f'{marked(v)},"code":{{"text":"y"}}}}'.encode(),
    "doubled key inside": lambda v: f'{marked(v)},"subject":{{"display":"a","display":"b"}}}}'.encode(),
    "doubled key, escaped": lambda v: f'{marked(v)},"\\u0063ode":{{"text":"y"}}}}'.encode(),
    "NaN": lambda v: f'{marked(v)},"extension":[{{"url":"https://x.org","valueDecimal":NaN}}]}}'.encode(),
    "Infinity": lambda v: f'{marked(v)},"extension":[{{"url":"https://x.org","valueDecimal":-Infinity}}]}}'.encode(),
    "a comment": lambda v: f"{marked(v)}/* */}}".encode(),
    "trailing comma": lambda v: f"{marked(v)},}}".encode(),
    "single quotes": lambda v: f"{marked(v)},'language':'en'}}".encode(),
    "lone surrogate": lambda v: f'{marked(v)},"language":"\\ud800"}}'.encode(),
    "lone low surrogate": lambda v: f'{marked(v)},"language":"\\udc00x"}}'.encode(),
    "raw surrogate": lambda v: f'{marked(v)},"language":"'.encode() + b'\xed\xa0\x80"}',
    "latin-1": lambda v: f'{marked(v)},"language":"é"}}'.encode("latin-1"),
    "utf-16": lambda v: f"{marked(v)}}}".encode("utf-16"),
    "overlong": lambda v: f'{marked(v)},"language":"'.encode() + b'\xc0\xaf"}',
    "raw newline": lambda v: f'{marked(v)},"language":"a\nb"}}'.encode(),
    "10,000 deep": lambda v: f'{marked(v)},"extension":'.encode() + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "10,000 objects deep": lambda v: f'{marked(v)},"x":'.encode() + b'{"x":' * 10_000 + b"1" + b"}" * 10_000 + b"}",
    "another type": lambda v: marked(v).replace("Basic", "Patient").encode() + b"}",
    "no type": lambda v: marked(v).replace("resourceType", "kind").encode() + b"}",
    "a type that is none": lambda v: marked(v).replace("Basic", "Nonsense").encode() + b"}",
    "a type that is a number": lambda v: marked(v).replace('"Basic"', "1").encode() + b"}",
    "an exponent beyond all": lambda v: f'{marked(v)},"x":1e99999999999999999999}}'.encode(),
    "a number beyond all": lambda v: f'{marked(v)},"x":{"9" * 5000}}}'.encode(),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_fhir_json_is_unreadable(settle, kind):
    """400 with an OperationOutcome, for POST and PUT, and nothing is stored (design section 6)."""
    agency, value, id_ = settle(), unique("v"), unique("b")
    body = UNREADABLE[kind](value)
    for method, path in (("POST", "/Basic"), ("PUT", f"/Basic/{id_}")):
        answer = agency.http.request(method, path, content=body, headers=FHIR)
        assert answer.status_code == 400, answer.text
        assert issues(answer)[0]["severity"] in ("error", "fatal")
    assert total(agency, "Basic", value) == 0
    assert agency.http.get(f"/Basic/{id_}").status_code == 404


NUL = "a\x00b"
INVALID: dict[str, Json] = {
    "end before start": {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"code": "AMB"},
        "period": {"start": "2026-11-09T11:00:00Z", "end": "2026-11-09T10:00:00Z"},
    },
    "a day that is none": {"resourceType": "Patient", "birthDate": "2026-02-29"},
    "month 13": {"resourceType": "Patient", "birthDate": "2026-13-01"},
    "year 0": {"resourceType": "Patient", "birthDate": "0000-01-01"},
    "an hour that is none": {"resourceType": "Patient", "deceasedDateTime": "2026-11-09T24:30:00Z"},
    "time without zone": {"resourceType": "Patient", "deceasedDateTime": "2026-11-09T10:00:00"},
    "a zone that is none": {"resourceType": "Patient", "deceasedDateTime": "2026-11-09T10:00:00+25:00"},
    "a zone of many digits": {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"code": "AMB"},
        "period": {"start": f"2026-11-09T10:00:00-07{'9' * 500}:00", "end": "2026-11-09T10:15:00-07:00"},
    },
    "NUL in a name": {"resourceType": "Patient", "name": [{"family": NUL}]},
    "NUL in an identifier": {"resourceType": "Patient", "identifier": [{"system": EHR, "value": NUL}]},
    "NUL in a code": {"resourceType": "Basic", "code": {"coding": [{"code": NUL}]}},
    "NUL in a text": {"resourceType": "Basic", "code": {"text": NUL}},
    "NUL in a key": {"resourceType": "Basic", "code": {"text": "x"}, NUL: "x"},
    "empty string": {"resourceType": "Patient", "name": [{"family": ""}]},
    "empty object": {"resourceType": "Patient", "name": [{}]},
    "empty array": {"resourceType": "Patient", "name": []},
    "null": {"resourceType": "Patient", "name": None},
    "null in an array": {"resourceType": "Patient", "name": [None]},
    "object for array": {"resourceType": "Patient", "name": {"family": "x"}},
    "text for boolean": {"resourceType": "Patient", "active": "true"},
    "number for text": {"resourceType": "Patient", "name": [{"family": 7}]},
    "two of a choice": {"resourceType": "Patient", "deceasedBoolean": True, "deceasedDateTime": "2026"},
    "reference with a space": {"resourceType": "Basic", "code": {"text": "x"}, "subject": {"reference": "Patient/a b"}},
    "reference to a type that is none": {
        "resourceType": "Basic",
        "code": {"text": "x"},
        "extension": [{"url": "https://x.org", "valueReference": {"reference": "Nonsense/1"}}],
    },
    "not contained": {"resourceType": "Basic", "code": {"text": "x"}, "subject": {"reference": "#x"}},
}


@pytest.mark.parametrize("kind", INVALID)
def test_what_is_invalid_is_refused_with_its_place(settle, kind):
    """422, each issue with an expression (409 for a reference that may lead nowhere else), nothing stored."""
    agency, id_ = settle(), unique("x")
    said = INVALID[kind] | {"id": id_}
    answer = agency.http.put(f"/{said['resourceType']}/{id_}", json=said)
    assert answer.status_code in ((409, 422) if "reference" in kind else (422,)), answer.text
    assert all(issue["expression"][0].startswith(said["resourceType"]) for issue in issues(answer))
    assert agency.http.get(f"/{said['resourceType']}/{id_}").status_code == 404


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("0001-01-01T00:00:00Z", "0001-01-01T01:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:15:00+14:00"),
        ("0001-01-03T00:00:00-07:00", "0001-01-03T01:00:00-07:00"),
        ("9999-12-31T23:00:00Z", "9999-12-31T23:59:59Z"),
        ("9999-12-31T23:00:00-12:00", "9999-12-31T23:59:59-12:00"),
        ("9999-12-26T23:00:00Z", "9999-12-26T23:59:59Z"),
        ("1969-12-31T23:59:60Z", "1970-01-01T00:15:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:15:00.123456789Z"),
        ("2026", "2026"),
    ],
)
@pytest.mark.parametrize("status", ["finished", "planned"])
def test_the_ends_of_the_calendar_are_no_trouble(settle, start, end, status):
    """An encounter at either end of time is kept, or refused with issues; it never is a 500."""
    agency = settle()
    said = agency.encounter(agency.admit(), agency.hire(CERTIFIED), start, end, status=status)
    answer = post(agency.http, said)
    assert answer.status_code in (201, 422), answer.text
    if answer.status_code == 422:
        assert issues(answer)


@pytest.mark.parametrize(
    "number", ["1e400", "1E+99999", "-1e-400", "0.1e-99999", "9" * 400, "1." + "0" * 400, "-0.0", "1e5"]
)
def test_numbers_beyond_a_float_are_no_trouble(settle, number):
    """A decimal that no float holds is kept as it was written, or refused; it never is a 500."""
    agency = settle()
    body = (
        f'{{"resourceType":"Observation","status":"final","code":{{"text":"x"}},"valueQuantity":{{"value":{number}}}}}'
    )
    answer = agency.http.post("/Observation", content=body, headers=FHIR)
    assert answer.status_code in (201, 400, 422), answer.text
    if answer.status_code == 201:
        found = agency.http.get("/Observation", params={"value-quantity": "gt1e300"})
        assert found.status_code == 200


@pytest.fixture(scope="module")
def small(start):
    """A server that takes 20,000 bytes."""
    return start(max_body=20_000)


def test_a_large_body_is_refused_unread(small, settle):
    """413 with an OperationOutcome: for an announced length, and for a body that comes in chunks."""
    agency, id_ = settle(at=small), unique("b")
    large = json.dumps(basic(id=id_, code={"text": "x" * 30_000})).encode()

    def chunks():
        yield from (large[n : n + 1000] for n in range(0, len(large), 1000))

    for content in (large, chunks()):
        answer = agency.http.put(f"/Basic/{id_}", content=content, headers=FHIR)
        assert answer.status_code == 413
        assert issues(answer)
    assert agency.http.get(f"/Basic/{id_}").status_code == 404
    fitting = json.dumps(basic(id=id_, code={"text": "x" * 15_000})).encode()
    assert agency.http.put(f"/Basic/{id_}", content=fitting, headers=FHIR).status_code == 201


async def hang_up(base, token, ask, sent):
    """Announce a body, send a part of it, and go."""
    wire = Wire(base, token)
    _, writer = await wire.connect()
    writer.write(wire.head(ask) + ask.body[:sent])
    await writer.drain()
    await asyncio.sleep(0.01)
    wire.close()


def test_a_client_that_hangs_up_leaves_nothing(server, settle):
    """A body that ends in the middle is no request: nothing is stored, the server goes on."""
    agency, value = settle(), unique("v")
    body = (marked(value) + "}").encode()
    for sent in (0, 1, len(body) // 2, len(body) - 1):
        asyncio.run(hang_up(server.base, agency.token, Ask("POST", "/fhir/Basic", body), sent))
    assert total(agency, "Basic", value) == 0
    assert agency.http.get(f"/Organization/{agency.id}").status_code == 200
    log = (server.data / "server.log").read_text()
    assert "Traceback" not in log


RAW = {
    "no http": b"\x16\x03\x01\x02\x00\x01\x00",
    "a length that is none": b"POST /fhir/Basic HTTP/1.1\r\nhost: x\r\ncontent-length: ten\r\n\r\n{}",
    "a negative length": b"POST /fhir/Basic HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n{}",
    "a header without a name": b"GET /fhir/Basic HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n",
    "a very long line": b"GET /fhir/" + b"x" * 200_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
}


@pytest.mark.parametrize("kind", RAW)
def test_what_is_no_http_is_no_trouble(server, kind):
    """A connection of nonsense is answered with a 4xx or closed; the server goes on."""
    at = urlsplit(server.base)
    with socket.create_connection((at.hostname, at.port), timeout=10) as raw:
        raw.sendall(RAW[kind])
        raw.shutdown(socket.SHUT_WR)
        answer = raw.recv(4096)
    assert not answer or answer.startswith(b"HTTP/1.1 4")
    assert httpx.get(f"{server.base}/livez").status_code == 200


@pytest.mark.parametrize("host", ["[", "a b", "x" * 5000, "é", "", "[::1", "evil.example:99999999"])
def test_a_strange_host_is_no_trouble(server, settle, host):
    """A Host header of nonsense is answered, never with a 500."""
    agency, id_ = settle(), unique("b")
    asks = [
        [Ask("PUT", f"/fhir/Basic/{id_}", json.dumps(basic(id=id_)).encode(), {"host": host})],
        [Ask("GET", f"/fhir/Basic/{id_}", headers={"host": host})],
        [Ask("GET", "/fhir/Basic/_history?_count=1", headers={"host": host})],
        [Ask("GET", "/fhir/Basic?_count=1", headers={"host": host})],
        [Ask("GET", "/fhir/metadata", headers={"host": host})],
    ]
    for (answer,) in together(server.base, agency.token, *asks):
        assert answer.status < 500


def test_who_does_not_say_who_he_is_gets_nothing(server):
    """401 with WWW-Authenticate and an OperationOutcome on every address but metadata (RFC 6750)."""
    with httpx.Client(base_url=f"{server.base}/fhir") as nobody:
        for method, path in (
            ("GET", "/Patient/x"),
            ("GET", "/Patient"),
            ("GET", "/Patient/_history"),
            ("GET", "/_history"),
            ("POST", "/Patient"),
            ("PUT", "/Patient/x"),
            ("DELETE", "/Patient/x"),
            ("POST", ""),
            ("GET", "/Nonsense"),
            ("GET", "/Patient/x/$authorization-usage"),
            ("POST", "/Patient/$validate"),
            ("POST", "/Patient/_search"),
        ):
            for header in (
                {},
                {"authorization": "Bearer nonsense"},
                {"authorization": "Basic eDp5"},
                {"authorization": ""},
            ):
                answer = nobody.request(method, path, headers=header)
                assert (method, path, answer.status_code) == (method, path, 401)
                assert answer.headers["www-authenticate"].startswith("Bearer")
                assert issues(answer)
        assert nobody.get("/metadata").status_code == 200


SCOPED = [
    ("GET", "/Basic/{id}", "r"),
    ("GET", "/Basic/{id}/_history/1", "r"),
    ("GET", "/Basic/{id}/_history", "r"),
    ("GET", "/Basic", "s"),
    ("POST", "/Basic/_search", "s"),
    ("GET", "/Basic/_history", "s"),
    ("POST", "/Basic", "c"),
    ("PUT", "/Basic/{id}", "u"),
    ("DELETE", "/Basic/{id}", "d"),
]


@pytest.mark.parametrize(("method", "path", "letter"), SCOPED)
def test_who_may_not_is_told_which_scope_it_takes(settle, method, path, letter):
    """403 without the one letter that an interaction needs, and what it needs; with it alone it works (section 8)."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    without = "".join(one for one in "cruds" if one != letter)
    form = {"content-type": "application/x-www-form-urlencoded"} if "_search" in path else FHIR
    said = json.dumps(basic(id=id_)) if method in ("POST", "PUT") and "_search" not in path else None
    with agency.server.client(Role.PROVIDER, agency.id, [f"system/Basic.{without}", "system/Patient.cruds"]) as narrow:
        answer = narrow.request(method, path.format(id=id_), content=said, headers=form)
        assert answer.status_code == 403
        assert f"system/Basic.{letter}" in answer.headers["www-authenticate"]
        assert issues(answer)[0]["code"] == "forbidden"
    with agency.server.client(Role.PROVIDER, agency.id, [f"system/Basic.{letter}"]) as only:
        answer = only.request(method, path.format(id=id_), content=said, headers=form)
        assert answer.status_code in (200, 201, 204), answer.text


def test_scopes_hold_inside_bundles(settle):
    """A transaction is refused for the entry that lacks its scope; a batch answers 403 in its place."""
    agency = settle()
    entries = [
        {"resource": basic(), "request": {"method": "POST", "url": "Basic"}},
        {"resource": patient(), "request": {"method": "POST", "url": "Patient"}},
    ]
    with agency.server.client(Role.PROVIDER, agency.id, ["system/Basic.c"]) as narrow:
        whole = narrow.post("", json={"resourceType": "Bundle", "type": "transaction", "entry": entries})
        each = narrow.post("", json={"resourceType": "Bundle", "type": "batch", "entry": entries})
    assert whole.status_code == 403
    assert issues(whole)[0]["expression"] == ["Bundle.entry[1]"]
    assert [e["response"]["status"][:3] for e in each.json()["entry"]] == ["201", "403"]


def test_an_error_tells_nothing_of_the_server(settle):
    """No path, no SQL, no trace in any refusal (design section 6)."""
    agency = settle()
    answers = [
        agency.http.post("/Basic", content=b"{", headers=FHIR),
        agency.http.get("/Basic/nobody"),
        agency.http.get("/Basic", params={"nonsense": "1"}),
        agency.http.put("/Basic/a", json=basic(id="b")),
        agency.http.post("/Basic", json=basic(subject={"reference": "Patient/nobody"})),
    ]
    for answer in answers:
        assert 400 <= answer.status_code < 500
        for word in ("Traceback", "site-packages", "asyncpg", "SELECT", "/work/", ".py"):
            assert word not in answer.text
